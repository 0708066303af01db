"""Units are grouped by what they respond to."""

import numpy as np
import pytest
import torch

from models.analysis.clusters import DEAD, clusters, correlations, grouped
from models.analysis.trace import Trace

ALPHABET = "abc$"


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(3)


def made_up(text: str, values: np.ndarray) -> Trace:
    layer = {"h": torch.as_tensor(values)}
    return Trace(ALPHABET, text, [{}, layer], torch.zeros(len(text), 0))


def average_linkage(distance: np.ndarray, count: int) -> set[frozenset[int]]:
    """Merge the two groups with the least mean distance until `count` are left, by brute force."""
    groups = [frozenset([k]) for k in range(len(distance))]
    while len(groups) > count:
        pairs = [(one, two) for k, one in enumerate(groups) for two in groups[:k]]
        near = min(pairs, key=lambda pair: np.mean([distance[a, b] for a in pair[0] for b in pair[1]]))
        groups = [group for group in groups if group not in near] + [near[0] | near[1]]
    return set(groups)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 9])
def test_groups_are_those_of_average_linkage(count: int, rng) -> None:
    points = rng.normal(size=(9, 2))
    distance = np.abs(points[:, None] - points[None]).sum(2)
    order, group = grouped(distance.copy(), count)
    found = {frozenset(np.flatnonzero(np.array(group) == g).tolist()) for g in set(group)}
    assert found == average_linkage(distance, count)
    assert sorted(order) == list(range(9))
    along = [group[unit] for unit in order]
    assert along == sorted(along) and set(along) == set(range(count))


def test_correlations_are_those_of_numpy_and_0_with_a_constant(rng) -> None:
    rows = rng.normal(size=(4, 7))
    np.testing.assert_allclose(correlations(rows), np.corrcoef(rows), atol=1e-12)
    assert (correlations(np.vstack([rows, np.full(7, 0.3)]))[4] == 0).all()


def test_units_that_respond_to_the_same_are_together_and_dead_ones_apart(rng) -> None:
    text = "".join(rng.choice(list("abc"), 200))
    on_a, on_c = (np.array([float(other == c) for other in text]) for c in "ac")
    noise = 0.1 * rng.normal(size=(200, 7))
    values = np.stack([on_a, on_c, 3 * on_a + 1, -on_a, on_c, 0 * on_a, on_a], 1) + noise
    values[:, 5] = 0.7
    values[4] = np.nan
    found = clusters([made_up(text[:90], values[:90]), made_up(text[90:], values[90:])], 1, "h", 3)
    assert found.group[0] == found.group[2] == found.group[6]
    assert found.group[1] == found.group[4]
    assert len({found.group[0], found.group[1], found.group[3]}) == 3
    assert found.group[5] == DEAD and found.order[-1] == 5
    assert sorted(found.order) == list(range(7))


def test_the_profile_is_the_mean_by_character_in_standard_deviations(rng) -> None:
    text = "".join(rng.choice(list("cab"), 50))
    values = rng.normal(2, 3, (50, 4))
    values[:, 2] = 0.5
    found = clusters([made_up(text, values)], 1, "h", 2)
    assert found.characters == "abc" and found.profile.shape == (4, 3)
    for unit in (0, 1, 3):
        for k, character in enumerate("abc"):
            after = [v for v, c in zip(values[:, unit], text, strict=True) if c == character]
            expected = (np.mean(after) - np.mean(values[:, unit])) / np.std(values[:, unit])
            assert found.profile[unit, k] == pytest.approx(expected)
    assert (found.profile[2] == 0).all()


def test_the_same_units_are_grouped_the_same_each_time(rng) -> None:
    text = "".join(rng.choice(list("abc"), 60))
    values = rng.normal(size=(60, 20))
    one, two = (clusters([made_up(text, values)], 1, "h", 5) for _ in range(2))
    assert (one.order, one.group) == (two.order, two.group)


@pytest.mark.parametrize(
    ("values", "group"),
    [(np.zeros((3, 2)), [DEAD, DEAD]), (np.array([[1.0, 0], [2, 0], [4, 0]]), [0, DEAD])],
)
def test_less_than_two_living_units(values: np.ndarray, group: list[int]) -> None:
    assert clusters([made_up("aaa", values)], 1, "h", 4).group == group


def test_a_text_of_one_character_is_grouped_by_time_alone(rng) -> None:
    ramp = np.arange(20.0)
    values = np.stack([ramp, -ramp, ramp + rng.normal(size=20)], 1)
    assert clusters([made_up("a" * 20, values)], 1, "h", 2).group in ([0, 1, 0], [1, 0, 1])


def test_what_cannot_be_grouped_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1, not 0"):
        clusters([made_up("aa", np.zeros((2, 2)))], 1, "h", 0)
    with pytest.raises(ValueError, match="no step of h in layer 2 is recorded"):
        clusters([made_up("aa", np.full((2, 2), np.nan))], 1, "h", 2)
