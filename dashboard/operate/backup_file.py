"""The file of a backup: what it may be called, whether it is one, and how it gets there as a whole."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.engine import make_url

from dashboard.store.migrate import is_present, migrate

MAGIC = b"SQLite format 3\0"  # how such a file begins


def check_name(url: str, file: Path) -> None:
    """Refuse to write over the database itself, or over anything that is no backup."""
    if not file.parent.is_dir():
        raise ValueError(f"there is no folder {file.parent}")
    if not file.exists():
        return
    if is_database(url, file):
        raise ValueError("that file is the database itself")
    if not file.is_file() or not is_backup(file):
        raise ValueError(f"{file} is there and is no backup; name another file")


def is_database(url: str, file: Path) -> bool:
    """Whether a file is the database at a URL."""
    place = make_url(url)
    there = place.get_backend_name() == "sqlite" and place.database and Path(place.database).exists()
    return bool(there) and file.samefile(place.database)


def is_backup(file: Path) -> bool:
    """Whether a file is a SQLite database with tables of ours."""
    with file.open("rb") as found:
        if found.read(len(MAGIC)) != MAGIC:
            return False
    with reading(file) as connection:
        try:
            return bool(connection.execute("SELECT name FROM sqlite_master WHERE name = 'runs'").fetchall())
        except sqlite3.DatabaseError:
            return False


def is_whole(file: Path) -> bool:
    """Whether nothing in a SQLite database is damaged."""
    with reading(file) as connection:
        try:
            return connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        except sqlite3.DatabaseError:
            return False


@contextmanager
def reading(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection that changes nothing."""
    with closing(sqlite3.connect(f"file:{quote(str(file.absolute()))}?mode=ro", uri=True)) as connection:
        yield connection


@contextmanager
def opened_backup(file: Path) -> Iterator[Engine]:
    """A backup with the tables of this version: the file, or a copy that is brought up to date."""
    if not file.is_file() or not is_backup(file) or not is_whole(file):
        raise ValueError(f"{file} is no backup, or a damaged one")
    with tempfile.TemporaryDirectory(prefix="gatescope-restore-") as folder:
        query = {"mode": "ro", "uri": "true"}
        place = URL.create("sqlite", database=f"file:{quote(str(file.absolute()))}", query=query)
        engine = create_engine(place)
        if not is_present(engine):
            engine.dispose()
            copied = Path(folder) / "copy.sqlite"
            with reading(file) as source, closing(sqlite3.connect(copied)) as target:
                source.backup(target)
            engine = create_engine(URL.create("sqlite", database=str(copied)))
            migrate(engine)
        try:
            yield engine
        finally:
            engine.dispose()


@contextmanager
def beside(file: Path) -> Iterator[Path]:
    """A new file in the same folder, for its owner only; gone afterwards unless it has been renamed."""
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".part", dir=file.parent)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for left in (name, f"{name}-journal"):
            with suppress(FileNotFoundError):
                os.unlink(left)


def put_in_place(unfinished: Path, file: Path) -> None:
    """Give a file its name when all of it is on the disk."""
    with unfinished.open("rb") as written:
        os.fsync(written.fileno())
    unfinished.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
