"""What is made of a run's measurements is made once for all who look, until there are new ones."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from threading import Lock
from typing import TypeVar

from cachetools import TTLCache, cached

from dashboard import context
from dashboard.store.schema import Run

LIVE = 8  # runs that still change: only what is known of them by now is kept
NEWS = 1.0  # seconds between two looks for measurements of a run that trains, however many watch it
T = TypeVar("T")


@dataclass(frozen=True)
class Known:
    """All that tells one state of a run's measurements from another; whose it is makes no difference."""

    id: str
    status: str
    created_at: float
    finished_at: float | None
    cursor: int
    run: Run = field(compare=False)


def remembered(most: int) -> Callable[[Callable[[Run], T]], Callable[[Run], T]]:
    """Keep what the function makes of runs, of so many that have ended.

    Nobody may change what it returns, and it holds nothing that only some may see, as the name of a text.
    """

    def keeping(make: Callable[[Run], T]) -> Callable[[Run], T]:
        ended, live = (lru_cache(maxsize=size)(lambda known: make(known.run)) for size in (most, LIVE))

        @wraps(make)
        def made(run: Run) -> T:
            # Nothing comes to a run that has ended, until it is resumed and ends another time.
            cursor = lately(run.id, run.status) if run.is_live else 0
            known = Known(run.id, run.status, run.created_at, run.finished_at, cursor, run)
            return (live if run.is_live else ended)(known)

        return made

    return keeping


@cached(TTLCache(256, NEWS), lock=Lock())
def lately(run_id: str, status: str) -> int:
    """Up to where a run has measured: all of it is drawn anew for each new row."""
    return context.store().cursor(run_id)


@remembered(5000)
def has_networks(run: Run) -> bool:
    """Whether a run has ended and its networks were kept."""
    return not run.is_live and context.store().has_artifact(run.id, "bundle")
