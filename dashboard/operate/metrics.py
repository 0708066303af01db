"""What /metrics says of runs, in Prometheus' words: read from the database whenever somebody asks.

So it is the same whichever web process answers, and right after a restart. docs/operate.md explains each.
"""

import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from prometheus_client import Metric
from prometheus_client.core import GaugeHistogramMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

from dashboard.settings import Settings
from dashboard.store.migrate import revision
from dashboard.store.reading import SEEN_SECONDS, worker_seats
from dashboard.store.schema import AT_WORK, FINISHED, LIVE, WAITING, opened, parts, runs, texts, workers

WINDOW = 3600.0  # seconds: of what has ended or begun, the last hour is told
MOST = 5000  # of the newest runs are looked at for it
BUCKETS = (1, 3, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600)  # seconds


class OfStore(Collector):
    """Everything that the database knows: runs, parts, workers, and how much room they take."""

    def __init__(self, engine: Engine, settings: Settings, shipped: Sequence[str]) -> None:
        self._engine, self._settings, self._shipped = engine, settings, list(shipped)

    def collect(self) -> Iterator[Metric]:
        """Read everything in one transaction; where the database is away say that."""
        try:
            with self._engine.connect() as db:
                found = list(self._read(db))
        except DBAPIError:
            found = []
        yield gauge("database_up", "Whether the database answers.", bool(found))
        yield gauge("disk_free_bytes", "Room on the disk of DATA_DIR.", free(self._settings.data_dir))
        yield from found

    def _read(self, db: Connection) -> Iterator[Metric]:
        now = time.time()
        info = GaugeMetricFamily("gatescope_info", "The version of the tables.", labels=("tables",))
        info.add_metric((revision(db) or "",), 1)
        yield info
        yield from self._waiting(db, now)
        yield from self._workers(db, now)
        yield from self._runs(db)
        yield from recent(db, now)
        yield by_label("stored_bytes", "Bytes of what visitors have brought.", "what", sizes(db))
        yield gauge("database_bytes", "Bytes of the whole database.", database_bytes(db))

    def _waiting(self, db: Connection, now: float) -> Iterator[Metric]:
        waiting = runs.c.status == "queued"
        count, oldest = db.execute(select(func.count(), func.min(runs.c.queued_at)).where(waiting)).one()
        yield gauge("queue_runs", "Runs that wait for their turn.", count)
        yield gauge("queue_places", "Runs that may wait, GATESCOPE_QUEUE.", self._settings.queue)
        longest = max(0.0, now - oldest) if oldest else 0.0
        yield gauge("queue_longest_seconds", "For how long the run has waited that waits longest.", longest)

    def _workers(self, db: Connection, now: float) -> Iterator[Metric]:
        live = select(parts.c.status, func.count(), func.count().filter(parts.c.attempts > 1))
        live = live.join(runs, runs.c.id == parts.c.run_id).where(runs.c.status.in_(LIVE))
        rows = db.execute(live.group_by(parts.c.status)).all()
        states = {WAITING: 0, AT_WORK: 0} | {state: count for state, count, _ in rows}
        yield by_label("parts", "Parts of the runs that wait or train.", "status", states)
        again = sum(count for _, _, count in rows)
        yield gauge("parts_begun_again", "Those that were begun more than once.", again)
        separate = bool(self._settings.redis_url)
        slots = worker_seats(db) if separate else self._settings.slots
        yield gauge("slots", "Parts that can be trained at once.", min(slots, self._settings.slots))
        if separate:
            recently = select(func.count()).where(workers.c.seen_at > now - SEEN_SECONDS)
            yield gauge("workers", "Workers that were seen in the last minute.", db.scalar(recently))

    def _runs(self, db: Connection) -> Iterator[Metric]:
        visitors = select(runs.c.status, func.count()).where(runs.c.id.not_in(self._shipped))
        found = dict(db.execute(visitors.group_by(runs.c.status)).all())
        states = dict.fromkeys((*LIVE, *FINISHED), 0) | found
        yield by_label("runs", "Visitors' runs that are kept.", "status", states)


def recent(db: Connection, now: float) -> Iterator[Metric]:
    """What has ended and begun within the last hour; runs that ship, and copies, were never queued here."""
    which = select(runs.c.status, runs.c.queued_at, runs.c.started_at, runs.c.finished_at)
    newest = which.where(runs.c.queued_at.is_not(None)).order_by(runs.c.number.desc()).limit(MOST)
    ended, took, waited = dict.fromkeys(FINISHED, 0), [], []
    for row in db.execute(newest):
        if row.started_at is not None and row.started_at > now - WINDOW:
            waited.append(max(0.0, row.started_at - row.queued_at))
        if row.finished_at is not None and row.finished_at > now - WINDOW and row.started_at is not None:
            ended[row.status] = ended.get(row.status, 0) + 1
            took.append(max(0.0, row.finished_at - row.started_at))
    yield by_label("runs_ended", "Runs that have ended in the last hour.", "status", ended)
    yield histogram("run_seconds", "How long the runs trained that have ended in the last hour.", took)
    yield histogram("wait_seconds", "How long the runs waited that have begun in the last hour.", waited)


def sizes(db: Connection) -> dict[str, int]:
    """Bytes of opened files and of texts."""
    tables = {"files": opened, "texts": texts}
    return {name: db.scalar(select(func.sum(table.c.size))) or 0 for name, table in tables.items()}


def database_bytes(db: Connection) -> int:
    """How large the database is."""
    if db.dialect.name == "sqlite":
        pages = [db.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("page_count", "page_size")]
        return pages[0] * pages[1]
    return db.exec_driver_sql("SELECT pg_database_size(current_database())").scalar()


def free(folder: Path) -> int:
    """Bytes that are free where the folder is."""
    return shutil.disk_usage(folder).free


def gauge(name: str, text: str, value: float) -> Metric:
    """One number."""
    return GaugeMetricFamily(f"gatescope_{name}", text, value=float(value))


def by_label(name: str, text: str, label: str, values: dict[str, float]) -> Metric:
    """A number for each value of a label."""
    family = GaugeMetricFamily(f"gatescope_{name}", text, labels=(label,))
    for value, number in values.items():
        family.add_metric((value,), float(number))
    return family


def histogram(name: str, text: str, seconds: Sequence[float]) -> Metric:
    """How seconds are spread now; unlike a counter's histogram it may shrink, as a gauge."""
    family = GaugeHistogramMetricFamily(f"gatescope_{name}", text)
    counts = [(str(float(edge)), float(sum(value <= edge for value in seconds))) for edge in BUCKETS]
    family.add_metric((), [*counts, ("+Inf", float(len(seconds)))], float(sum(seconds)))
    return family
