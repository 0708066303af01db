"""The Compare and Runs pages as functions: whatever a browser sends, the answer is a page or a sentence."""

import json
import re
from collections.abc import Iterator
from math import inf, nan
from typing import Any

import pytest
from dash import no_update
from dash.exceptions import PreventUpdate
from hypothesis import given
from hypothesis import strategies as st
from plotly.utils import PlotlyJSONEncoder

from dashboard import bundled, context, ids
from dashboard.pages.compare.form import FIELDS, cancel, follow, resume, train
from dashboard.pages.compare.live import PARTS, show
from dashboard.pages.compare.traces import fit, look, read
from dashboard.store.runs import RunStore
from models import __version__
from models.tasks import TASKS
from models.training.config import CHOICES, LIMITS, Config
from models.work import check_work
from tests.compare_site import OWN, SHIPPED, SMALL, own_site, shortened
from tests.website import ANYTHING, JUNK, as_sent, few, is_one_sentence, triggered_by

EMPTY = (None,) * len(FIELDS)  # a form that holds nothing


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunStore]:
    with own_site(tmp_path_factory.mktemp("data")) as store:
        yield store


@pytest.fixture(scope="module")
def waiting(site: RunStore) -> str:
    """The id of a run that waits."""
    return site.create(SMALL.to_json(), "waits", __version__, 8)


@pytest.fixture(autouse=True)
def tidy(site: RunStore) -> Iterator[None]:
    """What a test has queued does not fill the queue of the next."""
    before = {run.id for run in site.list()}
    yield
    for run in site.list():
        if run.id not in before:
            site.finish(run.id, "failed")
            site.delete(run.id)


def press_train(**changed: Any) -> tuple[Any, Any, Any, str]:
    """Press Train on a form that is filled in like SMALL, but for what is changed."""
    values = SMALL.to_json() | changed
    *answer, hidden = triggered_by(ids.TRAIN, train, 1, None, *(values[name] for name in FIELDS))
    assert hidden, "nothing of the kind was trained before"
    return tuple(answer)


# Train


def test_train_queues_what_the_form_says_and_shows_it(site: RunStore) -> None:
    launched, options, shown, error = press_train(learning_rate=0.02, longest=7.0)
    assert launched == shown and error == ""
    run = site.get(launched)
    assert run.status == "queued" and run.code_version == __version__
    assert run.config == {**SMALL.to_json(), "learning_rate": 0.02, "longest": 7}
    assert options[0]["value"] == launched


def test_a_page_that_opens_trains_nothing(site: RunStore) -> None:
    before = len(site.list())
    assert train(None, None, *(None for _ in FIELDS))[3] == "" and len(site.list()) == before


def bad_numbers() -> Iterator[tuple[str, Any]]:
    for name, (low, high) in LIMITS.items():
        for value in (
            low - 1,
            high + 1,
            None,
            "3",
            "",
            nan,
            inf,
            -inf,
            True,
            10**400,
            -(10**30),
            [3],
            {"a": 1},
        ):
            yield name, value
        if Config.__annotations__[name] is int:
            yield name, low + 0.5


@pytest.mark.parametrize(("name", "value"), list(bad_numbers()), ids=shortened)
def test_a_number_out_of_bounds_gets_one_sentence_with_the_bounds(
    site: RunStore, name: str, value: Any
) -> None:
    before = len(site.list())
    *rest, error = press_train(**{name: value})
    low, high = LIMITS[name]
    assert rest == [no_update] * 3 and len(site.list()) == before
    assert is_one_sentence(error), error
    assert error.startswith(name.replace("_", " ").capitalize())
    assert f"from {low:.10g} to {high:.10g}" in error


@pytest.mark.parametrize("name", list(CHOICES))
@pytest.mark.parametrize("value", ["knitting", None, "", 5, nan, True, [], ["counting"], {"a": 1}, "a\nb"])
def test_an_unknown_choice_gets_one_sentence_with_the_choices(site: RunStore, name: str, value: Any) -> None:
    before = len(site.list())
    *rest, error = press_train(**{name: value})
    assert rest == [no_update] * 3 and len(site.list()) == before
    assert is_one_sentence(error) and ", ".join(CHOICES[name]) in error


@pytest.mark.parametrize(
    "value", [None, "lstm", 5, {}, {"lstm": True}, [], [None], [["lstm"]], ["elman"], nan]
)
def test_cells_that_are_none_get_one_sentence_with_the_cells(site: RunStore, value: Any) -> None:
    before = len(site.list())
    *rest, error = press_train(cells=value)
    assert rest == [no_update] * 3 and len(site.list()) == before
    assert is_one_sentence(error) and "feedforward, rnn, lstm, gru, peephole" in error


@few
@given(st.dictionaries(st.sampled_from(FIELDS), ANYTHING, min_size=1, max_size=3), ANYTHING)
def test_train_queues_a_run_that_can_be_trained_or_says_why_not(
    site: RunStore, changed: dict[str, Any], clicks: Any
) -> None:
    before = {run.id for run in site.list()}
    values = SMALL.to_json() | changed
    launched, _, _, error, _ = triggered_by(None, train, clicks, None, *(values[name] for name in FIELDS))
    after = {run.id: run for run in site.list()}
    if launched is no_update:
        assert set(after) == before
        assert bool(error) == bool(clicks) and "\n" not in error
    else:
        assert Config.from_json(after[launched].config)
        site.finish(launched, "failed")
        site.delete(launched)


def test_the_same_form_pressed_twice_is_one_run(site: RunStore) -> None:
    before = len(site.list())
    first, second = press_train(seeds=1), press_train(seeds=1)
    assert first[0] == second[0] and len(site.list()) == before + 1


def test_whole_and_decimal_numbers_that_are_equal_are_the_same_run() -> None:
    assert press_train(forget_bias=1, hidden=4)[0] == press_train(forget_bias=1.0, hidden=4.0)[0]


def test_a_full_queue_says_so_and_takes_no_more(site: RunStore) -> None:
    while sum(run.status == "queued" for run in site.list()) < context.settings().queue:
        assert press_train(steps=50 + len(site.list()))[3] == ""
    before = len(site.list())
    *rest, error = press_train(steps=49)
    assert rest == [no_update] * 3 and len(site.list()) == before
    assert re.fullmatch(r"The queue is full: 2 runs are waiting; come back in about \d+ (s|min)\.", error)


# Every callback

CASES = [
    pytest.param(cancel, (1, OWN, None), None, 2, id="cancel"),
    pytest.param(resume, (1, OWN, None), None, 3, id="resume"),
    *(
        pytest.param(
            follow, (run_id, "copying", "plain", None, *EMPTY), cause, 5 + len(FIELDS), id=f"follow {cause}"
        )
        for run_id in (OWN, SHIPPED)
        for cause in (ids.RUN_PICKER, ids.field("task"), ids.field("recipe"))
    ),
    *(
        pytest.param(
            read, (OWN, 3, "aXb$", "5", "1", "article", [OWN, "done"], 4, 3), cause, 12, id=f"read {cause}"
        )
        for cause in (ids.RUN_PICKER, ids.TRACE_N, ids.TRACE_TEXT, ids.TRACE_SEED, ids.READY)
    ),
    pytest.param(show, (3, OWN, None, [OWN, "done", 7, None], [OWN, "done"]), None, PARTS, id="show"),
]


def takes(callback: Any, arguments: tuple[Any, ...], cause: str | None, parts: int) -> None:
    """Whatever the arguments are, the callback answers in full, or says that nothing has changed."""
    try:
        answer = triggered_by(cause, callback, *arguments)
    except PreventUpdate:
        return
    assert len(answer) == parts
    as_sent(answer)


@pytest.mark.parametrize(("callback", "good", "cause", "parts"), CASES)
def test_every_callback_takes_any_one_value_in_any_place(
    site: RunStore, callback: Any, good: tuple[Any, ...], cause: str | None, parts: int
) -> None:
    takes(callback, good, cause, parts)
    for place in range(len(good)):
        for junk in JUNK:
            takes(callback, (*good[:place], junk, *good[place + 1 :]), cause, parts)
    assert site.get(OWN).status == site.get(SHIPPED).status == "done"


@pytest.mark.parametrize(("callback", "good", "cause", "parts"), CASES)
@few
@given(data=st.data())
def test_every_callback_takes_many_odd_values_at_once(
    site: RunStore, callback: Any, good: tuple[Any, ...], cause: str | None, parts: int, data: st.DataObject
) -> None:
    arguments = data.draw(st.tuples(*(st.just(value) | ANYTHING for value in good)))
    takes(callback, arguments, cause, parts)


# Cancel


def test_cancel_ends_a_run_that_waits(site: RunStore) -> None:
    run_id = press_train(seeds=1)[0]
    assert cancel(None, run_id, None)[1] == ""
    assert site.get(run_id).status == "queued"
    assert cancel(1, run_id, 3) == (4, "")
    assert site.get(run_id).status == "cancelled"


# Run and form


def test_a_chosen_run_fills_the_form(site: RunStore) -> None:
    arguments = (OWN, "counting", "plain", None, *EMPTY)
    picked, shown, _, _, *values, _ = triggered_by(ids.RUN_PICKER, follow, *arguments)
    assert picked is no_update and shown == {"run": OWN, "config": SMALL.to_json()}
    assert dict(zip(FIELDS, values, strict=True)) == SMALL.to_json()


def test_what_the_form_holds_already_is_not_sent_again(site: RunStore) -> None:
    config = SMALL.to_json()
    form = [config[name] for name in FIELDS]
    form[FIELDS.index("steps")] = 77
    shown = {"run": SHIPPED, "config": config}
    _, _, cards, _, *values, _ = triggered_by(ids.RUN_PICKER, follow, OWN, "counting", "plain", shown, *form)
    sent = {name: value for name, value in zip(FIELDS, values, strict=True) if value is not no_update}
    assert sent == {"steps": 3} and cards is no_update
    shown["config"] = {**config, "cells": ["gru"]}
    _, _, cards, *_ = triggered_by(ids.RUN_PICKER, follow, OWN, "counting", "plain", shown, *form)
    assert [card["type"] for card in cards["props"]["children"]] == ["H2", "Div"]


def test_a_chosen_task_shows_the_run_that_ships_but_never_replaces_ones_own(site: RunStore) -> None:
    picked, shown, *_ = triggered_by(ids.field("task"), follow, SHIPPED, "copying", "plain", None, *EMPTY)
    assert picked == shown["run"] == bundled.bundled_id("copying", "plain")
    picked, shown, _, _, *values, note = triggered_by(
        ids.field("task"), follow, OWN, "copying", "plain", None, *EMPTY
    )
    assert picked is shown is no_update
    values = dict(zip(FIELDS, values, strict=True))
    assert (values["hidden"], values["layers"], values["steps"]) == (20, 2, no_update)
    assert note == ""


def test_a_task_without_a_run_that_ships_sets_its_own_sizes_and_says_what_to_do(site: RunStore) -> None:
    task = TASKS["repeat_copy"]
    for cause in (ids.field("task"), ids.field("recipe")):
        *kept, note = triggered_by(cause, follow, SHIPPED, "repeat_copy", "plain", None, *EMPTY)
        values = dict(zip(FIELDS, kept[4:], strict=True))
        chosen = cause == ids.field("task")
        for name, value in task.begins_with.items():
            assert values[name] == (value if chosen else no_update)
        assert kept[:3] == [no_update] * 3
        assert note.startswith("No run of Repeat copy, plain ships: press Train")
    *_, note = triggered_by(ids.RUN_PICKER, follow, SHIPPED, "repeat_copy", "plain", None, *EMPTY)
    assert note == ""


@pytest.mark.parametrize("name", list(TASKS))
def test_what_a_task_begins_with_can_be_trained(name: str) -> None:
    config = Config(name, **TASKS[name].begins_with)
    check_work(config)
    assert config.longest <= config.measure_up_to


# The string under the traces


def test_fit_keeps_string_and_length_together(site: RunStore) -> None:
    def changed(cause: str, n: Any, text: Any) -> tuple[Any, Any, Any]:
        return triggered_by(cause, fit, site.get(SHIPPED), n, text, "0", "1")[4:]

    assert changed(ids.TRACE_N, 2, "aX") == ("aaXbb$", no_update, "")
    refused = (no_update, no_update, "N must be a whole number from 1 to 80.")
    assert changed(ids.TRACE_N, 81, "aX") == changed(ids.TRACE_N, None, "aX") == refused
    assert changed(ids.TRACE_TEXT, 2, "aaXbb$") == (no_update, no_update, "")
    assert changed(ids.TRACE_TEXT, 2, "aaXb") == (no_update, None, "")


def test_fit_offers_the_seeds_and_layers_of_the_run(site: RunStore) -> None:
    asked = (site.get(OWN), None, "AxxYa$", "0", "3")
    seeds, seed, layers, layer, text, n, _ = triggered_by(ids.RUN_PICKER, fit, *asked)
    assert [option["value"] for option in seeds] == ["5", "6"] and seed == "5"
    assert [option["value"] for option in layers] == ["1", "2"] and layer == "1"
    assert (text, n) == ("a" * 12 + "X" + "b" * 12 + "$", 12), "the string was of another task"


@few
@given(
    st.text("aXb$", min_size=1, max_size=9),
    st.sampled_from(["5", "6", "7", "x", None, inf]),
    st.sampled_from(["1", "2", "3", 0, "", nan, [1]]),
    ANYTHING,
    ANYTHING,
)
def test_look_shows_a_figure_or_says_why_not(
    site: RunStore, text: str, seed: Any, layer: Any, names: Any, step: Any
) -> None:
    figure, rows, readout, longest, at, error = look(text, seed, layer, names, site.get(OWN), step)
    if error:
        assert figure is rows is readout is longest is at is no_update
    else:
        assert longest == len(text) and 1 <= at <= longest
        said = readout.to_plotly_json()
        assert said["chars"] == list(text) and list(said["cells"]) == ["rnn", "lstm"]
    assert bool(error) == (seed not in ("5", "6") or layer not in ("1", "2"))


@pytest.mark.parametrize("text", ["", None, [], {}, 0, 5, "aZ", "a" * 201, "\ud800", ["a"], nan])
def test_what_cannot_be_read_is_said_and_the_figure_stays(site: RunStore, text: Any) -> None:
    *rest, error = look(text, "5", "1", "standard", site.get(OWN), 1)
    assert rest == [no_update] * 5 and re.fullmatch(r"[A-Z][^\n]+", error)


def test_a_run_that_waits_has_no_traces_yet(site: RunStore, waiting: str) -> None:
    figure, _, readout, *_, error = look("aX", "5", "1", "standard", site.get(waiting), 1)
    assert "as soon as training ends" in json.dumps(figure, cls=PlotlyJSONEncoder)
    assert readout is None and error == ""


def test_one_answer_fits_the_controls_and_draws(site: RunStore) -> None:
    def answer(cause: str, run_id: str = OWN, n: Any = 3, text: str = "aXb$", seed: str = "5") -> list[Any]:
        return list(triggered_by(cause, read, run_id, n, text, seed, "1", "standard", None, 4, 2))

    *_, text, n, figure, _, readout, longest, step, error = answer(ids.TRACE_N)
    assert (text, n, error) == ("aaaXbbb$", no_update, "")
    assert "".join(readout.to_plotly_json()["chars"]) == text
    assert (longest, step) == (8, no_update), "what stays is not sent"
    assert figure.to_plotly_json()["layout"]["uirevision"] == f"{OWN} 8"
    seeds, seed, *_, figure, _, _, longest, _, _ = answer(ids.RUN_PICKER, n=1, seed="19")
    assert seed == "5" and len(seeds) == 2 and figure.to_plotly_json()["data"] and longest is no_update
    assert answer(ids.TRACE_SEED, seed="6")[:6] == [no_update] * 6
    *rest, error = answer(ids.TRACE_N, n=0)
    assert rest == [no_update] * 11 and error == "N must be a whole number from 1 to 80."


# The live part


def test_a_chosen_run_is_not_announced_as_ready_but_one_that_ends_is(site: RunStore, waiting: str) -> None:
    ready = -4  # the place of its answer
    assert triggered_by(ids.RUN_PICKER, show, 1, OWN, None, None, [SHIPPED, "done"])[ready] is no_update
    assert triggered_by(ids.RUN_PICKER, show, 1, waiting, None, None, [SHIPPED, "done"])[ready] is None
    assert triggered_by(ids.ASK, show, 1, OWN, None, None, None)[ready] == [OWN, "done"]


def test_nothing_is_sent_twice(site: RunStore) -> None:
    *_, seen, _, answered = triggered_by(ids.ASK, show, 1, OWN, None, None, None)
    assert answered == 1
    assert triggered_by(ids.ASK, show, 2, OWN, None, as_sent(seen), None) == (
        *(no_update,) * (PARTS - 2),
        True,
        2,
    )


def test_a_run_that_is_gone_changes_nothing(site: RunStore) -> None:
    assert show(1, "nothing", None, None, None) == (*(no_update,) * (PARTS - 2), True, 1)
