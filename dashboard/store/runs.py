"""The run store: everything about a run is written here, and every page reads it from here."""

from __future__ import annotations  # the method `list` would otherwise hide the type

import json
import secrets
import time

from sqlalchemy import Connection, func, insert, select, update

from dashboard.store.records import Records
from dashboard.store.schema import (
    FINISHED,
    LIVE,
    RESUMABLE,
    Run,
    artifacts,
    metrics,
    orders,
    runs,
)
from dashboard.store.statements import (
    CHECKPOINT,
    active_run,
    back_to_checkpoint,
    delete_run,
    give_order,
    insert_run,
    living,
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


class RunStore(Records):
    """Runs, their metrics and their artifacts, in SQLite or Postgres. Safe to share between threads."""

    # A run from its creation to its end

    def create(self, config: dict, config_hash: str, code_version: str, queue_limit: int) -> str:
        """Queue a run and return its id; if one with this config is already active, return that one's.

        Raises QueueFull, with a sentence for the visitor, if queue_limit runs wait already.
        """
        with self._engine.begin() as db:
            take_turn(db)
            if active := db.scalar(active_run(config_hash)):
                return active
            check_queue(db, queue_limit)
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

    def heartbeat(self, run_id: str, worker: str | None = None) -> bool:
        """Say that the run's process is alive; return whether it should stop: cancelled, or no longer its."""
        alive = (
            update(runs)
            .where(*living(run_id, worker))
            .values(heartbeat_at=time.time())
            .returning(runs.c.cancel_requested)
        )
        with self._engine.begin() as db:
            cancel_requested = db.scalar(alive)
        return cancel_requested is None or cancel_requested

    def holds(self, run_id: str, worker: str) -> bool:
        """Whether a worker still has the run.

        It has not when it was silent for so long that the run was given up, and perhaps resumed by another.
        """
        with self._engine.connect() as db:
            return db.scalar(select(runs.c.id).where(*living(run_id, worker))) is not None

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

    def finish(self, run_id: str, status: str, message: str = "", worker: str | None = None) -> bool:
        """End a live run, as one of FINISHED. A finished run changes only by `resume`: False."""
        if status not in FINISHED:
            raise ValueError(f"a run finishes as one of {', '.join(FINISHED)}, not as {status!r}")
        return self._change(
            update(runs)
            .where(*living(run_id, worker))
            .values(status=status, message=message, finished_at=time.time())
        )

    def request_pause(self, run_id: str) -> bool:
        """Ask a run that trains to write itself down and stop; False if it was not training."""
        return self._order(run_id, pause=True)

    def set_learning_rate(self, run_id: str, learning_rate: float) -> bool:
        """Ask a run that trains to go on with another step size; False if it was not training."""
        return self._order(run_id, learning_rate=learning_rate)

    def orders(self, run_id: str) -> tuple[bool, float | None]:
        """What is wanted of a run: whether it should pause, and its step size where that was changed."""
        with self._engine.connect() as db:
            query = select(orders.c.pause, orders.c.learning_rate).where(orders.c.run_id == run_id)
            found = db.execute(query).one_or_none()
        return (found.pause, found.learning_rate) if found else (False, None)

    def resume(self, run_id: str, queue_limit: int) -> bool:
        """Queue a run that stopped on the way to go on from its checkpoint; False if it cannot.

        What it measured after the checkpoint is removed. Raises QueueFull as `create` does.
        """
        kept = select(artifacts.c.run_id).where(artifacts.c.name == CHECKPOINT)
        again = {
            "status": "queued",
            "worker": None,
            "heartbeat_at": time.time(),
            "started_at": None,
            "finished_at": None,
            "cancel_requested": False,
            "message": "",
        }
        stopped = (runs.c.id == run_id, runs.c.status.in_(RESUMABLE), runs.c.id.in_(kept))
        with self._engine.begin() as db:
            take_turn(db)
            if db.scalar(select(runs.c.id).where(*stopped)) is None:
                return False
            check_queue(db, queue_limit)
            db.execute(update(runs).where(runs.c.id == run_id).values(**again))
            back_to_checkpoint(db, run_id)
            give_order(db, run_id, pause=False)
        return True

    def can_resume(self, run: Run) -> bool:
        """Whether `resume` would let it go on, if the queue has room."""
        return run.status in RESUMABLE and self.has_artifact(run.id, CHECKPOINT)

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

    def _order(self, run_id: str, **order: object) -> bool:
        with self._engine.begin() as db:
            take_turn(db)
            if db.scalar(select(runs.c.status).where(runs.c.id == run_id)) != "running":
                return False
            give_order(db, run_id, **order)
        return True


def check_queue(db: Connection, limit: int) -> None:
    """Raise QueueFull if so many runs wait already."""
    waiting = db.scalar(select(func.count()).where(runs.c.status == "queued"))
    if waiting >= limit:
        raise QueueFull(
            f"The queue is full: {waiting} runs are waiting. Please try again when one has started."
        )


def _new_id() -> str:
    # A leading dash would read as an option on a command line.
    while (run_id := secrets.token_urlsafe(9)).startswith("-"):
        pass
    return run_id
