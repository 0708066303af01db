"""What is kept of runs beside their status: metric rows, and artifacts (bytes under a name)."""

from __future__ import annotations

import json
from typing import Self

from sqlalchemy import func, select

from dashboard.store.database import open_database
from dashboard.store.schema import artifacts, metrics
from dashboard.store.statements import checkpoint_of


class Records:
    """The open database and the records in it. Safe to share between threads."""

    def __init__(self, url: str) -> None:
        """Open the database at an SQLAlchemy URL, and bring its tables up to date."""
        self._engine = open_database(url)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

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

    def cursor(self, run_id: str) -> int:
        """The cursor behind the last metric row of a run."""
        rows = select(metrics.c.number).where(metrics.c.run_id == run_id)
        with self._engine.connect() as db:
            return db.scalar(rows.order_by(metrics.c.number.desc()).limit(1)) or 0

    def checkpoint(self, run_id: str, part: int = 0) -> bytes | None:
        """What a part can go on from, or None."""
        return self.artifact(run_id, checkpoint_of(part))

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
