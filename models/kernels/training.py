"""Steps of training in all lanes: noise and slope, the gradient, clipping, Adam."""

from typing import NamedTuple

import numpy as np
from numba import njit

from models.kernels.compiled import compiled
from models.kernels.lanes import LANES, borrow, fill, fma, get, put, sqrt, where
from models.kernels.loss import gradient_of
from models.kernels.tree import Tree

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


class Seeds(NamedTuple):
    """LANES seeds in training, changed in place.

    theta, mean, square: (P, LANES) the parameters, and Adam's means of the gradient and of its square.
    stopped: (LANES,) the step at which a seed's loss or gradient was no longer finite, else -1.
    weights, gradient: (P, LANES) of the last step.
    """

    theta: np.ndarray
    mean: np.ndarray
    square: np.ndarray
    stopped: np.ndarray
    weights: np.ndarray
    gradient: np.ndarray


class Steps(NamedTuple):
    """What K steps in a row need.

    first: the number of the first.
    trees: one tree after the other; step s has the places begin[s] to end[s].
    noise: (K or 0, P, LANES) added to the parameters.
    gain: (K, P) what they are then multiplied by.
    rate: (K,) the learning rate over 1 - beta1^t.
    root: (K,) the square root of 1 - beta2^t.
    clip: the largest norm of a seed's gradient.
    """

    first: int
    trees: Tree
    begin: np.ndarray
    end: np.ndarray
    noise: np.ndarray
    gain: np.ndarray
    rate: np.ndarray
    root: np.ndarray
    clip: float


@compiled
def train(kernel, seeds, steps, losses, room):
    """Train for K steps; losses (K, LANES) are those before each step."""
    kernel, seeds, steps, losses, room = borrow((kernel, seeds, steps, losses, room))
    for s in range(len(steps.rate)):
        for p in range(len(seeds.theta)):
            w = get(seeds.theta, p)
            if len(steps.noise):
                w = w + get(steps.noise, s, p)
            put(w * steps.gain[s, p], seeds.weights, p)
        places = slice(steps.begin[s], steps.end[s])
        trees = steps.trees
        tree = Tree(trees.parent[places], trees.character[places], trees.following[places])
        gradient_of(kernel, seeds.weights, tree, losses[s], seeds.gradient, room)
        adam(seeds, steps, s, losses[s])


@njit
def adam(seeds, steps, s, loss):
    """One step against the clipped gradient, for the seeds that are still finite; models/training/adam.py."""
    square = fill(0.0)
    for p in range(len(seeds.theta)):
        g = get(seeds.gradient, p) * steps.gain[s, p]
        put(g, seeds.gradient, p)
        square = fma(g, g, square)
    norm = sqrt(square)
    alive = going(seeds.stopped, steps.first + s, norm, loss)
    scale = steps.clip / where(norm - steps.clip, norm, fill(steps.clip))
    for p in range(len(seeds.theta)):
        g = get(seeds.gradient, p) * scale
        m = fma(g - get(seeds.mean, p), fill(1 - BETA1), get(seeds.mean, p))
        v = fma(g * g, fill(1 - BETA2), get(seeds.square, p) * BETA2)
        put(m, seeds.mean, p)
        put(v, seeds.square, p)
        theta = get(seeds.theta, p)
        moved = theta - steps.rate[s] * m / (sqrt(v) / steps.root[s] + EPSILON)
        put(where(alive, moved, theta), seeds.theta, p)


@njit
def going(stopped, step, norm, loss):
    """1 in the lanes that go on; a lane whose loss or gradient is not finite stops, and its step is noted."""
    lane = np.empty(LANES, np.float32)
    put(norm, lane)
    for k in range(LANES):
        if stopped[k] < 0 and not (np.isfinite(lane[k]) and np.isfinite(loss[k])):
            stopped[k] = step
        lane[k] = stopped[k] < 0
    return get(lane)
