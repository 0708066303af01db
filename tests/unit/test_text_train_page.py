"""The Train page as functions: whatever a browser sends, the answer is a page or a sentence."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from dash import no_update
from hypothesis import given
from hypothesis import strategies as st

from dashboard import context, ids, urls
from dashboard.pages import runs
from dashboard.pages.compare.picker import asked_run
from dashboard.pages.text import train as page
from dashboard.pages.text.form import FIELDS, cancel, pause, resume, set_rate, train
from dashboard.pages.text.live import PARTS, show
from dashboard.store.runs import RunStore
from dashboard.store.schema import Part
from models import __version__
from models.text.config import LIMITS, TextConfig
from tests.text_runs import OWN_TEXT, keep
from tests.website import (
    ANYTHING,
    JUNK,
    as_sent,
    few,
    is_one_sentence,
    opened_site,
    parts_of,
    texts_in,
    triggered_by,
)

WORDS = b"she sells sea shells on the sea shore and the shells that she sells are sea shells, surely. " * 40
SMALL = TextConfig(cells=("rnn",), hidden=4, layers=1, seeds=1, steps=3, batch=2, window=5)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunStore]:
    """A store of its own, with a finished training on text."""
    with opened_site(tmp_path_factory.mktemp("data")) as store:
        keep(store)
        yield store


@pytest.fixture(scope="module")
def own(site: RunStore) -> str:
    """The id of a visitor's own text."""
    return context.texts().add(WORDS, "shells.txt")


@pytest.fixture(autouse=True)
def tidy(site: RunStore) -> Iterator[None]:
    """What a test has queued does not fill the queue of the next."""
    before = {run.id for run in site.list()}
    yield
    for run in site.list():
        if run.id not in before:
            site.finish(run.id, "failed")
            site.delete(run.id)


@pytest.fixture
def running(site: RunStore) -> str:
    """The id of a run that trains."""
    run_id = site.create(SMALL.to_json(), "runs", __version__, 8)
    begin(site, run_id)
    return run_id


def begin(site: RunStore, run_id: str) -> Part:
    """Take the run's part, as a worker does."""
    part = site.take("worker", slots=99)
    assert part.run_id == run_id
    return part


def rate_of(site: RunStore, run_id: str) -> float | None:
    """The learning rate that a worker hears of."""
    part = next(key for key in site.beating() if key[0] == run_id)
    return site.beat(Part(*part[:2], "train", {}, part[2], 1)).learning_rate


def press_train(own: str, **changed: Any) -> tuple[Any, Any, Any, str]:
    values = {**SMALL.to_json(), "corpus": own, **changed}
    *answer, hidden = triggered_by(ids.TEXT_TRAIN, train, 1, None, *(values[name] for name in FIELDS))
    assert hidden, "nothing of the kind was trained before"
    return tuple(answer)


# Train


def test_train_queues_what_the_form_says_and_shows_it(site: RunStore, own: str) -> None:
    launched, options, shown, error = press_train(own, learning_rate=0.02, window=7.0)
    assert launched == shown and error == ""
    run = site.get(launched)
    assert run.status == "queued" and run.code_version == __version__
    assert run.config == {**SMALL.to_json(), "corpus": own, "learning_rate": 0.02, "window": 7}
    assert options[0]["value"] == launched and "shells.txt" in options[0]["label"]
    assert press_train(own, learning_rate=0.02, window=7)[::3] == (
        launched,
        "You have asked for this already; here it is.",
    )


@pytest.mark.parametrize("name", list(LIMITS))
@pytest.mark.parametrize(
    "value", [None, "3", float("nan"), float("inf"), 10**9, -(10**6), [3], True], ids=repr
)
def test_a_number_out_of_bounds_gets_one_sentence_with_the_bounds(
    site: RunStore, own: str, name: str, value: Any
) -> None:
    before = len(site.list())
    *rest, error = press_train(own, **{name: value})
    low, high = LIMITS[name]
    assert rest == [no_update] * 3 and len(site.list()) == before
    assert is_one_sentence(error) and f"from {low:.10g} to {high:.10g}" in error, error


@pytest.mark.parametrize("value", [*JUNK, "text-0123456789abcdef"], ids=repr)
def test_a_text_that_is_not_there_is_said(site: RunStore, value: Any) -> None:
    *rest, error = press_train("", corpus=value)
    assert rest == [no_update] * 3 and is_one_sentence(error), error


def test_a_text_that_is_too_short_is_said_before_anything_waits(site: RunStore, own: str) -> None:
    before = len(site.list())
    *rest, error = press_train(own, batch=100, window=100)
    assert rest == [no_update] * 3 and len(site.list()) == before
    assert is_one_sentence(error) and "choose a batch of at most" in error


def test_a_full_queue_says_so(site: RunStore, own: str) -> None:
    before = len(site.list())
    while press_train(own, steps=50 + len(site.list()))[3] == "":
        assert len(site.list()) < before + 4
    error = press_train(own, steps=49)[3]
    assert re.fullmatch(r"The queue is full: 2 runs are waiting; come back in about \d+ (s|min)\.", error)


@few
@given(st.dictionaries(st.sampled_from(FIELDS), ANYTHING, min_size=1, max_size=3), ANYTHING)
def test_train_queues_a_run_that_can_be_trained_or_says_why_not(
    site: RunStore, own: str, changed: dict[str, Any], clicks: Any
) -> None:
    before = {run.id for run in site.list()}
    values = {**SMALL.to_json(), "corpus": own, **changed}
    launched, _, _, error, _ = triggered_by(None, train, clicks, None, *(values[name] for name in FIELDS))
    after = {run.id: run for run in site.list()}
    if launched is no_update:
        assert set(after) == before and bool(error) == bool(clicks) and "\n" not in error
    else:
        assert TextConfig.from_json(after[launched].config)
        site.finish(launched, "failed")
        site.delete(launched)


# The buttons


def test_pause_asks_a_run_that_trains_and_says_that_others_cannot(site: RunStore, running: str) -> None:
    assert pause(1, running, None) == (1, "") and site.wants_pause(running)
    assert pause(1, OWN_TEXT, 1) == (2, "Only a run that trains can pause.")


def test_resume_starts_the_same_run_again(site: RunStore, running: str) -> None:
    assert resume(1, running, 3)[0] is no_update
    site.finish(running, "paused")
    assert resume(1, running, 3) == (running, 4, "")
    assert site.get(running).status == "queued"


def test_resume_waits_for_room_in_the_queue(site: RunStore, running: str, own: str) -> None:
    site.finish(running, "paused")
    while press_train(own, steps=50 + len(site.list()))[3] == "":
        pass
    launched, _, said = resume(1, running, 3)
    assert launched is no_update and said.startswith("The queue is full")


def test_cancel_asks_a_run_to_stop(site: RunStore, running: str) -> None:
    assert cancel(1, running, None) == (1, "") and site.get(running).cancel_requested


@pytest.mark.parametrize("rate", [None, "0.1", 0, 2, -1, float("nan"), True, [0.1]], ids=repr)
def test_a_learning_rate_out_of_bounds_gets_one_sentence(site: RunStore, running: str, rate: Any) -> None:
    _, error = set_rate(1, rate, running, None)
    assert is_one_sentence(error) and "from 1e-05 to 1" in error and rate_of(site, running) is None


def test_a_learning_rate_is_set_while_the_run_trains(site: RunStore, running: str) -> None:
    assert set_rate(1, 0.001, running, None) == (1, "") and rate_of(site, running) == 0.001
    assert "Only a run that trains" in set_rate(1, 0.001, OWN_TEXT, None)[1]


# What a run allows


def states(site: RunStore, run_id: str) -> tuple[bool, ...]:
    """Whether Pause, Resume, Cancel and Set are enabled, and whether the page goes on asking."""
    answer = show(1, run_id, None, None)
    return (*(not disabled for disabled in answer[5:9]), not answer[-2])


def test_the_buttons_follow_the_run_through_its_life(site: RunStore) -> None:
    run_id = site.create(SMALL.to_json(), "life", __version__, 8)
    assert states(site, run_id) == (False, False, True, False, True)
    begin(site, run_id)
    assert states(site, run_id) == (True, False, True, True, True)
    site.request_pause(run_id)
    assert states(site, run_id) == (False, False, True, True, True)
    site.finish(run_id, "paused")
    assert states(site, run_id) == (False, True, False, False, False)
    site.resume(run_id, 8)
    part = begin(site, run_id)
    assert states(site, run_id) == (True, False, True, True, True)
    site.request_cancel(run_id)
    assert states(site, run_id) == (False, False, True, False, True)
    site.finish_part(part, b"networks", "cancelled")
    assert states(site, run_id) == (False, False, False, False, False)


def test_an_interrupted_run_says_why_and_can_be_resumed(site: RunStore, running: str) -> None:
    site.finish(running, "interrupted", "It ended without a word.")
    answer = show(1, running, None, None)
    assert answer[3] == "It ended without a word." and states(site, running)[1]


def test_nothing_is_sent_twice(site: RunStore) -> None:
    first = show(1, OWN_TEXT, None, None)
    seen = as_sent(first[-3])
    assert show(2, OWN_TEXT, None, seen) == (*(no_update,) * (PARTS - 2), True, 2)
    assert show(1, "nothing", None, None) == (*(no_update,) * (PARTS - 2), True, 1)
    assert len(first) == PARTS and as_sent(first)


# A chosen run, a chosen text


def follow(run_id: Any, **changed: Any) -> dict[str, Any]:
    values = {**SMALL.to_json(), **changed}
    names = ["place", *FIELDS, "options", "rate"]
    return dict(zip(names, page.follow(run_id, *(values[name] for name in FIELDS)), strict=True))


def test_a_chosen_run_fills_the_form(site: RunStore) -> None:
    config = site.get(OWN_TEXT).config
    found = follow(OWN_TEXT, corpus="tweets")
    assert (found["corpus"], found["cells"], found["hidden"]) == ("stdlib", ["lstm", "gru"], 6)
    assert found["window"] is no_update, "what stays is not sent"
    assert found["place"]["usual"]["steps"] == config["steps"] and found["rate"] == config["learning_rate"]
    assert set(follow("nothing").values()) == {no_update}


def test_a_run_whose_text_is_gone_leaves_the_chosen_text(site: RunStore) -> None:
    run_id = site.create({**SMALL.to_json(), "corpus": "text-gone"}, "gone", __version__, 8)
    assert follow(run_id)["corpus"] is no_update
    assert page.layout(run=run_id) and "a text of one's own" in texts_in(page.picker(site.get(run_id))) + str(
        page.picker(site.get(run_id))
    )


def test_a_text_that_was_brought_is_chosen_and_listed(own: str) -> None:
    options, value = page.brought(own)
    assert value == own and options[-1] == {"value": own, "label": "shells.txt (your own)"}
    assert page.brought("text-0") == (no_update, no_update)


def test_the_preview_has_the_counts(own: str) -> None:
    about, content = page.preview(own, False)
    assert "stays on this server" in about
    text = str(as_sent(content))
    assert f"{len(WORDS):,}" in text and "shells" in text


@pytest.mark.parametrize("value", [*JUNK, "text-0123456789abcdef"], ids=repr)
def test_a_preview_of_nothing_is_a_sentence(site: RunStore, value: Any) -> None:
    _, content = page.preview(value, value)
    assert is_one_sentence(content["props"]["children"])


CASES = [
    pytest.param(pause, (1, OWN_TEXT, 1), 2, id="pause"),
    pytest.param(resume, (1, OWN_TEXT, 1), 3, id="resume"),
    pytest.param(cancel, (1, OWN_TEXT, 1), 2, id="cancel"),
    pytest.param(set_rate, (1, 0.1, OWN_TEXT, 1), 2, id="set rate"),
    pytest.param(page.brought, ("text-0",), 2, id="brought"),
    pytest.param(page.follow, (OWN_TEXT, *(None for _ in FIELDS)), len(FIELDS) + 3, id="follow"),
    pytest.param(show, (3, OWN_TEXT, 1, [OWN_TEXT, "done", 3]), PARTS, id="show"),
]


@pytest.mark.parametrize(("callback", "good", "parts"), CASES)
def test_every_callback_takes_any_one_value_in_any_place(
    site: RunStore, callback: Any, good: tuple[Any, ...], parts: int
) -> None:
    for place in range(len(good)):
        for junk in JUNK:
            answer = callback(*good[:place], junk, *good[place + 1 :])
            assert len(answer) == parts
            as_sent(answer)
    assert site.get(OWN_TEXT).status == "done"


@pytest.mark.parametrize(("callback", "good", "parts"), CASES)
@few
@given(data=st.data())
def test_every_callback_takes_many_odd_values_at_once(
    site: RunStore, callback: Any, good: tuple[Any, ...], parts: int, data: st.DataObject
) -> None:
    arguments = data.draw(st.tuples(*(st.just(value) | ANYTHING for value in good)))
    assert len(callback(*arguments)) == parts


# The address

ODD = [OWN_TEXT, "", ";", "lstm;gru", "-1", "9" * 400, "nan", "1e999", "½", "<b>", "\0", "true", "text-0"]


@pytest.mark.parametrize("key", [urls.RUN, *FIELDS, "other"])
def test_the_page_takes_any_value_in_its_address(site: RunStore, key: str) -> None:
    for value in (*ODD, "\ud800", ["5", "6"]):
        made = page.layout(**{urls.RUN: OWN_TEXT, key: value})
        as_sent(made)
        assert {ids.TEXT_PICKER, *map(ids.text_field, FIELDS)} <= set(parts_of(made))


def test_an_address_says_what_is_shown(site: RunStore, own: str) -> None:
    made = parts_of(
        page.layout(run=OWN_TEXT, steps="77", cells="rnn;gru", corpus=own, headers="true", hidden="x")
    )
    shown = {
        name: made[ids.text_field(name)].value for name in ("steps", "cells", "corpus", "headers", "hidden")
    }
    assert shown == {"steps": 77, "cells": ["rnn", "gru"], "corpus": own, "headers": True, "hidden": 6}
    assert made[ids.TEXT_PICKER].value == OWN_TEXT


def test_a_link_to_a_run_that_is_gone_says_so(site: RunStore) -> None:
    made = parts_of(page.layout(run="nothing"))
    assert "There is no training on text 'nothing' here" in texts_in(made[ids.TEXT_MISSING])


def test_without_any_run_the_page_says_what_to_do(
    tmp_path: Any, site: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "text_runs", list)
    made = page.layout()
    assert "choose a text and press Train" in texts_in(made)
    assert parts_of(made)[ids.TEXT_PICKER].value == ""


# Other pages


def test_the_runs_page_lists_it_with_its_bits_and_compare_does_not_know_it(site: RunStore) -> None:
    listed = texts_in(runs.table([]))
    assert "LSTM 2.51 bits, GRU 2.61 bits per character" in listed and "Python's standard library" in listed
    assert asked_run(OWN_TEXT) is None
    as_sent(runs.layout(**{urls.PAIR: f"{OWN_TEXT},counting-plain"}))
    names = [{"run": OWN_TEXT}, {"run": "counting-plain"}]
    assert runs.compare_two(1, [True, True], names) == (no_update, runs.TWO_TASKS)
