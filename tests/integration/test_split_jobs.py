"""Runs in several parts, lived through by workers of this process: shared, joined, stopped, given on."""

import json
import threading
from types import SimpleNamespace

import pytest
import torch

from dashboard.jobs import job as jobs
from dashboard.jobs.leaving import leaving
from models import bundle
from models.splitting import split
from models.training.config import Config
from tests.working import give_on, in_the_background, wait_for, workplace

PARTS = 3
REAL = Config(cells=("rnn", "lstm"), hidden=4, seeds=18, steps=20, longest=3, measure_up_to=5)


class Trained(SimpleNamespace):
    """What came of a part, or of the whole: of which parts, and whether these came to their end."""

    def dumps(self):
        return json.dumps(vars(self)).encode()


class Training:
    """Stands in for all that is trained and joined.

    Attributes:
        begun: the numbers of the parts that were begun, one after the other.
        do: what the training of a part does, given its number and whether it should stop; False: unfinished.
    """

    def __init__(self, patch):
        self.begun, self.do = [], lambda number, should_stop: True
        patch.setattr("models.compare.compare", self.compare)
        patch.setattr("models.compare.replay", lambda run: [{"kind": "loss", "part": n} for n in run.parts])
        patch.setattr("models.bundle.dumps", Trained.dumps)
        patch.setattr("models.bundle.loads", lambda data: Trained(**json.loads(data)))
        patch.setattr("models.joining.join", self.join)
        patch.setattr("models.joining.untrained", lambda config: Trained(parts=[None], finished=False))
        patch.setattr(Config, "from_json", lambda data: data)

    def compare(self, config, report, should_stop):
        number = config["part"]
        self.begun.append(number)
        report([{"kind": "loss", "part": number, "of": "a part"}])
        return Trained(parts=[number], finished=self.do(number, should_stop) is not False)

    def join(self, config, parts):
        assert config == {"name": "a"}
        return Trained(
            parts=[n for part in parts for n in part.parts], finished=all(part.finished for part in parts)
        )


@pytest.fixture
def store(tmp_path):
    with workplace(tmp_path, GATESCOPE_SLOTS="2") as store:
        yield store


@pytest.fixture
def training(monkeypatch):
    return Training(monkeypatch)


@pytest.fixture
def run_id(store):
    parts = [({"part": number}, 1.0) for number in range(PARTS)]
    return store.create({"name": "a"}, "a", "v1", 8, parts)


def found(store, run_id):
    """What a run has in the end: of which parts it consists, and the rows that a page shows."""
    whole = json.loads(store.artifact(run_id, "bundle"))
    return whole["parts"], [row["part"] for row in store.read_metrics(run_id)[0] if "of" not in row]


def test_two_workers_share_the_parts_and_one_joins_them(store, training, run_id):
    both = threading.Barrier(2)

    def train(number, should_stop):
        if number < 2:
            both.wait(10)  # neither goes on before the other has begun

    training.do = train
    with in_the_background(run_id), in_the_background():
        pass
    run = store.get(run_id)
    assert (run.status, run.message, run.parts) == ("done", "", (PARTS + 1, PARTS + 1, 0))
    assert sorted(training.begun) == [0, 1, 2]
    assert found(store, run_id) == ([0, 1, 2], [0, 1, 2])
    assert len(store.read_metrics(run_id)[0]) == PARTS, (
        "the rows of the parts made room for those of the whole"
    )


def test_one_worker_does_it_all(store, training, run_id):
    jobs.run_job(run_id)
    assert store.get(run_id).status == "done" and training.begun == [0, 1, 2]
    assert found(store, run_id) == ([0, 1, 2], [0, 1, 2])


def test_a_cancelled_run_is_joined_of_what_there_is(store, training, run_id):
    def train(number, should_stop):
        if number == 1:
            store.request_cancel(run_id)
            wait_for(should_stop)
            return False

    training.do = train
    jobs.run_job(run_id)
    run = store.get(run_id)
    assert (run.status, run.message) == ("cancelled", jobs.CANCELLED)
    assert training.begun == [0, 1], "nothing more is begun"
    assert found(store, run_id) == ([0, 1, None], [0, 1, None])


def test_a_part_that_takes_too_long_is_said_to_and_the_others_are_trained(
    store, training, run_id, monkeypatch
):
    def train(number, should_stop):
        if number == 1:
            wait_for(should_stop)
            return False

    monkeypatch.setenv("GATESCOPE_MOST_MINUTES", "0.005")
    training.do = train
    jobs.run_job(run_id)
    run = store.get(run_id)
    assert run.status == "cancelled" and run.message.startswith("Stopped after 0.005 minutes")
    assert training.begun == [0, 1, 2] and found(store, run_id)[0] == [0, 1, 2]


def test_only_what_a_dead_process_had_is_trained_again(store, training, run_id):
    dead = store.take("killed", slots=2)
    jobs.run_job(run_id)
    assert store.get(run_id).status == "running" and training.begun == [1, 2], "there is nothing to join yet"
    give_on(store)
    jobs.run_job("")
    assert store.get(run_id).status == "done" and training.begun == [1, 2, 0]
    assert not store.finish_part(dead, b"late", "done")
    assert found(store, run_id) == ([0, 1, 2], [0, 1, 2])


def test_a_worker_that_leaves_gives_back_its_part_and_another_goes_on(store, training, run_id):
    def train(number, should_stop):
        if training.begun == [0, 1]:
            leaving.set()
            wait_for(should_stop)
            return False

    training.do = train
    jobs.run_job(run_id)
    assert store.get(run_id).status == "running" and store.beating() == {}
    leaving.clear()
    jobs.run_job("")
    assert store.get(run_id).status == "done" and training.begun == [0, 1, 1, 2]
    assert found(store, run_id) == ([0, 1, 2], [0, 1, 2])


def test_a_part_that_cannot_be_trained_ends_the_run_and_frees_who_is_at_work(store, training, run_id):
    begun = threading.Event()

    def train(number, should_stop):
        if number == 0:
            begun.wait(10)
            raise ValueError("no")
        begun.set()
        wait_for(should_stop)
        return False

    training.do = train
    with in_the_background(run_id), in_the_background():
        pass
    run = store.get(run_id)
    assert (run.status, run.message) == ("failed", "This run could not be trained: no.")
    assert store.beating() == {} and store.artifact(run_id, "bundle") is None


def test_a_real_comparison_in_parts_is_the_same_as_the_whole(store):
    parts = [(part.to_json(), 1.0) for part in split(REAL)]
    assert len(parts) > 2
    in_parts = store.create(REAL.to_json(), "in parts", "v1", 8, parts)
    as_whole = store.create(REAL.to_json(), "as a whole", "v1", 8)
    with in_the_background(), in_the_background():
        pass
    one, two = (bundle.loads(store.artifact(run_id, "bundle")) for run_id in (in_parts, as_whole))
    assert one.finished and two.finished and one.config == two.config == REAL
    for cell in REAL.cells:
        for name, value in one.cells[cell].weights.items():
            assert torch.equal(value, two.cells[cell].weights[name]), (cell, name)
        assert one.cells[cell].n_max == two.cells[cell].n_max
    curves = [
        sorted(str(row) for row in store.read_metrics(run_id)[0] if row["kind"] == "loss")
        for run_id in (in_parts, as_whole)
    ]
    assert curves[0] == curves[1] != []
