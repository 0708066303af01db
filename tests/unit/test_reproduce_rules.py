"""The rules that judge the article's claims, on made-up numbers at their edges."""

import numpy as np
import pytest
from scipy import stats

from models.reproduce.claims import CLAIMS
from models.reproduce.experiments import EXPERIMENTS
from models.reproduce.rules import FAILS, HOLDS, PARTLY, KeepsUp, MedianIs, OfSeeds, Rule
from tests.claimed import EDGES


def of_kind(kind: type[Rule]) -> list[str]:
    return [name for name, claim in CLAIMS.items() if isinstance(claim.rule, kind)]


def verdict(rule: Rule, seeds: list[dict[str, float]]) -> str:
    return rule.judge({name: [seed[name] for seed in seeds] for name in seeds[0]}).verdict


def test_every_claim_is_in_the_tables_of_this_test_and_of_experiments_that_there_are() -> None:
    assert set(of_kind(OfSeeds)) == set(EDGES)
    assert len(CLAIMS) == sum(len(of_kind(kind)) for kind in (OfSeeds, MedianIs, KeepsUp))
    for name, claim in CLAIMS.items():
        assert claim.id == name and claim.runs and set(claim.runs) <= set(EXPERIMENTS)
        for said in (claim.text, claim.article, claim.rule.stated):
            assert said[:1].isupper() or said[:1].isdigit()
            assert said.endswith(".")


@pytest.mark.parametrize("name", EDGES)
def test_a_seed_at_the_edge_bears_the_claim_out_and_one_beyond_it_does_not(name: str) -> None:
    rule, (just, beyond) = CLAIMS[name].rule, EDGES[name]
    assert verdict(rule, [just]) == HOLDS
    for changed in beyond:
        assert verdict(rule, [just | changed]) == FAILS, changed
    # Three of four seeds are enough, one of four in part.
    bad = just | beyond[0]
    assert verdict(rule, [just, just, bad, just]) == HOLDS
    assert verdict(rule, [just, bad, just, bad]) == PARTLY
    assert verdict(rule, [just] * 7 + [bad] * 3) == PARTLY
    assert verdict(rule, [bad, just, bad, bad]) == PARTLY
    assert verdict(rule, [just] + [bad] * 4) == FAILS


def test_the_reason_says_how_many_seeds_with_wilsons_interval() -> None:
    why = OfSeeds("it is large", lambda n: n["x"] > 1).judge({"x": [2] * 13 + [0] * 7}).why
    expected = stats.binomtest(13, 20).proportion_ci(method="wilson")
    assert f"13 of 20 seeds bear it out (95 % interval {expected.low:.0%} to {expected.high:.0%})." == why


@pytest.mark.parametrize("name", of_kind(MedianIs))
def test_what_the_article_had_is_usual_here_within_the_interval_and_there_at_all_within_the_range(
    name: str,
) -> None:
    rule = CLAIMS[name].rule
    assert isinstance(rule, MedianIs)
    value = rule.value

    def of(*others: float) -> str:
        return rule.judge({rule.name: others}).verdict

    assert of(value) == HOLDS and of(value + 1) == of(value - 1) == FAILS
    assert of(*[value - 1] * 10, *[value + 1] * 10) == HOLDS
    assert of(*[value - 1] * 19, value) == of(*[value + 1] * 19, value) == PARTLY
    assert of(*[value - 2] * 19, value - 1) == FAILS


@pytest.mark.parametrize("name", of_kind(KeepsUp))
def test_a_cell_keeps_up_unless_the_paired_test_says_that_it_is_behind(name: str) -> None:
    rule = CLAIMS[name].rule
    assert isinstance(rule, KeepsUp) and len(rule.pairs) == 4
    rng = np.random.default_rng(0)
    usual = rng.normal(20, 1, 12)

    def of(*ahead: float) -> str:
        numbers = {}
        for (ours, theirs), more in zip(rule.pairs.values(), ahead, strict=True):
            numbers |= {ours: usual + more, theirs: usual}
        return rule.judge(numbers).verdict

    assert of(0, 0, 0, 0) == of(3, 3, 3, 3) == HOLDS
    assert of(-1, 0, 3, 0) == of(-1, -1, -1, 0) == PARTLY
    assert of(-1, -1, -1, -1) == FAILS


def test_the_paired_test_is_scipys_after_holms_correction() -> None:
    rule = KeepsUp("GRU", "LSTM", {"one": ("a", "b"), "two": ("c", "d")})
    rng = np.random.default_rng(3)
    b, d = rng.normal(0, 1, 12), rng.normal(0, 1, 12)
    a, c = b + rng.normal(-0.55, 0.9, 12), d + rng.normal(-2, 1, 12)
    one, two = (stats.wilcoxon(*pair, method="exact").pvalue for pair in ((a, b), (c, d)))
    assert two < one  # so Holm doubles the second and leaves the first
    why = rule.judge({"a": a, "b": b, "c": c, "d": d}).why
    assert why.endswith(f"p: one {max(one, 2 * two):.2g}, two {2 * two:.2g}.")
