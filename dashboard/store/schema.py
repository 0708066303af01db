"""The run store's tables, and what a run is."""

from dataclasses import dataclass

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

LIVE = ("queued", "running")
FINISHED = ("done", "cancelled", "failed", "interrupted", "paused")
RESUMABLE = ("paused", "interrupted", "cancelled")  # with a checkpoint these can go on

metadata = MetaData()

runs = Table(
    "runs",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),  # the order of creation
    Column("id", String(32), nullable=False, unique=True),
    Column("status", String(16), nullable=False, index=True),
    Column("config", Text, nullable=False),
    Column("config_hash", String(128), nullable=False, index=True),
    Column("code_version", String(64), nullable=False),
    Column("created_at", Float(53), nullable=False),
    Column("started_at", Float(53)),
    Column("finished_at", Float(53)),
    Column("heartbeat_at", Float(53), nullable=False),
    Column("worker", String(128)),  # who trains it; empty until a process has taken it on
    Column("cancel_requested", Boolean, nullable=False),
    Column("progress", Text, nullable=False),
    Column("message", Text, nullable=False),
)

metrics = Table(
    "metrics",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),  # the cursor
    Column("run_id", String(32), ForeignKey("runs.id"), nullable=False),
    Column("row", Text, nullable=False),
    Index("metrics_of_run", "run_id", "number"),
)

artifacts = Table(
    "artifacts",
    metadata,
    Column("run_id", String(32), ForeignKey("runs.id"), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

# What a visitor wants of a run that trains; a run without a row goes on as its config says.
orders = Table(
    "orders",
    metadata,
    Column("run_id", String(32), ForeignKey("runs.id"), primary_key=True),
    Column("pause", Boolean, nullable=False),
    Column("learning_rate", Float(53)),
)

opened = Table(
    "opened",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("filename", String(256), nullable=False),
    Column("alphabet", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("opened_at", Float(53), nullable=False),
    Column("data", LargeBinary, nullable=False),
)

texts = Table(
    "texts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("filename", String(256), nullable=False),
    Column("settings", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("created_at", Float(53), nullable=False),
    Column("data", LargeBinary, nullable=False),
)

# Whoever updates its one row decides alone until it commits, in SQLite and in Postgres.
turnstile = Table("turnstile", metadata, Column("id", Integer, primary_key=True), Column("turns", Integer))


@dataclass(frozen=True)
class Run:
    """One run as it was when it was read. Times are seconds since 1970."""

    id: str
    status: str
    config: dict
    config_hash: str
    code_version: str
    created_at: float
    started_at: float | None
    finished_at: float | None
    heartbeat_at: float
    worker: str | None
    cancel_requested: bool
    progress: dict
    message: str
    queue_position: int | None  # 1 is next; only a queued run has one

    @property
    def is_live(self) -> bool:
        """Whether the run waits or trains, so that something about it may still change."""
        return self.status in LIVE
