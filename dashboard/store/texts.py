"""Texts that visitors have brought to train on: kept in the database, the oldest dropped for newer ones.

Each belongs to whoever brought it: two visitors who bring the same text have one each.
"""

from __future__ import annotations  # the method `list` would otherwise hide the type

import hashlib
import json
import time
from dataclasses import dataclass
from pathlib import PurePath

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, true, update

from dashboard.store.database import open_database
from dashboard.store.schema import LIVE, RESUMABLE, artifacts, runs, texts
from dashboard.store.statements import BUNDLE, take_turn

ROOM = 512 * 2**20  # bytes for all texts together
OWN_ROOM = 64 * 2**20  # for those of one visitor, so that nobody drives out the others'
OWN = "text-"  # how the ids begin
NO_ROOM = (
    "there is no room for another text: runs that wait, train or are paused need all that are here; "
    "finish or delete one of them on the Runs page"
)


@dataclass(frozen=True)
class OwnText:
    """One visitor's text, without its bytes. `pasted` is false for a file."""

    id: str
    filename: str
    size: int
    pasted: bool
    owner: str = ""


COLUMNS = (texts.c.id, texts.c.filename, texts.c.size, texts.c.settings, texts.c.owner)


class Texts:
    """The visitors' texts, in SQLite or Postgres. Safe to share between threads."""

    def __init__(self, url: str, room: int = ROOM, own_room: int = OWN_ROOM) -> None:
        """Open the database at an SQLAlchemy URL; all texts may take `room` bytes, one owner's `own_room`."""
        self.room, self.own_room = room, own_room
        self._engine = open_database(url)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def add(self, data: bytes, filename: str, pasted: bool = False, owner: str = "") -> str:
        """Keep a text and return its id; the owner's same bytes of the same kind of file have the same id.

        Raises ValueError where unfinished runs need all the room there is.
        """
        key = text_id(data, filename, owner)
        now = time.time()
        with self._engine.begin() as db:
            take_turn(db)
            if not db.execute(update(texts).where(texts.c.id == key).values(created_at=now)).rowcount:
                about = {"filename": filename, "settings": json.dumps({"pasted": pasted}), "size": len(data)}
                about |= {"created_at": now, "owner": owner}
                db.execute(insert(texts).values(id=key, **about, data=data))
            make_room(db, self.own_room, texts.c.owner == owner, key)
            make_room(db, self.room, true(), key)
        return key

    def about(self, key: str) -> OwnText | None:
        """What is known of a text, or None."""
        with self._engine.connect() as db:
            row = db.execute(select(*COLUMNS).where(texts.c.id == key)).one_or_none()
        return row and own_text(*row)

    def data(self, key: str) -> bytes | None:
        """The bytes of a text, or None."""
        with self._engine.connect() as db:
            return db.scalar(select(texts.c.data).where(texts.c.id == key))

    def list(self) -> list[OwnText]:
        """Every text, the newest first."""
        with self._engine.connect() as db:
            found = db.execute(select(*COLUMNS).order_by(texts.c.created_at.desc())).all()
        return [own_text(*row) for row in found]


def own_text(key: str, filename: str, size: int, settings: str, owner: str) -> OwnText:
    """A row of COLUMNS as what it is."""
    return OwnText(key, filename, size, json.loads(settings)["pasted"], owner)


def make_room(db: Connection, room: int, whose: ColumnElement[bool], newest: str) -> None:
    """Drop the oldest of these texts that no run needs until they fit; ValueError where they cannot."""
    while (db.scalar(select(func.sum(texts.c.size)).where(whose)) or 0) > room:
        free = texts.c.id.not_in({newest, *needed(db)})
        oldest = db.scalar(select(texts.c.id).where(whose, free).order_by(texts.c.created_at).limit(1))
        if oldest is None:
            raise ValueError(NO_ROOM)
        db.execute(delete(texts).where(texts.c.id == oldest))


def text_id(data: bytes, filename: str, owner: str = "") -> str:
    """The id: what is made of the bytes depends on the ending of the file's name."""
    ending = PurePath(filename).suffix.lower()
    content = json.dumps([owner, ending]).encode() + data
    return OWN + hashlib.sha256(content).hexdigest()[:16]


def needed(db: Connection) -> set[str]:
    """The texts that runs will read once more: those that wait or train, and those that can be resumed."""
    whole = select(artifacts.c.run_id).where(artifacts.c.name == BUNDLE)
    stopped = runs.c.status.in_(RESUMABLE) & runs.c.id.not_in(whole)
    configs = db.scalars(select(runs.c.config).where(or_(runs.c.status.in_(LIVE), stopped)))
    return {str(json.loads(config).get("corpus", "")) for config in configs}
