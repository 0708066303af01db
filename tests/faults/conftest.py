"""What the tests of faults share: stages, and what comes of trainings that nothing happens to."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from models import learn
from tests.faults import trainings
from tests.faults.brakes.hurry import hurry
from tests.faults.stage import Stage
from tests.services import Postgres, Redis


@pytest.fixture(scope="session")
def comparison() -> trainings.Expected:
    """A comparison that nothing happened to."""
    return trainings.comparison()


@pytest.fixture(scope="session")
def text() -> trainings.Expected:
    """A training on text that nothing happened to."""
    with pytest.MonkeyPatch.context() as patch:
        hurry(learn, patch.setattr)
        return trainings.training_on_text()


@pytest.fixture(scope="session")
def make_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Stage]]:
    """A function: make_stage(**env) -> Stage; it ends with the session, if not before."""
    with ExitStack() as stages:

        def make(**env: str) -> Stage:
            stage = Stage(tmp_path_factory.mktemp("stage"), **env)
            stages.callback(stage.close)
            return stage

        yield make


@pytest.fixture(scope="session")
def machine(make_stage: Callable[..., Stage]) -> Stage:
    """One machine that trains by itself, two trainings at once."""
    return make_stage(GATESCOPE_SLOTS="2")


@pytest.fixture
def stage(machine: Stage) -> Iterator[Stage]:
    """That machine, with a web server at work."""
    machine.serve()
    yield machine
    machine.clear()


@pytest.fixture(scope="session")
def machines(make_stage: Callable[..., Stage], postgres_server: Postgres, redis_server: Redis) -> Stage:
    """Several machines that share a Postgres and a Redis: a web server, and a worker for four trainings."""
    urls = {"DATABASE_URL": postgres_server.fresh(), "REDIS_URL": redis_server.fresh()}
    return make_stage(**urls, WORKER_CONCURRENCY="4")


@pytest.fixture
def farm(machines: Stage) -> Iterator[Stage]:
    """These machines, with the web server and the worker at work."""
    machines.serve()
    machines.employ()
    yield machines
    machines.clear()
