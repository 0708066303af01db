"""The Lab page: it shows what ships, one's own and what is public; whatever is asked, there is an answer."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from dash import no_update
from hypothesis import given
from hypothesis import strategies as st

from dashboard import context, ids, lab, urls
from dashboard.lab import answers, lab_runs, missing, offered_recipes, read_asked
from dashboard.pages import lab as page
from dashboard.pages.lab import STATIC, job, show
from dashboard.pages.lab.draw import draw
from dashboard.pages.lab.form import CONTROLS
from dashboard.store.runs import RunStore
from models import __version__, bundle
from models.analysis.length import curve_lengths
from models.compare import compare, replay
from models.comparison import CellResult
from models.training.config import Config
from tests.website import ANYTHING, JUNK, as_sent, as_visitor, few, id_of, opened_site, parts_of, texts_in
from tests.website import triggered_by as triggered

USUAL = (*("counting", ["plain", "sharpened"], ["lstm", "gru"], "one", "reach", "lstm", "gru", "", ""),)
SLOPE = ("counting", ["slope"], ["lstm", "gru"], "one", "reach", "lstm", "gru", "", "")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunStore]:
    with opened_site(tmp_path_factory.mktemp("data")) as store:
        yield store


@pytest.fixture(autouse=True)
def tidy(site: RunStore) -> Iterator[None]:
    """What a test has put into the store is not there for the next."""
    before = {run.id for run in site.list()}
    yield
    for run in site.list():
        if run.id not in before:
            site.finish(run.id, "failed")
            site.delete(run.id)


@pytest.fixture(scope="module")
def tiny() -> Any:
    """A comparison that takes no time, to be put into the store as if it had been the usual one."""
    return compare(Config(cells=("lstm",), seeds=1, steps=1, measure_up_to=1), engine="autograd")


def put(site: RunStore, tiny: Any, run_id: str, config: Config, n_max: int = 77, **whose: Any) -> None:
    """A finished run of this config whose every seed reaches n_max."""
    tried = config.measure_up_to
    lengths = curve_lengths(tried)
    result: CellResult = replace(
        tiny.cells["lstm"], n_max=[n_max] * config.seeds, lengths=lengths, measured_up_to=tried,
        exact=[[n <= n_max for n in lengths]] * config.seeds, stopped_at=[None] * config.seeds,
        history_step=[1], history_loss=[[1.0] * config.seeds],
    )  # fmt: skip
    done = replace(tiny, config=config, cells={cell: result for cell in config.cells})
    site.install(
        run_id, config.to_json(), config.hash(), __version__, replay(done), bundle.dumps(tiny), **whose
    )


def asked(**query: str) -> lab.Asked:
    return read_asked(query, lab_runs())


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
    figure = parts[ids.source(ids.LAB_FIGURE)].data
    assert figure["data"] and "LSTM" in figure["layout"]["title"]["text"]
    for place in STATIC:
        assert parts[ids.content(place)].data
    assert parts[ids.LAB_TRAIN].disabled and "Nothing is missing" in parts[ids.LAB_MISSING].children
    assert parts[ids.LAB_JOB_CARD].hidden and parts[ids.LAB_POLL].disabled


def test_what_is_said_is_of_the_runs_that_ship(site: RunStore) -> None:
    words = str(draw(asked(), lab_runs()).texts[0])
    assert "All 20 LSTMs (sharpened) count to 1,000, the longest that was tried." in words
    assert re.search(
        r"The median plain LSTM stops at 14\.5 \(95 % interval \d+(\.5)? to \d+(\.5)?\)\.", words
    )
    assert re.search(r"No (plain or sharpened )?GRU passes \d+\.", words)


@pytest.mark.parametrize("task", ["counting", "copying", "state_memory", "selective_counting", "parity"])
@pytest.mark.parametrize("show_", ["reach", "share"])
@pytest.mark.parametrize("view", ["one", "grid"])
def test_every_view_of_every_task_that_ships_is_drawn(
    site: RunStore, task: str, show_: str, view: str
) -> None:
    drawn = draw(asked(task=task, show=show_, view=view), lab_runs())
    as_sent(drawn.figure)
    assert bool(drawn.rows["rows"]) == (task != "parity") and drawn.nothing_missing == (task != "parity")


def test_runs_of_another_size_are_not_mixed_in(site: RunStore) -> None:
    """A run with two units ships as well, with the same recipe."""
    runs = {one.run.id for one in answers(asked(), lab_runs())}
    assert runs == {"counting-plain", "counting-sharpened"}


def test_ones_own_run_fills_what_no_run_that_ships_answers(site: RunStore, tiny: Any) -> None:
    own = Config(cells=("lstm", "nig"), recipe="plain", seeds=100)
    put(site, tiny, "own", own)
    shown = reached(recipes="plain", cells="lstm;nig")
    assert len(shown["plain", "lstm"]) == 20, "those that ship come first"
    assert shown["plain", "nig"] == [77] * 100


def test_the_run_with_most_seeds_answers(site: RunStore, tiny: Any) -> None:
    for run_id, seeds in (("many", 30), ("few", 5)):
        put(site, tiny, run_id, Config(cells=("lstm",), recipe="slope", seeds=seeds))
    assert len(reached(recipes="slope", cells="lstm")["slope", "lstm"]) == 30


def test_a_composed_recipe_is_offered_once_a_run_has_it(site: RunStore, tiny: Any) -> None:
    assert reached(recipes="slope+chrono") == {}
    put(site, tiny, "composed", Config(cells=("lstm",), recipe="slope+chrono", seeds=3))
    assert reached(recipes="slope+chrono") == {("slope+chrono", "lstm"): [77] * 3}
    options = parts_of(page.layout())[ids.LAB_RECIPES].options
    assert options.count({"value": "slope+chrono", "label": "Slope + Chrono"}) == 1


def test_a_run_that_was_stopped_is_no_result(site: RunStore, tiny: Any) -> None:
    run_id = site.create(Config(cells=("lstm",), recipe="slope").to_json(), "x", __version__, 9)
    assert reached(recipes="slope") == {}
    site.finish(run_id, "cancelled")
    assert reached(recipes="slope") == {}


# Whose


def test_the_lab_shows_no_private_run_of_others(site: RunStore, tiny: Any) -> None:
    config = Config(cells=("lstm",), recipe="slope+chrono", seeds=3)
    put(site, tiny, "secret", config, owner=id_of("somebody"))
    with as_visitor("another"):
        assert reached(recipes="slope+chrono") == {}
        assert "slope+chrono" not in offered_recipes("counting", lab_runs())
        assert [run for run in lab_runs() if run.id == "secret"] == []
        assert job.runs_of("secret") == []
        site.publish("secret", True)
        assert reached(recipes="slope+chrono") == {("slope+chrono", "lstm"): [77] * 3}
    with as_visitor("somebody"):
        assert reached(recipes="slope+chrono")


def test_what_was_brought_as_a_file_is_no_result_in_the_lab(site: RunStore, tiny: Any) -> None:
    put(site, tiny, "open-0123", Config(cells=("lstm",), recipe="slope", seeds=3))
    assert reached(recipes="slope") == {}


def test_nobody_stops_or_resumes_a_job_of_others(site: RunStore) -> None:
    with as_visitor("somebody"):
        run_id = site.create(Config().to_json(), "y", __version__, 9, owner=id_of("somebody"))
        site.publish(run_id, True)
    with as_visitor("another"):
        assert [run.id for run in job.runs_of(run_id)] == [run_id], "it is public"
        assert job.cancel(1, run_id, 0) == (no_update, job.NOT_YOURS)
        assert job.resume(1, run_id, 0) == (no_update, no_update, job.NOT_YOURS)
    assert site.get(run_id).status == "queued"
    with as_visitor("somebody"):
        assert job.cancel(1, run_id, 0) == (1, "")
    assert site.get(run_id).status == "cancelled"


# Pairs


def test_two_cells_are_compared_on_the_same_seeds(site: RunStore) -> None:
    found = answers(asked(one="lstm", other="gru"), lab_runs())
    for one, other in lab.pairs(asked(), found):
        assert (one.cell, other.cell) == ("lstm", "gru") and one.seeds == other.seeds == 20
    words = str(draw(asked(), lab_runs()).texts[2])
    assert "below 0.0001" in words
    assert "Choose two different cells" in str(draw(asked(one="lstm", other="lstm"), lab_runs()).texts[2])
    assert "No run shown here has both" in str(draw(asked(other="nig"), lab_runs()).texts[2])


# What is missing


def test_what_no_run_answers_is_missing_one_run_for_each_recipe(site: RunStore) -> None:
    wanted = asked(recipes="plain;slope;chrono", cells="lstm;nig")
    lacking = missing(wanted, answers(wanted, lab_runs()))
    assert [(config.recipe, config.cells, config.seeds) for config in lacking] == [
        ("plain", ("nig",), 20),
        ("slope", ("lstm", "nig"), 20),
        ("chrono", ("lstm", "nig"), 20),
    ]


def test_a_sweep_is_missing_until_each_value_has_a_run(site: RunStore, tiny: Any) -> None:
    wanted = asked(recipes="plain", cells="lstm", setting="hidden", values="5, 10,20")
    assert wanted.values == (5, 10, 20)
    lacking = missing(wanted, answers(wanted, lab_runs()))
    assert [config.hidden for config in lacking] == [5, 20], "what ships has 10"
    put(site, tiny, "five", Config(cells=("lstm",), hidden=5, seeds=2))
    drawn = draw(wanted, lab_runs())
    assert "at hidden 5: to 77" in drawn.figure["layout"]["title"]["text"]
    assert "goes from 77 at hidden 5 to 14.5 at hidden 10" in str(drawn.texts[0])
    assert drawn.missing.startswith("1 training is missing (plain)")


def test_seeds_count_where_they_are_what_varies(site: RunStore) -> None:
    wanted = asked(recipes="plain", cells="lstm", setting="seeds", values="5 20")
    assert [config.seeds for config in missing(wanted, answers(wanted, lab_runs()))] == [5]


@pytest.mark.parametrize("values", ["", "x", "1 2 3 4 5", "0", "2.5", "1e3", "999", "½", "5;;x", "9" * 30])
def test_values_that_are_none_get_one_sentence(site: RunStore, values: str) -> None:
    wanted = asked(setting="hidden", values=values)
    assert wanted.values == ()
    assert wanted.problem == "Type 1 to 4 whole numbers for hidden, each from 1 to 128."
    assert wanted.problem in said(setting="hidden", values=values)


def test_train_queues_what_is_missing_and_says_what_is_refused(site: RunStore) -> None:
    """There is room for two."""
    three = (*SLOPE[:1], ["slope", "chrono", "identity"], *SLOPE[2:])
    launched, named, note = triggered(ids.LAB_TRAIN, job.train, 1, None, *three)
    queued = named.split(";")
    assert launched == queued[0] and len(queued) == 2
    assert re.fullmatch(r"2 of 3 are queued\. The queue is full: .*; come back (in about .*|later)\.", note)
    configs = [site.get(run_id).config for run_id in queued]
    assert [(config["recipe"], config["seeds"]) for config in configs] == [("slope", 20), ("chrono", 20)]
    assert all(config["cells"] == ["lstm", "gru"] for config in configs)


def test_the_same_button_pressed_twice_is_one_job(site: RunStore) -> None:
    first = triggered(ids.LAB_TRAIN, job.train, 1, None, *SLOPE)
    second = triggered(ids.LAB_TRAIN, job.train, 2, first[1], *SLOPE)
    assert second[1] == first[1] and "asked for this already" not in second[2]


def test_nothing_missing_trains_nothing(site: RunStore) -> None:
    before = len(site.list())
    assert triggered(ids.LAB_TRAIN, job.train, 1, None, *USUAL) == (
        no_update,
        no_update,
        "Nothing is missing.",
    )
    assert triggered(ids.LAB_TRAIN, job.train, None, None, *SLOPE)[:2] == (no_update, no_update)
    assert len(site.list()) == before


def test_one_bar_for_all_runs_goes_on_after_a_reload(site: RunStore, tiny: Any) -> None:
    put(site, tiny, "over", Config(cells=("lstm",), recipe="slope", seeds=2))
    waits = triggered(ids.LAB_TRAIN, job.train, 1, None, "counting", ["chrono"], *SLOPE[2:])[1]
    parts = parts_of(page.layout(job=f"over;{waits};gone"))
    assert parts[ids.LAB_JOB].data == f"over;{waits}" and not parts[ids.LAB_JOB_CARD].hidden
    assert parts["lab-progress-bar"].value == "50.0" and not parts[ids.LAB_POLL].disabled
    assert parts["lab-status-badge"].children == "queued" and not parts[ids.LAB_CANCEL].disabled
    assert parts["lab-status-text"].children.startswith("50%, 1 of 2 trainings done. Waiting for")
    assert parts[ids.LAB_DONE].data == "over"
    answer = job.news(3, f"over;{waits}", None, None, "over")
    assert len(answer) == job.PARTS and answer[:3] == ("queued", "secondary", "50.0")
    assert answer[8] is no_update and answer[10:] == (False, 3), "nothing new has ended"
    assert job.news(4, f"over;{waits}", None, answer[9], "over")[:10] == (no_update,) * 10
    assert job.cancel(1, f"over;{waits}", 0) == (1, "")
    ended = job.news(5, f"over;{waits}", 1, answer[9], "over")
    assert ended[0] == "cancelled" and ended[8] == f"over;{waits}" and ended[10] is True


# Any value


CASES = [
    pytest.param(show, (*USUAL, "over"), 2 + len(STATIC) + 4, id="show"),
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
