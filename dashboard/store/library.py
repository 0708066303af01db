"""Network files that visitors have opened: kept in the database, the oldest dropped when room runs out.

Each belongs to whoever opened it: two visitors who open the same file have one each.
"""

from __future__ import annotations  # the method `list` would otherwise hide the type

import hashlib
import json
import time
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, true, update

from dashboard.store.database import open_database
from dashboard.store.schema import opened
from dashboard.store.statements import take_turn

ROOM = 512 * 2**20  # bytes for all files together
OWN_ROOM = 64 * 2**20  # for those of one visitor, so that nobody drives out the others'


@dataclass(frozen=True)
class Opened:
    """One opened file, without its bytes."""

    id: str
    filename: str
    alphabet: str
    opened_at: float
    owner: str = ""


COLUMNS = (opened.c.id, opened.c.filename, opened.c.alphabet, opened.c.opened_at, opened.c.owner)


class Library:
    """The opened files, in SQLite or Postgres. Safe to share between threads."""

    def __init__(self, url: str, room: int = ROOM, own_room: int = OWN_ROOM) -> None:
        """Open the database at an SQLAlchemy URL; all files may take `room` bytes, one owner's `own_room`."""
        self.room, self.own_room = room, own_room
        self._engine = open_database(url)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def add(self, filename: str, alphabet: str, data: bytes, owner: str = "") -> str:
        """Keep a file and return its id; the owner's same file with the same alphabet has the same id."""
        content = json.dumps([owner, alphabet]).encode() + data
        key = f"file-{hashlib.sha256(content).hexdigest()[:16]}"
        now = time.time()
        with self._engine.begin() as db:
            take_turn(db)
            known = update(opened).where(opened.c.id == key).values(filename=filename, opened_at=now)
            if not db.execute(known).rowcount:
                row = {"id": key, "filename": filename, "alphabet": alphabet, "size": len(data)}
                db.execute(insert(opened).values(**row, opened_at=now, data=data, owner=owner))
            make_room(db, self.own_room, opened.c.owner == owner)
            make_room(db, self.room, true())
        return key

    def about(self, key: str) -> Opened | None:
        """What is known of a file, or None."""
        with self._engine.connect() as db:
            row = db.execute(select(*COLUMNS).where(opened.c.id == key)).one_or_none()
        return row and Opened(*row)

    def get(self, key: str) -> tuple[Opened, bytes] | None:
        """A file and its bytes, or None."""
        with self._engine.connect() as db:
            row = db.execute(select(*COLUMNS, opened.c.data).where(opened.c.id == key)).one_or_none()
        return row and (Opened(*row[:-1]), row.data)

    def delete(self, key: str) -> bool:
        """Delete a file; False where there is none."""
        with self._engine.begin() as db:
            return db.execute(delete(opened).where(opened.c.id == key)).rowcount > 0

    def list(self, owner: str | None = None) -> list[Opened]:
        """Every file, or those that are this owner's or nobody's, the newest first."""
        whose = true() if owner is None else opened.c.owner.in_((owner, ""))
        with self._engine.connect() as db:
            found = db.execute(select(*COLUMNS).where(whose).order_by(opened.c.opened_at.desc()))
            return [Opened(*row) for row in found]


def make_room(db: Connection, room: int, whose: ColumnElement[bool]) -> None:
    """Drop the oldest of these files until they fit."""
    while (db.scalar(select(func.sum(opened.c.size)).where(whose)) or 0) > room:
        oldest = db.scalar(select(opened.c.id).where(whose).order_by(opened.c.opened_at).limit(1))
        db.execute(delete(opened).where(opened.c.id == oldest))
