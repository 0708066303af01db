"""What is old is deleted, and nothing that ships, that is not over, or that is still needed."""

import dataclasses
import time
from pathlib import Path

import pytest
from diskcache import Cache, JSONDisk
from sqlalchemy import Table, delete, update

from dashboard import bundled
from dashboard.jobs import keeper
from dashboard.operate import logs
from dashboard.operate.retention import A_DAY, expire
from dashboard.settings import Settings
from dashboard.store.database import open_database
from dashboard.store.library import Library
from dashboard.store.runs import LiveRunError, RunStore
from dashboard.store.schema import FINISHED, LIVE, opened, parts, runs, texts
from dashboard.store.texts import Texts

NOTHING = {"runs": 0, "files": 0, "texts": 0}


@pytest.fixture
def settings(url: str, tmp_path: Path) -> Settings:
    env = {"DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": url, "GATESCOPE_KEEP_DAYS": "30"}
    return Settings.from_env(env)


def change(settings: Settings, table: Table, key: str, **values: object) -> None:
    with open_database(settings.database_url).begin() as db:
        db.execute(update(table).where(table.c.id == key).values(**values))


def add(settings: Settings, status: str, days: float, config: dict | None = None) -> str:
    """A run that ended so many days ago; one that is not over was begun then."""
    at = time.time() - days * A_DAY
    with RunStore(settings.database_url) as store:
        run_id = store.create(config or {}, f"{status} {days}", "v1", 100)
    times = {"created_at": at, "finished_at": at if status in FINISHED else None}
    change(settings, runs, run_id, status=status, **times)
    return run_id


def left(settings: Settings) -> set[str]:
    with RunStore(settings.database_url) as store:
        return {run.id for run in store.list()}


def test_runs_go_when_they_have_been_over_for_long(settings: Settings) -> None:
    over = ("done", "cancelled", "failed", "interrupted")
    old, new = ([add(settings, status, days) for status in over] for days in (31, 29))
    kept = [add(settings, status, 400) for status in (*LIVE, "paused")]
    assert expire(settings) == NOTHING | {"runs": 4}
    assert left(settings) == {*new, *kept}
    assert expire(settings) == NOTHING
    assert expire(settings, days=10) == NOTHING | {"runs": 4}
    assert left(settings) == set(kept) and old


def test_what_ships_stays(settings: Settings) -> None:
    shipped, mine = bundled.bundled_ids()[0], "mine-of-the-same-kind"
    with RunStore(settings.database_url) as store:
        for run_id in (shipped, mine):
            store.install(run_id, {}, "hash", "v1", [{}], b"networks")
    for run_id in (shipped, mine):
        change(settings, runs, run_id, created_at=0.0)
    assert expire(settings) == NOTHING | {"runs": 1}
    assert left(settings) == {shipped}


def test_zero_days_mean_for_ever(settings: Settings) -> None:
    run_id = add(settings, "done", 5000)
    assert expire(dataclasses.replace(settings, keep_days=0)) == NOTHING
    assert expire(settings, days=0) == NOTHING
    assert left(settings) == {run_id}


def test_files_go_when_nobody_has_opened_them_for_long(settings: Settings) -> None:
    library = Library(settings.database_url)
    old, new = (library.add(f"{name}.pt", "ab", name.encode()) for name in ("old", "new"))
    for key, days in ((old, 31), (new, 29)):
        change(settings, opened, key, opened_at=time.time() - days * A_DAY)
    assert expire(settings) == NOTHING | {"files": 1}
    assert [each.id for each in library.list()] == [new]


@pytest.mark.parametrize("status", [*LIVE, "paused", "interrupted"])
def test_a_text_stays_while_a_run_that_is_not_over_needs_it(settings: Settings, status: str) -> None:
    kept = Texts(settings.database_url)
    needed, other, new = (kept.add(name.encode(), f"{name}.txt") for name in ("needed", "other", "new"))
    for key in (needed, other):
        change(settings, texts, key, created_at=0.0)
    run_id = add(settings, status, 5, {"task": "text", "corpus": needed})
    assert expire(settings) == NOTHING | {"texts": 1}
    assert {text.id for text in kept.list()} == {needed, new}
    change(settings, runs, run_id, status="failed", finished_at=time.time())
    assert expire(settings) == NOTHING | {"texts": 1}
    assert {text.id for text in kept.list()} == {new}


def test_a_run_that_is_resumed_at_that_moment_stays(settings: Settings, monkeypatch) -> None:
    resumed, gone = add(settings, "interrupted", 50), add(settings, "done", 50)
    plain = RunStore.delete

    def delete(store: RunStore, run_id: str) -> None:
        if run_id == resumed:
            assert store.resume(run_id, 8)
        plain(store, run_id)

    monkeypatch.setattr(RunStore, "delete", delete)
    assert expire(settings) == NOTHING | {"runs": 1}
    assert left(settings) == {resumed} and gone
    with RunStore(settings.database_url) as store, pytest.raises(LiveRunError):
        plain(store, resumed)


def test_results_that_nobody_fetched_are_forgotten(settings: Settings) -> None:
    assert expire(settings) == NOTHING, "on a host with Redis there is no cache"
    folder = settings.data_dir / "jobs"
    with Cache(str(folder), disk=JSONDisk) as cache:
        cache.set("old", "run", expire=-1)
        cache.set("new", "run", expire=100)
        expire(dataclasses.replace(settings, keep_days=0))
        assert list(cache) == ["new"]


def test_what_is_deleted_is_in_the_log(settings: Settings, monkeypatch) -> None:
    told = []
    monkeypatch.setattr(logs, "event", lambda name, **details: told.append((name, details)))
    run_id = add(settings, "done", 50)
    expire(settings)
    assert told[1:] == [("deleted", {"run_id": run_id}), ("expired", {"what": "runs", "count": 1})]


def test_the_keeper_cleans_up_once_it_is_time(settings: Settings, monkeypatch) -> None:
    old, mine = add(settings, "done", 50), add(settings, "running", 1)
    with open_database(settings.database_url).begin() as db:
        db.execute(delete(parts).where(parts.c.run_id == mine))
    change(settings, runs, mine, heartbeat_at=time.time() - 3600)  # as an earlier version's server leaves it
    monkeypatch.setattr(keeper, "SOON", 0.0)
    with RunStore(settings.database_url) as store:
        keeper.Keeper(store, settings, lambda ready: None, lambda: keeper.clean_up(settings)).tick()
        assert store.get(old) is None and store.get(mine).status == "interrupted"
        assert store.can_resume(store.get(mine))
