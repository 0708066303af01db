"""Hard activations: straight lines that end at 0 and 1, or at -1 and 1, in place of sigmoid and tanh."""

from collections.abc import Sequence
from functools import partial
from math import exp, tanh

import torch
from torch import Tensor

from models.cells import Cell
from models.names import NAMES
from models.network import NetworkTap

GATE_END = 1 / (1 + exp(-2))  # sigmoid(2), from which on a hard sigmoid is 1
CANDIDATE_END = tanh(1)


def hard_sigmoid(gate: Tensor) -> Tensor:
    """clamp(x / 4 + 1/2, 0, 1), the tangent of sigmoid at 0, of any shape, from what sigmoid makes of x.

    Gulcehre, Moczulski, Denil & Bengio (2016), Noisy activation functions.
    """
    return gate.clamp(1 - GATE_END, GATE_END).logit() / 4 + 0.5


def hard_tanh(candidate: Tensor) -> Tensor:
    """clamp(x, -1, 1), the tangent of tanh at 0, of any shape, from what tanh makes of x."""
    return candidate.clamp(-CANDIDATE_END, CANDIDATE_END).atanh()


def harden(share: float, cells: Sequence[Cell], layer: int, symbol: str, value: Tensor) -> Tensor:
    """The tap that puts so much (0 to 1) of the hard activation in place of a cell's own.

    Gates and candidates alone: a cell whose phi can be chosen has none, and a linear candidate stays so.
    """
    cell = cells[layer]
    if not cell.has_gates or symbol not in cell.blocks or symbol in cell.linear:
        return value
    hard = hard_sigmoid if NAMES[symbol].scale == "gate" else hard_tanh
    return torch.lerp(value, hard(value), share)


def hardening(cells: Sequence[Cell], share: float) -> NetworkTap:
    """`harden` for these stacked cells."""
    return partial(harden, share, cells)
