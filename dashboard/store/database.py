"""Opens the database: SQLite in a file, or Postgres, its tables brought up to date."""

import logging
import time
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError

from dashboard.store.migrate import migrate

BUSY_SECONDS = 10  # that one waits for another who writes
GONE_SECONDS = 20  # of silence, after which the other end of a connection is taken to be gone
CONNECTIONS = 16  # of one process, at most; hosts count them
AWAY = (OperationalError, InterfaceError, InternalError)  # what a database says that may be back soon
PATIENCE = 60.0  # seconds that a training waits for a database that is away, or full
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0

_opened: list[Engine] = []
log = logging.getLogger(__name__)
Answer = TypeVar("Answer")


@lru_cache(maxsize=8)
def open_database(url: str) -> Engine:
    """The database at an SQLAlchemy URL, the same for all who ask; threads may share it."""
    engine = engine_for(url)
    migrate(engine)
    _opened.append(engine)
    return engine


def engine_for(url: str) -> Engine:
    """A way to the database at an SQLAlchemy URL, whatever tables it has."""
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", prepare_sqlite)
        return engine
    return create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=4,
        max_overflow=CONNECTIONS - 4,
        connect_args={"connect_timeout": BUSY_SECONDS, "tcp_user_timeout": 1000 * GONE_SECONDS},
    )


def disinherit() -> None:
    """In a process that was forked: leave its parent's connections alone, and open some of its own."""
    for engine in _opened:
        engine.dispose(close=False)


def prepare_sqlite(connection: object, _: object) -> None:
    """What every connection to SQLite begins with: readers and a writer coexist, and rows belong to runs."""
    for pragma in (
        f"busy_timeout={1000 * BUSY_SECONDS}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def patiently(ask: Callable[[], Answer], patience: float = PATIENCE) -> Answer:
    """Ask again for a while where the database does not answer; what it says in the end holds.

    A database may restart, move to another machine, or have a full disk: no training is lost by that.
    """
    until, pause = time.monotonic() + patience, FIRST_PAUSE
    while True:
        try:
            return ask()
        except AWAY as error:
            if time.monotonic() + pause > until:
                raise
            log.warning("The database does not answer (%s); asking again", type(error.orig).__name__)
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)
