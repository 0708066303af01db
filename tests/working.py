"""What tests of the jobs share: a store of their own, workers as threads, a training that only pretends."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dashboard.jobs import job
from dashboard.jobs.keeper import Keeper
from dashboard.jobs.leaving import leaving
from dashboard.settings import Settings
from dashboard.store.runs import RunStore
from models.training.config import Config

QUICK = {
    "GATESCOPE_SLOTS": "1",
    "GATESCOPE_HEARTBEAT_SECONDS": "0.05",
    "GATESCOPE_LEASE_SECONDS": "0.5",
    "GATESCOPE_NICE": "0",
}


@contextmanager
def workplace(folder: Path, **settings: str) -> Iterator[RunStore]:
    """The run store of workers that work in this process, with these settings."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"DATA_DIR": str(folder), "DATABASE_URL": "", **QUICK, **settings}.items():
            patch.setenv(name, value)
        patch.setattr(job, "be_modest", lambda nice: None)
        with RunStore(Settings.from_env().database_url) as store:
            try:
                yield store
            finally:
                leaving.clear()


@contextmanager
def pretended(train: Callable[..., Any]) -> Iterator[None]:
    """In place of the comparison of cells: train(config, report, should_stop) -> whether it finished.

    A config is whatever a test says, and the networks are b"the bundle".
    """

    def compare(config: Any, report: Callable, should_stop: Callable[[], bool]) -> SimpleNamespace:
        return SimpleNamespace(finished=train(config, report, should_stop) is not False)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("models.compare.compare", compare)
        patch.setattr("models.bundle.dumps", lambda comparison: b"the bundle")
        patch.setattr(Config, "from_json", lambda data: data)
        yield


@contextmanager
def in_the_background(run_id: str = "") -> Iterator[None]:
    """A worker that was woken for a run; it has nothing more to do in the end."""
    thread = threading.Thread(target=job.run_job, args=(run_id,))
    thread.start()
    yield
    thread.join(20)
    assert not thread.is_alive()


def wait_for(condition: Callable[[], object], seconds: float = 10) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "this never came true"
        time.sleep(0.01)


def keeper_of(store: RunStore) -> Keeper:
    """A keeper that nobody calls but the test, and that wakes nobody."""
    return Keeper(store, Settings.from_env(), wake=lambda ready: None)


def give_on(store: RunStore) -> None:
    """Let a keeper look until nobody is at work any more: who is there is dead."""
    keeper = keeper_of(store)

    def nobody_is_at_work() -> bool:
        keeper.tick()
        return not store.beating()

    wait_for(nobody_is_at_work)
