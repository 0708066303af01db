"""The run store: everything about a run is written here, and every page reads it from here."""

from __future__ import annotations  # the method `list` would otherwise hide the type

import json
import secrets
import time

from sqlalchemy import create_engine, delete, event, func, insert, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from dashboard.schema import FINISHED, LIVE, Run, artifacts, metadata, metrics, runs, turnstile
from dashboard.statements import (
    active_run,
    delete_run,
    insert_run,
    may_start,
    take_turn,
    to_run,
    waiting_runs,
)

NEVER_STARTED = (
    "This run never got its turn: the page that asked for it was closed at once, or the server restarted."
)
WENT_SILENT = (
    "The process that trained this run ended without a word: the server restarted or ran out of memory."
)


class QueueFull(Exception):  # noqa: N818 - it is no fault
    """No more runs may wait; the message tells the visitor so."""


class LiveRunError(Exception):
    """A run that waits or trains cannot be deleted."""


class RunStore:
    """Runs, their metrics and their artifacts, in SQLite or Postgres. Safe to share between threads."""

    def __init__(self, url: str) -> None:
        """Open the database at an SQLAlchemy URL and make its tables if they are missing."""
        self._engine = create_engine(url, pool_pre_ping=True)
        if make_url(url).get_backend_name() == "sqlite":
            event.listen(self._engine, "connect", prepare_sqlite)
        self._make_tables()

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def __enter__(self) -> RunStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # A run from its creation to its end

    def create(self, config: dict, config_hash: str, code_version: str, queue_limit: int) -> str:
        """Queue a run and return its id; if one with this config is already active, return that one's.

        Raises QueueFull, with a sentence for the visitor, if queue_limit runs wait already.
        """
        with self._engine.begin() as db:
            take_turn(db)
            if active := db.scalar(active_run(config_hash)):
                return active
            waiting = db.scalar(select(func.count()).where(runs.c.status == "queued"))
            if waiting >= queue_limit:
                raise QueueFull(
                    f"The queue is full: {waiting} runs are waiting. Please try again when one has started."
                )
            run_id = _new_id()
            insert_run(db, run_id, "queued", config, config_hash, code_version)
        return run_id

    def install(
        self, run_id: str, config: dict, config_hash: str, code_version: str, rows: list[dict], bundle: bytes
    ) -> None:
        """Add a finished run under an id of its own; a run that has that id already is replaced."""
        with self._engine.begin() as db:
            take_turn(db)
            delete_run(db, run_id)
            insert_run(db, run_id, "done", config, config_hash, code_version)
            db.execute(insert(metrics), [{"run_id": run_id, "row": json.dumps(row)} for row in rows])
            db.execute(insert(artifacts).values(run_id=run_id, name="bundle", data=bundle))

    def find_active(self, config_hash: str) -> str | None:
        """Return the id of the run with this config that waits or trains and is not being cancelled."""
        with self._engine.connect() as db:
            return db.scalar(active_run(config_hash))

    def adopt(self, run_id: str, worker: str) -> bool:
        """Take a queued run on; False if it is not queued or another worker was first."""
        return self._change(
            update(runs)
            .where(runs.c.id == run_id, runs.c.status == "queued", runs.c.worker.is_(None))
            .values(worker=worker, heartbeat_at=time.time())
        )

    def claim(self, run_id: str, slots: int) -> bool:
        """Start a queued run if it is its turn and a slot is free; True if it now runs.

        Only the oldest waiting run can start. Run `sweep` before, so that a dead one does not block the rest.
        """
        with self._engine.connect() as db:
            if not may_start(db, run_id, slots):
                return False
        with self._engine.begin() as db:
            take_turn(db)
            if not may_start(db, run_id, slots):
                return False
            now = time.time()
            started = {"status": "running", "started_at": now, "heartbeat_at": now}
            db.execute(update(runs).where(runs.c.id == run_id).values(started))
        return True

    def heartbeat(self, run_id: str) -> bool:
        """Say that the run's process is alive; return whether it should stop, being cancelled or over."""
        alive = (
            update(runs)
            .where(runs.c.id == run_id, runs.c.status.in_(LIVE))
            .values(heartbeat_at=time.time())
            .returning(runs.c.cancel_requested)
        )
        with self._engine.begin() as db:
            cancel_requested = db.scalar(alive)
        return cancel_requested is None or cancel_requested

    def request_cancel(self, run_id: str) -> bool:
        """Ask a run to stop; a queued one is cancelled at once. False if it was not live."""
        waits = (runs.c.id == run_id, runs.c.status == "queued")
        trains = (runs.c.id == run_id, runs.c.status == "running")
        cancelled = {
            "status": "cancelled",
            "finished_at": time.time(),
            "message": "Cancelled before it began.",
        }
        # In this order, so that a run that starts in between is still asked to stop.
        return self._change(
            update(runs).where(*waits).values(cancel_requested=True, **cancelled)
        ) or self._change(update(runs).where(*trains).values(cancel_requested=True))

    def finish(self, run_id: str, status: str, message: str = "") -> bool:
        """End a live run as done, cancelled, failed or interrupted. A finished run never changes: False."""
        if status not in FINISHED:
            raise ValueError(f"a run finishes as one of {', '.join(FINISHED)}, not as {status!r}")
        return self._change(
            update(runs)
            .where(runs.c.id == run_id, runs.c.status.in_(LIVE))
            .values(status=status, message=message, finished_at=time.time())
        )

    def sweep(self, lease_seconds: float) -> list[str]:
        """Mark live runs without a heartbeat for lease_seconds as interrupted; return their ids."""
        now, swept = time.time(), []
        with self._engine.begin() as db:
            for status, message in (("queued", NEVER_STARTED), ("running", WENT_SILENT)):
                silent = (runs.c.status == status, runs.c.heartbeat_at < now - lease_seconds)
                end = (
                    update(runs).where(*silent).values(status="interrupted", message=message, finished_at=now)
                )
                swept += db.scalars(end.returning(runs.c.id))
        return swept

    def delete(self, run_id: str) -> None:
        """Delete a finished run and all that belongs to it. Raises LiveRunError for a live one."""
        with self._engine.begin() as db:
            take_turn(db)
            if db.scalar(select(runs.c.status).where(runs.c.id == run_id)) in LIVE:
                raise LiveRunError("This run is not finished: cancel it before deleting it.")
            delete_run(db, run_id)

    # What is known about runs

    def get(self, run_id: str) -> Run | None:
        """Return a run as it is now, or None if there is none with this id."""
        with self._engine.connect() as db:
            found = db.execute(select(runs).where(runs.c.id == run_id)).mappings().one_or_none()
            return found and to_run(found, waiting_runs(db))

    def list(self) -> list[Run]:
        """Return every run, the newest first."""
        with self._engine.connect() as db:
            waiting = waiting_runs(db)
            newest_first = select(runs).order_by(runs.c.number.desc())
            return [to_run(found, waiting) for found in db.execute(newest_first).mappings()]

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
            db.execute(delete(artifacts).where(artifacts.c.run_id == run_id, artifacts.c.name == name))
            db.execute(insert(artifacts).values(run_id=run_id, name=name, data=data))

    def artifact(self, run_id: str, name: str) -> bytes | None:
        """Return the bytes kept under a name, or None."""
        query = select(artifacts.c.data).where(artifacts.c.run_id == run_id, artifacts.c.name == name)
        with self._engine.connect() as db:
            return db.scalar(query)

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


def _new_id() -> str:
    # A leading dash would read as an option on a command line.
    while (run_id := secrets.token_urlsafe(9)).startswith("-"):
        pass
    return run_id
