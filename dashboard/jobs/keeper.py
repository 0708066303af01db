"""The thread of a web server that sees to it that no part of a run is forgotten."""

import logging
import threading
import time
from collections.abc import Callable, Hashable, Mapping

from dashboard.operate.retention import expire
from dashboard.settings import Settings
from dashboard.store.database import open_database
from dashboard.store.earlier import take_over_all
from dashboard.store.runs import RunStore

TICK_SECONDS = 1.0
HOURLY = 3600.0  # seconds between two clean-ups
SOON = 120.0  # seconds before the first: a server that this one replaces has left by then

log = logging.getLogger(__name__)


class Watch:
    """Tells which of many things have gone silent, by this machine's own clock.

    It looks at counters that grow while something is alive and at nothing else, so that clocks of other
    machines, and jumps of its own, do not matter. Where it has not looked for long, the machine may have
    slept, and all others with it: no more than half of the lease counts from one look to the next.
    """

    def __init__(self, lease: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._lease, self._clock = lease, clock
        self._looked_at = clock()
        self._seen: dict[Hashable, tuple[int, float]] = {}  # the counter, and for how long it has not grown

    def look(self, beats: Mapping[Hashable, int]) -> dict[Hashable, int]:
        """What has not been heard of for the lease, with its counter."""
        now = self._clock()
        passed, self._looked_at = min(now - self._looked_at, self._lease / 2), now
        before, self._seen = self._seen, {}
        for key, count in beats.items():
            known, silent = before.get(key, (None, 0.0))
            self._seen[key] = (count, silent + passed if known == count else 0.0)
        return {key: count for key, (count, silent) in self._seen.items() if silent >= self._lease}

    def forget(self) -> None:
        """Begin anew: nobody could have been heard meanwhile."""
        self._seen = {}


class Keeper:
    """Gives on the parts of processes that have gone silent, and wakes workers while parts are ready.

    Args:
        store, settings: of this server.
        wake: starts a worker, which takes what is ready.
        clean_up: called about once an hour.
    """

    def __init__(
        self,
        store: RunStore,
        settings: Settings,
        wake: Callable[[int], None],
        clean_up: Callable[[], None] = lambda: None,
    ) -> None:
        self._store, self._settings, self._wake, self._clean_up = store, settings, wake, clean_up
        self._watch = Watch(settings.lease_seconds)
        self._over = threading.Event()
        self._cleaned_at = time.monotonic() - HOURLY + SOON
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    def start(self) -> None:
        """Begin to look after the parts."""
        self._thread.start()

    def stop(self) -> None:
        """Look after nothing any more."""
        self._over.set()
        self._thread.join()

    def tick(self) -> None:
        """Look once."""
        if silent := self._watch.look(self._store.beating()):
            self._store.give_up(silent)
        if ready := self._store.ready(self._settings.slots):
            self._wake(ready)
        if time.monotonic() - self._cleaned_at > HOURLY:
            self._cleaned_at = time.monotonic()
            self._clean_up()

    def _run(self) -> None:
        while not self._over.wait(TICK_SECONDS):
            try:
                self.tick()
            except Exception:
                # The database may be away: whoever could not reach it either is not dead because of that.
                self._watch.forget()
                log.warning("The keeper could not look after the runs", exc_info=True)


def clean_up(settings: Settings) -> None:
    """What need not happen at once: old things go, and runs of an earlier version find an end."""
    expire(settings)
    take_over_all(open_database(settings.database_url))


def keep_runs() -> Keeper:
    """Start the keeper of this server."""
    from dashboard import context
    from dashboard.jobs.background import make_wake

    settings, store = context.settings(), context.store()
    keeper = Keeper(store, settings, make_wake(settings), lambda: clean_up(settings))
    keeper.start()
    return keeper
