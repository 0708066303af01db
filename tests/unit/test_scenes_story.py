"""What happens in films, held to counting: lags by looking back, Bayes’ answer by how often it was so."""

import numpy as np
import pytest

from models.scenes.story import (
    FOE,
    IDLE,
    KINDS,
    NIGHT,
    PAUSE,
    PRIOR,
    SHOWER,
    SURPRISE,
    WATER,
    Films,
    beliefs,
    body,
    draw_films,
    lags,
)

SHORT = 5  # frames of films that are counted, so that many are alike


@pytest.fixture(scope="module")
def many() -> Films:
    return draw_films(300_000, SHORT, np.random.default_rng(3))


def looked_back(kinds: list[int], t: int) -> int:
    """The lag of one frame, by going back from it."""
    if kinds[t] != WATER:
        return 0
    for back in range(1, t + 1):
        if kinds[t - back] == NIGHT:
            return -1
        if kinds[t - back] <= FOE:
            return back
    return -1


def test_lags_are_those_of_looking_back() -> None:
    kinds = np.random.default_rng(0).integers(len(KINDS), size=(200, 30))
    expected = [[looked_back(film, t) for t in range(30)] for film in kinds.tolist()]
    assert lags(kinds).tolist() == expected


def test_what_is_best_to_believe_is_how_often_it_was_so(many: Films) -> None:
    """The oracle knows nothing of the process: it counts what was true after the same frames."""
    believed = beliefs(many.kinds)
    for frames in range(1, SHORT + 1):
        code = many.kinds[:, :frames] @ len(KINDS) ** np.arange(frames)
        _, first, which, count = np.unique(code, return_index=True, return_inverse=True, return_counts=True)
        for k in np.flatnonzero(count >= 2000):
            p = believed[first[k], frames - 1]
            share = np.bincount(many.labels[which == k, frames - 1], minlength=4) / count[k]
            deviation = np.sqrt(p * (1 - p) / count[k])
            assert (abs(share - p) <= 5 * deviation + 1e-9).all(), (many.kinds[first[k], :frames], p, share)


def test_water_alone_leaves_the_odds_of_the_article_and_a_surprise_turns_them() -> None:
    assert beliefs(np.array([[WATER]]))[0, 0].tolist() == pytest.approx([0.6, 0.3, 0.1, 0])
    assert beliefs(np.array([[SURPRISE, WATER]]))[0, 1].tolist() == pytest.approx([0.3, 0.1, 0.6, 0])
    assert beliefs(np.array([[FOE, *[PAUSE] * 20, WATER]]))[0, -1].tolist() == [0, 0, 1, 0]
    assert beliefs(np.array([[FOE, NIGHT, WATER]]))[0, -1, :3].tolist() == pytest.approx(PRIOR.tolist())
    # No film of the process goes so; the last clear frame counts.
    assert beliefs(np.array([[FOE, SHOWER, WATER]]))[0, -1].tolist() == [1, 0, 0, 0]


def test_one_frame_of_water_tells_nothing_and_dry_ones_are_idle(many: Films) -> None:
    of_water = many.labels[many.kinds == WATER]
    assert np.bincount(of_water) / len(of_water) == pytest.approx(PRIOR, abs=0.005)
    assert ((many.labels == IDLE) == (many.kinds >= PAUSE)).all()
    clear = many.kinds <= FOE
    assert (many.labels[clear] == many.kinds[clear]).all()


def test_chances_are_chances_and_films_are_the_same_again() -> None:
    assert body(np.arange(3)).sum(1) == pytest.approx([1, 1, 1]) and (body(np.arange(3)) >= 0).all()
    one, other = (draw_films(20, 10, np.random.default_rng(5)) for _ in range(2))
    assert (one.kinds == other.kinds).all() and (one.labels == other.labels).all()
    assert (draw_films(20, 10, np.random.default_rng(6)).kinds != one.kinds).any()


def test_evidence_lies_at_every_lag() -> None:
    found = lags(draw_films(200, 48, np.random.default_rng(0)).kinds)
    assert set(range(-1, 25)) <= set(found.flat)
