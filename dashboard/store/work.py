"""The parts of runs: who takes which, how they get on, and what becomes of them when nobody does."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select, update

from dashboard.store.records import Records
from dashboard.store.schema import AT_WORK, DONE, TRAIN, Part, Wanted, orders, parts, runs, workers
from dashboard.store.statements import (
    at_work,
    back_to_checkpoint,
    end_run,
    keep_networks,
    put_artifact,
    release,
    replace_metrics,
    result_of,
    take_turn,
)
from dashboard.store.turns import count_at_work, ready_parts

ATTEMPTS = 3  # times that a part is begun whose processes end without a word
WENT_SILENT = (
    f"Its process ended without a word {ATTEMPTS} times: the server has too little memory, or was stopped. "
    "What is done is kept, to go on from here."
)
Beats = dict[tuple[str, int, str], int]  # run, number and worker of a part -> how often it was heard of


class Work(Records):
    """Parts of runs as workers see them. A worker that has lost its part changes nothing any more."""

    def take(self, worker: str, slots: int) -> Part | None:
        """Take the part whose turn it is; None while `slots` are at work on others, or none is ready."""
        if not self.ready(slots):
            return None
        with self._engine.begin() as db:
            take_turn(db)
            found = ready_parts(db)
            if not found or count_at_work(db) >= slots:
                return None
            part, now = found[0], time.time()
            mine = (parts.c.run_id == part.run_id, parts.c.number == part.number)
            begun = {"status": AT_WORK, "worker": worker, "attempts": part.attempts + 1, "started_at": now}
            db.execute(update(parts).where(*mine).values(beats=part.beats + 1, **begun))
            first = update(runs).where(runs.c.id == part.run_id, runs.c.status == "queued")
            db.execute(first.values(status="running", started_at=now))
            back_to_checkpoint(db, part.run_id, part.number)
        config = json.loads(part.config)
        return Part(part.run_id, part.number, part.kind, config, worker, part.attempts + 1)

    def ready(self, slots: int) -> int:
        """How many parts could be taken now."""
        with self._engine.connect() as db:
            free = slots - count_at_work(db)
            return min(free, len(ready_parts(db))) if free > 0 else 0

    def beat(self, part: Part) -> Wanted:
        """Say that the part's process is alive; hear what is wanted of it."""
        alive = update(parts).where(*held(part)).values(beats=parts.c.beats + 1)
        asked = select(runs.c.cancel_requested, orders.c.pause, orders.c.learning_rate)
        asked = asked.join(orders, orders.c.run_id == runs.c.id, isouter=True).where(runs.c.id == part.run_id)
        with self._engine.begin() as db:
            if not db.execute(alive).rowcount:
                return Wanted(own=False)
            found = db.execute(asked).one()
        return Wanted(True, found.cancel_requested, bool(found.pause), found.learning_rate)

    def set_progress(self, part: Part, progress: dict) -> None:
        """Replace how far a part is."""
        self._change(update(parts).where(*held(part)).values(progress=json.dumps(progress)))

    def finish_part(
        self, part: Part, data: bytes, status: str, message: str = "", rows: list[dict] | None = None
    ) -> bool:
        """Keep the networks of a part; False where it is no longer the worker's.

        The only part of a run ends it so; so does the join, whose rows take the place of the others'.
        """
        with self._engine.begin() as db:
            take_turn(db)
            done = {"status": DONE, "finished_at": time.time()}
            if not db.execute(update(parts).where(*held(part)).values(**done)).rowcount:
                return False
            others = select(parts.c.number).where(
                parts.c.run_id == part.run_id, parts.c.number != part.number
            )
            if part.kind == TRAIN and db.scalars(others).first() is not None:
                put_artifact(db, part.run_id, result_of(part.number), data)
            else:
                keep_networks(db, part.run_id, data)
                replace_metrics(db, part.run_id, rows)
                end_run(db, part.run_id, status, message)
        return True

    def give_back(self, part: Part, message: str = "") -> bool:
        """Let another worker go on with a part; a run that should pause does so with its last one."""
        with self._engine.begin() as db:
            take_turn(db)
            if db.scalar(select(parts.c.number).where(*held(part))) is None:
                return False
            release(db, *held(part), attempts=parts.c.attempts - 1)
            pause = db.scalar(select(orders.c.pause).where(orders.c.run_id == part.run_id))
            if pause and not of_run_at_work(db, part.run_id):
                end_run(db, part.run_id, "paused", message)
        return True

    def fail(self, part: Part, message: str) -> bool:
        """End the whole run of a part that cannot be trained."""
        with self._engine.begin() as db:
            take_turn(db)
            if db.scalar(select(parts.c.number).where(*held(part))) is None:
                return False
            return end_run(db, part.run_id, "failed", message)

    # What the keeper looks after

    def beating(self) -> Beats:
        """How often every part that somebody is at work on has been heard of."""
        with self._engine.connect() as db:
            return {(row.run_id, row.number, row.worker): row.beats for row in at_work(db)}

    def give_up(self, silent: Mapping[tuple[str, int, str], int]) -> list[str]:
        """Let parts wait again that have not been heard of since; return the ids of their runs.

        A run whose part was begun ATTEMPTS times is interrupted: whatever ends its processes would go on.
        """
        given_up = []
        with self._engine.begin() as db:
            take_turn(db)
            for row in at_work(db):
                if silent.get((row.run_id, row.number, row.worker)) != row.beats:
                    continue
                given_up.append(row.run_id)
                if row.attempts >= ATTEMPTS:
                    end_run(db, row.run_id, "interrupted", WENT_SILENT)
                else:
                    release(db, parts.c.run_id == row.run_id, parts.c.number == row.number)
        return given_up

    def seen(self, worker: str, seats: int) -> None:
        """Note that a worker of so many seats is there; with none it has left."""
        with self._engine.begin() as db:
            db.execute(delete(workers).where(workers.c.name == worker))
            if seats:
                db.execute(insert(workers).values(name=worker, seats=seats, seen_at=time.time()))


def held(part: Part) -> tuple[object, ...]:
    """The conditions for a part that is still its worker's."""
    mine = (parts.c.run_id == part.run_id, parts.c.number == part.number)
    return (*mine, parts.c.worker == part.worker, parts.c.status == AT_WORK)


def of_run_at_work(db: Connection, run_id: str) -> bool:
    """Whether somebody is at work on any part of the run."""
    return (
        db.scalar(select(parts.c.number).where(parts.c.run_id == run_id, parts.c.status == AT_WORK))
        is not None
    )
