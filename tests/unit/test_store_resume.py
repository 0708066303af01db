"""Runs that are paused, or stop on the way, and go on from a checkpoint."""

import pytest

from dashboard.store.runs import LiveRunError, Refused, RunStore
from dashboard.store.schema import Wanted
from dashboard.store.settling import NOT_TRAINED, PAUSED

QUEUE = 8


@pytest.fixture
def store(url):
    with RunStore(url) as store:
        yield store


@pytest.fixture
def running(store):
    return store.create({"task": "text"}, "hash", "v1", QUEUE)


@pytest.fixture
def part(store, running):
    return store.take("one", 1)


def steps(store, run_id):
    return [row["step"] for row in store.read_metrics(run_id)[0] if "step" in row]


def test_a_paused_run_is_not_live_and_goes_on_as_if_it_were_new(store, running, part):
    store.save_checkpoint(part, b"half")
    assert store.request_pause(running) and store.beat(part) == Wanted(own=True, pause=True)
    assert store.give_back(part)
    run = store.get(running)
    assert (run.status, run.message, run.is_live) == ("paused", PAUSED, False) and store.can_resume(run)
    assert store.take("two", 1) is None
    assert store.resume(running, QUEUE)
    run = store.get(running)
    assert (run.status, run.message, run.ahead) == ("queued", "", 0)
    assert run.started_at is run.finished_at is None
    assert store.checkpoint(running) == b"half"
    again = store.take("two", 1)
    assert (again.run_id, again.attempts) == (running, 1), "whoever gives a part back has not failed at it"
    assert not store.resume(running, QUEUE), "it is live already"


def test_a_run_that_nobody_is_at_work_on_pauses_at_once(store, running, part):
    store.give_back(part)
    assert store.request_pause(running)
    assert (store.get(running).status, store.get(running).message) == ("paused", PAUSED)


@pytest.mark.parametrize("status", ["paused", "interrupted", "cancelled"])
def test_what_stopped_on_the_way_can_go_on(store, running, part, status):
    store.finish(running, status)
    assert store.can_resume(store.get(running)) and store.resume(running, QUEUE)
    assert store.take("two", 1).run_id == running


@pytest.mark.parametrize("status", ["done", "failed"])
def test_what_is_over_for_good_cannot_go_on(store, running, part, status):
    store.save_checkpoint(part, b"half")
    store.finish(running, status)
    assert not store.can_resume(store.get(running)) and not store.resume(running, QUEUE)
    assert not store.resume("nothing", QUEUE)


def test_networks_that_are_kept_end_the_way_back(store, running, part):
    store.save_checkpoint(part, b"half")
    store.finish_part(part, b"whole", "cancelled")
    assert store.artifact(running, "bundle") == b"whole" and store.checkpoint(running) is None
    assert not store.can_resume(store.get(running)) and not store.resume(running, QUEUE)


def test_what_was_measured_after_the_checkpoint_is_forgotten(store, running, part):
    store.create({"task": "text"}, "another", "v1", QUEUE)
    other = store.take("two", 2)
    for step in (1, 2):
        store.append_metrics(part, [{"kind": "loss", "step": step}])
        store.save_checkpoint(part, b"at %d" % step)
    store.append_metrics(other, [{"kind": "loss", "step": 9}])
    store.append_metrics(part, [{"kind": "loss", "step": 3}, {"kind": "result"}])
    store.finish(running, "interrupted")
    store.resume(running, QUEUE)
    assert steps(store, running) == [1, 2] and steps(store, other.run_id) == [9]
    again = store.take("one", 2)
    store.append_metrics(again, [{"kind": "loss", "step": 3}])
    assert steps(store, running) == [1, 2, 3]
    kinds = [row["kind"] for row in store.read_metrics(running)[0]]
    assert kinds.count("checkpoint") == 1 and "result" not in kinds


def test_a_part_that_is_given_on_begins_at_its_own_checkpoint(store):
    run_id = store.create({}, "split", "v1", QUEUE, [({"part": 1}, 1.0), ({"part": 2}, 1.0)])
    first, second = store.take("one", 9), store.take("two", 9)
    for part in (first, second):
        store.append_metrics(part, [{"kind": "loss", "step": 1, "of": part.number}])
        store.save_checkpoint(part, b"of %d" % part.number)
        store.append_metrics(part, [{"kind": "loss", "step": 2, "of": part.number}])
    store.give_back(second)
    again = store.take("three", 9)
    assert (again.number, again.config) == (1, {"part": 2})
    assert store.checkpoint(run_id, 0) == b"of 0" and store.checkpoint(run_id, 1) == b"of 1"
    rows = [(row["of"], row["step"]) for row in store.read_metrics(run_id)[0] if "step" in row]
    assert sorted(rows) == [(0, 1), (0, 2), (1, 1)]


def test_a_full_queue_takes_no_run_back(store, running, part):
    store.append_metrics(part, [{"kind": "loss", "step": 1}])
    store.finish(running, "paused")
    store.create({}, "waits", "v1", QUEUE)
    with pytest.raises(Refused, match=r"^the queue is full: 1 runs"):
        store.resume(running, queue_limit=1)
    with pytest.raises(Refused, match=r"^you have 1 runs"):
        store.resume(running, QUEUE, per_visitor=1)
    assert store.get(running).status == "paused" and steps(store, running) == [1]


def test_orders_are_given_to_runs_that_train_and_to_no_others(store, running, part):
    assert store.beat(part) == Wanted(own=True)
    assert store.set_learning_rate(running, 0.01)
    assert store.beat(part) == Wanted(own=True, learning_rate=0.01)
    assert store.request_pause(running)
    assert store.beat(part) == Wanted(own=True, pause=True, learning_rate=0.01)
    store.give_back(part)
    assert not store.request_pause(running) and not store.set_learning_rate(running, 0.1)
    assert not store.request_pause("nothing")
    store.resume(running, QUEUE)
    wanted = store.beat(store.take("two", 1))
    assert wanted == Wanted(own=True, learning_rate=0.01), "the pause is over, the step size stays as wished"


def test_a_worker_that_lost_its_part_changes_nothing(store, running, part):
    store.give_up(store.beating())
    assert store.beat(part) == Wanted(own=False)
    other = store.take("two", 1)
    assert not store.set_progress(part, {"fraction": 0.9})
    assert not store.append_metrics(part, [{"kind": "loss", "step": 9}])
    assert not store.save_checkpoint(part, b"late")
    assert store.get(running).progress == {} and store.checkpoint(running) is None
    assert store.read_metrics(running)[0] == []
    assert not store.finish_part(part, b"late", "done") and not store.give_back(part)
    assert not store.fail(part, "late") and store.beat(other) == Wanted(own=True)
    assert store.finish_part(other, b"whole", "done")
    assert store.artifact(running, "bundle") == b"whole"


@pytest.mark.parametrize("cancel", [False, True])
@pytest.mark.parametrize("given", ["back", "up"])
def test_whoever_leaves_a_run_that_should_stop_does_not_leave_it_waiting_for_ever(
    store, running, part, cancel, given
):
    assert store.request_cancel(running) if cancel else store.request_pause(running)
    assert store.give_back(part) if given == "back" else store.give_up(store.beating())
    run = store.get(running)
    expected = ("cancelled", NOT_TRAINED) if cancel else ("paused", PAUSED)
    assert (run.status, run.message) == expected and store.can_resume(run)


def test_a_run_that_should_pause_can_still_be_cancelled(store, running, part):
    assert store.request_pause(running) and store.request_cancel(running)
    store.give_back(part)
    assert store.get(running).status == "cancelled"


def test_orders_and_checkpoints_go_with_their_run(store, running, part):
    store.save_checkpoint(part, b"half")
    store.set_learning_rate(running, 0.01)
    with pytest.raises(LiveRunError):
        store.delete(running)
    store.finish(running, "paused")
    store.delete(running)
    assert store.get(running) is None and store.checkpoint(running) is None
    assert store.take("two", 1) is None
