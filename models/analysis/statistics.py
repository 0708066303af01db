"""How much of a measurement is chance: intervals, and tests between cells that have the same seeds and
data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, sqrt
from statistics import fmean

import numpy as np

Z = 1.959963984540054  # 95 % of a normal distribution are within so many deviations
RESAMPLES = 10_000


@dataclass(frozen=True)
class Average:
    """A measure of every seed, its average, and the 95 % interval of that."""

    seeds: tuple[float, ...]
    value: float
    low: float
    high: float


def wilson(successes: int, trials: int, z: float = Z) -> tuple[float, float]:
    """The 95 % interval of a share.

    Wilson (1927), Probable inference, the law of succession, and statistical inference.
    """
    if not 0 <= successes <= trials or not trials:
        raise ValueError(
            f"a share is of at least one trial, and has 0 to {trials} successes, not {successes}"
        )
    share, weight = successes / trials, z * z / trials
    middle = (share + weight / 2) / (1 + weight)
    half = z * sqrt(share * (1 - share) / trials + weight / (4 * trials)) / (1 + weight)
    return max(0.0, middle - half), min(1.0, middle + half)


def median_interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of a median, as `bootstrap`."""
    return bootstrap(values, np.median)


def average(values: Sequence[float]) -> Average:
    """A measure of every seed, with its average."""
    return Average(tuple(values), fmean(values), *mean_interval(values))


def mean_interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of an average, as `bootstrap`."""
    return bootstrap(values, np.mean)


def bootstrap(
    values: Sequence[float], statistic: Callable[..., np.ndarray], resamples: int = RESAMPLES, seed: int = 0
) -> tuple[float, float]:
    """The 95 % interval of a statistic: its percentiles over what is drawn anew from the values.

    Efron (1979), Bootstrap methods: another look at the jackknife.
    """
    drawn = np.random.default_rng(seed).choice(np.asarray(values, float), (resamples, len(values)))
    low, high = np.percentile(statistic(drawn, axis=1), [2.5, 97.5])
    return float(low), float(high)


def sign_test(a: Sequence[float], b: Sequence[float]) -> float:
    """The exact two-sided p of as many pairs on one side, were either side as likely; equal pairs do not
    count.
    """
    differences = paired(a, b)
    more, count = sum(d > 0 for d in differences), len(differences)
    tail = sum(comb(count, k) for k in range(min(more, count - more) + 1)) / 2**count
    return min(1.0, 2 * tail)


def signed_rank_test(a: Sequence[float], b: Sequence[float]) -> float:
    """The exact two-sided p of Wilcoxon's signed ranks, over all 2^n ways to sign them; equal pairs do not
    count.

    Ties have their mean rank, so twice a rank is whole, and the ways are counted by their sums. Wilcoxon
    (1945), Individual comparisons by ranking methods.
    """
    differences = np.array(paired(a, b))
    size = abs(differences)
    twice = [int((size < s).sum() * 2 + (size == s).sum() + 1) for s in size]
    ways = [1]  # how many ways have each sum of positive ranks
    for rank in twice:
        ways = [
            (ways[k] if k < len(ways) else 0) + (ways[k - rank] if k >= rank else 0)
            for k in range(len(ways) + rank)
        ]
    positive = sum(rank for rank, d in zip(twice, differences, strict=True) if d > 0)
    less = min(positive, sum(twice) - positive)
    return min(1.0, 2 * sum(ways[: less + 1]) / sum(ways))


def paired(a: Sequence[float], b: Sequence[float]) -> list[float]:
    """The differences of pairs that are not equal."""
    return [float(x) - float(y) for x, y in zip(a, b, strict=True) if x != y]


def holm(p: Sequence[float]) -> list[float]:
    """The p of several tests, each so that the chance of any false alarm is below it.

    Holm (1979), A simple sequentially rejective multiple test procedure.
    """
    adjusted, largest = [0.0] * len(p), 0.0
    for rank, k in enumerate(sorted(range(len(p)), key=lambda k: p[k])):
        largest = max(largest, min(1.0, (len(p) - rank) * p[k]))
        adjusted[k] = largest
    return adjusted


def compare_pairs(values: Mapping[str, Sequence[float]]) -> list[dict[str, object]]:
    """Every two cells on the same seeds: the exact sign test and signed-rank test, after Holm's
    correction.
    """
    pairs = list(combinations(values, 2))
    tests = {"sign_p": sign_test, "signed_rank_p": signed_rank_test}
    columns = {name: holm([test(values[a], values[b]) for a, b in pairs]) for name, test in tests.items()}
    return [
        {"cells": list(pair), **{name: column[k] for name, column in columns.items()}}
        for k, pair in enumerate(pairs)
    ]
