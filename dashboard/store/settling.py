"""What becomes of a run when nobody is at work on it any more: it waits, or it is over."""

from sqlalchemy import Connection, select

from dashboard.store.schema import AT_WORK, JOIN, orders, parts, runs
from dashboard.store.statements import end_run

NOT_TRAINED = "Cancelled while it waited for a worker to go on."
PAUSED = "Paused. Everything is kept, to go on from here."


def settle(db: Connection, run_id: str) -> None:
    """End a run that should be cancelled or should pause, once nobody is at work on it.

    A cancelled run of several trainings goes on: it is joined of what there is.
    """
    if of_run_at_work(db, run_id):
        return
    wanted = select(runs.c.cancel_requested, orders.c.pause).where(runs.c.id == run_id)
    run = db.execute(wanted.join(orders, orders.c.run_id == runs.c.id, isouter=True)).one()
    if run.cancel_requested:
        if not has_join(db, run_id):
            end_run(db, run_id, "cancelled", NOT_TRAINED)
    elif run.pause:
        end_run(db, run_id, "paused", PAUSED)


def of_run_at_work(db: Connection, run_id: str) -> bool:
    """Whether somebody is at work on any part of the run."""
    at_work = select(parts.c.number).where(parts.c.run_id == run_id, parts.c.status == AT_WORK)
    return db.scalar(at_work.limit(1)) is not None


def has_join(db: Connection, run_id: str) -> bool:
    """Whether the run has more than one training."""
    joins = select(parts.c.number).where(parts.c.run_id == run_id, parts.c.kind == JOIN)
    return db.scalar(joins.limit(1)) is not None
