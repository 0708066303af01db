import json
import multiprocessing
import os
import time

import pytest

from dashboard.store.runs import LiveRunError, QueueFull, RunStore


@pytest.fixture
def url(tmp_path):
    # A Postgres server can be tested too: its database should be empty.
    return os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{tmp_path}/runs.sqlite"


@pytest.fixture
def store(url):
    with RunStore(url) as store:
        yield store
        for run in store.list():
            store.finish(run.id, "failed")
            store.delete(run.id)


def queue(store, name="a", limit=8):
    return store.create({"task": name}, f"hash of {name}", "v1", limit)


def test_a_new_run_waits(store):
    run_id = queue(store)
    run = store.get(run_id)
    assert (run.id, run.status, run.config, run.queue_position) == (run_id, "queued", {"task": "a"}, 1)
    assert (run.config_hash, run.code_version, run.progress, run.message) == ("hash of a", "v1", {}, "")
    assert run.started_at is run.finished_at is run.worker is None
    assert time.time() - run.created_at < 5
    assert run.is_live
    assert store.get("nothing") is None


def test_ids_are_unguessable_and_safe_in_urls_and_commands(store):
    ids = {queue(store, str(number), limit=1000) for number in range(200)}
    assert len(ids) == 200
    assert all(len(run_id) == 12 and run_id.replace("-", "").replace("_", "").isalnum() for run_id in ids)
    assert not any(run_id.startswith("-") for run_id in ids)


def test_runs_are_listed_newest_first_with_their_place_in_the_queue(store):
    first, second, third = queue(store, "a"), queue(store, "b"), queue(store, "c")
    assert store.claim(first, slots=1)
    assert [(run.id, run.queue_position) for run in store.list()] == [(third, 2), (second, 1), (first, None)]


def test_the_queue_has_an_end(store):
    queue(store, "a", limit=2), queue(store, "b", limit=2)
    with pytest.raises(QueueFull, match=r"^The queue is full: 2 runs are waiting\..*\.$"):
        queue(store, "c", limit=2)


def test_the_same_config_is_never_active_twice(store):
    first = queue(store)
    assert queue(store) == first
    assert store.find_active("hash of a") == first
    assert store.find_active("hash of b") is None
    store.claim(first, slots=1)
    assert queue(store) == first
    store.request_cancel(first)
    assert store.find_active("hash of a") is None
    assert queue(store) != first


def test_only_one_worker_adopts_a_run(store):
    run_id = queue(store)
    assert store.adopt(run_id, "one")
    assert not store.adopt(run_id, "two")
    assert store.get(run_id).worker == "one"
    assert not store.adopt("nothing", "one")


def test_runs_start_in_order_and_only_in_a_free_slot(store):
    first, second, third = (queue(store, name) for name in "abc")
    assert not store.claim(second, slots=2)
    assert store.claim(first, slots=2)
    assert not store.claim(first, slots=2)
    assert store.claim(second, slots=2)
    assert not store.claim(third, slots=2)
    store.finish(first, "done")
    assert store.claim(third, slots=2)
    assert not store.claim("nothing", slots=9)


def test_a_queued_run_is_cancelled_at_once(store):
    first, second = queue(store, "a"), queue(store, "b")
    assert store.request_cancel(first)
    assert store.get(first).status == "cancelled"
    assert store.get(first).finished_at
    assert store.heartbeat(first)
    assert store.claim(second, slots=1)


def test_a_running_run_is_asked_to_stop(store):
    run_id = queue(store)
    store.claim(run_id, slots=1)
    assert store.heartbeat(run_id) is False
    assert store.request_cancel(run_id)
    assert store.get(run_id).status == "running"
    assert store.heartbeat(run_id) is True
    assert store.finish(run_id, "cancelled", "Stopped.")
    assert not store.request_cancel(run_id)


def test_a_finished_run_never_changes(store):
    run_id = queue(store)
    assert store.finish(run_id, "done", "Good.")
    assert not store.finish(run_id, "failed", "Bad.")
    assert not store.claim(run_id, slots=1)
    assert not store.adopt(run_id, "one")
    assert store.sweep(lease_seconds=-1) == []
    run = store.get(run_id)
    assert (run.status, run.message, run.is_live) == ("done", "Good.", False)
    assert store.heartbeat(run_id) is True
    assert store.heartbeat("nothing") is True
    with pytest.raises(ValueError, match="queued"):
        store.finish(run_id, "queued")


def test_metrics_are_read_on_from_a_cursor(store):
    first, second = queue(store, "a"), queue(store, "b")
    rows = [{"kind": "loss", "step": step, "cell": "lstm"} for step in range(3)]
    assert store.read_metrics(first) == ([], 0)
    store.append_metrics(first, rows[:2])
    store.append_metrics(second, [{"kind": "other"}])
    store.append_metrics(first, [])
    found, cursor = store.read_metrics(first)
    assert found == rows[:2]
    store.append_metrics(first, rows[2:])
    assert store.read_metrics(first, cursor)[0] == rows[2:]
    end = store.read_metrics(first, cursor)[1]
    assert store.read_metrics(first, end) == ([], end)


def test_progress_is_replaced(store):
    run_id = queue(store)
    store.set_progress(run_id, {"fraction": 0.1})
    store.set_progress(run_id, {"fraction": 0.2, "text": "half — way"})
    assert store.get(run_id).progress == {"fraction": 0.2, "text": "half — way"}


def test_artifacts_are_bytes_under_a_name(store):
    run_id = queue(store)
    assert store.artifact(run_id, "bundle") is None
    store.save_artifact(run_id, "bundle", b"\x00old")
    store.save_artifact(run_id, "bundle", b"\x00new")
    assert store.artifact(run_id, "bundle") == b"\x00new"


def test_silent_runs_are_interrupted(store):
    dead, waiting = queue(store, "a"), queue(store, "b")
    store.claim(dead, slots=1)
    time.sleep(0.25)
    alive = queue(store, "c")
    assert set(store.sweep(lease_seconds=0.2)) == {dead, waiting}
    assert store.get(dead).status == store.get(waiting).status == "interrupted"
    assert "without a word" in store.get(dead).message
    assert "never got its turn" in store.get(waiting).message
    assert store.claim(alive, slots=1)


def test_only_finished_runs_are_deleted_and_wholly(store):
    run_id = queue(store)
    store.append_metrics(run_id, [{"kind": "loss"}])
    store.save_artifact(run_id, "bundle", b"data")
    with pytest.raises(LiveRunError):
        store.delete(run_id)
    store.finish(run_id, "done")
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
        waiting = [run.id for run in store.list() if run.status == "queued"]
        adopted = [run_id for run_id in waiting if store.adopt(run_id, str(os.getpid()))]
        barrier.wait()
        started = [run_id for run_id in reversed(waiting) if store.claim(run_id, slots=2)]
        results.put((created, adopted, started))


def test_processes_that_race_never_share_a_run_nor_exceed_the_slots(store, url):
    for number in range(5):
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
    assert len({created for created, _, _ in outcome}) == 1
    adopted = [run_id for _, mine, _ in outcome for run_id in mine]
    assert len(adopted) == len(set(adopted)) == 6
    started = [run_id for _, _, mine in outcome for run_id in mine]
    assert len(started) == len(set(started))
    running = [run.id for run in store.list() if run.status == "running"]
    assert sorted(running) == sorted(started)
    assert 1 <= len(running) <= 2


def opens(url, barrier):
    barrier.wait()
    RunStore(url).close()


def test_many_processes_may_open_a_new_database_at_once(tmp_path):
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(4)
    arguments = (f"sqlite:///{tmp_path}/new.sqlite", barrier)
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
