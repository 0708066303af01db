"""The statements about runs that the run store is made of; each works within a transaction."""

import json
import time

from sqlalchemy import Connection, delete, func, insert, select, update

from dashboard.store.schema import LIVE, Run, artifacts, metrics, orders, runs, turnstile

CHECKPOINT = "checkpoint"  # the artifact that a run goes on from
MARK = json.dumps({"kind": CHECKPOINT})  # the metric row at which it was kept


def take_turn(db: Connection) -> None:
    """Wait until nobody else decides, and decide alone until the transaction ends."""
    db.execute(update(turnstile).values(turns=turnstile.c.turns + 1))


def insert_run(
    db: Connection, run_id: str, status: str, config: dict, config_hash: str, code_version: str
) -> None:
    """Add a run as it is when it begins its life with this status."""
    now = time.time()
    db.execute(
        insert(runs).values(
            id=run_id,
            status=status,
            config=json.dumps(config),
            config_hash=config_hash,
            code_version=code_version,
            created_at=now,
            heartbeat_at=now,
            cancel_requested=False,
            progress="{}",
            message="",
        )
    )


def delete_run(db: Connection, run_id: str) -> None:
    """Remove a run and all that belongs to it."""
    db.execute(delete(orders).where(orders.c.run_id == run_id))
    db.execute(delete(metrics).where(metrics.c.run_id == run_id))
    db.execute(delete(artifacts).where(artifacts.c.run_id == run_id))
    db.execute(delete(runs).where(runs.c.id == run_id))


def put_artifact(db: Connection, run_id: str, name: str, data: bytes) -> None:
    """Keep bytes under a name; what had that name before is replaced."""
    drop_artifact(db, run_id, name)
    db.execute(insert(artifacts).values(run_id=run_id, name=name, data=data))


def drop_artifact(db: Connection, run_id: str, name: str) -> None:
    """Remove what is kept under a name."""
    db.execute(delete(artifacts).where(artifacts.c.run_id == run_id, artifacts.c.name == name))


def mark_checkpoint(db: Connection, run_id: str) -> None:
    """Note that the rows up to here, and no others, are behind the checkpoint."""
    db.execute(delete(metrics).where(metrics.c.run_id == run_id, metrics.c.row == MARK))
    db.execute(insert(metrics).values(run_id=run_id, row=MARK))


def back_to_checkpoint(db: Connection, run_id: str) -> None:
    """Remove what was measured after the checkpoint: it will be measured once more."""
    at = select(metrics.c.number).where(metrics.c.run_id == run_id, metrics.c.row == MARK).scalar_subquery()
    db.execute(delete(metrics).where(metrics.c.run_id == run_id, metrics.c.number > at))


def give_order(db: Connection, run_id: str, **order: object) -> None:
    """Add to what a visitor wants of a run."""
    if not db.execute(update(orders).where(orders.c.run_id == run_id).values(**order)).rowcount:
        db.execute(insert(orders).values(**{"run_id": run_id, "pause": False, **order}))


def active_run(config_hash: str) -> object:
    """The id of the run with this config that waits or trains and is not being cancelled."""
    same = (runs.c.config_hash == config_hash, runs.c.status.in_(LIVE), runs.c.cancel_requested.is_(False))
    return select(runs.c.id).where(*same).order_by(runs.c.number).limit(1)


def living(run_id: str, worker: str | None) -> list[object]:
    """The conditions for a run that waits or trains, with this worker if one is named."""
    own = [] if worker is None else [runs.c.worker == worker]
    return [runs.c.id == run_id, runs.c.status.in_(LIVE), *own]


def waiting_runs(db: Connection) -> list[str]:
    """The ids of the waiting runs, the next one first."""
    return list(db.scalars(select(runs.c.id).where(runs.c.status == "queued").order_by(runs.c.number)))


def may_start(db: Connection, run_id: str, slots: int) -> bool:
    """Whether it is this run's turn and a slot is free."""
    running = db.scalar(select(func.count()).where(runs.c.status == "running"))
    return running < slots and waiting_runs(db)[:1] == [run_id]


def to_run(found: object, waiting: list[str]) -> Run:
    """A row of `runs` as a Run."""
    fields = {name: value for name, value in found.items() if name != "number"}
    fields |= {"config": json.loads(found["config"]), "progress": json.loads(found["progress"])}
    position = waiting.index(found["id"]) + 1 if found["id"] in waiting else None
    return Run(**fields, queue_position=position)
