"""The one interface of all kernels: a cell's step and its derivative, for one unit in all lanes."""

from typing import NamedTuple

import numpy as np
from numba.extending import overload


class Kernel(NamedTuple):
    """A cell's compiled counterpart, and where a network's parameters lie among the P rows of one seed.

    A kernel is a subclass with functions `step` and `derivative`, picked by its type, and with
        states: how many states the cell has, the hidden state first.
        kept: how many rows of H numbers a step leaves in `gates` for its derivative, the n blocks first.
        extra_name: the name of the parameter that the cell has beside W, U and b, or "".
        splits: whether the derivatives by x W and by h U differ.

    A matrix begins at its row and lies row by row:
        readout, readout_bias: V (H, V) and v (1, V).
        W, U, b, extra: in each layer W (D, n H), U (H, n H), b (1, n H), and what else the cell has.

    recurrent: whether there is a U.
    split: as `splits`.
    relu: whether phi is ReLU rather than tanh.
    """

    readout: int
    readout_bias: int
    W: np.ndarray
    U: np.ndarray
    b: np.ndarray
    extra: np.ndarray
    recurrent: bool
    split: bool
    relu: bool


def step(kernel, a, u, gates, weights, extra, old, new, k):
    """Unit k of one time step of the kernel's cell.

    The pre-activations have a part from the input, a, and one from the hidden state, u, (n, H, LANES). States
    go from old to new (R, H, LANES); gates (K, H, LANES) keep what `derivative` needs. Further parameters
    begin at weights[extra].
    """


def derivative(kernel, gates, weights, gradient, extra, old, new, d_old, d_new, d_a, d_u, k):
    """The derivative of `step`: from d_new to d_a by the pre-activations, adding to d_old and to gradient."""


@overload(step)
def _step(kernel, a, u, gates, weights, extra, old, new, k):
    return kernel.instance_class.step


@overload(derivative)
def _derivative(kernel, gates, weights, gradient, extra, old, new, d_old, d_new, d_a, d_u, k):
    return kernel.instance_class.derivative
