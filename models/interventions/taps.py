"""Interventions as taps: what a network's own `step` calls, so that nothing else has to know of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from models.analysis.trace import Trace, traces
from models.interventions.intervention import STATE, Intervention, Where
from models.network import NetworkTap, Taps, untapped
from models.specimen import Specimen

Table = list[dict[str, Tensor]]  # by layer and symbol


@dataclass(frozen=True)
class Usual:
    """What a network usually does, over some texts.

    Attributes:
        means: by layer and symbol, (H,): each unit's mean.
        steps: the same: each unit's mean change at the counted character, from the second one on;
            None where nothing is counted.
    """

    means: Table
    steps: Table | None


def usual(found: Sequence[Trace], counted: str = "") -> Usual:
    """Means over these traces, and mean changes at the character that is counted."""
    layers = range(len(found[0].layers))
    means = [
        {s: torch.cat([trace.layers[k][s] for trace in found]).nanmean(0) for s in found[0].layers[k]}
        for k in layers
    ]
    at = [[t for t, char in enumerate(trace.characters) if char == counted][1:] for trace in found]
    if not counted or not any(at):
        return Usual(means, None)

    def step(k: int, symbol: str) -> Tensor:
        every = [trace.layers[k][symbol].diff(dim=0) for trace in found]
        changes = [change[[t - 1 for t in places]] for change, places in zip(every, at, strict=True)]
        return torch.cat(changes).nanmean(0)

    return Usual(means, [{s: step(k, s) for s in means[k]} for k in layers])


def make_taps(specimen: Specimen, interventions: Sequence[Intervention], usually: Usual) -> Taps:
    """The taps that do all of this, in order, at every step where each one acts.

    Raises:
        ValueError: for a layer, symbol, unit or string that the network does not have.
    """
    changes = [change for each in interventions for change in to_changes(specimen, each, usually)]
    if not changes:
        return untapped

    def taps(characters: Tensor, places: Tensor) -> NetworkTap:
        acting = [(change, change.acts(characters, places)) for change in changes]

        def tap(layer: int, symbol: str, value: Tensor) -> Tensor:
            for change, rows in acting:
                if (change.layer, change.symbol) == (layer, symbol):
                    value = torch.where(rows & change.units, change.new(value), value)
            return value

        return tap

    return taps


@dataclass(frozen=True)
class Change:
    """One intervention on one quantity.

    Attributes:
        layer, symbol: which quantity.
        units: (H,) true for each unit that is changed.
        keep: 1 where the value is added to what was there, 0 where it takes its place.
        value: (H,).
        number: of the character at which it acts, or None.
        where: when it acts.
    """

    layer: int
    symbol: str
    units: Tensor
    keep: int
    value: Tensor
    number: int | None
    where: Where

    def acts(self, characters: Tensor, places: Tensor) -> Tensor:
        """(B, 1): in which of the strings it acts at this step."""
        if self.number is not None:
            return (characters == self.number)[:, None]
        if self.where.start is None:
            return torch.ones_like(places, dtype=torch.bool)[:, None]
        return ((places >= self.where.start) & (places <= self.where.end))[:, None]

    def new(self, value: Tensor) -> Tensor:
        """The new value, (..., B, H)."""
        return self.keep * value + self.value.to(value.dtype)


def to_changes(specimen: Specimen, wanted: Intervention, usually: Usual) -> list[Change]:
    """The changes that one intervention asks for: one, or one per state symbol and layer for "state"."""
    if wanted.action == "edit":
        return []
    number = None
    if wanted.where.character:
        if wanted.where.character not in specimen.alphabet:
            raise ValueError(f"there is no character {wanted.where.character!r} in this network's alphabet")
        number = specimen.alphabet.index(wanted.where.character)
    units = torch.zeros(specimen.hidden, dtype=torch.bool)
    outside = [unit for unit in wanted.units if unit >= specimen.hidden]
    if outside:
        raise ValueError(f"there is no such unit: this network has {specimen.hidden} units in each layer")
    units[list(wanted.units) or slice(None)] = True
    return [
        Change(
            layer,
            symbol,
            units,
            int(wanted.action == "add"),
            value_of(specimen, wanted, layer, symbol, usually),
            number,
            wanted.where,
        )
        for layer, symbol in quantities(specimen, wanted)
    ]


def quantities(specimen: Specimen, wanted: Intervention) -> list[tuple[int, str]]:
    """Which layers and symbols are meant."""
    if wanted.symbol == STATE:
        states = specimen.network.cells[0].state_symbols
        return [(layer, symbol) for layer in range(specimen.layers) for symbol in states]
    if wanted.symbol not in specimen.symbols:
        known = ", ".join((*specimen.symbols, STATE))
        raise ValueError(f"unknown quantity {wanted.symbol[:20]!r}; this network has {known}")
    if wanted.layer >= specimen.layers:
        raise ValueError(f"there is no such layer: this network has {specimen.layers}")
    return [(wanted.layer, wanted.symbol)]


def value_of(specimen: Specimen, wanted: Intervention, layer: int, symbol: str, usually: Usual) -> Tensor:
    """What is added or put in, (H,)."""
    if wanted.action == "mean":
        return usually.means[layer][symbol]
    if wanted.action == "swap":
        other = traces(specimen.network, specimen.alphabet, [wanted.other])[0]
        return other.layers[layer][symbol][place_in(wanted.other, wanted.where)]
    value = torch.full((specimen.hidden,), wanted.value)
    if not wanted.own_steps:
        return value
    if usually.steps is None:
        raise ValueError("this network counts nothing, so a unit has no step of its own: leave out the x")
    return value * usually.steps[layer][symbol]


def place_in(text: str, where: Where) -> int:
    """Where the other string has the state that is taken: at the same character or the same place."""
    place = text.find(where.character) if where.character else where.start
    if not 0 <= place < len(text):
        at = f"no {where.character!r}" if where.character else "no such place"
        raise ValueError(f"the other string, {text[:40]!r}, has {at} to take the state from")
    return place
