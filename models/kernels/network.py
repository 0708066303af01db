"""Up to GROUP characters through a network of stacked cells, and the derivative."""

from numba import njit

from models.kernels.kernel import derivative, step
from models.kernels.lanes import LANES, add, get, put
from models.kernels.products import GROUP, multiply, multiply_back

H = 0  # the hidden state is the first of every cell's states


@njit
def read(kernel, weights, characters, parents, first, room):
    """Read characters (n,), each after a place of `parents` (n,): the states at the places from `first` on.

    The top layer's hidden states are left in room.h, what `read_back` needs in room.gates.
    """
    count, (blocks, units) = len(parents), room.a.shape[1:3]
    width = blocks * units
    a, u = room.a.reshape(GROUP, width, LANES), room.u.reshape(GROUP, width, LANES)
    for layer in range(room.states.shape[1]):
        for g in range(count):
            a[g] = weights[kernel.b[layer] : kernel.b[layer] + width]
        if layer == 0:
            for g in range(count):
                row = kernel.W[0] + characters[g] * width
                for j in range(width):
                    add(get(weights, row + j), a, g, j)
        else:
            multiply(a, room.h, count, weights, kernel.W[layer])
        if kernel.recurrent:
            for g in range(count):
                room.h[g] = room.states[parents[g], layer, H]
            u[:] = 0
            multiply(u, room.h, count, weights, kernel.U[layer])
        for g in range(count):
            old, new = room.states[parents[g], layer], room.states[first + g, layer]
            gates = room.gates[first + g, layer]
            for k in range(units):
                step(kernel, room.a[g], room.u[g], gates, weights, kernel.extra[layer], old, new, k)
            room.h[g] = new[H]


@njit
def read_back(kernel, weights, gradient, characters, parents, first, room):
    """The derivative of `read`: adds to room.d_states of the parents, and to gradient (P, LANES)."""
    count, (blocks, units) = len(parents), room.a.shape[1:3]
    width = blocks * units
    by_x = room.d_a.reshape(GROUP, width, LANES)
    by_h = room.d_u.reshape(GROUP, width, LANES) if kernel.split else by_x
    by_x[count:] = 0
    by_h[count:] = 0
    for layer in range(room.states.shape[1] - 1, -1, -1):
        bias, extra = kernel.b[layer], kernel.extra[layer]
        for g in range(count):
            old, new = room.states[parents[g], layer], room.states[first + g, layer]
            d_old, d_new = room.d_states[parents[g], layer], room.d_states[first + g, layer]
            gates, d_a, d_u = room.gates[first + g, layer], room.d_a[g], room.d_u[g]
            for k in range(units):
                derivative(kernel, gates, weights, gradient, extra, old, new, d_old, d_new, d_a, d_u, k)
            for j in range(width):
                add(get(by_x, g, j), gradient, bias + j)
        if layer == 0:
            for g in range(count):
                row = kernel.W[0] + characters[g] * width
                for j in range(width):
                    add(get(by_x, g, j), gradient, row + j)
        else:
            for g in range(count):
                room.h[g] = room.states[first + g, layer - 1, H]
            room.d_h[:] = 0
            multiply_back(by_x, room.h, room.d_h, count, weights, gradient, kernel.W[layer])
            for g in range(count):
                hand_on(room.d_h[g], room.d_states[first + g, layer - 1, H])
        if kernel.recurrent:
            for g in range(count):
                room.h[g] = room.states[parents[g], layer, H]
            room.d_h[:] = 0
            multiply_back(by_h, room.h, room.d_h, count, weights, gradient, kernel.U[layer])
            for g in range(count):
                hand_on(room.d_h[g], room.d_states[parents[g], layer, H])


@njit
def hand_on(d_h, into):
    """Add one hidden state's derivative (H, LANES) to another."""
    for k in range(len(d_h)):
        add(get(d_h, k), into, k)


@njit
def score(kernel, weights, count, room):
    """The scores of the next character, in room.score (GROUP, V, LANES), from the hidden states in room.h."""
    for g in range(count):
        for j in range(room.score.shape[1]):
            put(get(weights, kernel.readout_bias + j), room.score, g, j)
    multiply(room.score, room.h, count, weights, kernel.readout)


@njit
def score_back(kernel, weights, gradient, first, count, room):
    """The derivative of `score`: adds to room.d_states of the places from `first` on, and to gradient."""
    top = room.states.shape[1] - 1
    room.score[count:] = 0
    for g in range(count):
        room.score[g] = room.d_scores[first + g]
        room.h[g] = room.states[first + g, top, H]
        for j in range(room.score.shape[1]):
            add(get(room.score, g, j), gradient, kernel.readout_bias + j)
    room.d_h[:] = 0
    multiply_back(room.score, room.h, room.d_h, count, weights, gradient, kernel.readout)
    for g in range(count):
        hand_on(room.d_h[g], room.d_states[first + g, top, H])
