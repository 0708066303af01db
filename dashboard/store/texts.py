"""Texts that visitors have brought to train on: kept in the database, the oldest dropped for newer ones."""

import hashlib
import json
import time
from dataclasses import dataclass
from pathlib import PurePath

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from dashboard.store.database import open_database
from dashboard.store.schema import LIVE, RESUMABLE, artifacts, runs, texts
from dashboard.store.statements import BUNDLE, take_turn

ROOM = 512 * 2**20  # bytes for all texts together
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


class Texts:
    """The visitors' texts, in SQLite or Postgres. Safe to share between threads."""

    def __init__(self, url: str, room: int = ROOM) -> None:
        """Open the database at an SQLAlchemy URL; `room` is how many bytes all texts may take."""
        self.room = room
        self._engine = open_database(url)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def add(self, data: bytes, filename: str, pasted: bool = False) -> str:
        """Keep a text and return its id; the same bytes of the same kind of file have the same id.

        Raises ValueError where unfinished runs need all the room there is.
        """
        key = text_id(data, filename)
        now = time.time()
        with self._engine.begin() as db:
            take_turn(db)
            if not db.execute(update(texts).where(texts.c.id == key).values(created_at=now)).rowcount:
                about = {"filename": filename, "settings": json.dumps({"pasted": pasted}), "size": len(data)}
                db.execute(insert(texts).values(id=key, **about, created_at=now, data=data))
            self._make_room(db, key)
        return key

    def _make_room(self, db: Connection, newest: str) -> None:
        while (db.scalar(select(func.sum(texts.c.size))) or 0) > self.room:
            free = texts.c.id.not_in({newest, *needed(db)})
            oldest = db.scalar(select(texts.c.id).where(free).order_by(texts.c.created_at).limit(1))
            if oldest is None:
                raise ValueError(NO_ROOM)
            db.execute(delete(texts).where(texts.c.id == oldest))

    def about(self, key: str) -> OwnText | None:
        """What is known of a text, or None."""
        return next((text for text in self.list() if text.id == key), None)

    def data(self, key: str) -> bytes | None:
        """The bytes of a text, or None."""
        with self._engine.connect() as db:
            return db.scalar(select(texts.c.data).where(texts.c.id == key))

    def list(self) -> list[OwnText]:
        """Every text, the newest first."""
        columns = (texts.c.id, texts.c.filename, texts.c.size, texts.c.settings)
        with self._engine.connect() as db:
            found = db.execute(select(*columns).order_by(texts.c.created_at.desc())).all()
        return [
            OwnText(key, name, size, json.loads(settings)["pasted"]) for key, name, size, settings in found
        ]


def text_id(data: bytes, filename: str) -> str:
    """The id: what is made of the bytes depends on the ending of the file's name."""
    ending = PurePath(filename).suffix.lower()
    return OWN + hashlib.sha256(ending.encode("utf-8", "replace") + b"|" + data).hexdigest()[:16]


def needed(db: Connection) -> set[str]:
    """The texts that runs will read once more: those that wait or train, and those that can be resumed."""
    whole = select(artifacts.c.run_id).where(artifacts.c.name == BUNDLE)
    stopped = runs.c.status.in_(RESUMABLE) & runs.c.id.not_in(whole)
    configs = db.scalars(select(runs.c.config).where(or_(runs.c.status.in_(LIVE), stopped)))
    return {str(json.loads(config).get("corpus", "")) for config in configs}
