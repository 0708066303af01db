"""The statements about runs that the run store is made of; each works within a transaction."""

import json
import time
from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, insert, literal, select, update

from dashboard.operate import logs
from dashboard.store.schema import (
    AT_WORK,
    LIVE,
    WAITING,
    artifacts,
    metrics,
    orders,
    parts,
    runs,
    turnstile,
)

BUNDLE = "bundle"  # the artifact with a run's networks
MARK = json.dumps({"kind": "checkpoint"})  # the metric row at which a checkpoint was kept


def checkpoint_of(part: int) -> str:
    """The name of the artifact that a part goes on from."""
    return f"checkpoint {part}"


def result_of(part: int) -> str:
    """The name of the artifact with the networks of one part, until they are joined."""
    return f"part {part}"


def take_turn(db: Connection) -> None:
    """Wait until nobody else decides, and decide alone until the transaction ends."""
    db.execute(update(turnstile).values(turns=turnstile.c.turns + 1))


def insert_run(
    db: Connection,
    run_id: str,
    status: str,
    config: dict,
    config_hash: str,
    code_version: str,
    **more: object,
) -> None:
    """Add a run as it is when it begins its life with this status."""
    values = {"id": run_id, "status": status, "config": json.dumps(config), "config_hash": config_hash}
    values |= {
        "code_version": code_version,
        "created_at": time.time(),
        "queued_at": time.time(),
        "cancel_requested": False,
        "message": "",
    }
    db.execute(insert(runs).values(**values, **more))


def insert_part(db: Connection, run_id: str, number: int, kind: str, config: dict, estimate: float) -> None:
    """Add a part that waits for a worker."""
    values = {"run_id": run_id, "number": number, "kind": kind, "config": json.dumps(config)}
    values |= {"status": WAITING, "beats": 0, "attempts": 0, "estimate": estimate, "progress": "{}"}
    db.execute(insert(parts).values(**values))


def delete_run(db: Connection, run_id: str) -> None:
    """Remove a run and all that belongs to it."""
    for table in (parts, orders, metrics, artifacts):
        db.execute(delete(table).where(table.c.run_id == run_id))
    db.execute(delete(runs).where(runs.c.id == run_id))


def put_artifact(db: Connection, run_id: str, name: str, data: bytes) -> None:
    """Keep bytes under a name; what had that name before is replaced."""
    drop_artifact(db, run_id, name)
    db.execute(insert(artifacts).values(run_id=run_id, name=name, data=data))


def drop_artifact(db: Connection, run_id: str, name: str) -> None:
    """Remove what is kept under a name."""
    db.execute(delete(artifacts).where(artifacts.c.run_id == run_id, artifacts.c.name == name))


def keep_networks(db: Connection, run_id: str, data: bytes) -> None:
    """Keep the networks of a run and nothing that leads to them: from then on they never change."""
    db.execute(delete(artifacts).where(artifacts.c.run_id == run_id))
    put_artifact(db, run_id, BUNDLE, data)


def put_metrics(db: Connection, run_id: str, rows: list[dict], part: int = 0) -> None:
    """Add metric rows, in order, as measured by one part of the run."""
    if rows:
        found = [{"run_id": run_id, "part": part, "row": json.dumps(row)} for row in rows]
        db.execute(insert(metrics), found)


def ends_with(db: Connection, run_id: str, part: int, row: dict) -> bool:
    """Whether this is the metric row that one part of the run has added last."""
    of_part = select(metrics.c.row).where(metrics.c.run_id == run_id, metrics.c.part == part)
    return db.scalar(of_part.order_by(metrics.c.number.desc()).limit(1)) == json.dumps(row)


def replace_metrics(db: Connection, run_id: str, rows: list[dict] | None) -> None:
    """Put rows in the place of all that a run has measured; None leaves what is there."""
    if rows is not None:
        db.execute(delete(metrics).where(metrics.c.run_id == run_id))
        put_metrics(db, run_id, rows)


def mark_checkpoint(db: Connection, run_id: str, part: int) -> None:
    """Note that the part's rows up to here, and no others, are behind its checkpoint."""
    of_part = (metrics.c.run_id == run_id, metrics.c.part == part)
    db.execute(delete(metrics).where(*of_part, metrics.c.row == MARK))
    db.execute(insert(metrics).values(run_id=run_id, part=part, row=MARK))


def back_to_checkpoint(db: Connection, run_id: str, part: int) -> None:
    """Remove what a part measured after its checkpoint, or all without one: it is measured once more."""
    of_part = (metrics.c.run_id == run_id, metrics.c.part == part)
    mark = select(func.max(metrics.c.number)).where(*of_part, metrics.c.row == MARK).scalar_subquery()
    db.execute(delete(metrics).where(*of_part, metrics.c.number > func.coalesce(mark, 0)))


def delete_results(db: Connection, run_id: str) -> None:
    """Remove what a run has found so far; its parts have nothing left to do."""
    for table in (parts, metrics, artifacts):
        db.execute(delete(table).where(table.c.run_id == run_id))


def copy_results(db: Connection, source: str, target: str) -> None:
    """Give one run what another has found."""
    for table, order in ((metrics, metrics.c.number), (artifacts, artifacts.c.name)):
        names = [column.name for column in table.c if column.name not in ("run_id", "number")]
        rows = select(literal(target), *(table.c[name] for name in names)).where(table.c.run_id == source)
        db.execute(insert(table).from_select(["run_id", *names], rows.order_by(order)))


def give_order(db: Connection, run_id: str, **order: object) -> None:
    """Add to what a visitor wants of a run."""
    if not db.execute(update(orders).where(orders.c.run_id == run_id).values(**order)).rowcount:
        db.execute(insert(orders).values(**{"run_id": run_id, "pause": False, **order}))


def active_run(config_hash: str, owner: str) -> object:
    """The id of the owner's run with this config that waits or trains and is not being cancelled."""
    same = (runs.c.config_hash == config_hash, runs.c.owner == owner, runs.c.status.in_(LIVE))
    same = (*same, runs.c.cancel_requested.is_(False))
    return select(runs.c.id).where(*same).order_by(runs.c.number).limit(1)


def known_result(config_hash: str, code_version: str, owner: str, but: Sequence[str]) -> object:
    """The id of a finished run that this version would train to the same networks; one's own come first."""
    same = (runs.c.config_hash == config_hash, runs.c.code_version == code_version)
    done = (*same, runs.c.status == "done", runs.c.id.not_in(but), runs.c.id.not_like("open-%"))
    return select(runs.c.id).where(*done).order_by((runs.c.owner != owner), runs.c.number.desc()).limit(1)


def release(db: Connection, *of: object, attempts: object = parts.c.attempts) -> bool:
    """Let parts that somebody was at work on wait again; False where nobody was."""
    free = {"status": WAITING, "worker": None, "attempts": attempts}
    return db.execute(update(parts).where(*of, parts.c.status == AT_WORK).values(**free)).rowcount > 0


def end_run(db: Connection, run_id: str, status: str, message: str) -> bool:
    """End a live run; its parts that were at work wait. False for a run that is over already."""
    end = {"status": status, "message": message, "finished_at": time.time()}
    live = update(runs).where(runs.c.id == run_id, runs.c.status.in_(LIVE))
    ended = db.execute(live.values(**end).returning(runs.c.started_at)).first()
    if ended is None:
        return False
    release(db, parts.c.run_id == run_id)
    seconds = end["finished_at"] - ended.started_at if ended.started_at else None
    name = "interrupted" if status == "interrupted" else "finished"
    logs.event(name, run_id=run_id, status=status, seconds=seconds)
    return True


def at_work(db: Connection) -> list[object]:
    """Every part that somebody is at work on, with its run's owner."""
    query = select(parts, runs.c.owner).join(runs, runs.c.id == parts.c.run_id)
    return db.execute(query.where(parts.c.status == AT_WORK)).all()
