"""The mean cross-entropy of a tree of strings, and its gradient by backpropagation through time."""

import numpy as np
from numba import njit

from models.kernels.functions import exp, log
from models.kernels.lanes import add, fill, fma, get, put, where
from models.kernels.network import read, read_back, score, score_back
from models.kernels.products import GROUP


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
    size, total = len(tree.parent), tree.following.sum()
    put(fill(0.0), loss)
    gradient[:] = 0
    room.d_states[:size] = 0
    groups, first = [1], 1
    while first < size:
        end = end_of_group(tree.parent, first)
        read(kernel, weights, tree.character[first:end], tree.parent[first:end], first, room)
        score(kernel, weights, end - first, room)
        for m in range(first, end):
            cross_entropy(room.score[m - first], tree.following[m], total, loss)
            room.d_scores[m] = room.score[m - first]
        groups.append(end)
        first = end
    for g in range(len(groups) - 1, 0, -1):
        first, end = groups[g - 1], groups[g]
        score_back(kernel, weights, gradient, first, end - first, room)
        read_back(kernel, weights, gradient, tree.character[first:end], tree.parent[first:end], first, room)


@njit
def end_of_group(parent, first):
    """Where a group of places that begins at `first` ends: none of them may be the parent of another."""
    end = first + 1
    while end < len(parent) and end - first < GROUP and parent[end] < first:
        end += 1
    return end
