"""The run store: everything about a run is written here, and every page reads it from here."""

from __future__ import annotations  # the method `list` would otherwise hide the type

import secrets
import time
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update

from dashboard.operate import logs
from dashboard.store.reading import asked_for, read_runs, worker_seats
from dashboard.store.schema import (
    DONE,
    JOIN,
    LIVE,
    RESUMABLE,
    TRAIN,
    Run,
    artifacts,
    orders,
    parts,
    runs,
)
from dashboard.store.settling import settle
from dashboard.store.statements import (
    BUNDLE,
    active_run,
    back_to_checkpoint,
    copy_results,
    delete_results,
    delete_run,
    end_run,
    give_order,
    insert_part,
    insert_run,
    keep_networks,
    known_result,
    put_metrics,
    take_turn,
)
from dashboard.store.turns import pace, soonest
from dashboard.store.work import Work

JOIN_SHARE = 0.02  # of the time that all trainings take, for joining them
NOT_BEGUN = "Cancelled before it began."
THE_RUN = select(runs).where(runs.c.id == bindparam("run"))  # made once, as each page asks this often


class Refused(Exception):  # noqa: N818 - it is no fault
    """No more runs are taken in; the message says why, `own` whether it is because of the visitor's own."""

    def __init__(self, why: str, own: bool = False) -> None:
        super().__init__(why)
        self.own = own


class LiveRunError(Exception):
    """A run that waits or trains cannot be deleted."""


class RunStore(Work):
    """Runs, their parts, measurements and networks, in SQLite or Postgres. Safe to share between threads."""

    seats = 0  # how many parts this machine trains at once; 0 where workers do, who tell it themselves

    # A run from its creation to its end

    def create(
        self,
        config: dict,
        config_hash: str,
        code_version: str,
        queue_limit: int,
        trainings: Sequence[tuple[dict, float]] = (),
        owner: str = "",
        per_visitor: int | None = None,
        anew: bool = False,
    ) -> str:
        """Queue a run and return its id; where the owner has a live one with this config, return that one's.

        Args:
            config, config_hash, code_version: what is trained, and what it is known by.
            queue_limit: how many runs may wait.
            trainings: of each part its config and about how many seconds it takes; none means that the run
                is one part.
            owner: whoever asks for it.
            per_visitor: how many runs of one owner may wait or train.
            anew: whether it is to be trained even if its result is known by then.

        Raises Refused, with a sentence for the visitor.
        """
        with self._engine.begin() as db:
            take_turn(db)
            if active := db.scalar(active_run(config_hash, owner)):
                return active
            check_room(db, queue_limit, owner, per_visitor)
            run_id = new_id()
            insert_run(db, run_id, "queued", config, config_hash, code_version, owner=owner, anew=anew)
            wanted = trainings or [(config, 0.0)]
            for number, (part, seconds) in enumerate(wanted):
                insert_part(db, run_id, number, TRAIN, part, seconds)
            if len(wanted) > 1:
                joining = JOIN_SHARE * sum(seconds for _, seconds in wanted)
                insert_part(db, run_id, len(wanted), JOIN, config, joining)
        logs.event("queued", run_id=run_id, count=len(wanted))
        return run_id

    def install(
        self,
        run_id: str,
        config: dict,
        config_hash: str,
        code_version: str,
        rows: list[dict],
        bundle: bytes,
        owner: str = "",
        public: bool = False,
    ) -> None:
        """Add a finished run under an id of its own; a run that has that id already is replaced."""
        with self._engine.begin() as db:
            take_turn(db)
            delete_run(db, run_id)
            insert_run(db, run_id, "done", config, config_hash, code_version, owner=owner, public=public)
            put_metrics(db, run_id, rows)
            keep_networks(db, run_id, bundle)

    def active(self, config_hash: str, owner: str) -> str | None:
        """The id of the owner's run with this config that waits or trains and is not being cancelled."""
        with self._engine.connect() as db:
            return db.scalar(active_run(config_hash, owner))

    def known(self, config_hash: str, code_version: str, owner: str, but: Sequence[str] = ()) -> str | None:
        """The id of a finished run with this config, the owner's first; `but` are none to answer with."""
        with self._engine.connect() as db:
            return db.scalar(known_result(config_hash, code_version, owner, but))

    def copy(self, run_id: str, owner: str, message: str) -> str | None:
        """Give the owner what a finished run found, as a run of their own; None where that is gone."""
        with self._engine.begin() as db:
            take_turn(db)
            done = select(runs).where(runs.c.id == run_id, runs.c.status == "done")
            if (row := db.execute(done).mappings().first()) is None:
                return None
            values = {**row, "id": new_id(), "created_at": time.time(), "owner": owner, "public": False}
            values |= {"message": message, "anew": False, "queued_at": None}
            del values["number"]
            db.execute(insert(runs).values(values))
            copy_results(db, run_id, values["id"])
        return values["id"]

    def answer(self, run_id: str, source: str, message: str) -> bool:
        """End a live run with the networks and measurements of a finished one; False where either is gone."""
        with self._engine.begin() as db:
            take_turn(db)
            there = db.scalar(select(runs.c.id).where(runs.c.id == source, runs.c.status == "done"))
            if there is None or not end_run(db, run_id, "done", message):
                return False
            delete_results(db, run_id)
            copy_results(db, source, run_id)
        return True

    def request_cancel(self, run_id: str) -> bool:
        """Ask a run to stop; one that nobody is at work on is cancelled at once. False if it was not live."""
        with self._engine.begin() as db:
            take_turn(db)
            status = db.scalar(select(runs.c.status).where(runs.c.id == run_id))
            if status not in LIVE:
                return False
            db.execute(update(runs).where(runs.c.id == run_id).values(cancel_requested=True))
            if status == "queued":
                end_run(db, run_id, "cancelled", NOT_BEGUN)
            else:
                settle(db, run_id)
        return True

    def finish(self, run_id: str, status: str, message: str = "") -> bool:
        """End a live run. A finished run changes only by `resume`: False."""
        with self._engine.begin() as db:
            take_turn(db)
            return end_run(db, run_id, status, message)

    def request_pause(self, run_id: str) -> bool:
        """Ask a run that trains to write itself down and stop; False if it was not training."""
        with self._engine.begin() as db:
            if not order(db, run_id, pause=True):
                return False
            settle(db, run_id)
        return True

    def set_learning_rate(self, run_id: str, learning_rate: float) -> bool:
        """Ask a run that trains to go on with another step size; False if it was not training."""
        with self._engine.begin() as db:
            return order(db, run_id, learning_rate=learning_rate)

    def resume(self, run_id: str, queue_limit: int, per_visitor: int | None = None) -> bool:
        """Queue a run that stopped on the way: what is done is kept, the rest goes on from its checkpoints.

        What was measured after a checkpoint is removed. False if it cannot go on; raises Refused as
        `create` does.
        """
        again = {
            "status": "queued",
            "queued_at": time.time(),
            "started_at": None,
            "finished_at": None,
            "cancel_requested": False,
            "message": "",
        }
        with self._engine.begin() as db:
            take_turn(db)
            owner = db.execute(
                select(runs.c.owner).where(runs.c.id == run_id, *stopped())
            ).scalar_one_or_none()
            if owner is None:
                return False
            check_room(db, queue_limit, owner, per_visitor)
            db.execute(update(runs).where(runs.c.id == run_id).values(**again))
            left = (parts.c.run_id == run_id, parts.c.status != DONE)
            for number in db.scalars(select(parts.c.number).where(*left)).all():
                back_to_checkpoint(db, run_id, number)
            db.execute(update(parts).where(*left).values(attempts=0))
            give_order(db, run_id, pause=False)
        logs.event("resumed", run_id=run_id)
        return True

    def can_resume(self, run: Run) -> bool:
        """Whether `resume` would let it go on, if the queue has room."""
        with self._engine.connect() as db:
            return db.scalar(select(runs.c.id).where(runs.c.id == run.id, *stopped())) is not None

    def publish(self, run_id: str, public: bool) -> bool:
        """Let others see a run, or no longer; False where there is none."""
        return self._change(update(runs).where(runs.c.id == run_id).values(public=public))

    def delete(self, run_id: str) -> None:
        """Delete a finished run and all that belongs to it. Raises LiveRunError for a live one."""
        with self._engine.begin() as db:
            take_turn(db)
            if db.scalar(select(runs.c.status).where(runs.c.id == run_id)) in LIVE:
                raise LiveRunError("This run is not finished: cancel it before deleting it.")
            delete_run(db, run_id)
        logs.event("deleted", run_id=run_id)

    # What is known about runs

    def get(self, run_id: str) -> Run | None:
        """Return a run as it is now, or None if there is none with this id."""
        with self._engine.connect() as db:
            found = read_runs(db, THE_RUN, self.seats, run=run_id)
        return found[0] if found else None

    def list(self, owner: str | None = None) -> list[Run]:
        """Return every run, or those that this visitor may see, the newest first."""
        seen = () if owner is None else (or_(runs.c.owner == owner, runs.c.public.is_(True)),)
        with self._engine.connect() as db:
            return read_runs(db, select(runs).where(*seen).order_by(runs.c.number.desc()), self.seats)

    def soonest_end(self, owner: str | None = None) -> float | None:
        """About how many seconds until a run ends, or one of the owner's; None while nobody can tell."""
        with self._engine.connect() as db:
            return soonest(asked_for(db), self.seats or worker_seats(db), pace(db), owner)

    def wants_pause(self, run_id: str) -> bool:
        """Whether a visitor has asked the run to pause."""
        with self._engine.connect() as db:
            return bool(db.scalar(select(orders.c.pause).where(orders.c.run_id == run_id)))

    def known_by_now(self, run_id: str, but: Sequence[str] = ()) -> str | None:
        """The id of a result that spares a run its training; None where it is to be trained all the same."""
        with self._engine.connect() as db:
            row = db.execute(select(runs).where(runs.c.id == run_id, runs.c.anew.is_(False))).first()
            return row and db.scalar(known_result(row.config_hash, row.code_version, row.owner, but))


def stopped() -> tuple[object, ...]:
    """The conditions for a run that stopped on the way and has no networks yet."""
    whole = select(artifacts.c.run_id).where(artifacts.c.name == BUNDLE)
    begun = select(parts.c.run_id)
    return runs.c.status.in_(RESUMABLE), runs.c.id.not_in(whole), runs.c.id.in_(begun)


def order(db: Connection, run_id: str, **wanted: object) -> bool:
    """Give an order to a run that trains; False for any other."""
    take_turn(db)
    if db.scalar(select(runs.c.status).where(runs.c.id == run_id)) != "running":
        return False
    give_order(db, run_id, **wanted)
    return True


def check_room(db: Connection, limit: int, owner: str, per_visitor: int | None) -> None:
    """Raise Refused where the queue is full, or the owner has as many runs as one may have."""
    waiting = db.scalar(select(func.count()).where(runs.c.status == "queued"))
    if waiting >= limit:
        raise Refused(f"the queue is full: {waiting} runs are waiting")
    own = db.scalar(select(func.count()).where(runs.c.owner == owner, runs.c.status.in_(LIVE)))
    if per_visitor is not None and own >= per_visitor:
        why = f"you have {own} runs that wait or train, as many as one visitor may have at once"
        raise Refused(why, own=True)


def new_id() -> str:
    """An id that nobody can guess: 96 random bits."""
    # A leading dash would read as an option on a command line.
    while (run_id := secrets.token_urlsafe(12)).startswith("-"):
        pass
    return run_id
