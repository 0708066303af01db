"""The area under the ROC curve of many neurons and many labels at once, exactly."""

import numpy as np


def mid_ranks(values: np.ndarray) -> np.ndarray:
    """(H, N): the place of each of values (N, H), from 0, in the order of its column; equals share a mean."""
    ranks = np.empty(values.shape[::-1])
    for own, column in zip(ranks, np.ascontiguousarray(values.T), strict=True):
        order = np.argsort(column)
        ordered = column[order]
        begins = np.flatnonzero(np.diff(ordered, prepend=np.nan) != 0)
        ends = np.append(begins[1:], len(column))
        own[order] = np.repeat((begins + ends - 1) / 2, ends - begins)
    return ranks


def areas(ranks: np.ndarray, yes: np.ndarray) -> np.ndarray:
    """(H, P): the chance that a yes lies above a no, a tie counting one half; NaN where one is missing.

    The ranks of the yes, summed, are the statistic of Mann & Whitney (1947), so one product answers for all.

    Args:
        ranks: (H, N) from `mid_ranks`.
        yes: (N, P) 1.0 where the label is on, otherwise 0.0.
    """
    above = yes.sum(0)
    pairs = above * (len(yes) - above)
    with np.errstate(invalid="ignore", divide="ignore"):
        return (ranks @ yes - above * (above - 1) / 2) / pairs
