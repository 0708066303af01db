import json
import multiprocessing
import os
import time

import pytest

from dashboard.store.runs import LiveRunError, Refused, RunStore
from dashboard.store.schema import Wanted


@pytest.fixture
def store(url):
    with RunStore(url) as store:
        yield store


def queue(store, name="a", limit=8, owner="", **more):
    return store.create({"task": name}, f"hash of {name}", "v1", limit, owner=owner, **more)


def begin(store, worker="w", slots=9):
    """Take the part whose turn it is, and say of which run it is."""
    part = store.take(worker, slots)
    return part and part.run_id


def test_a_new_run_waits(store):
    run_id = queue(store)
    run = store.get(run_id)
    assert (run.id, run.status, run.config, run.ahead) == (run_id, "queued", {"task": "a"}, 0)
    assert (run.config_hash, run.code_version, run.progress, run.message) == ("hash of a", "v1", {}, "")
    assert run.started_at is run.finished_at is None
    assert (run.parts, run.owner, run.public) == ((1, 0, 0), "", False)
    assert time.time() - run.created_at < 5
    assert run.is_live
    assert store.get("nothing") is None


def test_ids_are_unguessable_and_safe_in_urls_and_commands(store):
    ids = {queue(store, str(number), limit=1000) for number in range(200)}
    assert len(ids) == 200
    assert all(len(run_id) == 16 and run_id.replace("-", "").replace("_", "").isalnum() for run_id in ids)
    assert not any(run_id.startswith("-") for run_id in ids)


def test_runs_are_listed_newest_first_with_their_place_in_the_queue(store):
    first, second, third = queue(store, "a"), queue(store, "b"), queue(store, "c")
    assert begin(store) == first
    assert [(run.id, run.ahead) for run in store.list()] == [(third, 1), (second, 0), (first, None)]


def test_the_queue_has_an_end(store):
    queue(store, "a", limit=2), queue(store, "b", limit=2)
    with pytest.raises(Refused, match=r"^the queue is full: 2 runs are waiting$"):
        queue(store, "c", limit=2)


def test_a_visitor_may_have_so_many_runs_and_no_more(store):
    queue(store, "a", owner="me", per_visitor=2), queue(store, "b", owner="me", per_visitor=2)
    with pytest.raises(Refused, match=r"^you have 2 runs that wait or train"):
        queue(store, "c", owner="me", per_visitor=2)
    assert queue(store, "c", owner="you", per_visitor=2)
    assert queue(store, "a", owner="me", per_visitor=2), "one's own run is no second one"


def test_a_visitor_never_has_the_same_config_live_twice(store):
    first = queue(store)
    assert queue(store) == first
    assert queue(store, owner="another") != first
    assert begin(store) == first
    assert queue(store) == first
    store.request_cancel(first)
    assert queue(store) != first


def test_runs_start_in_order_and_only_in_a_free_slot(store):
    first, second, third = (queue(store, name) for name in "abc")
    assert begin(store, slots=2) == first
    assert store.ready(slots=2) == 1
    assert begin(store, slots=2) == second
    assert begin(store, slots=2) is None and store.ready(slots=2) == 0
    store.finish(first, "done")
    assert begin(store, slots=2) == third


def test_visitors_take_turns(store):
    mine = [queue(store, name, owner="me") for name in "abc"]
    yours = queue(store, "d", owner="you")
    theirs = queue(store, "e", owner="they")
    assert [store.get(run_id).ahead for run_id in (*mine, yours, theirs)] == [0, 3, 4, 1, 2]
    begun = [begin(store, slots=1), begin(store, slots=2), begin(store, slots=3)]
    assert begun == [mine[0], yours, theirs]
    store.finish(theirs, "done")
    assert begin(store, slots=3) == mine[1]


def test_a_queued_run_knows_about_how_long_it_waits(store):
    store.seats = 2
    half = queue(store, "a", trainings=[({}, 60.0)])
    queue(store, "b", trainings=[({}, 10.0)])
    last = queue(store, "c", trainings=[({}, 5.0), ({}, 5.0)])
    part = store.take("w", 1)
    assert part.run_id == half
    store.set_progress(part, {"fraction": 0.5})
    assert store.get(last).wait == pytest.approx((30 + 10) / 2)
    store.seats = 0
    assert store.get(last).wait is None, "there is no worker"
    store.seen("worker", 4)
    assert store.get(last).wait == pytest.approx((30 + 10) / 4)
    store.seen("worker", 0)
    assert store.get(last).wait is None


def test_a_queued_run_is_cancelled_at_once(store):
    first, second = queue(store, "a"), queue(store, "b")
    assert store.request_cancel(first)
    assert store.get(first).status == "cancelled"
    assert store.get(first).finished_at
    assert begin(store, slots=1) == second


def test_a_running_run_is_asked_to_stop(store):
    run_id = queue(store)
    part = store.take("w", 1)
    assert store.beat(part) == Wanted(own=True)
    assert store.request_cancel(run_id)
    assert store.get(run_id).status == "running"
    assert store.beat(part) == Wanted(own=True, cancel=True)
    assert store.finish_part(part, b"some", "cancelled", "Stopped.")
    assert (store.get(run_id).status, store.get(run_id).message) == ("cancelled", "Stopped.")
    assert not store.request_cancel(run_id)


def test_a_run_that_nobody_is_at_work_on_is_cancelled_at_once(store):
    run_id = queue(store)
    store.give_back(store.take("w", 1))
    assert store.get(run_id).status == "running"
    assert store.request_cancel(run_id)
    assert store.get(run_id).status == "cancelled" and store.ready(1) == 0


def test_a_finished_run_never_changes(store):
    run_id = queue(store)
    part = store.take("w", 1)
    assert store.finish_part(part, b"networks", "done", "Good.")
    assert not store.finish(run_id, "failed", "Bad.")
    assert not store.fail(part, "Bad.") and not store.give_back(part) and store.take("w", 1) is None
    assert store.give_up(store.beating()) == []
    run = store.get(run_id)
    assert (run.status, run.message, run.is_live) == ("done", "Good.", False)
    assert store.beat(part) == Wanted(own=False)
    assert not store.finish_part(part, b"others", "done")
    assert store.artifact(run_id, "bundle") == b"networks"


def test_metrics_are_read_on_from_a_cursor(store):
    first, _ = queue(store, "a"), queue(store, "b")
    part, other = store.take("one", 2), store.take("two", 2)
    rows = [{"kind": "loss", "step": step, "cell": "lstm"} for step in range(3)]
    assert store.read_metrics(first) == ([], 0)
    assert store.append_metrics(part, rows[:2])
    assert store.append_metrics(other, [{"kind": "other"}])
    assert store.append_metrics(part, [])
    found, cursor = store.read_metrics(first)
    assert found == rows[:2]
    store.append_metrics(part, rows[2:])
    assert store.read_metrics(first, cursor)[0] == rows[2:]
    end = store.read_metrics(first, cursor)[1]
    assert store.read_metrics(first, end) == ([], end)


def test_progress_is_replaced(store):
    run_id = queue(store)
    part = store.take("w", 1)
    store.set_progress(part, {"fraction": 0.1})
    store.set_progress(part, {"fraction": 0.2, "text": "half — way"})
    assert store.get(run_id).progress == {"fraction": 0.2, "text": "half — way"}


def test_artifacts_are_bytes_under_a_name(store):
    run_id = queue(store)
    part = store.take("w", 1)
    assert store.artifact(run_id, "bundle") is None and not store.has_artifact(run_id, "bundle")
    for data in (b"\x00old", b"\x00new"):
        assert store.save_checkpoint(part, data) and store.checkpoint(run_id) == data
    assert store.finish_part(part, b"\xff networks", "done")
    assert store.artifact(run_id, "bundle") == b"\xff networks" and store.has_artifact(run_id, "bundle")


def test_only_finished_runs_are_deleted_and_wholly(store):
    run_id = queue(store)
    part = store.take("w", 1)
    store.append_metrics(part, [{"kind": "loss"}])
    with pytest.raises(LiveRunError):
        store.delete(run_id)
    store.finish_part(part, b"data", "done")
    assert store.read_metrics(run_id)[0] and store.artifact(run_id, "bundle") == b"data"
    store.delete(run_id)
    assert store.get(run_id) is None
    assert store.read_metrics(run_id) == ([], 0)
    assert store.artifact(run_id, "bundle") is None
    store.delete(run_id)


def test_what_is_stored_is_json(store, url):
    with pytest.raises(TypeError):
        store.create({"bad": object()}, "hash", "v1", 8)
    run_id = queue(store)
    with RunStore(url) as other:
        assert json.dumps(other.get(run_id).config)


def race(url, barrier, results):
    with RunStore(url) as store:
        barrier.wait()
        created = store.create({}, "the same", "v1", 8)
        barrier.wait()
        taken = [part for _ in range(4) if (part := store.take(str(os.getpid()), slots=5))]
        results.put((created, [part.run_id for part in taken]))


def test_processes_that_race_never_share_a_part_nor_exceed_the_slots(store, url):
    for number in range(6):
        queue(store, str(number))
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(4), context.Queue()
    processes = [context.Process(target=race, args=(url, barrier, results)) for _ in range(4)]
    for process in processes:
        process.start()
    outcome = [results.get(timeout=30) for _ in processes]
    for process in processes:
        process.join()
        process.close()
    results.close()
    results.join_thread()
    assert len({created for created, _ in outcome}) == 1
    taken = [run_id for _, mine in outcome for run_id in mine]
    assert len(taken) == len(set(taken)) == 5
    assert sorted(run.id for run in store.list() if run.status == "running") == sorted(taken)


def opens(url, barrier):
    barrier.wait()
    RunStore(url).close()


def test_many_processes_may_open_a_new_database_at_once(url):
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(4)
    arguments = (url, barrier)
    processes = [context.Process(target=opens, args=arguments) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4
    for process in processes:
        process.close()


def test_a_run_can_be_installed_under_its_own_id_and_replaced(store):
    for version in ("1", "2"):
        rows = [{"kind": "result", "version": version}]
        store.install("counting-plain", {"task": "counting"}, "hash", version, rows, version.encode())
    run = store.get("counting-plain")
    assert (run.status, run.code_version) == ("done", "2")
    assert store.read_metrics("counting-plain")[0] == [{"kind": "result", "version": "2"}]
    assert store.artifact("counting-plain", "bundle") == b"2" and len(store.list()) == 1


def test_a_known_result_is_given_to_whoever_asks_for_the_same(store):
    run_id = queue(store, owner="me")
    part = store.take("w", 1)
    store.append_metrics(part, [{"kind": "loss", "step": step} for step in range(3)])
    store.finish_part(part, b"networks", "done")
    assert store.known("hash of a", "v1", "you") == run_id
    assert store.known("hash of a", "v2", "you") is None, "another version may train other networks"
    assert store.known("hash of b", "v1", "you") is None
    assert store.known("hash of a", "v1", "you", but=[run_id]) is None
    copied = store.copy(run_id, "you", "Known.")
    run = store.get(copied)
    assert (run.owner, run.status, run.message, run.public) == ("you", "done", "Known.", False)
    assert store.artifact(copied, "bundle") == b"networks"
    assert store.read_metrics(copied)[0] == store.read_metrics(run_id)[0] != []
    store.delete(run_id)
    assert store.artifact(copied, "bundle") == b"networks"
    assert store.copy(run_id, "you", "") is None
    assert store.known("hash of a", "v1", "me") == copied


def test_a_waiting_run_is_answered_by_a_result_that_came_meanwhile(store):
    first, second = queue(store, owner="me"), queue(store, owner="you")
    third = queue(store, owner="they", anew=True)
    part = store.take("w", 1)
    store.append_metrics(part, [{"kind": "loss"}])
    store.finish_part(part, b"networks", "done")
    assert store.known_by_now(second) == first
    assert store.known_by_now(third) is None, "this one is wished to be trained"
    assert store.answer(second, first, "Known.")
    assert (store.get(second).status, store.artifact(second, "bundle")) == ("done", b"networks")
    assert store.read_metrics(second)[0] == [{"kind": "loss"}]
    assert begin(store) == third
    assert not store.answer(second, first, "Again.") and not store.answer(third, "nothing", "")


def test_what_a_visitor_has_brought_answers_nobody(store):
    store.install("open-0123456789abcdef", {"task": "a"}, "hash of a", "v1", [{"kind": "loss"}], b"x", "me")
    assert store.known("hash of a", "v1", "me") is None


def test_runs_are_seen_by_their_owner_until_they_are_public(store):
    mine, yours = queue(store, "a", owner="me"), queue(store, "b", owner="you")
    assert [run.id for run in store.list("me")] == [mine]
    assert store.publish(yours, True) and [run.id for run in store.list("me")] == [yours, mine]
    assert store.publish(yours, False) and [run.id for run in store.list("me")] == [mine]
    assert not store.publish("nothing", True)
    assert [run.id for run in store.list()] == [yours, mine]
