"""Intervals and tests against scipy, closed forms and brute force."""

from itertools import chain, combinations, product

import numpy as np
import pytest
from scipy import stats

from models.analysis.statistics import (
    compare_pairs,
    holm,
    median_interval,
    sign_test,
    signed_rank_test,
    wilson,
)


@pytest.mark.parametrize("successes, trials", [(0, 20), (1, 20), (13, 20), (20, 20), (998, 1000)])
def test_the_interval_of_a_share_is_scipys(successes: int, trials: int) -> None:
    expected = stats.binomtest(successes, trials).proportion_ci(method="wilson")
    assert wilson(successes, trials) == pytest.approx((expected.low, expected.high), abs=1e-12)


@pytest.mark.parametrize("successes, trials", [(0, 0), (3, 2), (-1, 4)])
def test_what_is_no_share_is_refused(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="at least one trial"):
        wilson(successes, trials)


def test_the_interval_of_a_median_is_that_of_all_ways_to_draw() -> None:
    values = [1.0, 2.0, 4.0, 8.0, 16.0]
    medians = [np.median(drawn) for drawn in product(values, repeat=5)]
    expected = np.percentile(medians, [2.5, 97.5])
    assert median_interval(values) == pytest.approx(expected)
    assert median_interval(values) == median_interval(values)


@pytest.mark.parametrize("seed", range(5))
def test_the_paired_tests_are_scipys_where_nothing_is_tied(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.normal(0.3, 1, 12), rng.normal(0, 1, 12)
    assert sign_test(a, b) == pytest.approx(stats.binomtest(int((a > b).sum()), 12).pvalue)
    assert signed_rank_test(a, b) == pytest.approx(stats.wilcoxon(a, b, method="exact").pvalue)


def test_tied_ranks_are_tested_over_all_signs() -> None:
    a, b = [3, 5, 2, 9, 4, 4, 7, 1], [1, 3, 4, 3, 4, 3, 5, 3]
    d = np.array([x - y for x, y in zip(a, b, strict=True) if x != y])
    ranks = stats.rankdata(abs(d))
    sums = np.array([ranks @ signs for signs in product([0, 1], repeat=len(d))])
    seen = ranks @ (d > 0)
    expected = min(1.0, 2 * min((sums <= seen).mean(), (sums >= seen).mean()))
    assert signed_rank_test(a, b) == pytest.approx(expected)
    assert 0 < expected < 1


def test_pairs_that_are_all_equal_tell_nothing() -> None:
    assert sign_test([1, 2], [1, 2]) == signed_rank_test([1, 2], [1, 2]) == 1.0


def test_holms_correction_is_the_closed_test_of_all_subsets() -> None:
    p = [0.01, 0.04, 0.03, 0.005, 0.9]
    tests = range(len(p))
    subsets = list(chain.from_iterable(combinations(tests, size) for size in range(1, len(p) + 1)))
    expected = [max(min(1.0, len(s) * min(p[k] for k in s)) for s in subsets if k_ in s) for k_ in tests]
    assert holm(p) == pytest.approx(expected)


def test_every_two_cells_are_compared_once() -> None:
    values = {"rnn": [1, 2, 3, 4, 5, 6], "lstm": [7, 8, 9, 10, 11, 12], "gru": [1, 2, 3, 4, 5, 6]}
    found = compare_pairs(values)
    assert [row["cells"] for row in found] == [["rnn", "lstm"], ["rnn", "gru"], ["lstm", "gru"]]
    assert [row["sign_p"] for row in found] == pytest.approx([3 * 2 / 64, 1.0, 3 * 2 / 64])
