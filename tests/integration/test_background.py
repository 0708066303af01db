"""Jobs as real processes, without a page."""

import json
import os
import stat
import time

import pytest

from dashboard.jobs import processes
from dashboard.jobs.background import make_manager
from dashboard.settings import Settings


@pytest.fixture
def manager(tmp_path):
    manager = make_manager(Settings.from_env({"DATA_DIR": str(tmp_path)}))
    yield manager
    manager.handle.close()


def call(manager, function, args):
    key = manager.build_cache_key(function, args, [], None)
    return key, manager.call_job_fn(key, manager.make_job_fn(function, False), args, {"cookies": object()})


def wait(manager, job):
    deadline = time.monotonic() + 20
    while manager.job_running(job):
        assert time.monotonic() < deadline, "the job never ended"
        time.sleep(0.01)


def test_a_job_hands_over_its_result(manager):
    key, job = call(manager, json.dumps, ["a"])
    wait(manager, job)
    assert manager.get_result(key, job) == '"a"'
    assert manager.get_result(key, job) is manager.UNDEFINED


def test_equal_jobs_never_share_a_result(manager):
    assert call(manager, json.dumps, ["a"])[0] != call(manager, json.dumps, ["a"])[0]


def test_asking_dash_to_kill_a_job_neither_kills_nor_fails(manager):
    key, job = call(manager, time.sleep, [0.5])
    manager.terminate_job(job)
    assert manager.job_running(job)
    wait(manager, job)
    assert manager.get_result(key, job) is None
    manager.terminate_job(job)
    manager.terminate_job(None)


def test_a_job_that_breaks_ends_without_a_result(manager):
    key, job = call(manager, json.loads, ["no json"])
    wait(manager, job)
    assert manager.get_result(key, job) is manager.UNDEFINED


def test_another_process_with_the_same_number_is_not_the_job(manager):
    _, job = call(manager, time.sleep, [0.5])
    number, _, born = job.partition("-")
    assert not manager.job_running(f"{os.getpid()}-{born}")
    assert not manager.job_running(f"{number}-over")
    wait(manager, job)


def test_only_json_is_handed_over(manager):
    with pytest.raises(TypeError):
        call(manager, json.dumps, [object()])


def test_a_job_is_no_child_that_the_web_process_waits_for(manager):
    _, job = call(manager, time.sleep, [0.2])
    assert not processes.process._children
    wait(manager, job)


def test_the_job_cache_is_private(manager):
    assert stat.S_IMODE(os.stat(manager.handle.directory).st_mode) == 0o700
