"""Network files that visitors have opened: kept in the database, the oldest dropped when room runs out."""

import hashlib
import time
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, update

from dashboard.store.database import open_database
from dashboard.store.schema import opened
from dashboard.store.statements import take_turn

ROOM = 512 * 2**20  # bytes for all files together


@dataclass(frozen=True)
class Opened:
    """One opened file, without its bytes."""

    id: str
    filename: str
    alphabet: str
    opened_at: float


class Library:
    """The opened files, in SQLite or Postgres. Safe to share between threads."""

    def __init__(self, url: str, room: int = ROOM) -> None:
        """Open the database at an SQLAlchemy URL; `room` is how many bytes all files may take."""
        self.room = room
        self._engine = open_database(url)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def add(self, filename: str, alphabet: str, data: bytes) -> str:
        """Keep a file and return its id; the same file with the same alphabet has the same id."""
        key = f"file-{hashlib.sha256(alphabet.encode() + b'|' + data).hexdigest()[:16]}"
        now = time.time()
        with self._engine.begin() as db:
            take_turn(db)
            known = update(opened).where(opened.c.id == key).values(filename=filename, opened_at=now)
            if not db.execute(known).rowcount:
                row = {"id": key, "filename": filename, "alphabet": alphabet, "size": len(data)}
                db.execute(insert(opened).values(**row, opened_at=now, data=data))
            while (db.scalar(select(func.sum(opened.c.size))) or 0) > self.room:
                oldest = db.scalar(select(opened.c.id).order_by(opened.c.opened_at).limit(1))
                db.execute(delete(opened).where(opened.c.id == oldest))
        return key

    def get(self, key: str) -> tuple[Opened, bytes] | None:
        """A file and its bytes, or None."""
        with self._engine.connect() as db:
            row = db.execute(select(opened).where(opened.c.id == key)).mappings().one_or_none()
        return row and (Opened(row["id"], row["filename"], row["alphabet"], row["opened_at"]), row["data"])

    def delete(self, key: str) -> bool:
        """Delete a file; False where there is none."""
        with self._engine.begin() as db:
            return db.execute(delete(opened).where(opened.c.id == key)).rowcount > 0

    def list(self) -> list[Opened]:
        """Every file, the newest first."""
        columns = (opened.c.id, opened.c.filename, opened.c.alphabet, opened.c.opened_at)
        with self._engine.connect() as db:
            return [Opened(*row) for row in db.execute(select(*columns).order_by(opened.c.opened_at.desc()))]
