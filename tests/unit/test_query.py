"""Other places where the same units fire together."""

import math
import time

import numpy as np
import pytest
import torch

from models.analysis.query import Match, matches, on_together


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def by_hand(texts: list[torch.Tensor], units: list[int], threshold: float, length: int) -> list[Match]:
    """The same as `matches`, step by step."""
    found = set()
    for text, values in enumerate(texts):
        on = [{h for h, v in enumerate(step) if v >= threshold} for step in values.tolist()]
        for least in range(math.ceil(len(units) / 2), len(units) + 1):
            start = None
            for t in range(len(on) + 1):
                inside = t < len(on) and len(on[t] & set(units)) >= least
                if inside and start is None:
                    start = t
                elif not inside and start is not None:
                    throughout = set.intersection(*on[start:t])
                    common = tuple(unit for unit in units if unit in throughout)
                    score = len(common) / len(throughout | set(units))
                    if common:
                        found.add(Match(text, start, t, score, common))
                    start = None
    ranked = sorted(found, key=lambda m: (-m.score, abs(m.end - m.start - length), m.text, m.start))
    kept: list[Match] = []
    for match in ranked:
        if not any(m.text == match.text and m.start < match.end and match.start < m.end for m in kept):
            kept.append(match)
    return kept


@pytest.mark.parametrize("threshold", [-0.5, 0.0, 0.3])
def test_the_units_of_a_span_are_those_that_fire_at_every_step(threshold: float, rng) -> None:
    values = torch.as_tensor(rng.normal(0.3, 1, (6, 30)))
    expected = [h for h in range(30) if all(values[t, h] >= threshold for t in (2, 3))]
    assert on_together(values, 2, 4, threshold) == expected != []


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_matches_are_found_as_by_hand(size: int, rng) -> None:
    for _ in range(20):
        texts = [torch.as_tensor(rng.integers(0, 3, (n, 6))).cumsum(0) % 3 for n in (1, 14, 25)]
        units = sorted(rng.choice(6, size, replace=False).tolist())
        expected = by_hand(texts, units, 1, length=3)
        found = matches(texts, units, 1, length=3)
        assert [(m.text, m.start, m.end, m.units) for m in found] == [
            (m.text, m.start, m.end, m.units) for m in expected
        ]
        assert [m.score for m in found] == pytest.approx([m.score for m in expected])
        assert matches(texts, units, 1, length=3, top=2) == found[:2]


def test_the_span_that_was_asked_with_is_the_best_place() -> None:
    values = torch.tensor([[0, 0, 0], [1, 1, 0], [1, 1, 0], [0, 1, 0], [1, 1, 1], [0, 0, 0], [1, 1, 0]])
    units = on_together(values, 1, 3, 0.5)
    assert matches([values], units, 0.5, length=2) == [
        Match(0, 1, 3, 1.0, (0, 1)),
        Match(0, 6, 7, 1.0, (0, 1)),
        Match(0, 4, 5, 2 / 3, (0, 1)),
    ]


def test_what_was_not_recorded_does_not_fire() -> None:
    values = torch.tensor([[1.0], [float("nan")], [1.0]])
    assert on_together(values, 0, 3, 0.5) == []
    assert [(m.start, m.end) for m in matches([values], [0], 0.5, length=1)] == [(0, 1), (2, 3)]


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (3, 2), (0, 5)])
def test_a_span_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="a span is from 0 to 4"):
        on_together(torch.zeros(4, 2), start, end, 0.5)


def test_no_units_are_refused() -> None:
    with pytest.raises(ValueError, match="lower the threshold"):
        matches([torch.zeros(4, 2)], [], 0.5, length=1)


def test_a_large_corpus_is_searched_within_a_second_or_two(rng) -> None:
    values = torch.as_tensor(rng.random((100_000, 256), dtype=np.float32))
    started = time.process_time()
    found = matches([values], list(range(0, 256, 2)), 0.5, length=3)
    assert time.process_time() - started < 2
    assert len(found) == 50
