"""How good networks are at films that they have not seen, by how far back it is seen what is going on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from models.analysis.statistics import average, wilson
from models.scenes.story import LABELS, beliefs, lags
from models.scenes.training import HELD_OUT, draw
from models.scenes.viewer import Viewer

FILMS, FRAMES = 1000, 48  # held out; twice as long as those that are learned from, so that lags are, too
TOGETHER = 100  # films that are watched side by side
CELLS_OF_CURVE = 10  # equal intervals of confidence, for calibration
TINY = 1e-12  # the least probability whose logarithm is taken

FAR = "10–19"  # the group that is told of where there is room for one
NEVER = "never"  # the group of frames that nothing has settled


class Group(NamedTuple):
    """Frames with a lag from `low` to `high`; how it is called."""

    name: str
    low: int
    high: int


GROUPS = (
    Group("0", 0, 0),
    Group("1", 1, 1),
    Group("2–4", 2, 4),
    Group("5–9", 5, 9),
    Group(FAR, 10, 19),
    Group("20+", 20, FRAMES),
    Group(NEVER, -1, -1),
)


@dataclass(frozen=True)
class Watched:
    """What one or several viewers believe of the held-out frames, and what is true.

    Attributes:
        beliefs: (S, N, L) probabilities.
        labels: (N,) what is going on.
        lags: (N,) as `story.lags`.
    """

    beliefs: np.ndarray
    labels: np.ndarray
    lags: np.ndarray

    def where(self, chosen: np.ndarray) -> "Watched":
        """Only some of the frames: (N,) yes or no."""
        return Watched(self.beliefs[:, chosen], self.labels[chosen], self.lags[chosen])

    def right(self) -> np.ndarray:
        """Whether the likeliest label is the true one, (S, N)."""
        return self.beliefs.argmax(-1) == self.labels

    def surprise(self) -> np.ndarray:
        """Mean -log p of what is true, nats per frame, (S,)."""
        p = self.beliefs[:, np.arange(len(self.labels)), self.labels]
        return -np.log(np.maximum(p, TINY)).mean(1)

    def calibration_error(self) -> np.ndarray:
        """Expected calibration error: how far confidence and share of right answers are apart, (S,).

        Frames are dealt to equal intervals of confidence, each counting by its frames. Naeini, Cooper &
        Hauskrecht (2015), Obtaining well calibrated probabilities using Bayesian binning; Guo et al. (2017).
        """
        return np.array([
            sum(abs(row["right"] - row["confidence"]) * row["frames"] for row in self.curve(seed))
            / len(self.labels)
            for seed in range(len(self.beliefs))
        ])  # fmt: skip

    def curve(self, seed: int) -> list[dict[str, float]]:
        """For each interval of confidence that occurs: its frames, mean confidence, and share right."""
        confidence, right = self.beliefs[seed].max(-1), self.right()[seed]
        places = np.minimum((confidence * CELLS_OF_CURVE).astype(int), CELLS_OF_CURVE - 1)
        return [
            {
                "frames": int((places == k).sum()),
                "confidence": float(confidence[places == k].mean()),
                "right": float(right[places == k].mean()),
            }
            for k in np.unique(places)
        ]


def measure(viewers: Mapping[str, Viewer], films: int = FILMS, frames: int = FRAMES) -> dict[str, Any]:
    """The figures of each cell, and of whoever knows the process, on the same films.

    Returns:
        {"films", "frames", "best": rows, "cells": {cell: rows}}, where rows are as `rows` makes them; "best"
        is Bayes' answer.
    """
    drawn = draw(films, frames, np.random.default_rng(HELD_OUT))
    labels, back = drawn.labels.numpy().ravel(), lags(drawn.films).ravel()
    best = Watched(beliefs(drawn.films).reshape(1, -1, len(LABELS)), labels, back)
    cells = {}
    for cell, viewer in viewers.items():
        parts = [viewer.watch(part).numpy() for part in drawn.pictures.split(TOGETHER)]
        seen = np.concatenate(parts, 1)
        cells[cell] = rows(Watched(seen.reshape(len(seen), -1, len(LABELS)), labels, back))
    return {"films": films, "frames": frames, "best": rows(best), "cells": cells}


def rows(watched: Watched) -> list[dict[str, Any]]:
    """A row for each group of lags that occurs."""
    found = []
    for group in GROUPS:
        chosen = (watched.lags >= group.low) & (watched.lags <= group.high)
        if chosen.any():
            found.append({"lag": group.name, **row(watched.where(chosen))})
    return found


def row(watched: Watched) -> dict[str, Any]:
    """Measures of some frames: for each seed, and their mean with its 95 % interval over the seeds.

    `right` is the share of frames whose likeliest label is true, `intervals` Wilson's for each seed,
    `nats` the surprise, `calibration` the expected calibration error.
    """
    right = watched.right()
    frames = right.shape[1]
    measures = {
        "right": right.mean(1),
        "nats": watched.surprise(),
        "calibration": watched.calibration_error(),
    }
    return {
        "frames": frames,
        "intervals": [wilson(int(hits), frames) for hits in right.sum(1)],
        **{name: summarized(values) for name, values in measures.items()},
    }


def summarized(values: Sequence[float]) -> dict[str, Any]:
    """A measure of each seed, its mean, and the 95 % interval of that; of one seed there is none."""
    found = average([float(f"{value:.6g}") for value in values])
    return {"seeds": found.seeds, "mean": found.value, "low": found.low, "high": found.high}
