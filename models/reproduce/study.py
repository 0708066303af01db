"""A run whose networks are read once, for all that is asked about them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite

import torch
from torch import Tensor

from models.analysis.feature import Feature
from models.analysis.neurons import Finding, rank
from models.analysis.reference import reference
from models.analysis.trace import Trace
from models.comparison import Comparison
from models.specimen import Specimen, of_run

ALL = 1000  # neurons: more than any network of the article has
LSTM = "lstm"


@dataclass(frozen=True)
class Measured:
    """What was measured of one claim.

    Attributes:
        numbers: a name -> one number for each seed, in the order of the seeds. The first is what seeds are
            put in order by.
        neurons: for each seed the layer and the unit that it is about, from 0; empty where it is about none.
    """

    numbers: dict[str, list[float]]
    neurons: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not all(isfinite(value) for values in self.numbers.values() for value in values):
            raise ValueError("what was measured is not finite; train these networks again")

    @property
    def middle(self) -> int:
        """The place of the seed in the middle: half of the others have no more of the first number."""
        first = next(iter(self.numbers.values()))
        return sorted(range(len(first)), key=first.__getitem__)[(len(first) - 1) // 2]


def measured(seeds: Iterable[Mapping[str, float]], neurons: Iterable[tuple[int, int]] = ()) -> Measured:
    """What was measured seed by seed."""
    rows = [*seeds]
    return Measured({name: [float(row[name]) for row in rows] for name in rows[0]}, [*neurons])


@dataclass(frozen=True)
class Net:
    """One network: a cell with one of its seeds.

    Attributes:
        specimen: the network.
        n_max: the largest N up to which it is exact, at most `tried`.
        tried: the largest N that was tried.
        ranked: all units by how well they follow a feature, once it was asked for.
    """

    specimen: Specimen
    n_max: int
    tried: int
    ranked: dict[str, list[Finding]] = field(default_factory=dict, compare=False)

    @cached_property
    def strings(self) -> tuple[list[Trace], list[Trace]]:
        """What it does on strings of its task: those that fit, and those that score."""
        return reference(self.specimen)

    def following(self, feature: Feature, symbol: str, layer: int = 0) -> list[Finding]:
        """The units of one vector by how well they follow a feature of its task, the best first."""
        if feature.name not in self.ranked:
            self.ranked[feature.name] = rank(*self.strings, [feature], top=ALL)
        return [each for each in self.ranked[feature.name] if (each.vector, each.layer) == (symbol, layer)]

    def best(self, feature: Feature, symbol: str, layer: int = 0) -> Finding:
        """The first of them. Raises ValueError for a network that has none."""
        found = self.following(feature, symbol, layer)
        if not found:
            raise ValueError(f"{self.specimen.name}: its numbers are not finite; train it again")
        return found[0]

    def at(self, symbol: str, characters: str, layer: int = 0, until: str = "") -> Tensor:
        """(N, H): the values of a vector wherever one of these characters was read.

        With `until`, only in the part of each string before this character.
        """
        return torch.cat(
            [
                trace.layers[layer][symbol][places(trace.characters, characters, until)]
                for trace in (*self.strings[0], *self.strings[1])
            ]
        )


def places(text: str, characters: str, until: str = "") -> list[int]:
    """Where in the text one of these characters stands, up to the first `until`."""
    part = text.partition(until)[0] if until else text
    return [t for t, character in enumerate(part) if character in characters]


class Study:
    """A run and its networks.

    Args:
        comparison: the run.
        seeds: how many of its seeds are looked at, the first ones; None for all.
    """

    def __init__(self, comparison: Comparison, seeds: int | None = None) -> None:
        self.comparison, self.task = comparison, comparison.task
        first, there = comparison.config.first_seed, comparison.config.seeds
        self.seeds = range(first, first + min(seeds or there, there))
        self._nets: dict[str, list[Net]] = {}

    def nets(self, cell: str = LSTM) -> list[Net]:
        """One network for each seed."""
        if cell not in self._nets:
            result = self.comparison.cells[cell]
            reached = zip(self.seeds, result.n_max, strict=False)
            self._nets[cell] = [
                Net(of_run(self.comparison, cell, seed), n, result.measured_up_to) for seed, n in reached
            ]
        return self._nets[cell]
