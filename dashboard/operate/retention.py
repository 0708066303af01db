"""What is deleted when it has been kept for GATESCOPE_KEEP_DAYS; docs/operate.md says why just this.

Runs that ship, and runs that wait, train or are paused, are never deleted so, nor texts that such runs need.
"""

import time

from diskcache import Cache, JSONDisk
from sqlalchemy import Engine, delete, func, select

from dashboard.operate import logs
from dashboard.settings import Settings
from dashboard.store.database import open_database
from dashboard.store.runs import LiveRunError, RunStore
from dashboard.store.schema import FINISHED, opened, runs, texts
from dashboard.store.statements import take_turn
from dashboard.store.texts import needed

A_DAY = 24 * 60 * 60  # seconds
ENDED = tuple(status for status in FINISHED if status != "paused")


def expire(settings: Settings, days: int | None = None) -> dict[str, int]:
    """Delete what is older than so many days, or than GATESCOPE_KEEP_DAYS; return how much of each kind.

    0 days means that nothing is old. Results that no page has fetched are forgotten in any case.
    """
    forget_results(settings)
    days = settings.keep_days if days is None else days
    if not days:
        return {"runs": 0, "files": 0, "texts": 0}
    before = time.time() - days * A_DAY
    engine = open_database(settings.database_url)
    with RunStore(settings.database_url) as store:
        found = {"runs": expire_runs(engine, store, before)}
    found |= {"files": expire_files(engine, before), "texts": expire_texts(engine, before)}
    for what, count in found.items():
        if count:
            logs.event("expired", what=what, count=count)
    return found


def expire_runs(engine: Engine, store: RunStore, before: float) -> int:
    """Delete the runs that ended before a time, one at a time, so that nobody waits long."""
    from dashboard.bundled import ships  # here: it loads all that networks are made of

    ended = func.coalesce(runs.c.finished_at, runs.c.created_at)
    with engine.connect() as db:
        old = db.scalars(select(runs.c.id).where(runs.c.status.in_(ENDED), ended < before)).all()
    return sum(_delete(store, run_id) for run_id in old if not ships(run_id))


def _delete(store: RunStore, run_id: str) -> bool:
    try:
        store.delete(run_id)
    except LiveRunError:
        return False  # resumed a moment ago
    return True


def expire_files(engine: Engine, before: float) -> int:
    """Delete the network files that nobody has opened since a time."""
    with engine.begin() as db:
        return db.execute(delete(opened).where(opened.c.opened_at < before)).rowcount


def expire_texts(engine: Engine, before: float) -> int:
    """Delete the texts that nobody has brought since a time, but for those that unfinished runs need."""
    with engine.begin() as db:
        take_turn(db)
        old = (texts.c.created_at < before, texts.c.id.not_in(needed(db)))
        return db.execute(delete(texts).where(*old)).rowcount


def forget_results(settings: Settings) -> None:
    """Take out of the job cache what has expired; Redis does so by itself."""
    folder = settings.data_dir / "jobs"
    if folder.exists():
        with Cache(str(folder), disk=JSONDisk) as cache:
            cache.expire()
