"""One layer of one network, compiled: sixteen units in one register, matrix products by torch.

The kernels that compute sixteen seeds of one unit compute sixteen units of one network just as well: within a
cell's step no unit meets another. Where they meet is in the matrices, and at these sizes torch's products are
hard to beat. So a time step of all B streams is one product and one call of compiled code.

H is filled up to a multiple of LANES with units whose weights are 0: they stay at 0, as do their gradients.
"""

import numpy as np
import torch
from torch import Tensor

from models.cells import Cell, State
from models.kernels import KERNELS
from models.kernels.compiled import compiled
from models.kernels.kernel import Kernel, derivative, step
from models.kernels.lanes import LANES, add, aligned, borrow, get

CHUNK = 8  # time steps that go through a matrix at once: the result is still in the cache when it is used


@compiled
def step_all(kernel, a, u, gates, weights, old, new):
    """A time step of B streams: a, u (B, n, K, LANES), gates (B, kept, K, LANES), states (B, R, K, LANES)."""
    kernel, a, u, gates, weights, old, new = borrow((kernel, a, u, gates, weights, old, new))
    for b in range(len(a)):
        for k in range(a.shape[2]):
            step(kernel, a[b], u[b], gates[b], weights, 0, old[b], new[b], k)


@compiled
def derivative_all(kernel, gates, weights, gradient, old, new, d_h, d_old, d_new, d_a, d_u):
    """The derivative of `step_all`: from d_new, and d_h (B, K, LANES) from above, to d_old, d_a and d_u."""
    kernel, gates, weights, gradient = borrow((kernel, gates, weights, gradient))
    old, new, d_h, d_old, d_new, d_a, d_u = borrow((old, new, d_h, d_old, d_new, d_a, d_u))
    d_old[:] = 0
    for b in range(len(gates)):
        for k in range(gates.shape[2]):
            add(get(d_h, b, k), d_new, b, 0, k)
            derivative(
                kernel, gates[b], weights, gradient, 0, old[b], new[b], d_old[b], d_new[b], d_a[b], d_u[b], k
            )


def filled_up(size: int) -> int:
    """The next multiple of LANES."""
    return -(-size // LANES) * LANES


def kernel_for(kind: str, cell: Cell) -> Kernel:
    """The cell's kernel; its matrices are torch's, so none lies anywhere."""
    made, nowhere = KERNELS[kind], np.zeros(1, np.int64)
    settings = {
        "recurrent": bool(cell.state_symbols),
        "split": made.splits,
        "relu": cell.activation == "relu",
    }
    return made(0, 0, nowhere, nowhere, nowhere, nowhere, **settings)


class Layer:
    """One layer's weights, and all that it computes on T characters of B streams.

    Args:
        kind: the cell's name in KERNELS.
        cell: whose parameters are taken at each `load`.
        first: whether it reads characters, one-hot, rather than the layer below.
        streams: B.
        window: T.
    """

    def __init__(self, kind: str, cell: Cell, first: bool, streams: int, window: int) -> None:
        self.cell, self.first, self.kernel = cell, first, kernel_for(kind, cell)
        self.blocks, self.hidden = len(cell.blocks), filled_up(cell.hidden)
        self.inputs = cell.inputs if first else filled_up(cell.inputs)
        units, rows = self.hidden // LANES, streams * window
        self.a, self.u = aligned(window, streams, self.blocks, units), aligned(streams, self.blocks, units)
        self.gates = aligned(window, streams, self.kernel.kept, units)
        self.states = aligned(window + 1, streams, self.kernel.states, units)
        self.d_new, self.d_old = (aligned(*self.states.shape[1:-1]) for _ in range(2))
        # Where a pre-activation was, its derivative goes: by then nobody needs the pre-activation.
        self.d_a = self.a
        self.d_u = aligned(*self.a.shape[:-1]) if self.kernel.split else self.a
        # The same numbers as torch sees them.
        self.rows_a, self.rows_d_u = (torch.from_numpy(x).view(rows, -1) for x in (self.a, self.d_u))
        self.row_u = torch.from_numpy(self.u).view(streams, -1)
        self.h = torch.from_numpy(self.states)[:, :, 0].flatten(2)
        self.d_h_old, self.d_h_new = (torch.from_numpy(x)[:, 0].flatten(1) for x in (self.d_old, self.d_new))
        self.extra = getattr(cell, self.kernel.extra_name) if self.kernel.extra_name else None
        size = 0 if self.extra is None else len(self.extra) * units
        self.own, self.d_own = aligned(size), aligned(size)

    def load(self) -> None:
        """Take the cell's parameters as they are now."""
        self.W = self.widened(self.cell.W, self.inputs)
        # Transposed as torch's products like them best: backwards they take a sixth less time.
        self.U_T = self.widened(self.cell.U, self.hidden).T.contiguous() if self.kernel.recurrent else None
        self.W_T = None if self.first else self.W.T.contiguous()
        self.b = self.widened(self.cell.b, 1)
        if self.extra is not None:
            wide = torch.from_numpy(self.own).view(len(self.extra), self.hidden)
            wide[:, : self.cell.hidden] = self.extra.detach()

    def widened(self, value: Tensor, rows: int) -> Tensor:
        """A matrix (D, n H) with 0 in the rows and columns of the units that are filled up."""
        wide = value.new_zeros(rows, self.blocks, self.hidden, requires_grad=False)
        wide[: len(value), :, : self.cell.hidden] = value.detach().view(len(value), self.blocks, -1)
        return wide.view(rows, -1)

    def narrowed(self, wide: Tensor, like: Tensor) -> Tensor:
        """The part of a gradient that belongs to a parameter, in a row."""
        return wide.view(len(wide), self.blocks, self.hidden)[: len(like), :, : self.cell.hidden].flatten()

    def begin(self, state: State) -> None:
        """Put in the states before the first character."""
        for place, symbol in enumerate(self.cell.state_symbols):
            wide = torch.from_numpy(self.states)[0, :, place].flatten(1)
            wide[:, : self.cell.hidden] = state[symbol]

    def end(self, steps: int) -> State:
        """The states after so many characters."""
        wide = torch.from_numpy(self.states)[steps].flatten(2)
        return {
            symbol: wide[:, place, : self.cell.hidden].clone()
            for place, symbol in enumerate(self.cell.state_symbols)
        }

    def hidden_rows(self, first: int, last: int) -> Tensor:
        """The hidden states of some steps, ((last - first) B, H); step 0 is before the first character."""
        return self.h[first:last].flatten(0, 1)

    def read(self, x: Tensor, steps: int) -> None:
        """Read x: the numbers of characters (T B), or the hidden states of the layer below (T B, D)."""
        count = len(self.row_u)
        if self.first:
            torch.index_select(self.W + self.b, 0, x, out=self.rows_a[: len(x)])
        else:
            for part in chunks(len(x), count):
                torch.addmm(self.b, x[part], self.W, out=self.rows_a[part])
        for t in range(steps):
            if self.kernel.recurrent:
                torch.mm(self.h[t], self.U_T.T, out=self.row_u)
            step_all(
                self.kernel, self.a[t], self.u, self.gates[t], self.own, self.states[t], self.states[t + 1]
            )

    def read_back(self, d_h: Tensor, x: Tensor, steps: int) -> Tensor | None:
        """The derivative of `read`: takes that of the hidden states (T B, H), and gives that of x.

        The parameters' gradients are left in d_W, d_U, d_b and d_own.
        """
        count, units = len(self.row_u), self.hidden // LANES
        above = d_h.numpy().reshape(steps, count, units, LANES)
        self.d_new[:], self.d_own[:] = 0, 0
        for t in range(steps - 1, -1, -1):
            derivative_all(
                self.kernel, self.gates[t], self.own, self.d_own, self.states[t], self.states[t + 1],
                above[t], self.d_old, self.d_new, self.d_a[t], self.d_u[t],
            )  # fmt: skip
            if self.kernel.recurrent:
                d_u = self.rows_d_u[t * count : (t + 1) * count]
                torch.addmm(self.d_h_old, d_u, self.U_T, out=self.d_h_old)
            self.d_old, self.d_new = self.d_new, self.d_old
            self.d_h_old, self.d_h_new = self.d_h_new, self.d_h_old
        d_a, d_u = self.rows_a[: steps * count], self.rows_d_u[: steps * count]
        self.d_b = d_a.sum(0, keepdim=True)
        if self.kernel.recurrent:
            self.d_U = self.hidden_rows(0, steps).T @ d_u
        if self.first:
            self.d_W = torch.zeros_like(self.W).index_add_(0, x, d_a)
            return None
        self.d_W = x.T @ d_a
        d_x = torch.empty(len(x), self.inputs)
        for part in chunks(len(x), count):
            torch.mm(d_a[part], self.W_T, out=d_x[part])
        return d_x

    def gradient(self) -> dict[str, Tensor]:
        """By the name of each of the cell's parameters its gradient, in a row."""
        found = {"W": self.narrowed(self.d_W, self.cell.W), "b": self.narrowed(self.d_b, self.cell.b)}
        if self.kernel.recurrent:
            found["U"] = self.narrowed(self.d_U, self.cell.U)
        if self.extra is not None:
            wide = torch.from_numpy(self.d_own).view(len(self.extra), self.hidden)
            found[self.kernel.extra_name] = wide[:, : self.cell.hidden].flatten()
        return found


def chunks(rows: int, streams: int) -> list[slice]:
    """The rows of CHUNK time steps after another."""
    size = CHUNK * streams
    return [slice(first, min(first + size, rows)) for first in range(0, rows, size)]
