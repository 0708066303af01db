"""Jobs that learn a text, with a stand-in that counts steps: paused, resumed, steered, cancelled."""

import threading
from types import SimpleNamespace

import pytest

from dashboard.jobs import job as jobs
from dashboard.jobs.leaving import leaving
from dashboard.store.settling import PAUSED
from dashboard.store.texts import Texts
from models.learn import Paused
from models.text.config import TextConfig
from tests.working import in_the_background, wait_for, workplace

TEXT = b"the rain in Spain stays mainly in the plain. " * 40
CONFIG = TextConfig(cells=("rnn",), hidden=4, steps=40)


class Counting:
    """Counts to config.steps, reports each step, and keeps a checkpoint every 10."""

    def __init__(self):
        self.pace = threading.Event()  # until it is set, a step takes a while
        self.corpora, self.rates, self.at_step = [], [], {}

    def train_text(self, config, corpus, report, orders, checkpoint=None, keep=None):
        self.corpora.append(corpus)
        for step in range(int(checkpoint or b"0") + 1, config.steps + 1):
            wanted = orders()
            self.rates.append(wanted.learning_rate)
            if wanted.pause:
                raise Paused(b"%d" % (step - 1))
            if wanted.stop:
                return SimpleNamespace(finished=False)
            self.pace.wait(0.02)
            if step in self.at_step:
                self.at_step.pop(step)()
            row = {"fraction": step / config.steps, "step": step, "steps": config.steps, "phase": "training"}
            report([{"kind": "loss", "step": step}, {"kind": "progress", **row}])
            if step % 10 == 0:
                keep(b"%d" % step)
        return SimpleNamespace(finished=True)


@pytest.fixture
def counting(monkeypatch):
    counting = Counting()
    monkeypatch.setattr("models.learn.train_text", counting.train_text)
    monkeypatch.setattr("models.text.bundle.dumps", lambda run: b"the networks")
    monkeypatch.setattr("dashboard.jobs.reporter.FLUSH_SECONDS", 0)
    return counting


@pytest.fixture
def store(tmp_path):
    with workplace(tmp_path, GATESCOPE_LEASE_SECONDS="15") as store:
        yield store


@pytest.fixture
def own(store, tmp_path):
    """The id of a visitor's own text."""
    texts = Texts(f"sqlite:///{tmp_path}/gatescope.sqlite")
    yield texts.add(TEXT, "spain.txt")
    texts.close()


@pytest.fixture
def run_id(store, own):
    config = {**CONFIG.to_json(), "corpus": own}
    return store.create(config, "hash", "v1", 8)


def steps(store, run_id):
    return [row["step"] for row in store.read_metrics(run_id)[0] if row["kind"] == "loss"]


def test_a_text_is_learned_reported_and_kept(store, counting, own, run_id):
    counting.pace.set()
    jobs.run_job(run_id)
    run = store.get(run_id)
    assert (run.status, run.message) == ("done", "")
    assert steps(store, run_id) == list(range(1, 41))
    assert store.artifact(run_id, "bundle") == b"the networks"
    assert store.checkpoint(run_id) is None and not store.can_resume(run)
    (corpus,) = counting.corpora
    assert corpus.name == own and corpus.title == "spain.txt" and "rain in Spain" in corpus.parts[0]


def test_a_run_pauses_and_goes_on_where_it_was(store, counting, run_id):
    with in_the_background(run_id):
        wait_for(lambda: len(steps(store, run_id)) > 3)
        assert store.request_pause(run_id)
    run = store.get(run_id)
    assert (run.status, run.message) == ("paused", PAUSED)
    assert store.artifact(run_id, "bundle") is None
    before = steps(store, run_id)
    assert before == list(range(1, len(before) + 1)) and len(before) < 40
    counting.pace.set()
    assert store.resume(run_id, 8)
    jobs.run_job(run_id)
    assert store.get(run_id).status == "done" and steps(store, run_id) == list(range(1, 41))


def test_a_stopped_server_leaves_a_checkpoint_and_another_goes_on_at_once(store, counting, run_id):
    counting.at_step[17] = leaving.set
    with in_the_background(run_id):
        wait_for(lambda: len(steps(store, run_id)) > 16)
    before = steps(store, run_id)
    assert store.get(run_id).status == "running" and store.beating() == {}
    assert store.checkpoint(run_id) == b"%d" % before[-1]
    leaving.clear()
    counting.pace.set()
    jobs.run_job("")
    assert store.get(run_id).status == "done" and steps(store, run_id) == list(range(1, 41))


def test_after_a_dead_process_no_curve_is_drawn_twice(store, counting, run_id):
    class Killed(BaseException):
        """Nothing of ours hears of it."""

    def kill():
        raise Killed

    counting.pace.set()
    counting.at_step[17] = kill
    with pytest.raises(Killed):
        jobs.run_job(run_id)
    assert store.get(run_id).status == "running" and steps(store, run_id)[-1] == 16
    assert store.give_up(store.beating()) == [run_id]
    jobs.run_job("")
    assert store.get(run_id).status == "done" and steps(store, run_id) == list(range(1, 41))


def test_another_learning_rate_acts_while_it_trains(store, counting, run_id):
    with in_the_background(run_id):
        wait_for(lambda: steps(store, run_id))
        store.set_learning_rate(run_id, 0.0625)
        wait_for(lambda: 0.0625 in counting.rates)
        counting.pace.set()
    assert counting.rates[0] is None and counting.rates[-1] == 0.0625
    assert store.get(run_id).status == "done"


def test_a_cancelled_run_keeps_what_it_has_learned(store, counting, run_id):
    with in_the_background(run_id):
        wait_for(lambda: len(steps(store, run_id)) > 10)
        store.request_cancel(run_id)
    run = store.get(run_id)
    assert (run.status, run.message) == ("cancelled", jobs.CANCELLED)
    assert store.artifact(run_id, "bundle") == b"the networks" and not store.can_resume(run)


def test_a_cancel_is_stronger_than_a_pause(store, counting, run_id):
    def both():
        store.request_pause(run_id)
        store.request_cancel(run_id)

    counting.at_step[12] = both
    jobs.run_job(run_id)
    assert store.get(run_id).status == "cancelled" and store.artifact(run_id, "bundle") == b"the networks"


def test_a_job_that_lost_its_part_changes_nothing_more(store, counting, run_id):
    go_on = threading.Event()
    counting.at_step[13] = lambda: go_on.wait(20)
    with in_the_background(run_id):
        wait_for(lambda: len(steps(store, run_id)) == 12)
        wait_for(lambda: store.give_up(store.beating()))  # in vain where it beats in between
        other = store.take("another worker", slots=1)
        go_on.set()
        at, rows = store.checkpoint(run_id), steps(store, run_id)
        assert rows == list(range(1, int(at) + 1)), "what came after the checkpoint is measured again"
    assert list(store.beating()) == [(run_id, 0, "another worker")]
    assert store.get(run_id).status == "running" and store.beat(other).own
    assert store.artifact(run_id, "bundle") is None and store.checkpoint(run_id) == at
    assert steps(store, run_id) == rows


def test_a_text_that_is_gone_is_said(store, counting):
    run_id = store.create({**CONFIG.to_json(), "corpus": "text-0"}, "gone", "v1", 8)
    jobs.run_job(run_id)
    run = store.get(run_id)
    assert run.status == "failed" and counting.corpora == []
    assert run.message == (
        "This run could not be trained: this text is no longer here: its room was needed for newer ones; "
        "bring it once more."
    )
