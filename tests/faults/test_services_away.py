"""Redis or Postgres is restarted, or stands still, in the middle of trainings."""

import time

import pytest

from tests.faults.held import Held, queue


@pytest.fixture
def redis(redis_server):
    """The Redis of the machines; it is back in the end."""
    yield redis_server
    if not redis_server.answers():
        redis_server.start()


@pytest.fixture
def postgres(postgres_server):
    """Their Postgres; it is back in the end."""
    yield postgres_server
    if not postgres_server.answers():
        postgres_server.start()


def test_redis_is_restarted_and_forgets_everything(farm, comparison, text, redis):
    runs = Held(farm, comparison, text)
    redis.kill()
    later = queue(farm, comparison)
    farm.until_long_passed()
    assert farm.store.get(later).status == "queued"
    redis.start()
    runs.end_well()
    assert runs.begun_again() == {0}
    farm.until_over(later)
    comparison.check(farm.store, later)
    assert not farm.worker.is_over


def test_redis_is_restarted_again_and_again_while_workers_have_nothing_to_do(farm, comparison, redis):
    for _ in range(2):
        redis.kill()
        run_id = queue(farm, comparison)
        redis.start()
        assert farm.until_over(run_id) == "done"
    assert not farm.worker.is_over


def test_postgres_is_restarted(farm, comparison, text, postgres):
    runs = Held(farm, comparison, text)
    often = len(runs.parts) * farm.longer / farm.settings.heartbeat_seconds
    missed = farm.log.count("No heartbeat") + often
    postgres.kill()
    farm.until(lambda: farm.log.count("No heartbeat") > missed, "longer than the lease has passed")
    farm.release()
    before = farm.log.count("does not answer")
    farm.until(lambda: farm.log.count("does not answer") > before, "trainings miss it")
    postgres.start()
    runs.end_well()
    assert runs.begun_again() == {0}


def test_postgres_stands_still_for_a_while(farm, comparison, text, postgres):
    runs = Held(farm, comparison, text)
    standing = postgres.processes()
    for process in standing:
        process.suspend()
    time.sleep(farm.longer)
    for process in standing:
        process.resume()
    runs.end_well()
    assert runs.begun_again() == {0}


def test_a_worker_that_comes_while_postgres_is_away_is_there_when_it_is_back(farm, comparison, postgres):
    postgres.kill()
    farm.worker.kill()
    before = farm.log.count("this worker is there")
    farm.employ()
    farm.until(lambda: farm.log.count("this worker is there") > before, "the worker has missed the database")
    postgres.start()
    assert farm.until_over(queue(farm, comparison)) == "done"
    farm.until(farm.seats, "the worker is seen")
