"""The parts of runs: who takes which, how they get on, and what becomes of them when nobody does."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select, update

from dashboard.operate import logs
from dashboard.store.records import Records
from dashboard.store.schema import AT_WORK, DONE, TRAIN, Part, Wanted, orders, parts, runs, workers
from dashboard.store.settling import has_join, settle
from dashboard.store.statements import (
    at_work,
    back_to_checkpoint,
    checkpoint_of,
    end_run,
    ends_with,
    keep_networks,
    mark_checkpoint,
    put_artifact,
    put_metrics,
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
            config = json.loads(db.scalar(select(parts.c.config).where(*mine)))
        about = {"run_id": part.run_id, "part": part.number, "worker": worker}
        logs.event("started", **about, attempts=part.attempts + 1)
        return Part(part.run_id, part.number, part.kind, config, worker, part.attempts + 1)

    def ready(self, slots: int) -> int:
        """How many parts could be taken now."""
        with self._engine.connect() as db:
            free = slots - count_at_work(db)
            return min(free, len(ready_parts(db))) if free > 0 else 0

    def beat(self, part: Part) -> Wanted:
        """Say that the part's process is alive; hear what is wanted of it."""
        asked = select(runs.c.cancel_requested, orders.c.pause, orders.c.learning_rate)
        asked = asked.join(orders, orders.c.run_id == runs.c.id, isouter=True).where(runs.c.id == part.run_id)
        with self._engine.begin() as db:
            if not is_held(db, part):
                return Wanted(own=False)
            found = db.execute(asked).one()
        return Wanted(True, found.cancel_requested, bool(found.pause), found.learning_rate)

    def set_progress(self, part: Part, progress: dict) -> bool:
        """Replace how far a part is."""
        return self._change(update(parts).where(*held(part)).values(progress=json.dumps(progress)))

    def append_metrics(self, part: Part, rows: list[dict]) -> bool:
        """Add what a part has measured: rows, each a dict that JSON can hold, in order.

        The database may go away before it says that they are there; then they are sent again.
        """
        with self._engine.begin() as db:
            if is_held(db, part):
                if rows and not ends_with(db, part.run_id, part.number, rows[-1]):
                    put_metrics(db, part.run_id, rows, part.number)
                return True
        return False

    def save_checkpoint(self, part: Part, data: bytes) -> bool:
        """Keep what a part can go on from, together with the place in its metrics where it stands."""
        with self._engine.begin() as db:
            if is_held(db, part):
                put_artifact(db, part.run_id, checkpoint_of(part.number), data)
                mark_checkpoint(db, part.run_id, part.number)
                return True
        return False

    def finish_part(
        self, part: Part, data: bytes, status: str, message: str = "", rows: list[dict] | None = None
    ) -> bool:
        """Keep the networks of a part; False where it is no longer the worker's.

        The only part of a run ends it so; so does the join, whose rows take the place of the others'.
        """
        with self._engine.begin() as db:
            take_turn(db)
            # Not by the clock, which may have jumped: how long parts take tells how long others wait.
            done = {"status": DONE, "finished_at": parts.c.started_at + time.monotonic() - part.since}
            if not db.execute(update(parts).where(*held(part)).values(**done)).rowcount:
                return False
            if part.kind == TRAIN and has_join(db, part.run_id):
                put_artifact(db, part.run_id, result_of(part.number), data)
                settle(db, part.run_id)
            else:
                keep_networks(db, part.run_id, data)
                replace_metrics(db, part.run_id, rows)
                end_run(db, part.run_id, status, message)
        logs.event("part_done", run_id=part.run_id, part=part.number, worker=part.worker)
        return True

    def trainings(self, run_id: str) -> list[tuple[dict, bytes | None]]:
        """What every training of a run was to train, and the networks that came of it, where any did."""
        asked = select(parts.c.number, parts.c.config).where(parts.c.run_id == run_id, parts.c.kind == TRAIN)
        with self._engine.connect() as db:
            found = db.execute(asked.order_by(parts.c.number)).all()
        return [(json.loads(row.config), self.artifact(run_id, result_of(row.number))) for row in found]

    def give_back(self, part: Part) -> bool:
        """Let another worker go on with a part; a run that should pause does so with its last one."""
        with self._engine.begin() as db:
            take_turn(db)
            if not release(db, *held(part), attempts=parts.c.attempts - 1):
                return False
            settle(db, part.run_id)
        logs.event("given_back", run_id=part.run_id, part=part.number, worker=part.worker)
        return True

    def fail(self, part: Part, message: str) -> bool:
        """End the whole run of a part that cannot be trained."""
        with self._engine.begin() as db:
            take_turn(db)
            return is_held(db, part) and end_run(db, part.run_id, "failed", message)

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
                heard = silent.get((row.run_id, row.number, row.worker))
                this = (parts.c.run_id == row.run_id, parts.c.number == row.number, parts.c.beats == heard)
                if heard is None or not release(db, *this):
                    continue
                given_up.append(row.run_id)
                about = {"run_id": row.run_id, "part": row.number, "worker": row.worker}
                logs.event("given_up", **about, attempts=row.attempts)
                if row.attempts >= ATTEMPTS:
                    end_run(db, row.run_id, "interrupted", WENT_SILENT)
                else:
                    settle(db, row.run_id)
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


def is_held(db: Connection, part: Part) -> bool:
    """Whether a part is still its worker's, which nobody can change until the transaction ends."""
    heard = update(parts).where(*held(part)).values(beats=parts.c.beats + 1)
    return db.execute(heard).rowcount > 0
