"""Runs that are paused, or stop on the way, and go on from a checkpoint."""

import pytest
from sqlalchemy import create_engine, text

from dashboard.store.runs import LiveRunError, QueueFull, RunStore

QUEUE = 8


@pytest.fixture
def store(tmp_path):
    with RunStore(f"sqlite:///{tmp_path}/runs.sqlite") as store:
        yield store


@pytest.fixture
def running(store):
    run_id = store.create({"task": "text"}, "hash", "v1", QUEUE)
    store.adopt(run_id, "one")
    store.claim(run_id, slots=1)
    return run_id


def steps(store, run_id):
    return [row["step"] for row in store.read_metrics(run_id)[0] if "step" in row]


def test_a_paused_run_is_not_live_and_goes_on_as_if_it_were_new(store, running):
    store.save_checkpoint(running, b"half")
    assert store.finish(running, "paused", "Paused.")
    assert not store.get(running).is_live and store.can_resume(store.get(running))
    assert store.resume(running, QUEUE)
    run = store.get(running)
    assert (run.status, run.worker, run.message, run.queue_position) == ("queued", None, "", 1)
    assert run.started_at is run.finished_at is None
    assert store.artifact(running, "checkpoint") == b"half"
    assert store.adopt(running, "two") and store.claim(running, slots=1)
    assert not store.resume(running, QUEUE), "it is live already"


@pytest.mark.parametrize("status", ["paused", "interrupted", "cancelled"])
def test_what_stopped_on_the_way_can_go_on_if_it_has_a_checkpoint(store, running, status):
    store.finish(running, status)
    assert not store.can_resume(store.get(running))
    assert not store.resume(running, QUEUE)
    assert store.get(running).status == status
    store.save_checkpoint(running, b"half")
    assert store.can_resume(store.get(running))
    assert store.resume(running, QUEUE)


@pytest.mark.parametrize("status", ["done", "failed"])
def test_what_is_over_for_good_cannot_go_on(store, running, status):
    store.save_checkpoint(running, b"half")
    store.finish(running, status)
    assert not store.can_resume(store.get(running)) and not store.resume(running, QUEUE)
    assert not store.resume("nothing", QUEUE)


def test_a_run_that_was_silent_for_too_long_goes_on_from_its_checkpoint(store, running):
    store.save_checkpoint(running, b"half")
    assert store.sweep(lease_seconds=-1) == [running]
    assert store.get(running).status == "interrupted"
    assert store.resume(running, QUEUE)
    assert store.sweep(lease_seconds=5) == [], "it is as fresh as a new one"


def test_what_was_measured_after_the_checkpoint_is_forgotten(store, running):
    other = store.create({"task": "text"}, "another", "v1", QUEUE)
    for step in (1, 2):
        store.append_metrics(running, [{"kind": "loss", "step": step}])
        store.save_checkpoint(running, b"at %d" % step)
    store.append_metrics(other, [{"kind": "loss", "step": 9}])
    store.append_metrics(running, [{"kind": "loss", "step": 3}, {"kind": "result"}])
    store.finish(running, "interrupted")
    store.resume(running, QUEUE)
    assert steps(store, running) == [1, 2] and steps(store, other) == [9]
    store.append_metrics(running, [{"kind": "loss", "step": 3}])
    assert steps(store, running) == [1, 2, 3]
    kinds = [row["kind"] for row in store.read_metrics(running)[0]]
    assert kinds.count("checkpoint") == 1 and "result" not in kinds


def test_a_full_queue_takes_no_run_back(store, running):
    store.save_checkpoint(running, b"half")
    store.append_metrics(running, [{"kind": "loss", "step": 1}])
    store.finish(running, "paused")
    store.create({}, "waits", "v1", QUEUE)
    with pytest.raises(QueueFull, match=r"^The queue is full: 1 runs"):
        store.resume(running, queue_limit=1)
    assert store.get(running).status == "paused" and steps(store, running) == [1]


def test_orders_are_given_to_runs_that_train_and_to_no_others(store, running):
    assert store.orders(running) == (False, None)
    assert store.set_learning_rate(running, 0.01) and store.orders(running) == (False, 0.01)
    assert store.request_pause(running) and store.orders(running) == (True, 0.01)
    store.save_checkpoint(running, b"half")
    store.finish(running, "paused")
    assert not store.request_pause(running) and not store.set_learning_rate(running, 0.1)
    assert not store.request_pause("nothing")
    store.resume(running, QUEUE)
    assert store.orders(running) == (False, 0.01), "the pause is over, the step size stays as wished"


def test_networks_that_are_kept_end_the_way_back(store, running):
    store.save_checkpoint(running, b"half")
    store.save_bundle(running, b"whole")
    store.finish(running, "cancelled")
    assert store.artifact(running, "bundle") == b"whole" and store.artifact(running, "checkpoint") is None
    assert not store.resume(running, QUEUE)


def test_a_worker_that_lost_its_run_can_neither_beat_nor_end_it(store, running):
    store.save_checkpoint(running, b"half")
    assert store.holds(running, "one") and not store.heartbeat(running, "one")
    store.finish(running, "interrupted")
    assert not store.holds(running, "one")
    store.resume(running, QUEUE)
    store.adopt(running, "two")
    assert store.heartbeat(running, "one") and not store.holds(running, "one")
    assert not store.finish(running, "done", worker="one")
    assert not store.heartbeat(running, "two") and store.holds(running, "two")
    assert store.finish(running, "done", worker="two")


def test_orders_and_checkpoints_go_with_their_run(store, running):
    store.save_checkpoint(running, b"half")
    store.set_learning_rate(running, 0.01)
    with pytest.raises(LiveRunError):
        store.delete(running)
    store.finish(running, "paused")
    store.delete(running)
    assert store.get(running) is None and store.orders(running) == (False, None)
    assert store.artifact(running, "checkpoint") is None


def test_a_database_from_before_gets_the_new_tables(store, running, tmp_path):
    url = f"sqlite:///{tmp_path}/runs.sqlite"
    engine = create_engine(url)
    with engine.begin() as db:
        db.execute(text("DROP TABLE orders"))
        db.execute(text("DROP TABLE texts"))
    engine.dispose()
    with RunStore(url) as later:
        assert later.get(running).status == "running"
        assert later.set_learning_rate(running, 0.01)
