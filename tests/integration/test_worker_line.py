"""The Procfile's own release and worker lines, run as a host would run them, with a Redis and a Postgres."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from dashboard.settings import Settings
from dashboard.store.runs import RunStore
from models.training.config import Config

ROOT = Path(__file__).parents[2]
PATIENCE, STOP_S = 120, 30
LONG = Config(cells=("lstm",), hidden=64, seeds=16, steps=20_000, measure_up_to=20)  # minutes
SPOKEN = ("", "worker: Warm shutdown (MainProcess)")  # what Celery writes past every log


@pytest.fixture
def env(redis_url, postgres_url, tmp_path):
    """What a host tells every process."""
    return os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "DATABASE_URL": postgres_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": "k" * 32,
        "DATA_DIR": str(tmp_path / "data"),
        "GATESCOPE_LOGS": "json",
        # Celery warns of an administrator, as which tests may run.
        "PYTHONWARNINGS": "ignore:You're running the worker",
    }


@pytest.fixture
def worker(env, tmp_path):
    """A worker, and the file that it writes its log to."""
    log = tmp_path / "worker.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            ["tools/process.sh", "worker"], cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True
        )
    yield process, log
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def store(env):
    with RunStore(Settings.from_env(env).database_url) as store:
        store.seats = 1
        yield store


def until(true, log):
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


def wake(env):
    """Wake a worker, as the keeper does from another process."""
    code = "from dashboard.jobs.waking import wake_for; wake_for(1)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, check=True)


def test_the_release_line_makes_the_tables(env, store):
    answer = subprocess.run(
        ["tools/process.sh", "release"], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stderr
    assert store.list() == []


@pytest.mark.parametrize("to", ["all of its processes", "its first process"])
def test_a_worker_that_is_stopped_gives_back_what_it_trains(env, store, worker, to):
    process, log = worker
    run_id = store.create(LONG.to_json(), "hash", "v1", queue_limit=8, per_visitor=8)
    wake(env)
    until(lambda: store.read_metrics(run_id)[0], log)
    everything = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]

    (os.killpg if to == "all of its processes" else os.kill)(process.pid, signal.SIGTERM)
    assert process.wait(STOP_S) == 0, log.read_text()

    assert not any(each.is_running() for each in everything)
    assert store.get(run_id).is_live
    assert not store.beating() and store.ready(slots=1) == 1, "it waits for the next worker"
    lines = log.read_text().splitlines()
    events = [json.loads(line).get("event") for line in lines if line not in SPOKEN]
    assert "started" in events and "given_back" in events
    assert not any("exc_info" in line for line in lines), log.read_text()


def test_a_process_that_is_not_there_is_one_clear_sentence():
    answer = subprocess.run(["tools/process.sh", "wroker"], cwd=ROOT, capture_output=True, text=True)
    assert (answer.returncode, answer.stderr) == (
        2,
        "The Procfile has no process wroker; it has release web worker\n",
    )


def test_a_worker_compiles_what_is_not_there_before_it_takes_a_run(monkeypatch, tmp_path):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    from dashboard.jobs import celery_app

    started = []
    monkeypatch.setattr(celery_app.subprocess, "run", lambda command, **_: started.append(command))
    celery_app.get_ready()
    assert started == [], "make test compiles first"
    monkeypatch.setattr("models.kernels.compiled.is_warm", lambda: False)
    celery_app.get_ready()
    assert started == [[sys.executable, "-m", "models.kernels.warm"]]
