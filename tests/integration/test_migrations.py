"""Databases of every earlier version come up to date with all that is in them, on SQLite and on Postgres."""

import multiprocessing
import time
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, inspect, select, text

from dashboard.store import migrate as step
from dashboard.store.earlier import take_over_all
from dashboard.store.library import Library
from dashboard.store.migrate import PRESENT, SchemaError, migrate, revision
from dashboard.store.runs import RunStore
from dashboard.store.schema import metadata, parts, runs, turnstile
from dashboard.store.texts import Texts
from tests import earlier

PRESERVED = ("done", "stopped", "failed")


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    yield engine
    engine.dispose()


def shape(engine: Engine) -> dict:
    """All that the database says of its tables."""
    found = inspect(engine)
    return {
        table: {
            "columns": sorted(str({**column, "comment": None}) for column in found.get_columns(table)),
            "key": found.get_pk_constraint(table)["constrained_columns"],
            "references": [
                (each["constrained_columns"], each["referred_table"], each["options"])
                for each in found.get_foreign_keys(table)
            ],
            "indexes": sorted((each["name"], each["column_names"]) for each in found.get_indexes(table)),
            "unique": sorted(each["column_names"] for each in found.get_unique_constraints(table)),
        }
        for table in sorted(found.get_table_names())
    }


def differences(engine: Engine) -> list:
    with engine.connect() as db:
        context = MigrationContext.configure(db)
        return compare_metadata(context, metadata)


def stamp(engine: Engine, number: str) -> None:
    with engine.begin() as db:
        step.version.create(db)
        db.execute(step.version.insert().values(version_num=number))


def revisions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(step.FOLDER))
    return sorted(each.revision for each in ScriptDirectory.from_config(config).walk_revisions())


def test_every_revision_before_this_one_is_tried() -> None:
    assert revisions() == [*earlier.REVISIONS, PRESENT]


def test_a_new_database_has_what_a_migrated_one_has(engine: Engine, tmp_path, request) -> None:
    earlier.make(str(engine.url), "0001")
    migrate(engine)
    assert not differences(engine)
    if engine.dialect.name == "sqlite":
        fresh = create_engine(f"sqlite:///{tmp_path}/fresh.sqlite")
    else:
        fresh = create_engine(request.getfixturevalue("postgres_server").fresh())
    migrate(fresh)
    assert not differences(fresh)
    assert shape(fresh) == shape(engine)
    with fresh.connect() as db:
        assert revision(db) == PRESENT and db.scalar(select(turnstile.c.turns)) == 0
    fresh.dispose()


@pytest.mark.parametrize("number", earlier.REVISIONS)
@pytest.mark.parametrize("versioned", [False, True])
def test_what_an_earlier_version_kept_is_there(
    url: str, engine: Engine, number: str, versioned: bool
) -> None:
    earlier.make(url, number)
    if versioned:
        stamp(engine, number)
    migrate(engine)
    assert not differences(engine)
    with engine.connect() as db:
        assert revision(db) == PRESENT
        assert db.scalar(select(turnstile.c.turns)) == 7
    with RunStore(url) as store:
        found = {run.id: run for run in store.list("a visitor")}
        assert [run_id for run_id in PRESERVED if found[run_id].status != earlier.RUNS[run_id][0]] == []
        assert found["done"].config == {"task": "done"} and found["done"].parts == (1, 1, 0)
        assert found["stopped"].parts == (1, 1, 0) and found["failed"].parts == (1, 0, 0)
        for run_id in ("waiting", "training"):
            assert found[run_id].status == "interrupted" and "updated" in found[run_id].message
            assert store.can_resume(found[run_id])
        for run_id in found:
            assert store.read_metrics(run_id)[0] == [{"step": 0}, {"step": 1}]
        assert store.artifact("stopped", "bundle") == b"\x00networks of stopped"
        assert not store.can_resume(found["done"]) and not store.can_resume(found["stopped"])
        if number >= "0003":
            assert store.can_resume(found["paused"])
            assert store.checkpoint("paused") == store.checkpoint("training") == b"half"
        assert store.resume("training", 8)
        assert store.take("worker", slots=1).run_id == "training"
        new = store.create({}, "another hash", "v2", 8)
        assert next(run.id for run in store.list()) == new
        store.delete("done")
    if number >= "0002":
        library = Library(url)
        assert library.get("file-1")[1] == b"\xff\x00!" and library.get("file-1")[0].filename == "net π.pt"
    if number >= "0003":
        assert Texts(url).data("text-1") == b"text"


def test_a_run_that_its_earlier_server_still_trains_is_left_to_it(engine: Engine) -> None:
    earlier.make(str(engine.url), "0003")
    migrate(engine)
    with engine.connect() as db:
        assert db.scalar(select(runs.c.status).where(runs.c.id == "alive")) == "running"
        assert db.scalar(select(parts.c.number).where(parts.c.run_id == "alive")) is None
    assert take_over_all(engine) == []
    with engine.begin() as db:
        db.execute(runs.update().where(runs.c.id == "alive").values(heartbeat_at=time.time() - 3600))
    assert take_over_all(engine) == ["alive"] and take_over_all(engine) == []
    with engine.connect() as db:
        assert db.scalar(select(runs.c.status).where(runs.c.id == "alive")) == "interrupted"
        assert db.scalar(select(parts.c.status).where(parts.c.run_id == "alive")) == "waiting"


def test_an_earlier_server_goes_on_with_the_new_tables(url: str, engine: Engine) -> None:
    """Everything that the server of 0003 sent to the database, while it is being replaced."""
    earlier.make(url, "0003")
    migrate(engine)
    with RunStore(url) as store:
        own = store.create({}, "hash of mine", "v2", 8)
    values = {"number": 90, "id": "begun", "status": "queued", "config": "{}", "at": 1.0, "progress": "{}"}
    values |= {"beat": time.time(), "cancelled": False}
    with engine.begin() as db:
        db.execute(text("UPDATE turnstile SET turns = turns + 1"))
        db.execute(text(earlier.RUN), values)
        db.execute(text(earlier.METRIC), {"number": 900, "run": "begun", "row": "{}"})
        db.execute(text(earlier.ARTIFACT), {"run": "begun", "name": "checkpoint", "data": b"half"})
        db.execute(text(earlier.OPENED), {"id": "file-2", "data": b"1"})
        silent = "status IN ('queued', 'running') AND heartbeat_at < 9e9 AND id NOT IN ('alive', 'begun')"
        db.execute(text(f"UPDATE runs SET status = 'interrupted' WHERE {silent}"))
        for table in ("orders", "metrics", "artifacts"):
            db.execute(text(f"DELETE FROM {table} WHERE run_id = 'paused'"))
        db.execute(text("DELETE FROM runs WHERE id = 'paused'"))
    with RunStore(url) as store:
        assert store.get(own).status == "queued", "an earlier server does not give up what it does not know"
        assert store.get("paused") is None
        assert store.get("begun").status == "queued"
        with engine.begin() as db:
            db.execute(text("UPDATE runs SET status = 'done' WHERE id = 'begun'"))
        assert take_over_all(engine) == ["begun"]
        assert store.get("begun") in store.list("a visitor"), "as public as it was there"
        assert store.checkpoint("begun") == b"half"


def test_a_present_database_costs_one_question(engine: Engine) -> None:
    migrate(engine)
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *about: asked.append(about[2]))
    migrate(engine)
    assert len(asked) == 1 and asked[0].startswith("SELECT")


def test_a_newer_database_is_refused_in_one_sentence(engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as db:
        db.execute(step.version.update().values(version_num="9999"))
    with pytest.raises(SchemaError) as refused:
        migrate(engine)
    message = str(refused.value)
    assert "9999" in message and PRESENT in message
    assert message.endswith(".") and ". " not in message and "\n" not in message


def test_what_fails_on_the_way_leaves_everything_as_it_was(engine: Engine, monkeypatch) -> None:
    earlier.make(str(engine.url), "0002")
    before = shape(engine)

    def fails(*_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(step, "take_over", fails)
    with pytest.raises(RuntimeError, match="the disk is full"):
        migrate(engine)
    assert shape(engine) == before
    monkeypatch.undo()
    migrate(engine)
    assert not differences(engine)


def test_references_are_watched_over_again(tmp_path) -> None:
    from sqlalchemy.exc import IntegrityError

    from dashboard.store.database import open_database

    url = f"sqlite:///{tmp_path}/gatescope.sqlite"
    earlier.make(url, "0003")
    engine = open_database(url)
    with pytest.raises(IntegrityError), engine.begin() as db:
        db.execute(text("INSERT INTO orders VALUES ('nothing', 0, 0.5)"))


def opens(url: str, barrier, results) -> None:
    engine = create_engine(url)
    barrier.wait()
    try:
        migrate(engine)
        results.put("")
    except Exception as error:
        results.put(repr(error))
    engine.dispose()


@pytest.mark.parametrize("number", [None, "0001", "0003"])
def test_servers_that_start_at_once_do_no_harm(url: str, engine: Engine, number: str | None) -> None:
    if number:
        earlier.make(url, number)
    spawn = multiprocessing.get_context("spawn")
    barrier, results = spawn.Barrier(3), spawn.Queue()
    servers = [spawn.Process(target=opens, args=(url, barrier, results)) for _ in range(3)]
    for server in servers:
        server.start()
    assert [results.get(timeout=60) for _ in servers] == [""] * len(servers)
    for server in servers:
        server.join()
        server.close()
    results.close()
    results.join_thread()
    assert not differences(engine)
    with engine.connect() as db:
        assert len(db.execute(select(turnstile)).all()) == 1
        count = len(db.execute(select(runs.c.id)).all())
        assert count == (0 if number is None else len(earlier.RUNS) + (number == "0003"))
