"""The films as functions: whatever an address or a browser says, a film is shown, and nothing is made up."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from dashboard import films, ids, urls
from dashboard.app import PAGES
from dashboard.components import film_strip
from dashboard.figures import lags as lag_figures
from dashboard.films import BEST, LONGEST, Cut, read_cut
from dashboard.pages.story import film
from models.cells import architectures
from models.scenes.story import KINDS, LABELS, beliefs
from tests.unit.checked import checked
from tests.website import ANYTHING, as_sent, few, parts_of, texts_in

lags_figure = checked(lag_figures.lags_figure)
ATTACK = "attack"


def cut(order: str = "", key: str = ATTACK, seed: str = "0") -> Cut:
    return read_cut(key, order, seed)


def test_the_page_is_there_and_shows_every_frame_and_network() -> None:
    assert PAGES[urls.STORY_FILM] is film
    shown = parts_of(film.layout())
    (strip,) = [shown[ids.content(ids.FILM_STRIP)].data]
    frames = strip["props"]["children"]
    assert len(frames) == films.films()[ATTACK].length
    text = json.dumps(as_sent(frames[-1]))
    for who in ("NN", "RNN", "LSTM", "GRU", "peephole", film_strip.BEST_NAME):
        assert who in text


def test_an_address_opens_the_film_as_it_was_cut() -> None:
    shown = parts_of(film.layout(film="night", frames="2.0.0", seed="1"))
    assert shown[ids.FILM].value == "night" and shown[ids.FILM_SEED].value == "1"
    assert shown[ids.FILM_ORDER].data == "2.0.0"
    frames = shown[ids.content(ids.FILM_STRIP)].data["props"]["children"]
    assert [frame["props"]["data-frame"] for frame in frames] == [2, 0, 0]


@few
@given(ANYTHING, ANYTHING, ANYTHING)
def test_whatever_is_asked_for_is_a_film(key: Any, order: Any, seed: Any) -> None:
    found = read_cut(key, order, seed)
    assert 0 < len(found.order) <= LONGEST and 0 <= found.seed < films.shipped().config.seeds
    assert max(found.order) < found.film.length


@pytest.mark.parametrize("order", ["99", "0.", ".", "1.-1", "0.½", "٣", ".".join("0" * (LONGEST + 1)), "0,1"])
def test_an_order_that_makes_no_sense_is_the_films_own(order: str) -> None:
    assert cut(order) == cut()


def test_what_the_best_believes_follows_the_order() -> None:
    own = cut().beliefs()
    assert set(own) == {*architectures(), BEST}
    assert (own[BEST] == beliefs(cut().frames)[0]).all()
    assert own[BEST][-1].argmax() == LABELS.index("attacked")
    without_foe = cut(".".join(map(str, range(1, len(cut().order)))))
    assert without_foe.lags[-1] == -1 and own[BEST][-1, 2] == 1 > without_foe.beliefs()[BEST][-1, 2]


def test_a_feedforward_net_says_the_same_of_a_frame_wherever_it_is() -> None:
    there, alone = cut().beliefs()["feedforward"], cut("4").beliefs()["feedforward"]
    np.testing.assert_allclose(there[4], alone[0], atol=1e-5)
    lstm, first = cut().beliefs()["lstm"], cut("4").beliefs()["lstm"]
    assert abs(lstm[4] - first[0]).max() > 0.01


def disabled(frame: Any) -> list[str]:
    """What cannot be done with a frame."""
    buttons = [part.to_plotly_json()["props"] for part in frame._traverse() if part_type(part) == "Button"]
    return [props["data-film"] for props in buttons if props.get("disabled")]


def part_type(part: Any) -> str:
    return getattr(part, "_type", "")


def test_what_cannot_be_done_with_a_frame_is_disabled() -> None:
    (only,) = film_strip.strip(cut("3"), cut("3").beliefs()).children
    assert disabled(only) == ["left", "right", "remove"]
    full = ".".join("0" * LONGEST)
    frames = film_strip.strip(cut(full), cut(full).beliefs()).children
    assert disabled(frames[3]) == ["repeat"]


def test_bars_are_as_long_as_probabilities_and_all_are_said() -> None:
    chances = [0.6, 0.3, 0.08, 0.02]
    line = film_strip.belief("lstm", chances)
    bar = line.children[2]
    assert [part.style for part in bar.children] == ["width:60.0%", "width:30.0%", "width:8.0%", "width:2.0%"]
    assert texts_in(line).startswith("LSTMshowering .60")
    assert line.title == "LSTM: showering .60, drinking .30, attacked .08, idle .02"
    assert film_strip.percent(0.996) == "1.0" and film_strip.percent(0.994) == ".99"


def test_every_kind_of_frame_has_words() -> None:
    assert set(film_strip.SEEN) == set(KINDS)


@pytest.mark.parametrize("measure", ["right", "calibration"])
def test_the_figures_show_every_cell_and_seed(measure: str) -> None:
    measures = films.shipped().measures
    fig = lags_figure(measures, measure)
    lines = {trace.name: trace for trace in fig.data if trace.name}
    assert set(lines) == {"best", "NN", "RNN", "LSTM", "GRU", "peephole"}
    rows = measures["cells"]["lstm"]
    assert list(lines["LSTM"].y) == pytest.approx([row[measure]["mean"] for row in rows], rel=1e-4)
    table = lag_figures.lag_rows(measures)
    seeds = films.shipped().config.seeds
    assert len(table["rows"]) == len(rows) * (5 * seeds + 1)
    assert all(len(row) == len(table["columns"]) for row in table["rows"])


def test_the_title_says_who_looks_far_back() -> None:
    def cells(**shares: float) -> dict[str, list[dict]]:
        return {cell: [{"lag": lag_figures.FAR, "right": {"mean": p}}] for cell, p in shares.items()}

    title = lag_figures.right_title(cells(feedforward=0.6, lstm=0.99, gru=0.95))
    assert title == "Of what was seen 10–19 frames ago the LSTM gets 99% right, GRU 95%, NN 60%"
    assert "long enough" in lag_figures.right_title({})
