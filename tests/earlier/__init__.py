"""Databases as earlier versions of Gatescope left them: their tables, in the SQL of the time, none empty.

The files beside this one are what SQLAlchemy sent for the tables of that commit to SQLite and to Postgres.
"""

import time
from pathlib import Path

from sqlalchemy import Connection, create_engine, text

FOLDER = Path(__file__).parent
REVISIONS = ("0001", "0002", "0003")
LONG_AGO = 1_700_000_000.0

RUN = (
    "INSERT INTO runs (number, id, status, config, config_hash, code_version, created_at, started_at, "
    "finished_at, heartbeat_at, worker, cancel_requested, progress, message) VALUES "
    "(:number, :id, :status, :config, 'hash', 'v1', :at, :at, :at, :beat, 'host:1', :cancelled, :progress, "
    "'')"
)
METRIC = "INSERT INTO metrics (number, run_id, row) VALUES (:number, :run, :row)"
ARTIFACT = "INSERT INTO artifacts (run_id, name, data) VALUES (:run, :name, :data)"
OPENED = (
    "INSERT INTO opened (id, filename, alphabet, size, opened_at, data) "
    "VALUES (:id, 'net π.pt', 'aX\n', 3, 1.5, :data)"
)
TEXT = (
    "INSERT INTO texts (id, filename, settings, size, created_at, data) "
    "VALUES ('text-1', 'war.txt', '{\"pasted\": false}', 4, 2.5, :data)"
)
ORDER = "INSERT INTO orders (run_id, pause, learning_rate) VALUES ('paused', :yes, 0.5)"
# id -> status, whether its server is alive
RUNS = {
    "done": ("done", False),
    "stopped": ("cancelled", False),
    "failed": ("failed", False),
    "waiting": ("queued", False),
    "training": ("running", False),
    "alive": ("running", True),
}


def make(url: str, revision: str) -> None:
    """Make a database as this revision was before anything kept count of revisions."""
    engine = create_engine(url)
    script = (FOLDER / f"{revision}.{engine.dialect.name}.sql").read_text()
    with engine.begin() as db:
        for statement in script.split(";\n"):
            if statement.strip():
                db.execute(text(statement))
        fill(db, revision)
    engine.dispose()


def fill(db: Connection, revision: str) -> None:
    """Put something into every table of the revision."""
    db.execute(text("INSERT INTO turnstile (id, turns) VALUES (1, 7)"))
    known = dict(RUNS)
    if revision >= "0003":
        known["paused"] = ("paused", False)
    for number, (run_id, (status, alive)) in enumerate(known.items(), 11):
        values = {"number": number, "id": run_id, "status": status, "config": f'{{"task": "{run_id}"}}'}
        values |= {"at": LONG_AGO, "beat": time.time() if alive else LONG_AGO}
        values |= {"cancelled": status == "cancelled", "progress": '{"fraction": 0.5}'}
        db.execute(text(RUN), values)
        for place in range(2):
            row = {"number": 2 * number + place, "run": run_id, "row": f'{{"step": {place}}}'}
            db.execute(text(METRIC), row)
    for run_id in ("done", "stopped"):
        db.execute(
            text(ARTIFACT), {"run": run_id, "name": "bundle", "data": b"\x00networks of " + run_id.encode()}
        )
    if db.dialect.name == "postgresql":
        for table in ("runs", "metrics"):
            db.execute(text(f"SELECT setval('{table}_number_seq', 100)"))
    if revision >= "0002":
        db.execute(text(OPENED), {"id": "file-1", "data": b"\xff\x00!"})
    if revision >= "0003":
        for run_id in ("paused", "training"):
            db.execute(text(ARTIFACT), {"run": run_id, "name": "checkpoint", "data": b"half"})
        db.execute(text(ORDER), {"yes": True})
        db.execute(text(TEXT), {"data": b"text"})
