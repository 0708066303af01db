"""The run store's tables, and what a run is."""

import time
from dataclasses import dataclass, field

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
    false,
)

LIVE = ("queued", "running")
FINISHED = ("done", "cancelled", "failed", "interrupted", "paused")
RESUMABLE = ("paused", "interrupted", "cancelled")  # these can go on, unless they have their networks
TRAIN, JOIN = "train", "join"  # kinds of parts
WAITING, AT_WORK, DONE = "waiting", "running", "done"  # what parts do

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
    Column("queued_at", Float(53)),  # later than that where it was resumed
    Column("started_at", Float(53)),
    Column("finished_at", Float(53)),
    Column("cancel_requested", Boolean, nullable=False),
    Column("message", Text, nullable=False),
    Column("owner", String(64), nullable=False, server_default="", index=True),  # whoever began it
    Column("public", Boolean, nullable=False, server_default=false()),  # whether others may see it
    Column("anew", Boolean, nullable=False, server_default=false()),  # train it even if its result is known
    # What servers of before there were parts read and write: one may still be at work during a deploy.
    Column("heartbeat_at", Float(53)),
    Column("worker", String(128)),
    Column("progress", Text, nullable=False, server_default="{}"),
)

# What a run consists of: the trainings that any worker may take, and last of all the one that joins them.
parts = Table(
    "parts",
    metadata,
    # Earlier servers delete runs and know of no parts.
    Column("run_id", String(32), ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("config", Text, nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("worker", String(128)),  # who is at work on it
    Column("beats", Integer, nullable=False),  # grows while somebody is
    Column("attempts", Integer, nullable=False),
    Column("estimate", Float(53), nullable=False),  # seconds that it should take
    Column("started_at", Float(53)),
    Column("finished_at", Float(53)),
    Column("progress", Text, nullable=False),
)

# Processes that take parts, where these are not started by the web server itself.
workers = Table(
    "workers",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("seats", Integer, nullable=False),  # how many parts it trains at once
    Column("seen_at", Float(53), nullable=False),
)

metrics = Table(
    "metrics",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),  # the cursor
    Column("run_id", String(32), ForeignKey("runs.id"), nullable=False),
    Column("part", Integer, nullable=False, server_default="0"),  # which part of the run measured it
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
    Column("owner", String(64), nullable=False, server_default="", index=True),
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
    Column("owner", String(64), nullable=False, server_default="", index=True),
)

# Whoever updates its one row decides alone until it commits, in SQLite and in Postgres.
turnstile = Table("turnstile", metadata, Column("id", Integer, primary_key=True), Column("turns", Integer))


@dataclass(frozen=True)
class Run:
    """One run as it was when it was read. Times are seconds since 1970.

    Attributes:
        progress: how far it is: "fraction", and where it is known "step", "steps", "seconds_left", "text".
        parts: how many parts it has, how many are done, and how many are at work.
        ahead: of a queued run, how many others are to begin before it; None for every other.
        wait: of a queued run, about how many seconds until it begins; None while that is not known.
    """

    id: str
    status: str
    config: dict
    config_hash: str
    code_version: str
    created_at: float
    started_at: float | None
    finished_at: float | None
    cancel_requested: bool
    message: str
    owner: str
    public: bool
    progress: dict
    parts: tuple[int, int, int]
    ahead: int | None = None
    wait: float | None = None

    @property
    def is_live(self) -> bool:
        """Whether the run waits or trains, so that something about it may still change."""
        return self.status in LIVE


@dataclass(frozen=True)
class Part:
    """A part of a run that a worker has taken; `attempts` counts this one, `since` is when, monotonic."""

    run_id: str
    number: int
    kind: str
    config: dict
    worker: str
    attempts: int
    since: float = field(default_factory=time.monotonic, compare=False)


@dataclass(frozen=True)
class Wanted:
    """What a worker hears at a beat: whether the part is still its own, and what is wanted of the run."""

    own: bool
    cancel: bool = False
    pause: bool = False
    learning_rate: float | None = None
