"""The mean cross-entropy of a tree of strings, and its gradient by backpropagation through time."""

import numpy as np
from numba import njit

from models.kernels.functions import exp, log
from models.kernels.lanes import add, fill, fma, get, put, where
from models.kernels.network import read, read_back, score, score_back

H = 0


@njit
def cross_entropy(scores, following, total, loss):
    """Adds one place's share of the loss, and turns its scores (V, LANES) into the derivative by them."""
    largest = get(scores, 0)
    for j in range(1, len(scores)):
        largest = where(get(scores, j) - largest, get(scores, j), largest)
    z, right, strings = fill(0.0), fill(0.0), np.float32(0.0)
    for j in range(len(scores)):
        s = get(scores, j) - largest
        strings += following[j]
        right = fma(s, fill(following[j]), right)
        z = z + exp(s)
        put(exp(s), scores, j)
    add((log(z) * strings - right) / total, loss)
    for j in range(len(scores)):
        put(get(scores, j) / z * (strings / total) - following[j] / total, scores, j)


@njit
def gradient_of(kernel, weights, tree, loss, gradient, room):
    """The loss (LANES) over a tree, nats per character, and its gradient (P, LANES)."""
    states, d_states = room.states, room.d_states
    size, total = len(tree.parent), tree.following.sum()
    put(fill(0.0), loss)
    gradient[:] = 0
    d_states[:size] = 0
    for m in range(1, size):
        old, new = states[tree.parent[m]], states[m]
        read(kernel, weights, tree.character[m], old, new, room.gates[m], room.u)
        score(kernel, weights, new[-1, H], room.scores[m])
        cross_entropy(room.scores[m], tree.following[m], total, loss)
    for m in range(size - 1, 0, -1):
        old, new = states[tree.parent[m]], states[m]
        d_old, d_new = d_states[tree.parent[m]], d_states[m]
        score_back(kernel, weights, gradient, room.scores[m], new[-1, H], d_new[-1, H])
        read_back(
            kernel, weights, gradient, tree.character[m], old, new, room.gates[m], d_old, d_new,
            room.d_a, room.d_u,
        )  # fmt: skip
