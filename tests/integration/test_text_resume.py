"""The real training on text in a job of its own: killed with -9, given on, and the same to the last bit."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch

from dashboard.store.texts import Texts
from models.text import bundle
from models.text.config import TextConfig
from tests.working import give_on, wait_for, workplace

SLOW = 400  # seconds that a job of a few may take on a busy machine
ROOT = Path(__file__).parents[2]
TEXT = ("the rain in Spain stays mainly in the plain, and planes stay in the rain. " * 60).encode()
CONFIG = TextConfig(
    cells=("rnn", "lstm"), hidden=16, layers=1, seeds=2, steps=200, batch=8, window=20, restart=0.02
)
# A checkpoint after every turn; and a job that is to be killed is slowed down until then.
JOB = """
import sys, time
import models.learn as learn
from dashboard.jobs.job import run_job
learn.KEEP_EVERY, learn.KEEP_SHARE = 0.0, 1e9
examine = learn.examine
learn.examine, learn.GLIMPSE = lambda run, corpus, brief: examine(run, corpus, brief=True), 10  # quickly
if sys.argv[2:]:
    real = learn.Course.advance
    learn.Course.advance = lambda *arguments: (time.sleep(0.05), real(*arguments))
    learn.TURN = 0.01
run_job(sys.argv[1])
"""


@pytest.fixture
def store(tmp_path):
    with workplace(tmp_path, GATESCOPE_HEARTBEAT_SECONDS="0.1") as store:
        yield store


@contextmanager
def job(run_id, *slowly):
    """A process of its own that trains a run, until its end."""
    with subprocess.Popen([sys.executable, "-c", JOB, run_id, *slowly], cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.kill()


def train(run_id):
    """Let a run be trained to its end."""
    with job(run_id) as process:
        assert process.wait(SLOW) == 0


def rows_of(store, run_id, *kinds):
    return [row for row in store.read_metrics(run_id)[0] if row["kind"] in kinds]


def test_a_killed_training_goes_on_to_what_an_unbroken_one_gives(store, tmp_path):
    texts = Texts(f"sqlite:///{tmp_path}/gatescope.sqlite")
    config = {**CONFIG.to_json(), "corpus": texts.add(TEXT, "spain.txt")}
    texts.close()
    killed = store.create(config, "killed", "v1", 8)
    with job(killed, "slowly") as process:
        wait_for(lambda: len(rows_of(store, killed, "loss")) > 40 and store.checkpoint(killed), SLOW)
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait(SLOW) == -signal.SIGKILL
    assert store.get(killed).status == "running", "nobody has noticed yet"
    give_on(store)
    behind = rows_of(store, killed, "loss")
    assert behind and behind[-1]["step"] < CONFIG.steps
    train(killed)
    unbroken = store.create(config, "unbroken", "v1", 8)
    train(unbroken)
    assert [store.get(run_id).status for run_id in (killed, unbroken)] == ["done", "done"]
    curves = [rows_of(store, run_id, "loss", "validation", "writes") for run_id in (killed, unbroken)]
    assert sorted(map(str, curves[0])) == sorted(map(str, curves[1])), "every row once, and the same"
    one, two = (bundle.loads(store.artifact(run_id, "bundle")) for run_id in (killed, unbroken))
    for cell in CONFIG.cells:
        for name, value in one.cells[cell].weights.items():
            assert torch.equal(value, two.cells[cell].weights[name]), (cell, name)
        assert one.cells[cell].bits_per_character == two.cells[cell].bits_per_character
    assert store.checkpoint(killed) is None
