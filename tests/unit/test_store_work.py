"""The parts of runs: who may take which, and what becomes of those that nobody is heard of."""

import time

import pytest

from dashboard.store.runs import RunStore
from dashboard.store.schema import JOIN, TRAIN, Wanted
from dashboard.store.work import ATTEMPTS

PARTS = [({"part": number}, 10.0) for number in range(3)]


@pytest.fixture
def store(url):
    with RunStore(url) as store:
        yield store


def split(store, name="a", owner=""):
    return store.create({"task": name, "steps": 100}, name, "v1", 8, PARTS, owner=owner)


def take(store, count, worker="w"):
    return [store.take(f"{worker}{number}", 99) for number in range(count)]


def test_any_worker_takes_a_part_and_the_last_one_joins_them(store):
    run_id = split(store)
    found = take(store, 3)
    assert [(part.number, part.kind, part.config["part"]) for part in found] == [
        (n, TRAIN, n) for n in range(3)
    ]
    assert store.take("another", 99) is None, "there is nothing to join yet"
    for part in found:
        assert store.finish_part(part, b"of %d" % part.number, "done")
    assert store.get(run_id).parts == (4, 3, 0) and store.get(run_id).status == "running"
    last = store.take("another", 99)
    assert (last.number, last.kind, last.config) == (3, JOIN, {"task": "a", "steps": 100})
    assert [store.artifact(run_id, f"part {number}") for number in range(3)] == [b"of 0", b"of 1", b"of 2"]
    store.append_metrics(last, [{"kind": "loss", "of": "a part"}])
    assert store.finish_part(last, b"all", "done", rows=[{"kind": "loss", "of": "the whole"}])
    assert store.get(run_id).status == "done" and store.artifact(run_id, "bundle") == b"all"
    assert store.read_metrics(run_id)[0] == [{"kind": "loss", "of": "the whole"}]
    assert store.artifact(run_id, "part 0") is None


def test_progress_is_that_of_all_parts_together(store):
    run_id = split(store)
    first, second = take(store, 2)
    store.finish_part(first, b"", "done")
    store.set_progress(second, {"fraction": 0.5, "step": 50})
    run = store.get(run_id)
    assert run.progress["fraction"] == pytest.approx(15 / 30.6) and run.progress["steps"] == 100
    assert run.parts == (4, 1, 1)


def test_a_cancelled_run_is_joined_of_what_there_is(store):
    run_id = split(store)
    first = store.take("one", 99)
    assert store.request_cancel(run_id)
    assert store.take("two", 99) is None, "nothing more is begun, and the first part has yet to stop"
    assert store.beat(first) == Wanted(own=True, cancel=True)
    store.finish_part(first, b"some", "cancelled")
    last = store.take("two", 99)
    assert last.kind == JOIN and store.get(run_id).status == "running"
    store.finish_part(last, b"all", "cancelled", "Cancelled.")
    assert store.get(run_id).status == "cancelled"


def test_a_run_in_parts_pauses_when_its_last_part_comes_back(store):
    run_id = split(store)
    first, second = take(store, 2)
    store.request_pause(run_id)
    assert store.take("three", 99) is None
    store.give_back(first)
    assert store.get(run_id).status == "running"
    store.give_back(second)
    assert store.get(run_id).status == "paused"
    store.resume(run_id, 8)
    assert [part.number for part in take(store, 3)] == [0, 1, 2]


def test_a_run_in_parts_pauses_even_if_its_last_part_comes_to_its_end(store):
    run_id = split(store)
    first, second = take(store, 2)
    store.request_pause(run_id)
    store.give_back(first)
    store.finish_part(second, b"of 1", "done")
    assert store.get(run_id).status == "paused"
    store.resume(run_id, 8)
    assert [part.number for part in take(store, 2)] == [0, 2]


def test_a_run_in_parts_that_should_pause_is_joined_when_it_is_cancelled(store):
    run_id = split(store)
    first = store.take("one", 99)
    store.request_pause(run_id), store.request_cancel(run_id)
    store.give_back(first)
    last = store.take("two", 99)
    assert last.kind == JOIN and store.get(run_id).status == "running"


def test_one_part_that_fails_ends_its_run_and_frees_the_others(store):
    run_id = split(store)
    first, second = take(store, 2)
    assert store.fail(first, "No.")
    assert (store.get(run_id).status, store.get(run_id).message) == ("failed", "No.")
    assert store.beat(second) == Wanted(own=False)
    assert store.take("three", 99) is None


def test_silent_parts_are_given_on_and_after_some_attempts_the_run_is_interrupted(store):
    run_id = split(store)
    for attempt in range(1, ATTEMPTS + 1):
        part = store.take("w", 99)
        assert (part.number, part.attempts) == (0, attempt)
        heard = store.beating()
        assert store.get(run_id).status == "running"
        assert store.give_up(heard) == [run_id]
    run = store.get(run_id)
    assert run.status == "interrupted" and "without a word 3 times" in run.message
    assert store.can_resume(run) and store.resume(run_id, 8)
    assert store.take("w", 99).attempts == 1


def test_what_is_done_stays_done_when_another_part_is_interrupted(store):
    run_id = split(store)
    first, second = take(store, 2)
    store.finish_part(first, b"of 0", "done")
    store.finish(run_id, "interrupted")
    assert store.beat(second) == Wanted(own=False)
    store.resume(run_id, 8)
    assert [part.number for part in take(store, 2)] == [1, 2]
    assert store.artifact(run_id, "part 0") == b"of 0"


def test_a_part_that_was_heard_of_meanwhile_is_not_given_on(store):
    split(store)
    part = store.take("w", 99)
    before = store.beating()
    store.append_metrics(part, [{"kind": "loss"}])
    assert store.give_up(before) == [] and store.beat(part) == Wanted(own=True)
    after = store.beating()
    store.give_back(part)
    again = store.take("w", 99)
    assert store.give_up(after) == [] and store.beat(again) == Wanted(own=True)


def test_visitors_take_turns_part_by_part(store):
    mine, yours = split(store, "a", "me"), split(store, "b", "you")
    order = []
    for number in range(6):
        part = store.take(f"w{number}", 1)
        order.append(part.run_id)
        store.finish_part(part, b"", "done")
    assert order == [mine, yours] * 3


def test_estimates_follow_what_parts_really_took(store):
    store.seats = 1
    split(store)
    waits = split(store, "b")
    before = store.get(waits).wait
    for part in take(store, 3):
        store.finish_part(part, b"", "done")
    assert before == pytest.approx(30.6) and store.get(waits).wait < 1


def test_rows_that_are_sent_again_are_there_once(store):
    """The database may take them and go away before it says so."""
    run_id = split(store)
    first, second = take(store, 2)
    rows = [{"kind": "loss", "step": step} for step in range(3)]
    for part in (first, second):
        for _ in range(2):
            assert store.append_metrics(part, rows)
    assert store.append_metrics(first, [{"kind": "loss", "step": 3}])
    assert [row["step"] for row in store.read_metrics(run_id)[0]] == [0, 1, 2, 0, 1, 2, 3]


def test_a_clock_that_jumps_changes_neither_the_pace_nor_whose_turn_it_is(store, monkeypatch):
    store.seats, now = 1, time.time()
    split(store, "a", "me")
    waits = split(store, "b", "you")
    first = store.take("w", 1)
    monkeypatch.setattr(time, "time", lambda: now - 5 * 3600)
    store.finish_part(first, b"", "done")
    assert store.get(waits).wait < 1, "it took no time, whatever the clock says"
    turns = []
    for _ in range(4):
        part = store.take("w", 1)
        turns.append(part.run_id == waits)
        store.finish_part(part, b"", "done")
        now += 1
    assert turns in ([True, False] * 2, [False, True] * 2), "nobody waits until the clock has caught up"


def test_a_worker_that_left_is_not_there_for_hours_because_the_clock_was_put_back(store, monkeypatch):
    now = time.time()
    run_id = split(store)
    store.seen("w", 4)
    assert store.get(run_id).wait is not None
    for jump in (-5 * 3600, 5 * 3600):
        monkeypatch.setattr(time, "time", lambda jump=jump: now + jump)
        assert store.get(run_id).wait is None


def test_what_is_left_of_a_run_in_parts_is_told_by_those_at_work(store):
    run_id = split(store)
    first, second = take(store, 2)
    assert store.get(run_id).progress["seconds_left"] is None
    store.set_progress(first, {"fraction": 0.5, "seconds_left": 15.0})
    left = 15.0 / 5 * (5 + 10 + 10 + 0.6) / 2
    assert store.get(run_id).progress["seconds_left"] == pytest.approx(left)
    store.set_progress(second, {"fraction": 0.5, "seconds_left": 15.0})
    left = 15.0 / 5 * (5 + 5 + 10 + 0.6) / 2
    assert store.get(run_id).progress["seconds_left"] == pytest.approx(left)
