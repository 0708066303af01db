"""Counts what each visitor asks: in Redis, or where that is away, each process by itself."""

import logging
import time

from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from redis.backoff import NoBackoff
from redis.retry import Retry

PATIENCE = 0.25  # seconds for an answer of Redis, which takes a thousandth of that
AWAY = 10.0  # seconds without a question to a Redis that did not answer

log = logging.getLogger(__name__)


class Counters:
    """Sliding windows of a minute. Safe to share between threads."""

    def __init__(self, redis_url: str = "") -> None:
        """Count in this process; in Redis where a URL is given."""
        self._alone = SlidingWindowCounterRateLimiter(MemoryStorage())
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
        return _wait(self._alone, what, who, most)


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
