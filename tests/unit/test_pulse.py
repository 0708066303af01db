"""The pulse of a part: what its process hears, and what ends it."""

import os
import signal
import time
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import OperationalError

from dashboard.jobs.leaving import leaving
from dashboard.jobs.pulse import Pulse
from dashboard.store.schema import Part, Wanted
from tests.working import wait_for

PART = Part("run", 0, "train", {}, "worker", 1)


class Store:
    """Answers each beat with what a test says, and counts them."""

    def __init__(self, wanted=None, trouble=()):
        self.wanted, self.trouble, self.beats = wanted or Wanted(own=True), list(trouble), 0

    def beat(self, part):
        assert part == PART
        self.beats += 1
        if self.trouble:
            raise self.trouble.pop(0)
        return self.wanted

    def listen(self):
        """Wait until what is wanted now was heard."""
        before = self.beats
        wait_for(lambda: self.beats > before + 1)


@contextmanager
def beating(store, **settings):
    usual = {"heartbeat_seconds": 0.01, "most_minutes": 60.0, "hang_seconds": 600.0}
    with Pulse(store, PART, SimpleNamespace(**usual | settings)) as pulse:
        yield pulse


@pytest.fixture(autouse=True)
def stay():
    yield
    leaving.clear()


@pytest.fixture
def killed(monkeypatch):
    """Who was killed, with which signal; nobody really is."""
    kills = []
    monkeypatch.setattr(os, "kill", lambda *of: kills.append(of))
    return kills


def state(pulse):
    return {
        name
        for name in ("pause", "lost", "cancelled", "out_of_time")
        if getattr(pulse, name)
    } | ({"stop"} if pulse.should_stop.is_set() else set())  # fmt: skip


def test_it_beats_at_once_and_until_its_end(killed):
    store = Store()
    with beating(store, heartbeat_seconds=3600):
        assert store.beats == 1
    with beating(store) as pulse:
        store.listen()
        assert state(pulse) == set() and pulse.learning_rate is None
    after = store.beats
    time.sleep(0.05)
    assert store.beats == after and killed == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(own=False), {"lost", "stop"}),
        (Wanted(own=True, cancel=True), {"cancelled", "stop"}),
        (Wanted(own=True, pause=True), {"pause"}),
        (Wanted(own=True, pause=True, cancel=True), {"cancelled", "stop"}),
    ],
    ids=["lost", "cancelled", "paused", "a cancel is stronger than a pause"],
)
def test_what_is_wanted_is_heard(wanted, expected):
    with beating(Store(wanted)) as pulse:
        assert state(pulse) == expected, "from the first beat"
    store = Store()
    with beating(store) as pulse:
        store.wanted = wanted
        store.listen()
        assert state(pulse) == expected, "and from every other"


def test_another_learning_rate_is_heard():
    store = Store(Wanted(own=True, learning_rate=0.25))
    with beating(store) as pulse:
        assert pulse.learning_rate == 0.25
        store.wanted = Wanted(own=True, learning_rate=0.5)
        store.listen()
        assert pulse.learning_rate == 0.5 and state(pulse) == set()


def test_a_process_that_has_to_leave_writes_down_where_it_is():
    store = Store()
    with beating(store) as pulse:
        leaving.set()
        store.listen()
        assert state(pulse) == {"pause", "stop"}


def test_a_cancelled_one_that_has_to_leave_ends():
    leaving.set()
    with beating(Store(Wanted(own=True, cancel=True))) as pulse:
        assert state(pulse) == {"cancelled", "stop"}


def test_nobody_trains_for_ever():
    store = Store()
    with beating(store, most_minutes=0.002) as pulse:
        assert state(pulse) == set()
        wait_for(pulse.should_stop.is_set)
        assert state(pulse) == {"out_of_time", "stop"}


def test_a_database_that_is_away_ends_nothing(caplog):
    gone = OperationalError("UPDATE", {}, OSError("gone"))
    store = Store(trouble=[gone, gone])
    with beating(store) as pulse:
        assert store.beats == 3, "the first beat is waited for"
        store.trouble = [gone, OSError("away"), gone]
        wait_for(lambda: not store.trouble)
        store.wanted = Wanted(own=True, cancel=True)
        wait_for(pulse.should_stop.is_set)
        assert state(pulse) == {"cancelled", "stop"}
    assert caplog.text.count("No heartbeat") == 3


def test_a_training_that_hangs_is_killed(killed, caplog):
    with beating(Store(), hang_seconds=0.1):
        wait_for(lambda: killed)
    assert killed[0] == (os.getpid(), signal.SIGKILL)
    assert "No news from the training" in caplog.text


def test_it_is_killed_even_if_the_database_is_away(killed):
    store = Store()
    with beating(store, hang_seconds=0.1):
        store.trouble = [OSError("gone")] * 10_000
        wait_for(lambda: killed)
    assert killed[0] == (os.getpid(), signal.SIGKILL)


def test_one_that_has_news_is_not_killed(killed):
    store = Store()
    with beating(store, hang_seconds=1.0) as pulse:
        for _ in range(30):
            pulse.news()
            time.sleep(0.05)
    assert killed == [] and store.beats > 1
