"""Runs that a server of the version before parts has begun, or begins while it is being replaced.

Such a server writes a heartbeat into the run itself and knows of no parts; this one never does, which tells
the runs apart. They belong to nobody and stay visible to everyone, as they were.
"""

import time

from sqlalchemy import Connection, Engine, exists, insert, or_, select, update

from dashboard.store.schema import DONE, LIVE, TRAIN, WAITING, artifacts, parts, runs
from dashboard.store.statements import BUNDLE, checkpoint_of, take_turn

SILENT_SECONDS = 60.0  # after which nobody trains it any more
MESSAGE = "The server was updated while this run was waiting or training."
OLD_CHECKPOINT = "checkpoint"  # what a run went on from before it had parts

_partless = (
    runs.c.heartbeat_at.is_not(None),
    runs.c.owner == "",
    ~exists().where(parts.c.run_id == runs.c.id),
)


def take_over_all(engine: Engine) -> list[str]:
    """Give parts to the runs of an earlier server that it no longer trains; return their ids."""
    with engine.connect() as db:
        if db.scalar(select(runs.c.id).where(*_over()).limit(1)) is None:
            return []
    with engine.begin() as db:
        take_turn(db)
        return take_over(db)


def take_over(db: Connection) -> list[str]:
    """The same within a transaction that decides alone."""
    found = list(db.scalars(select(runs.c.id).where(*_over())))
    for run_id in found:
        _take_over(db, run_id)
    return found


def _over() -> tuple:
    silent = runs.c.heartbeat_at < time.time() - SILENT_SECONDS
    return (*_partless, or_(runs.c.status.not_in(LIVE), silent))


def _take_over(db: Connection, run_id: str) -> None:
    this, now = runs.c.id == run_id, time.time()
    ended = {"status": "interrupted", "message": MESSAGE, "finished_at": now}
    db.execute(update(runs).where(this, runs.c.status.in_(LIVE)).values(ended))
    db.execute(update(runs).where(this).values(public=True))
    run = db.execute(select(runs).where(this)).one()
    mine = artifacts.c.run_id == run_id
    learned = db.scalar(select(artifacts.c.name).where(mine, artifacts.c.name == BUNDLE)) is not None
    part = {"run_id": run_id, "number": 0, "kind": TRAIN, "config": run.config, "beats": 0, "attempts": 0}
    part |= {"status": DONE if learned else WAITING, "progress": run.progress, "estimate": 0.0}
    part |= {"started_at": run.started_at, "finished_at": run.finished_at}
    db.execute(insert(parts).values(part))
    rename = update(artifacts).where(mine, artifacts.c.name == OLD_CHECKPOINT)
    db.execute(rename.values(name=checkpoint_of(0)))
