"""Runs lived through in this process, with a stand-in for the training, and once with the real one."""

import json
import logging
import os
import threading
import time
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from dashboard.jobs import job as jobs
from dashboard.jobs import learning, reporter
from dashboard.jobs.progress import TimeLeft
from dashboard.store.runs import RunStore
from models import bundle
from models.training.config import Config

LENGTH = {"kind": "length", "n_max": 3}


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("GATESCOPE_SLOTS", "1")
    monkeypatch.setenv("GATESCOPE_HEARTBEAT_SECONDS", "0.05")
    monkeypatch.setenv("GATESCOPE_LEASE_SECONDS", "0.5")
    monkeypatch.setattr(jobs, "_be_modest", lambda nice: None)
    with RunStore(f"sqlite:///{tmp_path}/gatescope.sqlite") as store:
        yield store


@pytest.fixture
def training(monkeypatch):
    """Replace the training by a function of report and should_stop, that returns whether it finished."""

    def use(train):
        def compare(config, report, should_stop):
            return SimpleNamespace(finished=train(report, should_stop) is not False)

        monkeypatch.setattr("models.compare.compare", compare)
        monkeypatch.setattr("models.bundle.dumps", lambda comparison: b"the bundle")
        monkeypatch.setattr(Config, "from_json", lambda data: data)

    return use


def queue(store, name="a"):
    return store.create({"name": name}, name, "v1", 8)


def progress(fraction, phase="training"):
    return {
        "kind": "progress",
        "fraction": fraction,
        "step": int(100 * fraction),
        "steps": 100,
        "phase": phase,
    }


@contextmanager
def in_the_background(run_id):
    thread = threading.Thread(target=jobs.run_job, args=(run_id,))
    thread.start()
    yield
    thread.join(10)
    assert not thread.is_alive()


def wait_for(condition):
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline, "this never came true"
        time.sleep(0.01)


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
    assert run.worker.endswith(f":{os.getpid()}")
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
        go_on.set()


def test_the_lease_is_kept_through_a_long_silent_computation(store, training):
    training(lambda report, should_stop: time.sleep(1))
    run_id = queue(store)
    with in_the_background(run_id):
        while store.get(run_id).is_live:
            assert store.sweep(lease_seconds=0.5) == []
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
    assert (run.status, run.message) == ("cancelled", learning.CANCELLED)
    assert len(store.read_metrics(run_id)[0]) == 2
    assert store.artifact(run_id, "bundle") == b"the bundle"


def test_a_cancel_that_comes_too_late_does_not_spoil_a_whole_result(store, training):
    training(lambda report, should_stop: wait_for(should_stop))
    run_id = queue(store)
    with in_the_background(run_id):
        wait_for(lambda: store.get(run_id).status == "running")
        store.request_cancel(run_id)
    assert store.get(run_id).status == "done"


def test_a_run_waits_for_a_slot_and_can_be_cancelled_while_it_waits(store, training):
    trained = []
    training(lambda report, should_stop: trained.append(1))
    first, second, third = queue(store, "a"), queue(store, "b"), queue(store, "c")
    store.claim(first, slots=1)
    with in_the_background(second), in_the_background(third):
        for _ in range(10):
            store.heartbeat(first)
            time.sleep(0.05)
        assert [run.status for run in store.list()] == ["queued", "queued", "running"]
        store.request_cancel(second)
        store.finish(first, "done")
    assert [run.status for run in store.list()] == ["done", "cancelled", "done"]
    assert trained == [1]


def test_a_dead_run_does_not_block_those_that_wait(store, training):
    training(lambda report, should_stop: None)
    dead, waiting = queue(store, "a"), queue(store, "b")
    store.claim(dead, slots=1)
    jobs.run_job(waiting)
    assert [run.status for run in store.list()] == ["done", "interrupted"]


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
    assert "Traceback" in caplog.text
    assert len(store.read_metrics(run_id)[0]) == 2


def test_a_stopped_server_interrupts_the_run_at_once(store, training):
    def train(report, should_stop):
        raise KeyboardInterrupt

    training(train)
    run_id = queue(store)
    jobs.run_job(run_id)
    assert (store.get(run_id).status, store.get(run_id).message) == ("interrupted", jobs.STOPPED)


def test_what_is_no_waiting_run_is_left_alone(store, training):
    training(lambda report, should_stop: pytest.fail("nothing should be trained"))
    over, taken = queue(store, "a"), queue(store, "b")
    store.request_cancel(over)
    store.adopt(taken, "another")
    for run_id in (over, taken, "nothing", "", None, 7, ["x"], {"a": 1}):
        assert jobs.run_job(run_id) == run_id
    assert [run.status for run in store.list()] == ["queued", "cancelled"]


def test_a_lost_database_does_not_end_the_heartbeat(store, training, monkeypatch, caplog):
    beats = []

    def heartbeat(self, run_id, worker):
        beats.append(run_id)
        if len(beats) == 1:
            raise OSError("gone")
        return len(beats) > 2

    monkeypatch.setattr(RunStore, "heartbeat", heartbeat)
    training(lambda report, should_stop: wait_for(should_stop))
    run_id = queue(store)
    jobs.run_job(run_id)
    assert store.get(run_id).status == "done"
    assert "No heartbeat" in caplog.text


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
    run_id = store.create({}, "compiling", "v1", 8)
    told_to = reporter.Reporter(store, run_id)
    told = []
    monkeypatch.setattr(store, "set_progress", lambda run_id, progress: told.append(progress["text"]))
    row = {"kind": "progress", "fraction": 0, "step": 0, "steps": 10, "phase": "compiling"}
    told_to.report([row])
    for fraction in (0, 0.5):
        told_to.report([row | {"fraction": fraction, "step": int(10 * fraction), "phase": "training"}])
    told_to.flush()
    assert told[0].startswith("Compiling the training engine")
    assert told[1] == "Training, step 5 of 10, 2 s left"
