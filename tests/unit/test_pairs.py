"""Two cells on the same seeds, against scipy's exact tests."""

import pytest
from scipy import stats

from models.analysis.pairs import compare_reaches, same_seeds
from models.analysis.summaries import Reach

ONE = Reach("lstm", "plain", (13, 15, 20, 18, 31, 12, 10), 1000)
OTHER = Reach("gru", "plain", (10, 11, 21, 10, 13, 12, 17), 1000)


def test_one_pair_is_as_scipy_tests_it() -> None:
    (pair,) = compare_reaches([(ONE, OTHER)])
    assert (pair.farther, pair.nearer, pair.equal) == (4, 2, 1)
    assert pair.sign_p == pytest.approx(stats.binomtest(4, 6).pvalue)
    differences = [a - b for a, b in zip(ONE.n_max, OTHER.n_max, strict=True) if a != b]
    assert pair.signed_rank_p == pytest.approx(stats.wilcoxon(differences, method="exact").pvalue)


def test_several_pairs_are_corrected_for_their_number() -> None:
    alone, again = compare_reaches([(ONE, OTHER)])[0], compare_reaches([(ONE, OTHER), (ONE, ONE)])
    assert again[0].sign_p == min(1, 2 * alone.sign_p)
    assert again[0].signed_rank_p == 2 * alone.signed_rank_p < 1
    assert again[1].sign_p == again[1].signed_rank_p == 1 and again[1].equal == ONE.seeds


def test_other_seeds_are_no_pairs() -> None:
    later = Reach("gru", "plain", OTHER.n_max, 1000, first_seed=20)
    fewer = Reach("gru", "plain", OTHER.n_max[1:], 1000)
    less_far = Reach("gru", "plain", OTHER.n_max, 100)
    assert same_seeds(ONE, OTHER)
    for other in (later, fewer, less_far):
        assert not same_seeds(ONE, other)
        with pytest.raises(ValueError, match="lstm and gru have no common seeds"):
            compare_reaches([(ONE, other)])
