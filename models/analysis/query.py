"""Other places where the same units fire together: the query of LSTMVis.

Strobelt, Gehrmann, Pfister & Rush (2018), LSTMVis: a tool for visual analysis of hidden state dynamics in
recurrent neural networks. As there, a unit fires where its value is at least the threshold, signs included.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

import numpy as np
from torch import Tensor

LEAST_SHARE = 0.5  # of the units asked for; where fewer fire together it is no match
ENOUGH = 1000  # candidates per text, after which less likely ones are no longer looked for


@dataclass(frozen=True)
class Match:
    """A stretch of a text where units that were asked for fire together.

    Attributes:
        text: which text, from 0.
        start, end: its steps, from `start` to before `end`.
        score: the units in common over all units that were asked for or fire throughout: 1 where the same
            units fire, and no others.
        units: those of the units asked for that fire at every step of it.
    """

    text: int
    start: int
    end: int
    score: float
    units: tuple[int, ...]


def on_together(values: Tensor, start: int, end: int, threshold: float) -> list[int]:
    """The units that fire at every step from `start` to before `end`; values: (T, H).

    Raises:
        ValueError: for a span that is empty or not in the text.
    """
    if not 0 <= start < end <= len(values):
        raise ValueError(f"a span is from 0 to {len(values)} and has at least one step, not {start} to {end}")
    return (values[start:end] >= threshold).all(0).nonzero().flatten().tolist()


def matches(
    texts: Sequence[Tensor], units: Sequence[int], threshold: float, length: int, top: int = 50
) -> list[Match]:
    """Where these units fire together, the best first, no two overlapping.

    A candidate is a stretch as long as it can be with at least k of the units on at every step, for k from
    all of the units down to half of them. Candidates are ranked by score, and of the same score by how
    near their length is to that of the span.

    Args:
        texts: for each text of the corpus the values (T, H) of one vector.
        units: the units asked for, as `on_together` gives them.
        threshold: from which value on a unit fires.
        length: how many steps the span has that the units were read from.
        top: the most matches to give.

    Raises:
        ValueError: where no unit is asked for.
    """
    if not units:
        raise ValueError("no unit fires all through the span; lower the threshold or select fewer steps")
    parts = [candidates((values >= threshold).numpy(), list(units)) for values in texts]
    text = np.repeat(np.arange(len(parts)), [len(part.start) for part in parts])
    start, end, score, common = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    free, result = [np.ones(len(values), dtype=bool) for values in texts], []
    for n in np.lexsort((start, text, abs(end - start - length), -score)).tolist():
        place = free[text[n]][start[n] : end[n]]
        if place.all() and len(result) < top:
            place[:] = False
            kept = tuple(unit for unit, fires in zip(units, common[n], strict=True) if fires)
            result.append(Match(int(text[n]), int(start[n]), int(end[n]), float(score[n]), kept))
    return result


class Candidates(NamedTuple):
    """R stretches of one text: start, end and score (R,), and common (R, K), which units fire throughout."""

    start: np.ndarray
    end: np.ndarray
    score: np.ndarray
    common: np.ndarray


def candidates(on: np.ndarray, units: list[int]) -> Candidates:
    """The stretches of a text at which many of K units fire; on: (T, H), which unit fires when."""
    together, spans = on[:, units].sum(1), []
    for least in range(len(units), ceil(LEAST_SHARE * len(units)) - 1, -1):
        spans.append(stretches(together >= least))
        if sum(map(len, spans)) >= ENOUGH:
            break
    start, end = np.concatenate(spans).T
    # How often each unit has fired before each step: throughout a stretch means as often as it is long.
    fired = np.zeros((len(on) + 1, on.shape[1]), dtype=np.int32)
    np.cumsum(on, axis=0, out=fired[1:])
    throughout = fired[end] - fired[start] == (end - start)[:, None]
    common = throughout[:, units]
    same = common.sum(1)
    score = same / (throughout.sum(1) + len(units) - same)
    kept = same > 0
    return Candidates(start[kept], end[kept], score[kept], common[kept])


def stretches(inside: np.ndarray) -> np.ndarray:
    """(R, 2): start and end of the longest stretches at which (T,) is true."""
    edges = np.diff(inside.astype(np.int8), prepend=0, append=0)
    return np.stack([np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)], 1)
