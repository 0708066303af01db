"""From rows of the database to runs as pages want them."""

import json
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from dashboard.store.schema import AT_WORK, DONE, LIVE, Run, parts, runs, workers
from dashboard.store.turns import Asked, pace, waits

SEEN_SECONDS = 60.0  # a worker that was not seen for so long is not counted on
ABOUT = [column for column in parts.c if column.name not in ("config", "worker", "beats")]
ALL_PARTS = select(*ABOUT).where(parts.c.run_id.is_not(None)).order_by(parts.c.number)
ITS_PARTS = select(*ABOUT).where(parts.c.run_id == bindparam("run")).order_by(parts.c.number)


def read_runs(db: Connection, which: Any, seats: int, **values: Any) -> list[Run]:
    """The runs of a query with these values, with all that is known of their parts and of the queue."""
    found = db.execute(which, values).mappings().all()
    ids = [row["id"] for row in found]
    queued = any(row["status"] == "queued" for row in found)
    waiting = waits(asked_for(db), seats or worker_seats(db), pace(db)) if queued else {}
    of_run = parts_of(db, ids)
    return [to_run(row, of_run[row["id"]], waiting.get(row["id"])) for row in found]


def parts_of(db: Connection, ids: Sequence[str]) -> Mapping[str, list[Any]]:
    """The parts of these runs, of many in one question."""
    found: dict[str, list[Any]] = defaultdict(list)
    if ids:
        for row in db.execute(ITS_PARTS, {"run": ids[0]}) if len(ids) == 1 else db.execute(ALL_PARTS):
            found[row.run_id].append(row)
    return found


def worker_seats(db: Connection) -> int:
    """How many parts can be trained at once by the workers that were seen lately."""
    now = time.time()  # a clock that was put back must not let workers be there for hours that have left
    recent = workers.c.seen_at.between(now - SEEN_SECONDS, now + SEEN_SECONDS)
    return db.scalar(select(func.sum(workers.c.seats)).where(recent)) or 0


def asked_for(db: Connection) -> list[Asked]:
    """Every run that waits or trains, in the order in which they were asked for."""
    live = (
        select(runs.c.id, runs.c.owner, runs.c.status).where(runs.c.status.in_(LIVE)).order_by(runs.c.number)
    )
    rows = db.execute(live).all()
    left: dict[str, float] = defaultdict(float)
    of_live = select(*ABOUT).join(runs, runs.c.id == parts.c.run_id).where(runs.c.status.in_(LIVE))
    for part in db.execute(of_live):
        left[part.run_id] += part.estimate * (1 - fraction_of(part))
    return [Asked(row.id, row.owner, row.status == "queued", left[row.id]) for row in rows]


def fraction_of(part: Any) -> float:
    """How much of a part is done."""
    return 1.0 if part.status == DONE else float(json.loads(part.progress).get("fraction", 0.0))


def to_run(row: Mapping[str, Any], own: Sequence[Any], waiting: tuple[int, float | None] | None) -> Run:
    """A row of `runs`, with those of its parts, as a Run."""
    names = ("id", "status", "config_hash", "code_version", "created_at", "started_at", "finished_at")
    fields = {name: row[name] for name in (*names, "cancel_requested", "message", "owner", "public")}
    states = [part.status for part in own]
    config = json.loads(row["config"])
    ahead, wait = waiting or (None, None)
    return Run(
        **fields,
        config=config,
        progress=progress_of(own, config.get("steps", 0)),
        parts=(len(own), states.count(DONE), states.count(AT_WORK)),
        ahead=ahead,
        wait=wait,
    )


def progress_of(own: Sequence[Any], steps: int) -> dict[str, Any]:
    """How far a run is: what its only part says, or where all of them are together."""
    if len(own) == 1:
        return json.loads(own[0].progress)
    whole = sum(part.estimate for part in own)
    if not whole:
        return {}
    fraction = sum(part.estimate * fraction_of(part) for part in own) / whole
    known = {"fraction": fraction, "step": round(fraction * steps), "steps": steps}
    return known | {"seconds_left": seconds_left(own)}


def seconds_left(own: Sequence[Any]) -> float | None:
    """About how many seconds are left of a run in parts, from what those at work say of their own."""
    left = {part.number: part.estimate * (1 - fraction_of(part)) for part in own}
    at_work = [part.number for part in own if part.status == AT_WORK]
    said = {part.number: json.loads(part.progress).get("seconds_left") for part in own}
    heard = [number for number in at_work if said[number]]
    thought = sum(left[number] for number in heard)
    if not thought:
        return None
    return sum(said[number] for number in heard) / thought * sum(left.values()) / len(at_work)
