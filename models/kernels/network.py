"""One character through a network of stacked cells, and the derivative; the cell's own part is given."""

from numba import njit

from models.kernels.kernel import derivative, step
from models.kernels.lanes import LANES, add, fill, get, put
from models.kernels.products import multiply, multiply_back

H = 0  # the hidden state is the first of every cell's states


@njit
def read(kernel, weights, character, old, new, gates, u):
    """From states old to new, (L, R, H, LANES); leaves gates (L, K, H, LANES) for `read_back`."""
    blocks, units = u.shape[0], u.shape[1]
    width = blocks * units
    from_h = u.reshape(width, LANES)
    for layer in range(len(new)):
        from_x = gates[layer, :blocks].reshape(width, LANES)
        for j in range(width):
            put(get(weights, kernel.b[layer] + j), from_x, j)
        if layer == 0:
            row = kernel.W[0] + character * width
            for j in range(width):
                add(get(weights, row + j), from_x, j)
        else:
            multiply(from_x, new[layer - 1, H], weights, kernel.W[layer])
        if kernel.recurrent:
            for j in range(width):
                put(fill(0.0), from_h, j)
            multiply(from_h, old[layer, H], weights, kernel.U[layer])
        for k in range(units):
            step(kernel, gates[layer], u, weights, kernel.extra[layer], old[layer], new[layer], k)


@njit
def read_back(kernel, weights, gradient, character, old, new, gates, d_old, d_new, d_a, d_u):
    """The derivative of `read`: adds to d_old (L, R, H, LANES) and to gradient (P, LANES)."""
    blocks, units = d_a.shape[0], d_a.shape[1]
    width = blocks * units
    by_x = d_a.reshape(width, LANES)
    by_h = d_u.reshape(width, LANES) if kernel.split else by_x
    for layer in range(len(new) - 1, -1, -1):
        kept, extra, was, now = gates[layer], kernel.extra[layer], old[layer], new[layer]
        for k in range(units):
            derivative(
                kernel, kept, weights, gradient, extra, was, now, d_old[layer], d_new[layer], d_a, d_u, k
            )
        for j in range(width):
            add(get(by_x, j), gradient, kernel.b[layer] + j)
        if layer == 0:
            row = kernel.W[0] + character * width
            for j in range(width):
                add(get(by_x, j), gradient, row + j)
        else:
            below = layer - 1
            multiply_back(by_x, new[below, H], d_new[below, H], weights, gradient, kernel.W[layer])
        if kernel.recurrent:
            multiply_back(by_h, was[H], d_old[layer, H], weights, gradient, kernel.U[layer])


@njit
def score(kernel, weights, h, scores):
    """The scores (V, LANES) of the next character."""
    for j in range(len(scores)):
        put(get(weights, kernel.readout_bias + j), scores, j)
    multiply(scores, h, weights, kernel.readout)


@njit
def score_back(kernel, weights, gradient, d_scores, h, d_h):
    """The derivative of `score`: adds to d_h (H, LANES) and to gradient (P, LANES)."""
    for j in range(len(d_scores)):
        add(get(d_scores, j), gradient, kernel.readout_bias + j)
    multiply_back(d_scores, h, d_h, weights, gradient, kernel.readout)
