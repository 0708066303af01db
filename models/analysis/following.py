"""How well neurons follow many labels of a long text: fitted on its first part, scored on its second.

Labels come in runs, of words, lines and comments, and a state changes slowly: by luck alone it follows such a
label much better than one whose characters are shuffled one by one. The control therefore keeps the runs. It
is the same label, moved on by a random number of steps, what falls off at the end coming in at the beginning;
a label that is defined at some steps only is moved among these. Line and sign are fitted anew for each.
"""

from collections.abc import Sequence

import numpy as np

from models.analysis.lines import fit_lines, r_squared
from models.analysis.ranks import areas, mid_ranks

SHIFTS = 5  # moved copies of each label
NEAREST = 10  # a label is moved by at least one in so many of its steps, either way


def with_shifts(values: np.ndarray, seed: int) -> np.ndarray:
    """(N, 1 + SHIFTS): the values (N,), NaN where they are not defined, and the same moved on at random."""
    rng = np.random.default_rng(seed)
    columns = np.repeat(values[:, None], 1 + SHIFTS, axis=1)
    rows = np.flatnonzero(~np.isnan(values))
    least = len(rows) // NEAREST
    for column, offset in enumerate(rng.integers(least, len(rows) - least, SHIFTS), start=1):
        columns[rows, column] = np.roll(values[rows], offset)
    return columns


def all_shifts(labels: Sequence[np.ndarray], seed: int) -> np.ndarray:
    """(N, D (1 + SHIFTS)): each of D labels (N,) beside its moved copies."""
    return np.hstack([with_shifts(values, seed + d) for d, values in enumerate(labels)])


class Numbers:
    """Scores of labels that are numbers: R squared of the straight line from a neuron to each, not below 0.

    Args:
        labels: D labels (T,), NaN where they are not defined.
        cut: where the second part begins.
    """

    def __init__(self, labels: Sequence[np.ndarray], cut: int) -> None:
        self.cut, self.count = cut, len(labels)
        self.fit = all_shifts([values[:cut] for values in labels], seed=1)
        self.held = all_shifts([values[cut:] for values in labels], seed=2)

    def scores(self, units: np.ndarray) -> np.ndarray:
        """(H, D, 1 + SHIFTS) for units (T, H)."""
        first, second = (part.astype(float) for part in (units[: self.cut], units[self.cut :]))
        lines = fit_lines(first, ~np.isnan(self.fit), self.fit)
        squared = r_squared(lines, second, ~np.isnan(self.held), self.held)
        return squared.reshape(-1, self.count, 1 + SHIFTS)


class YesNo:
    """Scores of labels that are on (1) or off (0): the area under the ROC curve (AUC).

    A neuron may be high or low where the label is on; which of the two is fitted, by its means.

    Args: as of `Numbers`.
    """

    def __init__(self, labels: Sequence[np.ndarray], cut: int) -> None:
        self.cut, self.count = cut, len(labels)
        fit = all_shifts([values[:cut] for values in labels], seed=1)
        self.on, self.off = (mean_weights(fit == value) for value in (1, 0))
        held = all_shifts([values[cut:] for values in labels], seed=2)
        defined = ~np.isnan(held).T
        # Ranks are the costly part: made once for all labels that are defined at the same steps.
        keys = [steps.tobytes() for steps in defined]
        alike = [[p for p, other in enumerate(keys) if other == key] for key in dict.fromkeys(keys)]
        self.groups = [(defined[own[0]], own, held[defined[own[0]]][:, own]) for own in alike]

    def scores(self, units: np.ndarray) -> np.ndarray:
        """(H, D, 1 + SHIFTS) for units (T, H)."""
        first, second = units[: self.cut].T, units[self.cut :]
        falls = first @ self.on < first @ self.off
        area = np.empty(falls.shape)
        for steps, own, yes in self.groups:
            area[:, own] = areas(mid_ranks(second[steps]), yes)
        return np.where(falls, 1 - area, area).reshape(-1, self.count, 1 + SHIFTS)


def mean_weights(chosen: np.ndarray) -> np.ndarray:
    """(N, P): what a series is multiplied by for its mean over the chosen steps (N, P) of each column."""
    return (chosen / chosen.sum(0)).astype(np.float32)
