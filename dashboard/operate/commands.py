"""What the operator's commands do, each with its arguments; what they return is printed."""

import time
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from dashboard.operate import backup as copies
from dashboard.operate.health import checks, outcome
from dashboard.operate.metrics import database_bytes, free, sizes
from dashboard.operate.retention import expire
from dashboard.settings import Settings
from dashboard.store.database import engine_for, open_database
from dashboard.store.migrate import PRESENT, migrate, revision
from dashboard.store.runs import LiveRunError, RunStore
from dashboard.store.schema import FINISHED, LIVE, Run, artifacts, metrics, parts, runs, workers

STATUSES = (*LIVE, *FINISHED)
Found = dict | list | str


@dataclass(frozen=True)
class Command:
    """What a command does, and how it is asked for; arguments as argparse takes them."""

    run: Callable[[Settings, Namespace], Found]
    help: str
    arguments: dict[str, dict] = field(default_factory=dict)


def bring_up_to_date(settings: Settings, _: Namespace) -> Found:
    """Bring the tables to those of this version."""
    engine = engine_for(settings.database_url)
    with engine.connect() as db:
        before = revision(db)
    migrate(engine)
    engine.dispose()
    return {"tables": PRESENT, "before": before or "none"}


def make_backup(settings: Settings, options: Namespace) -> Found:
    """Write everything to a file."""
    counts = copies.backup(settings.database_url, options.file)
    return f"{options.file} has {copies.said(counts)}, {megabytes(options.file.stat().st_size)}"


def restore_backup(settings: Settings, options: Namespace) -> Found:
    """Put back what is in a file."""
    counts = copies.restore(settings.database_url, options.file, shipped(), options.replace)
    return f"The database has {copies.said(counts)}"


def delete_old(settings: Settings, options: Namespace) -> Found:
    """Delete what is older than so many days."""
    days = settings.keep_days if options.days is None else options.days
    if days < 0:
        raise ValueError("a number of days is 0 or more")
    if not days:
        return "Nothing is deleted: GATESCOPE_KEEP_DAYS is 0, which means for ever; --days N deletes once"
    return expire(settings, days)


def delete_one(settings: Settings, options: Namespace) -> Found:
    """Delete one run."""
    with RunStore(settings.database_url) as store:
        known(store, options.run)
        try:
            store.delete(options.run)
        except LiveRunError:
            raise ValueError(f"{options.run} waits or trains; `cancel {options.run}` ends it first") from None
    again = "; it ships with Gatescope and is back after the next start" if options.run in shipped() else ""
    return f"{options.run} is deleted{again}"


def cancel_one(settings: Settings, options: Namespace) -> Found:
    """Ask one run to stop."""
    with RunStore(settings.database_url) as store:
        known(store, options.run)
        if not store.request_cancel(options.run):
            raise ValueError(f"{options.run} is not waiting or training")
    return f"{options.run} is asked to stop"


def list_runs(settings: Settings, options: Namespace) -> Found:
    """Every run, the newest first."""
    engine = open_database(settings.database_url)
    with RunStore(settings.database_url) as store:
        found = [run for run in store.list() if options.status in (None, run.status)]
    with engine.connect() as db:
        size = func.sum(func.length(artifacts.c.data))
        bytes_of = dict(db.execute(select(artifacts.c.run_id, size).group_by(artifacts.c.run_id)).all())
    return [about(run, bytes_of.get(run.id, 0)) for run in found]


def about(run: Run, size: int) -> dict:
    """A line of the list."""
    done = run.started_at and run.finished_at
    return {
        "run": run.id,
        "status": run.status,
        "owner": run.owner[:8] or "-",
        "seen by": "all" if run.public else "owner",
        "of": run.config.get("corpus" if run.config.get("task") == "text" else "task", "-"),
        "asked for": stamp(run.created_at),
        "took": f"{run.finished_at - run.started_at:.0f} s" if done else "-",
        "size": megabytes(size),
    }


def server_status(settings: Settings, _: Namespace) -> Found:
    """How the server is, as far as the database, Redis and the disk tell."""
    engine = engine_for(settings.database_url)
    with engine.connect() as db:
        tables = revision(db) or "none"
    found = {
        "database": f"{make_url(settings.database_url).get_backend_name()}, tables {tables}",
        "checks": ", ".join(
            f"{name} {outcome(lambda _, ask=ask: ask())}" for name, ask in checks(settings, engine).items()
        ),
        "disk": f"{megabytes(free(settings.data_dir))} free",
    }
    if tables == PRESENT:
        with engine.connect() as db:
            found |= inside(db)
    engine.dispose()
    return found


def inside(db: object) -> dict[str, str]:
    """What the tables tell."""
    states = dict(db.execute(select(runs.c.status, func.count()).group_by(runs.c.status)).all())
    live = select(parts.c.status, func.count()).join(runs, runs.c.id == parts.c.run_id)
    at = dict(db.execute(live.where(runs.c.status.in_(LIVE)).group_by(parts.c.status)).all())
    oldest = db.scalar(select(func.min(runs.c.queued_at)).where(runs.c.status == "queued"))
    seen = db.execute(select(workers.c.name, workers.c.seats, workers.c.seen_at)).all()
    return {
        "runs": ", ".join(f"{states.get(status, 0)} {status}" for status in STATUSES),
        "parts": f"{at.get('waiting', 0)} wait, {at.get('running', 0)} train",
        "longest wait": f"{time.time() - oldest:.0f} s" if oldest else "-",
        "workers": ", ".join(f"{w.name} ({w.seats}, {time.time() - w.seen_at:.0f} s ago)" for w in seen)
        or "-",
        "measurements": str(db.scalar(select(func.count()).select_from(metrics))),
        "files, texts": ", ".join(megabytes(size) for size in sizes(db).values()),
        "size": megabytes(database_bytes(db)),
    }


def shipped() -> tuple[str, ...]:
    """The ids of the runs that ship."""
    from dashboard import bundled  # here: it loads all that networks are made of

    return (*bundled.bundled_ids(), *bundled.text_ids())


def known(store: RunStore, run_id: str) -> Run:
    """The run with this id."""
    if (run := store.get(run_id)) is None:
        raise ValueError(f"there is no run {run_id}; `list` names all")
    return run


def megabytes(size: int) -> str:
    """Bytes as a person reads them."""
    return f"{size / 1e6:.1f} MB"


def stamp(seconds: float) -> str:
    """A time as a person reads it, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")


def readable(found: Found) -> str:
    """What a command returns, for a person."""
    if isinstance(found, str):
        return f"{found}."
    if isinstance(found, dict):
        return "\n".join(f"{name}: {value}" for name, value in found.items())
    rows = [list(found[0]), *(list(row.values()) for row in found)] if found else [["no runs"]]
    widths = [max(len(str(row[place])) for row in rows) for place in range(len(rows[0]))]
    lines = ("  ".join(f"{cell!s:{width}}" for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


FILE = {"file": {"type": Path, "metavar": "FILE"}}
RUN = {"run": {"metavar": "RUN", "help": "the id of a run"}}
COMMANDS = {
    "migrate": Command(bring_up_to_date, "bring the database's tables to those of this version"),
    "backup": Command(make_backup, "write all that is in the database to FILE, while servers work", FILE),
    "restore": Command(
        restore_backup,
        "put what is in FILE into the database, in place of what is there",
        {**FILE, "--replace": {"action": "store_true", "help": "even if that has visitors' runs"}},
    ),
    "retention": Command(
        delete_old,
        "delete what is older than GATESCOPE_KEEP_DAYS now",
        {"--days": {"type": int, "metavar": "N", "help": "in place of GATESCOPE_KEEP_DAYS"}},
    ),
    "delete": Command(delete_one, "delete a run that is over, and all that belongs to it", RUN),
    "cancel": Command(cancel_one, "ask a run that waits or trains to stop", RUN),
    "list": Command(
        list_runs,
        "name all runs, the newest first",
        {"--status": {"choices": STATUSES, "help": "only those"}},
    ),
    "status": Command(server_status, "say how the server is"),
}
