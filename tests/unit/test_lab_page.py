"""The Lab page: it shows what ships, one's own and what is public; whatever is asked, there is an answer."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import context, ids, lab, urls
from dashboard.lab import answers, lab_runs, offered_recipes
from dashboard.pages import lab as page
from dashboard.pages.lab import STATIC, job, show
from dashboard.pages.lab.draw import draw
from dashboard.pages.lab.form import CONTROLS
from dashboard.pages.lab.measuring import measure_on
from dashboard.store.runs import RunStore
from models import __version__
from models.training.config import Config
from tests.lab_runs import USUAL, asked, put, tidied
from tests.website import ANYTHING, JUNK, as_sent, as_visitor, few, id_of, opened_site, parts_of, texts_in
from tests.website import triggered_by as triggered


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunStore]:
    with opened_site(tmp_path_factory.mktemp("data")) as store:
        yield store


@pytest.fixture(autouse=True)
def tidy(site: RunStore) -> Iterator[None]:
    with tidied(site):
        yield


def reached(**query: str) -> dict[tuple[str, str], list[int]]:
    """N_max by recipe and cell."""
    found = answers(asked(**query), lab_runs())
    return {(one.reach.recipe, one.reach.cell): list(one.reach.n_max) for one in found}


def said(**query: str) -> str:
    """What the page says in words."""
    return texts_in(page.layout(**query))


# What is shown


def test_the_first_paint_is_counting_with_five_cells_and_two_recipes_of_twenty_seeds(site: RunStore) -> None:
    shown = reached()
    assert len(shown) == 10 and all(len(values) == 20 for values in shown.values())
    parts = parts_of(page.layout())
    figure = as_sent(parts[ids.source(ids.LAB_FIGURE)].data)
    assert figure["data"] and "LSTM" in figure["layout"]["title"]["text"]
    for place in STATIC:
        assert parts[ids.content(place)].data
    assert parts[ids.LAB_TRAIN].disabled and "Nothing is missing" in parts[ids.LAB_MISSING].children
    assert parts[ids.LAB_PENDING].data == 0
    assert parts[ids.LAB_JOB_CARD].hidden and parts[ids.LAB_POLL].disabled


def test_what_is_said_is_of_the_runs_that_ship(site: RunStore) -> None:
    words = str(as_sent(draw(asked(), lab_runs()).texts[0]))
    assert "All 20 LSTMs (sharpened) count to 1,000, the longest that was tried." in words
    assert re.search(
        r"The median plain LSTM stops at 14\.5 \(95 % interval \d+(\.5)? to \d+(\.5)?\)\.", words
    )
    assert re.search(r"No (plain or sharpened )?GRU passes \d+\.", words)


@pytest.mark.parametrize("task", ["counting", "copying", "state_memory", "selective_counting", "parity"])
@pytest.mark.parametrize("show_", lab.QUANTITIES)
@pytest.mark.parametrize("view", ["one", "grid"])
def test_every_view_of_every_task_that_ships_is_drawn(
    site: RunStore, task: str, show_: str, view: str
) -> None:
    drawn = draw(asked(task=task, show=show_, view=view), lab_runs())
    as_sent(drawn.figure)
    assert bool(as_sent(drawn.rows)["rows"]) == (task != "parity") and drawn.nothing_missing == (
        task != "parity"
    )


def test_runs_of_another_size_are_not_mixed_in(site: RunStore) -> None:
    """A run with two units ships as well, with the same recipe."""
    runs = {one.run.id for one in answers(asked(), lab_runs())}
    assert runs == {"counting-plain", "counting-sharpened"}


def test_ones_own_run_fills_what_no_run_that_ships_answers(site: RunStore) -> None:
    own = Config(cells=("lstm", "cifg"), recipe="plain", seeds=100)
    put(site, "own", own)
    shown = reached(recipes="plain", cells="lstm;cifg")
    assert len(shown["plain", "lstm"]) == 20, "those that ship come first"
    assert shown["plain", "cifg"] == [77] * 100


def test_the_run_with_most_seeds_answers(site: RunStore) -> None:
    for run_id, seeds in (("many", 30), ("few", 5)):
        put(site, run_id, Config(cells=("lstm",), recipe="slope", seeds=seeds))
    assert len(reached(recipes="slope", cells="lstm")["slope", "lstm"]) == 30


def test_a_composed_recipe_is_offered_once_a_run_has_it(site: RunStore) -> None:
    assert reached(recipes="slope+chrono") == {}
    put(site, "composed", Config(cells=("lstm",), recipe="slope+chrono", seeds=3))
    assert reached(recipes="slope+chrono") == {("slope+chrono", "lstm"): [77] * 3}
    options = parts_of(page.layout())[ids.LAB_RECIPES].options
    assert options.count({"value": "slope+chrono", "label": "Slope + Chrono"}) == 1


def test_a_run_that_was_stopped_is_no_result(site: RunStore) -> None:
    run_id = site.create(Config(cells=("lstm",), recipe="slope").to_json(), "x", __version__, 9)
    assert reached(recipes="slope") == {}
    site.finish(run_id, "cancelled")
    assert reached(recipes="slope") == {}


# Whose


def test_the_lab_shows_no_private_run_of_others(site: RunStore) -> None:
    config = Config(cells=("lstm",), recipe="slope+chrono", seeds=3)
    put(site, "secret", config, owner=id_of("somebody"))
    with as_visitor("another"):
        assert reached(recipes="slope+chrono") == {}
        assert "slope+chrono" not in offered_recipes("counting", lab_runs())
        assert [run for run in lab_runs() if run.id == "secret"] == []
        assert job.runs_of("secret") == []
        site.publish("secret", True)
        assert reached(recipes="slope+chrono") == {("slope+chrono", "lstm"): [77] * 3}
    with as_visitor("somebody"):
        assert reached(recipes="slope+chrono")


def test_what_was_brought_as_a_file_is_no_result_in_the_lab(site: RunStore) -> None:
    put(site, "open-0123", Config(cells=("lstm",), recipe="slope", seeds=3))
    assert reached(recipes="slope") == {}


# Pairs


def test_two_cells_are_compared_on_the_same_seeds(site: RunStore) -> None:
    found = answers(asked(one="lstm", other="gru"), lab_runs())
    for one, other in lab.pairs(asked(), found):
        assert (one.cell, other.cell) == ("lstm", "gru") and one.seeds == other.seeds == 20
    words = str(as_sent(draw(asked(), lab_runs()).texts[4]))
    assert "below 0.0001" in words
    assert "Choose two different cells" in str(
        as_sent(draw(asked(one="lstm", other="lstm"), lab_runs()).texts[4])
    )
    assert "No run shown here has both" in str(as_sent(draw(asked(other="nig"), lab_runs()).texts[4]))


# Any value


CASES = [
    pytest.param(show, (*USUAL, "over", "over"), 2 + len(STATIC) + 5, id="show"),
    pytest.param(measure_on, (1, *USUAL), 4, id="measure_on"),
    pytest.param(job.train, (1, "", *USUAL), 3, id="train"),
    pytest.param(job.news, (3, "counting-plain", 1, None, None), job.PARTS, id="news"),
    pytest.param(job.cancel, (1, "counting-plain", 1), 2, id="cancel"),
    pytest.param(job.resume, (1, "counting-plain", 1), 3, id="resume"),
]


@pytest.mark.parametrize(("callback", "good", "parts"), CASES)
def test_every_callback_takes_any_one_value_in_any_place(
    site: RunStore, callback: Any, good: tuple[Any, ...], parts: int
) -> None:
    for place in range(len(good)):
        for junk in JUNK:
            answer = triggered(None, callback, *good[:place], junk, *good[place + 1 :])
            assert len(answer) == parts
            as_sent(answer)


@pytest.mark.parametrize(("callback", "good", "parts"), CASES)
@few
@given(data=st.data())
def test_every_callback_takes_many_odd_values_at_once(
    site: RunStore, callback: Any, good: tuple[Any, ...], parts: int, data: st.DataObject
) -> None:
    answer = triggered(None, callback, *data.draw(st.tuples(*(st.just(value) | ANYTHING for value in good))))
    assert len(answer) == parts
    as_sent(answer)


@few
@given(st.dictionaries(st.sampled_from([*CONTROLS, urls.JOB]), st.text(max_size=30)))
def test_any_address_is_a_page(site: RunStore, query: dict[str, str]) -> None:
    as_sent(page.layout(**query))


def test_an_address_opens_what_it_says_and_the_page_writes_it_back(site: RunStore) -> None:
    query = {
        "task": "counting", "recipes": "sharpened;slope", "cells": "lstm;nig", "view": "grid",
        "show": "share", "one": "lstm", "other": "nig", "setting": "hidden", "values": "5, 10",
    }  # fmt: skip
    parts = parts_of(page.layout(**query))
    held = {name: parts[control].value for name, control in CONTROLS.items()}
    assert {name: ";".join(v) if isinstance(v, list) else v for name, v in held.items()} == query
    place = parts[ids.PLACE].data
    assert place["path"] == urls.LAB and place["names"] == [*CONTROLS, urls.JOB]
    assert context.settings().queue == 2
