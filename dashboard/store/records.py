"""What is kept of runs beside their status: progress, metric rows, and artifacts (bytes under a name)."""

from __future__ import annotations

import json
import time
from typing import Self

from sqlalchemy import create_engine, event, func, insert, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from dashboard.store.schema import artifacts, metadata, metrics, runs, turnstile
from dashboard.store.statements import CHECKPOINT, drop_artifact, mark_checkpoint, put_artifact


class Records:
    """The open database, in SQLite or Postgres, and the records in it. Safe to share between threads."""

    def __init__(self, url: str) -> None:
        """Open the database at an SQLAlchemy URL and make its tables if they are missing."""
        self._engine = create_engine(url, pool_pre_ping=True)
        if make_url(url).get_backend_name() == "sqlite":
            event.listen(self._engine, "connect", prepare_sqlite)
        self._make_tables()

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def set_progress(self, run_id: str, progress: dict) -> None:
        """Replace how far a run is."""
        self._change(update(runs).where(runs.c.id == run_id).values(progress=json.dumps(progress)))

    def append_metrics(self, run_id: str, rows: list[dict]) -> None:
        """Add metric rows, each a dict that JSON can hold, in order."""
        if rows:
            with self._engine.begin() as db:
                db.execute(insert(metrics), [{"run_id": run_id, "row": json.dumps(row)} for row in rows])

    def read_metrics(self, run_id: str, after: int = 0) -> tuple[list[dict], int]:
        """Return the metric rows after a cursor, and the cursor to read on from; 0 is the beginning."""
        query = (
            select(metrics.c.number, metrics.c.row)
            .where(metrics.c.run_id == run_id, metrics.c.number > after)
            .order_by(metrics.c.number)
        )
        with self._engine.connect() as db:
            found = db.execute(query).all()
        return [json.loads(row) for _, row in found], found[-1].number if found else after

    def save_artifact(self, run_id: str, name: str, data: bytes) -> None:
        """Keep bytes under a name; what had that name before is replaced."""
        with self._engine.begin() as db:
            put_artifact(db, run_id, name, data)

    def save_checkpoint(self, run_id: str, data: bytes) -> None:
        """Keep what a run can go on from, together with the place in its metrics where it stands."""
        with self._engine.begin() as db:
            put_artifact(db, run_id, CHECKPOINT, data)
            mark_checkpoint(db, run_id)

    def save_bundle(self, run_id: str, data: bytes) -> None:
        """Keep the networks of a run; from then on they never change, and there is nothing to go on from."""
        with self._engine.begin() as db:
            put_artifact(db, run_id, "bundle", data)
            drop_artifact(db, run_id, CHECKPOINT)

    def artifact(self, run_id: str, name: str) -> bytes | None:
        """Return the bytes kept under a name, or None."""
        query = select(artifacts.c.data).where(artifacts.c.run_id == run_id, artifacts.c.name == name)
        with self._engine.connect() as db:
            return db.scalar(query)

    def has_artifact(self, run_id: str, name: str) -> bool:
        """Whether something is kept under a name, and not nothing."""
        size = func.length(artifacts.c.data)
        query = select(size).where(artifacts.c.run_id == run_id, artifacts.c.name == name)
        with self._engine.connect() as db:
            return bool(db.scalar(query))

    def _change(self, statement: object) -> bool:
        with self._engine.begin() as db:
            return db.execute(statement).rowcount > 0

    def _make_tables(self) -> None:
        for attempts_left in (4, 3, 2, 1, 0):
            try:
                metadata.create_all(self._engine)
                with self._engine.begin() as db:
                    if db.scalar(select(turnstile.c.id)) is None:
                        db.execute(insert(turnstile).values(id=1, turns=0))
                return
            except DBAPIError:
                # Another process may be making the same tables at this moment.
                if not attempts_left:
                    raise
                time.sleep(0.1)


def prepare_sqlite(connection: object, _: object) -> None:
    """What every connection to SQLite begins with: wait for a lock, and let readers and a writer coexist."""
    for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()
