"""Characters in, stacked cells, next-character probabilities out."""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Self

import torch
from torch import Tensor, nn

from models.cells import CELLS, State

NetworkTap = Callable[[int, str, Tensor], Tensor]
# The tap of one step, made from the characters' numbers (B,) and their places in the strings (B,), from 0.
Taps = Callable[[Tensor, Tensor], NetworkTap]


def untouched(layer: int, symbol: str, value: Tensor) -> Tensor:
    """The tap that changes nothing."""
    return value


def untapped(characters: Tensor, places: Tensor) -> NetworkTap:
    """The taps that change nothing at any step."""
    return untouched


class Network(nn.Module):
    """A next-character network: one-hot input, L stacked cells, a linear readout.

        y_t = softmax(h_t V + v)

    where h_t is the top layer's hidden state, V (H, V) and v (1, V). With `seeds`, S independent networks
    live side by side: every parameter and state has a leading axis S.

    Args:
        cell: a name in CELLS.
        vocabulary: how many characters there are, V.
        hidden: units per layer, H.
        layers: stacked cells, L.
        seeds: S, or None for a single network without that axis.
        activation: phi of the feedforward net and the vanilla RNN: "tanh" or "relu".
        inputs: how many numbers it reads at each step, D; None where these are one-hot characters, D = V.
    """

    def __init__(
        self,
        cell: str,
        vocabulary: int,
        hidden: int,
        layers: int = 1,
        seeds: int | None = None,
        activation: str = "tanh",
        inputs: int | None = None,
    ) -> None:
        super().__init__()
        self.cell, self.vocabulary, self.hidden, self.seeds = cell, vocabulary, hidden, seeds
        self.activation, self.inputs = activation, inputs
        sizes = [inputs or vocabulary] + [hidden] * (layers - 1)
        self.cells = nn.ModuleList(CELLS[cell](size, hidden, seeds, activation) for size in sizes)
        self.V = self.cells[0].parameter(hidden, vocabulary)
        self.v = self.cells[0].parameter(1, vocabulary)

    def initialize(self, seeds: Sequence[int], forget_bias: float) -> list[torch.Generator]:
        """Draw fresh weights, each seed from its own generator, uniform in +-1/sqrt(H) as torch.nn does.

        Returns the generators, so that whatever a seed draws later does not depend on its neighbours.
        """
        generators = [torch.Generator().manual_seed(seed) for seed in seeds]
        zero = {id(getattr(cell, name)) for cell in self.cells for name in cell.starts_at_zero}
        bound = self.hidden**-0.5
        with torch.no_grad():
            for parameter in self.parameters():
                if id(parameter) not in zero:
                    for values, generator in zip(parameter, generators, strict=True):
                        values.uniform_(-bound, bound, generator=generator)
            for cell in self.cells:
                cell.open_forget_gate(forget_bias)
        return generators

    def zero_state(self, batch: int) -> list[State]:
        """Every string starts from zero: one state per layer, each (..., B, H)."""
        return [cell.zero_state(batch) for cell in self.cells]

    def encode(self, characters: Tensor) -> Tensor:
        """Character numbers (B,) or (B, T) to one-hot vectors, a new last axis V."""
        return nn.functional.one_hot(characters, self.vocabulary).to(self.V.dtype)

    def step(self, x: Tensor, state: list[State], tap: NetworkTap = untouched) -> tuple[Tensor, list[State]]:
        """One time step through all layers.

        Args:
            x: one-hot input, (B, V) or (S, B, V).
            state: one State per layer.
            tap: called as tap(layer, symbol, value); what it returns takes the value's place.

        Returns:
            The top layer's hidden state (..., B, H), and the new state.
        """
        new = []
        for layer, (cell, old) in enumerate(zip(self.cells, state, strict=True)):
            out = cell.step(x, old, partial(tap, layer))
            new.append({symbol: out[symbol] for symbol in cell.state_symbols})
            x = out["h"]
        return x, new

    def readout(self, h: Tensor) -> Tensor:
        """Hidden state (..., H) to the scores (logits) of the next character, (..., V)."""
        return h @ self.V + self.v

    def forward(self, characters: Tensor, tap: NetworkTap = untouched) -> Tensor:
        """Read whole strings from a zero state: (B, T) numbers to next-character scores (..., T, B, V)."""
        state, top = self.zero_state(len(characters)), []
        for x in self.encode(characters).unbind(1):
            h, state = self.step(x, state, tap)
            top.append(h)
        # Time goes into the row axis for one large readout product instead of T small ones.
        rows = torch.cat(top, dim=-2)
        return self.readout(rows).unflatten(-2, (len(top), len(characters)))

    def select(self, seeds: Sequence[int] | int) -> Self:
        """A network of only these seeds: several keep the axis S, a single number drops it."""
        single = isinstance(seeds, int)
        chosen = self.empty(None if single else len(seeds))
        index = seeds if single else list(seeds)
        chosen.load_state_dict({name: value[index] for name, value in self.state_dict().items()})
        return chosen

    def as_ensemble(self) -> Self:
        """The same single network with an axis S of length 1."""
        made = self.empty(1)
        made.load_state_dict({name: value[None] for name, value in self.state_dict().items()})
        return made.requires_grad_(False)

    def empty(self, seeds: int | None) -> Self:
        """A network of the same kind and size, for so many seeds, whose weights are yet to be filled in."""
        sizes = (self.vocabulary, self.hidden, len(self.cells), seeds)
        return type(self)(self.cell, *sizes, self.activation, self.inputs).to(self.V.dtype)

    def size(self) -> int:
        """How many parameters one seed has."""
        total = sum(parameter.numel() for parameter in self.parameters())
        return total // (self.seeds or 1)


@lru_cache(maxsize=1024)
def size(cell: str, vocabulary: int, hidden: int, layers: int) -> int:
    """How many parameters one network has."""
    with torch.device("meta"):  # shapes without numbers
        return Network(cell, vocabulary, hidden, layers).size()
