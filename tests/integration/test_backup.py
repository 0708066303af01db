"""A backup is one file with everything, made while the server works, and goes into any kind of database."""

import stat
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text

from dashboard.operate import backup as copies
from dashboard.operate.backup import backup, restore
from dashboard.store.database import open_database
from dashboard.store.library import Library
from dashboard.store.migrate import PRESENT, SchemaError, migrate
from dashboard.store.runs import RunStore
from dashboard.store.schema import parts
from dashboard.store.texts import Texts
from tests import earlier

SHIPPED = ("counting-plain",)
KINDS = ("sqlite", "postgres")


@pytest.fixture
def databases(tmp_path: Path, request: pytest.FixtureRequest):
    """A function from a kind to the URL of a new database of that kind."""
    made = []

    def make(kind: str) -> str:
        if kind == "sqlite":
            made.append(f"sqlite:///{tmp_path}/{len(made)}.sqlite")
        else:
            made.append(request.getfixturevalue("postgres_server").fresh())
        return made[-1]

    yield make
    for url in made:
        open_database(url).dispose()


def fill(url: str) -> dict[str, str]:
    """Something of every kind; the ids of the runs."""
    with RunStore(url) as store:
        store.install("counting-plain", {"task": "counting"}, "hash 0", "v1", [{"a": 1}], b"ships")
        done = store.create({"task": "ü\n"}, "hash 1", "v1", 8, owner="somebody")
        part = store.take("worker", 4)
        store.append_metrics(part, [{"step": step, "π": 0.1 * step} for step in range(1200)])
        store.finish_part(part, bytes(range(256)) * 4000, "done")
        two = [({"part": 0}, 3.0), ({"part": 1}, 4.0)]
        training = store.create({"task": "b"}, "hash 2", "v1", 8, two, owner="another")
        store.save_checkpoint(store.take("worker", 4), b"half")
        store.publish(done, True)
    library, texts = Library(url), Texts(url)
    library.add("net π.pt", "aX\n", b"\0\xff" * 5)
    texts.add(b"war and peace", "war.txt")
    return {"done": done, "training": training}


def everything(url: str) -> dict[str, list]:
    """Every row of every table, but for who is at work."""
    with open_database(url).connect() as db:
        return {
            table.name: sorted((tuple(row) for row in db.execute(select(table))), key=repr)
            for table in copies.TABLES
            if table.name not in ("turnstile", "parts")
        }


@pytest.mark.parametrize("into", KINDS)
@pytest.mark.parametrize("out_of", KINDS)
def test_what_comes_back_is_what_there_was(databases, tmp_path: Path, out_of: str, into: str) -> None:
    url, other, file = databases(out_of), databases(into), tmp_path / "saved.backup"
    ids = fill(url)
    before = everything(url)
    counts = backup(url, file)
    assert (counts["runs"], counts["metrics"], counts["opened"], counts["texts"]) == (3, 1202, 1, 1)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert restore(other, file, SHIPPED) == counts
    assert everything(url) == everything(other) == before
    with RunStore(other) as store:
        assert [run.id for run in store.list()] == [ids["training"], ids["done"], "counting-plain"]
        assert store.get(ids["done"]).public and store.get(ids["done"]).owner == "somebody"
        assert len(store.read_metrics(ids["done"])[0]) == 1200
        # It goes on from there, under numbers of its own.
        part = store.take("another worker", 4)
        assert (part.run_id, part.number, part.attempts) == (ids["training"], 0, 1)
        assert store.checkpoint(ids["training"], 0) == b"half"
        store.append_metrics(part, [{"step": 0}])
        new = store.create({}, "hash 3", "v1", 8)
        assert store.list()[0].id == new


def test_a_backup_of_a_backup_is_the_same(databases, tmp_path: Path) -> None:
    url, other = databases("sqlite"), databases("sqlite")
    fill(url)
    backup(url, tmp_path / "one.backup")
    restore(other, tmp_path / "one.backup", SHIPPED)
    backup(other, tmp_path / "one.backup")  # over the earlier one
    backup(f"sqlite:///{tmp_path}/one.backup", tmp_path / "two.backup")
    assert everything(f"sqlite:///{tmp_path}/two.backup") == everything(url)


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_is_of_one_moment_while_a_run_is_written(
    databases, tmp_path: Path, kind: str, monkeypatch
) -> None:
    """Each round adds a row and a file in one transaction: a moment has as many of both."""
    url, file, over, written = databases(kind), tmp_path / "saved.backup", threading.Event(), []
    with RunStore(url) as store:
        run_id = store.create({}, "hash", "v1", 8)

        def write() -> None:
            with RunStore(url) as own:
                while not over.is_set():
                    number = len(written)
                    with own._engine.begin() as db:
                        db.execute(text("UPDATE turnstile SET turns = turns + 1"))
                        row = {
                            "run": run_id,
                            "row": '{"step": 1}',
                            "name": f"a {number}",
                            "data": b"x" * 5000,
                        }
                        db.execute(text("INSERT INTO metrics (run_id, row) VALUES (:run, :row)"), row)
                        db.execute(
                            text("INSERT INTO artifacts (run_id, name, data) VALUES (:run, :name, :data)"),
                            row,
                        )
                    written.append(number)

        plain = copies.copy_table

        def slowly(*about: object) -> int:
            before = len(written)
            counted = plain(*about)
            deadline = time.monotonic() + 5
            while len(written) < before + 3 and time.monotonic() < deadline:
                time.sleep(0.01)
            return counted

        monkeypatch.setattr(copies, "copy_table", slowly)
        writer = threading.Thread(target=write)
        writer.start()
        try:
            while len(written) < 5:
                time.sleep(0.01)
            counts = backup(url, file)
            later = len(written)
        finally:
            over.set()
            writer.join()
    assert counts["metrics"] == counts["artifacts"] >= 5
    assert later > counts["metrics"], "nobody waited for the backup"


def test_a_database_with_visitors_runs_is_only_replaced_when_asked(databases, tmp_path: Path) -> None:
    url, other, file = databases("sqlite"), databases("sqlite"), tmp_path / "saved.backup"
    fill(url)
    backup(url, file)
    with RunStore(other) as store:
        store.install("counting-plain", {}, "hash 0", "v1", [{}], b"ships")
    restore(other, file, SHIPPED)
    before = everything(other)
    with pytest.raises(
        ValueError, match=r"^the database has 2 runs, 1 file, 1 text of visitors; .* --replace"
    ):
        restore(other, file, SHIPPED)
    assert everything(other) == before
    with RunStore(other) as store:
        store.create({}, "hash 9", "v1", 8)
    restore(other, file, SHIPPED, replace=True)
    assert everything(other) == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_restore_that_fails_changes_nothing(databases, tmp_path: Path, kind: str, monkeypatch) -> None:
    url, other, file = databases("sqlite"), databases(kind), tmp_path / "saved.backup"
    fill(url)
    backup(url, file)
    fill(other)
    before = everything(other)
    plain = copies.copy_table

    def fails(source, target, table) -> int:
        if table.name == "metrics":
            raise OSError("the disk is full")
        return plain(source, target, table)

    monkeypatch.setattr(copies, "copy_table", fails)
    with pytest.raises(OSError, match="the disk is full"):
        restore(other, file, SHIPPED, replace=True)
    assert everything(other) == before


def test_a_backup_that_fails_leaves_no_file_and_the_earlier_one(
    databases, tmp_path: Path, monkeypatch
) -> None:
    url, file = databases("sqlite"), tmp_path / "backups" / "saved.backup"
    file.parent.mkdir()
    fill(url)
    backup(url, file)
    before = file.read_bytes()

    def fails(*_: object) -> int:
        raise OSError("the disk is full")

    monkeypatch.setattr(copies, "copy_table", fails)
    with pytest.raises(OSError, match="the disk is full"):
        backup(url, file)
    assert file.read_bytes() == before and list(file.parent.iterdir()) == [file]


def test_nothing_but_a_backup_is_written_over(databases, tmp_path: Path) -> None:
    url = databases("sqlite")
    fill(url)
    with pytest.raises(ValueError, match=r"^that file is the database itself$"):
        backup(url, Path(url.removeprefix("sqlite:///")))
    other = tmp_path / "letter.txt"
    other.write_text("Dear all")
    foreign = tmp_path / "foreign.sqlite"
    with create_engine(f"sqlite:///{foreign}").begin() as db:
        db.execute(text("CREATE TABLE mine (id INTEGER)"))
    for file in (other, foreign, tmp_path):
        with pytest.raises(ValueError, match="is there and is no backup"):
            backup(url, file)
    with pytest.raises(ValueError, match=r"^there is no folder "):
        backup(url, tmp_path / "nowhere" / "saved.backup")
    assert other.read_text() == "Dear all"


def test_what_is_no_backup_is_not_restored(databases, tmp_path: Path) -> None:
    url, file = databases("sqlite"), tmp_path / "saved.backup"
    for content in (b"", b"Dear all", b"SQLite format 3\0" + b"x" * 5000):
        file.write_bytes(content)
        with pytest.raises(ValueError, match=r"is no backup, or a damaged one$"):
            restore(url, file, SHIPPED)
    with pytest.raises(ValueError, match=r"is no backup, or a damaged one$"):
        restore(url, tmp_path / "nothing", SHIPPED)


def test_a_damaged_backup_is_not_restored(databases, tmp_path: Path) -> None:
    url, file = databases("sqlite"), tmp_path / "saved.backup"
    fill(url)
    backup(url, file)
    whole, other = file.read_bytes(), databases("sqlite")
    damaged = bytearray(whole)
    damaged[len(whole) // 2 : len(whole) // 2 + 4096] = b"\xaa" * 4096
    for content in (bytes(damaged), whole[: len(whole) * 3 // 4]):
        file.write_bytes(content)
        with pytest.raises(ValueError, match=r"is no backup, or a damaged one$"):
            restore(other, file, SHIPPED)


@pytest.mark.parametrize("number", earlier.REVISIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_an_earlier_version_is_brought_up_to_date(databases, tmp_path: Path, number, kind) -> None:
    file, url = tmp_path / "old.sqlite", databases(kind)
    earlier.make(f"sqlite:///{file}", number)
    before = file.read_bytes()
    restore(url, file, SHIPPED)
    assert file.read_bytes() == before
    with RunStore(url) as store:
        assert store.artifact("done", "bundle") == b"\x00networks of done"
        assert store.get("done").public and store.get("done").parts == (1, 1, 0)


def test_a_backup_of_a_newer_version_is_refused(databases, tmp_path: Path) -> None:
    url, file = databases("sqlite"), tmp_path / "saved.backup"
    fill(url)
    backup(url, file)
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(SchemaError, match="9999"):
        restore(databases("sqlite"), file, SHIPPED)


def test_a_database_that_is_not_up_to_date_is_not_touched(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/old.sqlite"
    earlier.make(url, "0003")
    with pytest.raises(
        ValueError, match=f"not at {PRESENT}: make the backup with the version that is running"
    ):
        backup(url, tmp_path / "saved.backup")
    engine = create_engine(url)
    migrate(engine)
    engine.dispose()
    assert backup(url, tmp_path / "saved.backup")["runs"] == len(earlier.RUNS) + 1


def test_parts_that_were_at_work_wait_for_a_worker(databases, tmp_path: Path) -> None:
    url, other, file = databases("sqlite"), databases("sqlite"), tmp_path / "saved.backup"
    fill(url)
    backup(url, file)
    restore(other, file, SHIPPED)
    with open_database(other).connect() as db:
        states = db.execute(select(parts.c.status, parts.c.worker, parts.c.attempts)).all()
    assert sorted(set(states), key=repr) == [("done", "worker", 1), ("waiting", None, 0)]
    with RunStore(url) as store:
        assert len(store.beating()) == 1, "where it was made they go on"
