"""Counts what each visitor asks: in Redis, or where that is away, each process by itself.

Both count in sliding windows: of the minute before, as much counts as lies within the last sixty seconds.
"""

import logging
import threading
import time
from collections.abc import Callable

from cachetools import TTLCache
from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from redis.backoff import NoBackoff
from redis.retry import Retry

MINUTE = 60.0  # seconds
PATIENCE = 0.25  # seconds for an answer of Redis, which takes a thousandth of that
AWAY = 10.0  # seconds without a question to a Redis that did not answer
MOST = 100_000  # visitors and addresses that a process keeps in mind

log = logging.getLogger(__name__)


class Counters:
    """Says of each request whether there were too many before. Safe to share between threads."""

    def __init__(self, redis_url: str = "") -> None:
        """Count in this process; in Redis where a URL is given."""
        self._alone = InProcess()
        self._together = SlidingWindowCounterRateLimiter(_redis(redis_url)) if redis_url else None
        self._away_until = 0.0

    def wait(self, what: str, who: str, most: int) -> float:
        """Count one more; the seconds until it is worth another try where there were so many, else 0."""
        if self._together and time.monotonic() >= self._away_until:
            try:
                return _wait(self._together, what, who, most)
            except StorageError as error:
                self._away_until = time.monotonic() + AWAY
                log.warning("Redis does not count requests, so this process does: %s", error.storage_error)
        return self._alone.wait(what, who, most)


class InProcess:
    """The windows of one process. The library's own begin a thread each time, which takes milliseconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._counts: TTLCache = TTLCache(MOST, 2 * MINUTE, timer=clock)

    def wait(self, what: str, who: str, most: int) -> float:
        """See `Counters`."""
        minute, passed = divmod(self._clock(), MINUTE)
        with self._lock:
            before, now = (self._counts.get((what, who, which), 0) for which in (minute - 1, minute))
            if before * (1 - passed / MINUTE) + now < most:
                self._counts[what, who, minute] = now + 1
                return 0.0
        return (MINUTE if now >= most else MINUTE * (1 - (most - now) / before)) - passed


def _wait(limiter: SlidingWindowCounterRateLimiter, what: str, who: str, most: int) -> float:
    item = RateLimitItemPerMinute(most)
    if limiter.hit(item, what, who):
        return 0.0
    return max(1.0, limiter.get_window_stats(item, what, who).reset_time - time.time())


def _redis(url: str) -> RedisStorage:
    return RedisStorage(
        url,
        key_prefix="gatescope",
        wrap_exceptions=True,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )
