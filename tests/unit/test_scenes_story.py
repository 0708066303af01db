"""What happens in films, held to counting: lags by looking back, Bayes’ answer by how often it was so."""

import numpy as np
import pytest

from models.scenes.story import (
    CAST,
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
def many() -> tuple[Films, np.ndarray]:
    return draw_films(300_000, SHORT, np.random.default_rng(3))


def one(*kinds: int, who: tuple[int, ...] = ()) -> Films:
    """One film, of a single creature unless it is said whom it shows."""
    return Films(np.array([kinds]), np.array([who or (0,) * len(kinds)]))


def looked_back(kinds: list[int], who: list[int], t: int) -> int:
    """The lag of one frame, by going back from it."""
    if kinds[t] != WATER:
        return 0
    for back in range(1, t + 1):
        if kinds[t - back] == NIGHT:
            return -1
        if kinds[t - back] <= FOE and who[t - back] == who[t]:
            return back
    return -1


def test_lags_are_those_of_looking_back() -> None:
    rng = np.random.default_rng(0)
    kinds, who = rng.integers(len(KINDS), size=(200, 30)), rng.integers(len(CAST), size=(200, 30))
    films = zip(kinds.tolist(), who.tolist(), strict=True)
    expected = [[looked_back(*film, t) for t in range(30)] for film in films]
    assert lags(Films(kinds, who)).tolist() == expected


def test_what_is_best_to_believe_is_how_often_it_was_so(many: tuple[Films, np.ndarray]) -> None:
    """The oracle knows nothing of the process: it counts what was true after the same frames."""
    films, labels = many
    believed, shown = beliefs(films), films.kinds * len(CAST) + films.who
    for frames in range(1, SHORT + 1):
        code = shown[:, :frames] @ (len(KINDS) * len(CAST)) ** np.arange(frames)
        _, first, which, count = np.unique(code, return_index=True, return_inverse=True, return_counts=True)
        for k in np.flatnonzero(count >= 300):
            p = believed[first[k], frames - 1]
            share = np.bincount(labels[which == k, frames - 1], minlength=4) / count[k]
            deviation = np.sqrt(p * (1 - p) / count[k])
            assert (abs(share - p) <= 5 * deviation + 1e-9).all(), (shown[first[k], :frames], p, share)


def test_water_alone_leaves_the_odds_of_the_article_and_a_surprise_turns_them() -> None:
    assert beliefs(one(WATER))[0, 0].tolist() == pytest.approx([0.6, 0.3, 0.1, 0])
    assert beliefs(one(SURPRISE, WATER))[0, 1].tolist() == pytest.approx([0.3, 0.1, 0.6, 0])
    assert beliefs(one(FOE, *[PAUSE] * 20, WATER))[0, -1].tolist() == [0, 0, 1, 0]
    assert beliefs(one(FOE, NIGHT, WATER))[0, -1, :3].tolist() == pytest.approx(PRIOR.tolist())
    of_another = beliefs(one(FOE, WATER, WATER, who=(1, 0, 1)))[0]
    assert of_another[1, :3].tolist() == pytest.approx(PRIOR.tolist()) and of_another[2].tolist() == [
        0,
        0,
        1,
        0,
    ]
    # No film of the process goes so; the last clear frame counts.
    assert beliefs(one(FOE, SHOWER, WATER))[0, -1].tolist() == [1, 0, 0, 0]


def test_one_frame_of_water_tells_nothing_and_dry_ones_are_idle(many: tuple[Films, np.ndarray]) -> None:
    films, labels = many
    of_water = labels[films.kinds == WATER]
    assert np.bincount(of_water) / len(of_water) == pytest.approx(PRIOR, abs=0.005)
    assert ((labels == IDLE) == (films.kinds >= PAUSE)).all()
    clear = films.kinds <= FOE
    assert (labels[clear] == films.kinds[clear]).all()


def test_chances_are_chances_and_films_are_the_same_again() -> None:
    assert body(np.arange(3)).sum(1) == pytest.approx([1, 1, 1]) and (body(np.arange(3)) >= 0).all()
    (some, labels), (same, again) = (draw_films(20, 10, np.random.default_rng(5)) for _ in range(2))
    assert (some.kinds == same.kinds).all() and (some.who == same.who).all() and (labels == again).all()
    assert (draw_films(20, 10, np.random.default_rng(6))[0].kinds != some.kinds).any()


def test_evidence_lies_at_every_lag() -> None:
    found = lags(draw_films(200, 48, np.random.default_rng(0))[0])
    assert set(range(-1, 25)) <= set(found.flat)
