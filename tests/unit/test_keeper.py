"""The keeper: who has gone silent, by which clock, and what it does about that."""

import logging
import time

import pytest
from sqlalchemy.exc import OperationalError

from dashboard.jobs import keeper
from dashboard.jobs.keeper import Keeper, Watch
from dashboard.settings import Settings
from dashboard.store.runs import RunStore


class Clock:
    """A monotonic clock that a test sets."""

    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path):
    with RunStore(f"sqlite:///{tmp_path}/runs.sqlite") as store:
        yield store


class Woken:
    """Remembers for how many parts it was called."""

    def __init__(self):
        self.calls = []

    def __call__(self, ready):
        self.calls.append(ready)


def make(store, tmp_path, clean_up=lambda: None, **settings):
    """A keeper with its clock, and what it has woken."""
    env = {"DATA_DIR": str(tmp_path), "GATESCOPE_SLOTS": "2", "GATESCOPE_LEASE_SECONDS": "10", **settings}
    woken, clock = Woken(), Clock()
    made = Keeper(store, Settings.from_env(env), woken, clean_up)
    made._watch = Watch(10, clock)
    return made, clock, woken


def queue(store, name):
    return store.create({"task": name}, name, "v1", 99)


# Watch


def test_what_was_not_heard_of_for_the_lease_is_silent(clock):
    watch = Watch(10, clock)
    assert watch.look({"a": 1, "b": 7}) == {}
    for passed in (5, 4.5):
        clock.now += passed
        assert watch.look({"a": 1, "b": 8}) == {}
    clock.now += 0.5
    assert watch.look({"a": 1, "b": 8}) == {"a": 1}
    clock.now += 5
    assert watch.look({"a": 1, "b": 9}) == {"a": 1}


def test_a_machine_that_has_slept_for_hours_waits_for_signs_of_life(clock):
    watch = Watch(10, clock)
    watch.look({"a": 1, "b": 1})
    clock.now += 9999
    assert watch.look({"a": 1, "b": 1}) == {}
    clock.now += 5
    assert watch.look({"a": 1, "b": 2}) == {"a": 1}


def test_any_other_count_is_a_sign_of_life(clock):
    watch = Watch(10, clock)
    for count in (5, 4, 100, 0):
        assert watch.look({"a": count}) == {}
        clock.now += 9


def test_what_comes_back_is_new(clock):
    watch = Watch(10, clock)
    watch.look({"a": 1})
    clock.now += 9
    assert watch.look({}) == {}
    clock.now += 9
    assert watch.look({"a": 1}) == {}, "it was not there in between"


def test_what_is_forgotten_begins_anew(clock):
    watch = Watch(10, clock)
    watch.look({"a": 1})
    clock.now += 5
    watch.look({"a": 1})
    watch.forget()
    for _ in range(2):
        assert watch.look({"a": 1}) == {}
        clock.now += 5
    assert watch.look({"a": 1}) == {"a": 1}


@pytest.mark.parametrize("jump", [-1e6, 1e6])
def test_the_clocks_of_the_day_do_not_matter(monkeypatch, store, tmp_path, jump):
    now = time.time()
    made, clock, _ = make(store, tmp_path)
    queue(store, "a")
    part = store.take("w", 1)
    made.tick()
    monkeypatch.setattr(time, "time", lambda: now + jump)
    clock.now += 9
    made.tick()
    assert store.beat(part).own, "only the clock has jumped"
    clock.now += 9
    made.tick()
    assert store.beat(part).own, "it was heard of in between"
    made.tick()
    for _ in range(2):
        clock.now += 5
        made.tick()
    assert not store.beat(part).own, "it has gone silent"


# Keeper


def test_workers_are_woken_while_parts_are_ready_and_seats_are_free(store, tmp_path):
    made, _, woken = make(store, tmp_path)
    made.tick()
    assert woken.calls == []
    for name in "abc":
        queue(store, name)
    made.tick()
    first = store.take("one", 2)
    made.tick()
    store.take("two", 2)
    made.tick()
    assert woken.calls == [2, 1], "with both seats taken nobody is woken"
    store.finish_part(first, b"", "done")
    made.tick()
    assert woken.calls == [2, 1, 1]


def test_a_message_that_was_lost_is_sent_again(store, tmp_path):
    made, _, woken = make(store, tmp_path)
    queue(store, "a")
    for _ in range(3):
        made.tick()
    assert woken.calls == [1, 1, 1]


def test_a_silent_part_is_given_on_and_somebody_woken_for_it(store, tmp_path):
    made, clock, woken = make(store, tmp_path)
    queue(store, "a"), queue(store, "b")
    dead, alive = store.take("dead", 2), store.take("alive", 2)
    for _ in range(11):
        made.tick()
        clock.now += 1
        assert store.beat(alive).own
    made.tick()
    assert woken.calls == [1, 1] and set(store.beating()) == {(alive.run_id, 0, "alive")}
    assert store.take("another", 2).run_id == dead.run_id


def test_two_keepers_give_a_part_on_once(store, tmp_path):
    one, two = make(store, tmp_path), make(store, tmp_path)
    queue(store, "a")
    store.take("dead", 1)
    for made, clock, _ in (one, two):
        for _ in range(2):
            made.tick()
            clock.now += 5
    one[0].tick()
    part = store.take("another", 1)
    two[0].tick()
    assert store.beat(part).own and part.attempts == 2


def test_nobody_is_dead_because_the_database_was_away(store, tmp_path, monkeypatch, caplog):
    made, clock, woken = make(store, tmp_path)
    monkeypatch.setattr(keeper, "TICK_SECONDS", 0.01)
    queue(store, "a"), queue(store, "b")
    part = store.take("w", 1)
    beating, away, looked = store.beating, [], []

    def ask():
        looked.append(1)
        if away:
            raise OperationalError("SELECT", {}, OSError("gone"))
        return beating()

    def look(times):
        until = len(looked) + times
        while len(looked) < until:
            time.sleep(0.01)

    monkeypatch.setattr(store, "beating", ask)
    made.start()
    try:
        look(2)
        away.append(1)
        look(2)
        clock.now += 60
        away.clear()
        before = len(woken.calls)
        look(3)
        assert len(woken.calls) > before, "the keeper is still there"
        assert store.beat(part).own
    finally:
        made.stop()
    assert "The keeper could not look after the runs" in caplog.text


def test_it_cleans_up_soon_and_then_once_an_hour(store, tmp_path, monkeypatch):
    cleaned = []
    made, _, _ = make(store, tmp_path, clean_up=lambda: cleaned.append(1))
    begun = time.monotonic()

    def after(seconds):
        monkeypatch.setattr(time, "monotonic", lambda: begun + seconds)
        made.tick()
        return len(cleaned)

    found = [after(keeper.SOON - 1), after(keeper.SOON + 1), after(keeper.HOURLY)]
    assert [*found, after(keeper.HOURLY + keeper.SOON + 2)] == [0, 1, 1, 2]


def test_a_clean_up_that_fails_does_not_keep_it_from_its_work(store, tmp_path, monkeypatch, caplog):
    def fail():
        raise OSError("no")

    monkeypatch.setattr(keeper, "TICK_SECONDS", 0.01)
    made, _, woken = make(store, tmp_path, clean_up=fail)
    made._cleaned_at = time.monotonic() - keeper.HOURLY - 1
    queue(store, "a")
    made.start()
    deadline = time.monotonic() + 10
    while len(woken.calls) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    made.stop()
    assert len(woken.calls) >= 3
    assert [record.levelno for record in caplog.records].count(logging.WARNING) == 1
