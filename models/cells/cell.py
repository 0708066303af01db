"""The one interface that every cell keeps, and nothing else."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar

import torch
from torch import Tensor, nn

State = dict[str, Tensor]
Tap = Callable[[str, Tensor], Tensor]

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {"tanh": torch.tanh, "relu": torch.relu}


def untouched(symbol: str, value: Tensor) -> Tensor:
    """The tap that changes nothing."""
    return value


class Cell(nn.Module, ABC):
    """One time step of a network, for one seed or for S seeds at once.

    A new cell is a subclass with the class attributes below and a `step`; its docstring holds the
    equations and the paper, and is the help text on screen.

    Parameters, each with a leading axis S where `seeds` is given:
        W (D, n H): input weights, one H-wide block per name in `blocks`.
        U (H, n H): recurrent weights, in the same order; only where the cell carries a state.
        b (1, n H): bias.
    """

    symbols: ClassVar[tuple[str, ...]]  # what it traces, in the order it is computed
    state_symbols: ClassVar[tuple[str, ...]]  # what it carries to the next step
    blocks: ClassVar[tuple[str, ...]]  # what the columns of W compute, in order
    starts_at_zero: ClassVar[tuple[str, ...]] = ()  # parameters that a fresh network has at 0
    has_activation: ClassVar[bool] = False  # whether phi can be chosen
    has_gates: ClassVar[bool] = (
        True  # whether its blocks are gates and candidates, which a recipe may steepen
    )
    linear: ClassVar[tuple[str, ...]] = ()  # blocks that nothing squashes: these are never steepened
    unbounded: ClassVar[tuple[str, ...]] = ()  # symbols that may leave the range that models.names gives
    kept: ClassVar[float] = 1.0  # numbers that a step keeps for its gradient, in those of the LSTM, at most
    variant_of: ClassVar[str] = ""  # the cell that it changes in one thing; compared only if asked for
    title: ClassVar[str]  # the name on screen
    paper: ClassVar[str]  # where it was introduced

    def __init__(self, inputs: int, hidden: int, seeds: int | None = None, activation: str = "tanh") -> None:
        super().__init__()
        self.inputs, self.hidden = inputs, hidden
        self.lead = () if seeds is None else (seeds,)
        self.activation = activation
        self.phi = ACTIVATIONS[activation]
        width = len(self.blocks) * hidden
        self.W = self.parameter(inputs, width)
        if self.state_symbols:
            self.U = self.parameter(hidden, width)
        self.b = self.parameter(1, width)

    def parameter(self, rows: int, columns: int) -> nn.Parameter:
        """A parameter of shape (rows, columns), or (S, rows, columns) for S seeds."""
        return nn.Parameter(torch.zeros(*self.lead, rows, columns))

    def columns(self, block: str) -> slice:
        """Where a block is in the columns of W, U and b."""
        start = self.blocks.index(block) * self.hidden
        return slice(start, start + self.hidden)

    def open_forget_gate(self, bias: float) -> None:
        """Set the bias of the forget gate, where there is one: 1 starts out remembering."""
        if "f" in self.blocks:
            self.b[..., self.columns("f")] = bias

    def zero_state(self, batch: int) -> State:
        """The state before the first character: (..., B, H) zeros for each of `state_symbols`."""
        return {s: self.b.new_zeros(*self.lead, batch, self.hidden) for s in self.state_symbols}

    @abstractmethod
    def step(self, x: Tensor, state: State, tap: Tap) -> State:
        """One time step.

        Args:
            x: the input, (..., B, D).
            state: each of `state_symbols`, (..., B, H).
            tap: sees every quantity in `symbols` by name and may replace it.

        Returns:
            At least "h" (the output) and each of `state_symbols`, (..., B, H).
        """
