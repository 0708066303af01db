"""Runs lived through in this process, with a stand-in for the training, and once with the real one."""

import json
import logging
import os
import threading
import time

import pytest
from sqlalchemy.exc import OperationalError

from dashboard.jobs import job as jobs
from dashboard.jobs import reporter
from dashboard.jobs.leaving import leaving
from dashboard.jobs.progress import TimeLeft
from dashboard.store.runs import RunStore
from models import bundle
from models.training.config import Config
from tests.working import give_on, in_the_background, keeper_of, pretended, wait_for, workplace

LENGTH = {"kind": "length", "n_max": 3}
GONE = OperationalError("SELECT", {}, OSError("the server closed the connection"))


@pytest.fixture
def store(tmp_path):
    with workplace(tmp_path) as store:
        yield store


@pytest.fixture
def training():
    """Replace the training by a function of report and should_stop, that returns whether it finished."""
    used = {}
    with pretended(lambda config, report, should_stop: used["train"](report, should_stop)):
        yield lambda train: used.update(train=train)


def queue(store, name="a", **more):
    return store.create({"name": name}, name, "v1", 8, **more)


def progress(fraction, phase="training"):
    return {
        "kind": "progress",
        "fraction": fraction,
        "step": int(100 * fraction),
        "steps": 100,
        "phase": phase,
    }


def statuses(store):
    """From the first that was asked for to the last."""
    return [run.status for run in reversed(store.list())]


def test_a_run_is_trained_reported_and_kept(store, training):
    def train(report, should_stop):
        for step in range(10):
            report([{"kind": "loss", "step": step}, progress(step / 10)])
        report([LENGTH, progress(1.0, "measuring")])
        assert not should_stop()

    training(train)
    run_id = queue(store)
    assert jobs.run_job(run_id) == run_id
    run = store.get(run_id)
    assert (run.status, run.message) == ("done", "")
    assert run.created_at <= run.started_at <= run.finished_at
    assert run.progress["text"] == "Measuring"
    rows, _ = store.read_metrics(run_id)
    assert rows == [{"kind": "loss", "step": step} for step in range(10)] + [LENGTH]
    assert store.artifact(run_id, "bundle") == b"the bundle"


def test_news_can_be_read_while_it_trains(store, training):
    go_on = threading.Event()

    def train(report, should_stop):
        report([{"kind": "loss", "step": 0}, progress(0.5)])
        go_on.wait(5)

    training(train)
    run_id = queue(store)
    with in_the_background(run_id):
        wait_for(lambda: store.read_metrics(run_id)[0])
        wait_for(lambda: store.get(run_id).progress)
        assert store.get(run_id).status == "running"
        ((_, _, worker),) = store.beating()
        assert f":{os.getpid()}:" in worker
        go_on.set()


def test_the_lease_is_kept_through_a_long_silent_computation(store, training):
    training(lambda report, should_stop: time.sleep(1))
    run_id, keeper = queue(store), keeper_of(store)
    with in_the_background(run_id):
        wait_for(store.beating)
        while parts := set(store.beating()):
            keeper.tick()
            assert set(store.beating()) <= parts, "it was given on"
            time.sleep(0.1)
    assert store.get(run_id).status == "done"


def test_a_cancelled_run_keeps_its_partial_result(store, training):
    def train(report, should_stop):
        report([{"kind": "loss", "step": 0}])
        wait_for(should_stop)
        report([{"kind": "loss", "step": 1}])
        return False

    training(train)
    run_id = queue(store)
    with in_the_background(run_id):
        wait_for(lambda: store.get(run_id).status == "running")
        store.request_cancel(run_id)
    run = store.get(run_id)
    assert (run.status, run.message) == ("cancelled", jobs.CANCELLED)
    assert len(store.read_metrics(run_id)[0]) == 2
    assert store.artifact(run_id, "bundle") == b"the bundle"


def test_a_cancel_that_comes_too_late_does_not_spoil_a_whole_result(store, training):
    training(lambda report, should_stop: wait_for(should_stop))
    run_id = queue(store)
    with in_the_background(run_id):
        wait_for(lambda: store.get(run_id).status == "running")
        store.request_cancel(run_id)
    assert store.get(run_id).status == "done"


def test_a_training_that_takes_too_long_is_stopped_and_what_it_has_is_kept(store, training, monkeypatch):
    def train(report, should_stop):
        wait_for(should_stop)
        return False

    monkeypatch.setenv("GATESCOPE_MOST_MINUTES", "0.005")
    training(train)
    run_id = queue(store)
    jobs.run_job(run_id)
    run = store.get(run_id)
    assert run.status == "cancelled" and store.artifact(run_id, "bundle") == b"the bundle"
    assert run.message == (
        "Stopped after 0.005 minutes, the most that a training may take here. "
        "What was trained until then is kept."
    )


def test_a_run_waits_for_a_slot_and_can_be_cancelled_while_it_waits(store, training):
    trained = []
    training(lambda report, should_stop: trained.append(1))
    first, second, third = queue(store, "a"), queue(store, "b"), queue(store, "c")
    other = store.take("another", slots=1)
    for run_id in (second, third):
        assert jobs.run_job(run_id) == run_id
    assert statuses(store) == ["running", "queued", "queued"] and trained == []
    store.request_cancel(second)
    store.finish_part(other, b"", "done")
    jobs.run_job("")
    assert statuses(store) == ["done", "cancelled", "done"] and trained == [1]
    assert store.get(first).finished_at <= store.get(third).started_at


def test_whoever_is_woken_takes_all_that_waits_in_turn(store, training):
    training(lambda report, should_stop: None)
    runs = [queue(store, name) for name in "abc"]
    jobs.run_job(runs[2])
    assert statuses(store) == ["done"] * 3
    times = [moment for run in map(store.get, runs) for moment in (run.started_at, run.finished_at)]
    assert times == sorted(times)


def test_what_a_dead_process_had_is_given_on_and_blocks_nobody_for_long(store, training):
    training(lambda report, should_stop: None)
    dead, waiting = queue(store, "a"), queue(store, "b")
    part = store.take("killed", slots=1)
    assert part.run_id == dead
    jobs.run_job(waiting)
    assert statuses(store) == ["running", "queued"], "nobody knows yet"
    give_on(store)
    jobs.run_job("")
    assert statuses(store) == ["done", "done"]
    assert not store.finish_part(part, b"late", "done")
    assert store.artifact(dead, "bundle") == b"the bundle"


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            ValueError("hidden must be at most 64."),
            "This run could not be trained: hidden must be at most 64.",
        ),
        (MemoryError(), "This run needed more memory than the server has."),
        (OSError("/secret/path"), "This run stopped on an error (OSError) that the server's log explains."),
    ],
)
def test_an_error_is_told_in_a_sentence_and_logged_in_full(store, training, caplog, error, message):
    def train(report, should_stop):
        report([{"kind": "loss", "step": 0}])
        report([{"kind": "loss", "step": 1}])
        raise error

    training(train)
    run_id = queue(store)
    with caplog.at_level(logging.ERROR):
        jobs.run_job(run_id)
    run = store.get(run_id)
    assert (run.status, run.message) == ("failed", message)
    assert error in [record.exc_info[1] for record in caplog.records if record.exc_info]
    assert len(store.read_metrics(run_id)[0]) == 2


def test_a_stopped_server_gives_back_what_it_trains_and_begins_nothing_more(store, training):
    begun = []

    def train(report, should_stop):
        begun.append(1)
        if len(begun) == 1:
            leaving.set()
            wait_for(should_stop)
            return False

    training(train)
    first, _ = queue(store, "a"), queue(store, "b")
    jobs.run_job(first)
    assert statuses(store) == ["running", "queued"] and store.beating() == {}
    assert store.artifact(first, "bundle") is None
    leaving.clear()
    part = store.take("another", slots=1)
    assert (part.run_id, part.attempts) == (first, 1), "this was no failure"
    store.give_back(part)
    jobs.run_job("")
    assert statuses(store) == ["done", "done"] and len(begun) == 3


def test_a_cancelled_run_is_over_even_if_its_server_stops(store, training):
    run_id = queue(store)

    def train(report, should_stop):
        store.request_cancel(run_id)
        leaving.set()
        wait_for(should_stop)
        return False

    training(train)
    jobs.run_job(run_id)
    assert store.get(run_id).status == "cancelled"


def test_what_is_no_waiting_run_is_left_alone(store, training):
    training(lambda report, should_stop: pytest.fail("nothing should be trained"))
    over, taken = queue(store, "a"), queue(store, "b")
    store.request_cancel(over)
    store.take("another", slots=1)
    for run_id in (over, taken, "nothing", "", None, 7, ["x"], {"a": 1}):
        assert jobs.run_job(run_id) == run_id
    assert statuses(store) == ["cancelled", "running"]


def test_who_waits_for_what_another_has_trained_meanwhile_gets_it(store, training):
    trained = []
    training(lambda report, should_stop: trained.append(report([{"kind": "loss", "step": 0}])))
    first, second = queue(store, owner="me"), queue(store, owner="you")
    third = queue(store, owner="they", anew=True)
    jobs.run_job(second)
    assert statuses(store) == ["done"] * 3 and len(trained) == 2
    assert [store.get(run_id).message for run_id in (first, second, third)] == ["", jobs.KNOWN, ""]
    assert store.artifact(second, "bundle") == b"the bundle"
    assert store.read_metrics(second)[0] == store.read_metrics(first)[0] == [{"kind": "loss", "step": 0}]


def test_a_known_result_that_is_gone_by_then_is_trained(store, training, monkeypatch):
    monkeypatch.setattr(RunStore, "known_by_now", lambda self, run_id, but: "gone")
    training(lambda report, should_stop: None)
    run_id = queue(store)
    jobs.run_job(run_id)
    assert (store.get(run_id).status, store.get(run_id).message) == ("done", "")


def test_a_lost_database_does_not_end_the_heartbeat(store, training, monkeypatch, caplog):
    beats, beat = [], RunStore.beat

    def sometimes(self, part):
        beats.append(part)
        if len(beats) in (2, 3):
            raise OSError("gone")
        return beat(self, part)

    monkeypatch.setattr(RunStore, "beat", sometimes)
    training(lambda report, should_stop: wait_for(lambda: len(beats) > 5))
    run_id = queue(store)
    jobs.run_job(run_id)
    assert store.get(run_id).status == "done"
    assert caplog.text.count("No heartbeat") == 2


def test_nothing_is_lost_or_told_twice_while_the_database_is_away(store, training, monkeypatch):
    calls, real = [], {name: getattr(RunStore, name) for name in ("append_metrics", "finish_part", "take")}

    def away(name):
        def call(self, *arguments, **named):
            calls.append(name)
            if calls.count(name) < 3:
                raise GONE
            return real[name](self, *arguments, **named)

        monkeypatch.setattr(RunStore, name, call)

    for name in real:
        away(name)

    def train(report, should_stop):
        for step in range(3):
            report([{"kind": "loss", "step": step}])

    training(train)
    run_id = queue(store)
    jobs.run_job(run_id)
    assert store.get(run_id).status == "done"
    assert [row["step"] for row in store.read_metrics(run_id)[0]] == [0, 1, 2]


def test_a_database_that_stays_away_is_not_the_runs_fault(store, training, caplog):
    tried = []

    def train(report, should_stop):
        tried.append(1)
        if len(tried) == 1:
            raise GONE

    training(train)
    run_id = queue(store)
    jobs.run_job(run_id)
    assert store.get(run_id).status == "running" and "waits for it" in caplog.text
    give_on(store)
    jobs.run_job("")
    assert store.get(run_id).status == "done" and len(tried) == 2


def test_the_real_training(store):
    config = json.loads(json.dumps(Config(cells=("rnn",), hidden=4, seeds=2, steps=20).to_json()))
    run_id = store.create(config, "real", "v1", 8)
    jobs.run_job(run_id)
    run = store.get(run_id)
    assert (run.status, run.message) == ("done", "")
    kinds = {row["kind"] for row in store.read_metrics(run_id)[0]}
    assert {"loss", "result"} <= kinds
    comparison = bundle.loads(store.artifact(run_id, "bundle"))
    assert list(comparison.cells) == ["rnn"]
    assert run.progress["fraction"] == pytest.approx(1)


def test_compiling_does_not_count_as_slow_training(store, monkeypatch):
    clock = iter([100.0, 100.0, 102.0])
    monkeypatch.setattr(reporter, "TimeLeft", lambda start, goal: TimeLeft(lambda: next(clock), start, goal))
    queue(store)
    told_to = reporter.Reporter(store, store.take("w", slots=1))
    told = []
    monkeypatch.setattr(store, "set_progress", lambda part, progress: told.append(progress["text"]))
    row = {"kind": "progress", "fraction": 0, "step": 0, "steps": 10, "phase": "compiling"}
    told_to.report([row])
    for fraction in (0, 0.5):
        told_to.report([row | {"fraction": fraction, "step": int(10 * fraction), "phase": "training"}])
    told_to.flush()
    assert told[0].startswith("Compiling the training engine")
    assert told[1] == "Training, step 5 of 10, 2 s left"
