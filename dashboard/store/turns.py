"""Whose turn it is: visitors take turns, so nobody waits behind all that another one has asked for."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import Connection, func, select

from dashboard.store.schema import AT_WORK, DONE, JOIN, LIVE, TRAIN, WAITING, orders, parts, runs

NEEDED = [column for column in parts.c if column.name not in ("config", "progress")]
RECENT = 50  # parts that tell how the estimates compare with the truth


@dataclass(frozen=True)
class Asked:
    """A run that waits or trains: who asked for it, and how many seconds are left of it."""

    run_id: str
    owner: str
    queued: bool
    seconds: float


def ready_parts(db: Connection) -> list[Any]:
    """The parts that a worker could take, the one whose turn it is first.

    That is the visitor's who has the fewest at work, then who has had no turn for the longest time; each
    visitor's own come in the order in which they were asked for. The join of a run comes when all its
    trainings are done, or none will be any more because it is cancelled.
    """
    live = select(*NEEDED, runs.c.owner, runs.c.cancel_requested, runs.c.number.label("place"))
    live = live.join(runs, runs.c.id == parts.c.run_id).where(runs.c.status.in_(LIVE))
    rows = db.execute(live.order_by(runs.c.number, parts.c.number)).all()
    paused = set(db.scalars(select(orders.c.run_id).where(orders.c.pause.is_(True))))
    busy = Counter(row.owner for row in rows if row.status == AT_WORK)
    trains = {row.run_id for row in rows if row.kind == TRAIN and (row.status == AT_WORK or is_wanted(row))}
    last: dict[str, float] = {}
    now = time.time()
    for row in rows:
        if row.started_at and row.started_at <= now:  # unless the clock was put back since
            last[row.owner] = max(last.get(row.owner, 0.0), row.started_at)
    found = [
        row
        for row in rows
        if (row.kind == TRAIN and is_wanted(row) and row.run_id not in paused)
        or (row.kind == JOIN and row.status == WAITING and row.run_id not in trains)
    ]
    return sorted(found, key=lambda row: (busy[row.owner], last.get(row.owner, 0.0), row.place, row.number))


def is_wanted(part: Any) -> bool:
    """Whether a part waits and its run is not being cancelled."""
    return part.status == WAITING and not part.cancel_requested


def count_at_work(db: Connection) -> int:
    """How many parts somebody is at work on."""
    return db.scalar(select(func.count()).where(parts.c.status == AT_WORK))


def queue(asked: Sequence[Asked]) -> list[str]:
    """The queued runs in the order in which they should begin: each visitor's first, then the second ones."""
    turn: Counter[str] = Counter()
    places = []
    for place, run in enumerate(asked):
        turn[run.owner] += 1
        if run.queued:
            places.append((turn[run.owner], place, run.run_id))
    return [run_id for _, _, run_id in sorted(places)]


def waits(asked: Sequence[Asked], seats: int, pace: float) -> dict[str, tuple[int, float | None]]:
    """For each queued run how many are ahead of it, and about how many seconds that takes, given seats."""
    seconds = {run.run_id: run.seconds for run in asked}
    before = sum(run.seconds for run in asked if not run.queued)
    found: dict[str, tuple[int, float | None]] = {}
    for ahead, run_id in enumerate(queue(asked)):
        found[run_id] = ahead, (pace * before / seats if seats else None)
        before += seconds[run_id]
    return found


def soonest(asked: Sequence[Asked], seats: int, pace: float, owner: str | None) -> float | None:
    """About how many seconds until one of these runs ends, or one of the owner's; None if nobody can tell."""
    begins = waits(asked, seats, pace)
    ends = [
        (begins[run.run_id][1] if run.queued else 0.0) + pace * run.seconds
        for run in asked
        if seats and owner in (None, run.owner)
    ]
    return min(ends, default=None)


def pace(db: Connection) -> float:
    """How many seconds a second of the estimates has taken here lately."""
    took = parts.c.finished_at - parts.c.started_at
    done = select(took, parts.c.estimate).where(
        parts.c.status == DONE, parts.c.kind != JOIN, parts.c.estimate > 0, took > 0
    )
    found = [
        real / thought
        for real, thought in db.execute(done.order_by(parts.c.finished_at.desc()).limit(RECENT))
    ]
    return median(found) if found else 1.0
