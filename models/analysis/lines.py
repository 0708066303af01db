"""Straight lines from every neuron to every feature at once, and how well they hold elsewhere."""

from typing import NamedTuple

import numpy as np

LEAST_STEPS = 3  # through fewer goes any line
STILL = 1e-6  # of a neuron's largest value; what varies less is constant but for rounding


class Sums(NamedTuple):
    """Sums over the steps of each of P columns: neurons u (H, P), values y (P,), and how many, n (P,)."""

    n: np.ndarray
    u: np.ndarray
    uu: np.ndarray
    uy: np.ndarray
    y: np.ndarray
    yy: np.ndarray


class Lines(NamedTuple):
    """For H neurons and P columns: value = intercept + slope (neuron - origin).

    slope, intercept: (H, P); origin: (H,). The slope of a still neuron is 0; a column without a line,
    because it is too short or does not vary, has NaN.
    """

    slope: np.ndarray
    intercept: np.ndarray
    origin: np.ndarray


def sums(units: np.ndarray, inside: np.ndarray, values: np.ndarray) -> Sums:
    """The sums of units (N, H) and values (N, P) over the steps that are inside (N, P)."""
    # Many columns have the same steps: two of the three large products are made once for all of these.
    keys = [column.tobytes() for column in inside.T]
    first = {key: keys.index(key) for key in keys}
    kind = [list(first).index(key) for key in keys]
    kinds, y = inside[:, list(first.values())].astype(float), np.where(inside, values, 0.0)
    return Sums(
        inside.sum(0),
        (units.T @ kinds)[:, kind],
        ((units * units).T @ kinds)[:, kind],
        units.T @ y,
        y.sum(0),
        (y * y).sum(0),
    )


def fit_lines(units: np.ndarray, inside: np.ndarray, values: np.ndarray) -> Lines:
    """The least-squares line of each neuron in each column.

    Args:
        units: (N, H), N steps of H neurons.
        inside: (N, P) the steps that belong to each column.
        values: (N, P) what is to be followed there.
    """
    origin = units.mean(0)
    s = sums(units - origin, inside, values)
    n = np.where(varied(s), s.n, np.nan)
    u, y = s.u / n, s.y / n
    spread = s.uu / n - u * u
    still = spread <= (STILL * np.abs(units).max(0, keepdims=True).T) ** 2
    slope = np.where(still, 0.0, s.uy / n - u * y) / np.where(still, 1.0, spread)
    return Lines(slope, y - slope * u, origin)


def r_squared(lines: Lines, units: np.ndarray, inside: np.ndarray, values: np.ndarray) -> np.ndarray:
    """(H, P): R squared of these lines on these steps, not below 0; NaN where there is none.

        R squared = 1 - sum (y - line)^2 / sum (y - mean y)^2

    Args: as in `fit_lines`, of other steps than those of the fit.
    """
    s = sums(units - lines.origin, inside, values)
    a, b = lines.intercept, lines.slope
    n = np.where(varied(s), s.n, np.nan)
    error = s.yy + n * a * a + b * b * s.uu - 2 * a * s.y - 2 * b * s.uy + 2 * a * b * s.u
    return np.clip(1 - error / (s.yy - s.y * s.y / n), 0.0, 1.0)


def varied(s: Sums) -> np.ndarray:
    """(P,): whether a column has enough steps, and values that differ."""
    return (s.n >= LEAST_STEPS) & (s.n * s.yy - s.y * s.y > 1e-9 * s.n * s.yy)


def auc(yes: np.ndarray, no: np.ndarray) -> np.ndarray:
    """(K,): for K neurons the chance that a yes (Y, K) lies above a no (N, K), a tie counting one half.

    The area under the ROC curve; Hanley & McNeil (1982).
    """
    areas = []
    for above, below in zip(yes.T, np.sort(no.T, axis=1), strict=True):
        ranks = np.searchsorted(below, above, "left") + np.searchsorted(below, above, "right")
        areas.append(ranks.mean() / (2 * len(below)))
    return np.array(areas)
