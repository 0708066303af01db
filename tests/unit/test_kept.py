"""What is kept in memory is bounded by its size, and what is made of a run is made once."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
import torch

from dashboard import context
from dashboard.kept import kept, size
from dashboard.remembered import LIVE, lately, remembered
from dashboard.store.schema import Run


@dataclass
class Holder:
    tensor: torch.Tensor
    texts: dict[str, str]


def test_sizes_count_what_is_inside():
    held = Holder(torch.zeros(1000), {"a": "b" * 500})
    assert 4500 < size(held) < 6000
    assert size([np.zeros(1000)] * 3) > 24_000
    assert size(torch.nn.Linear(100, 10)) > 4000


def test_results_are_kept_until_there_is_no_room():
    made = []

    @kept(megabytes=1)
    def make(number, floats):
        made.append(number)
        return torch.zeros(floats)

    for number in (1, 2, 1, 2):
        make(number, 100_000)
    assert made == [1, 2]
    make(3, 100_000)  # the third does not fit beside the two others
    make(2, 100_000)
    assert made == [1, 2, 3]
    make(1, 100_000)
    assert made == [1, 2, 3, 1]
    for _ in range(2):
        make(4, 1_000_000)  # larger than all the room
    assert made == [1, 2, 3, 1, 4, 4]


class Measured:
    """A store that counts how often a run's cursor is asked for."""

    def __init__(self):
        self.last = 0

    def cursor(self, run_id):
        return self.last


@pytest.fixture
def store(monkeypatch):
    measured = Measured()
    monkeypatch.setattr(context, "store", lambda: measured)
    return measured


def run(name="a", status="done", ended=1.0, **more):
    fields = dict(config={}, config_hash="", code_version="", started_at=None, cancel_requested=False)
    fields |= dict(message="", owner="me", public=False, progress={}, parts=(1, 1, 0), created_at=0.0)
    return Run(id=name, status=status, finished_at=ended, **fields | more)


@pytest.fixture
def made():
    return []


@pytest.fixture
def make(made):
    @remembered(2)
    def make(run):
        made.append(run.id)
        return f"{run.id} {run.status}"

    return make


def test_a_run_that_has_ended_is_looked_at_once_whoever_asks(store, made, make):
    assert make(run()) == make(replace(run(), owner="other", public=True)) == "a done"
    assert made == ["a"]
    make(run(ended=2.0))  # it was resumed, and ended again
    make(run("b"))
    make(run())  # there was room for two
    assert made == ["a", "a", "b", "a"]


def test_a_run_that_lives_is_looked_at_again_when_there_is_more_of_it(store, made, make):
    live = run(status="running", ended=None)
    make(live), make(live)
    store.last = 7
    make(live)
    assert made == ["a"], "all who watch share one look a second"
    lately.cache_clear()  # a second later
    make(live), make(live)
    assert made == ["a", "a"]
    for k in range(LIVE):
        make(replace(live, id=str(k)))
    make(live)
    assert len(made) == 2 + LIVE + 1
