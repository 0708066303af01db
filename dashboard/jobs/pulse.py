"""The thread that keeps a part's process in touch with the run store while it trains."""

import logging
import os
import signal
import threading
import time

from dashboard.jobs.leaving import leaving
from dashboard.operate import logs
from dashboard.settings import Settings
from dashboard.store.database import patiently
from dashboard.store.schema import Part, Wanted
from dashboard.store.work import Work

log = logging.getLogger(__name__)


class Pulse:
    """A thread that says that the part is at work, and hears what is wanted of it.

    Attributes:
        should_stop: set when training should end: cancelled, out of time, lost, or its process has to leave.
        pause: whether a visitor wants the run to pause, or its process has to leave: with a checkpoint. One
            that is cancelled ends instead.
        learning_rate: the step size that a visitor has asked for since it began, or None.
        lost: whether the part is no longer this process's.
        cancelled: whether a visitor wants the run to end.
        out_of_time: whether it has trained for as long as it may.
    """

    def __init__(self, store: Work, part: Part, settings: Settings) -> None:
        self.should_stop = threading.Event()
        self.pause, self.lost, self.cancelled, self.out_of_time = False, False, False, False
        self.learning_rate: float | None = None
        self._store, self._part, self._settings = store, part, settings
        self._begun = self._news_at = time.monotonic()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beats, name="pulse", daemon=True)

    def __enter__(self) -> "Pulse":
        self._hear(patiently(lambda: self._store.beat(self._part)))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def news(self) -> None:
        """Note that training gets on."""
        self._news_at = time.monotonic()

    def _beats(self) -> None:
        logs.from_now_on(run_id=self._part.run_id, part=self._part.number, worker=self._part.worker)
        while not self._over.wait(self._settings.heartbeat_seconds):
            try:
                self._hear(self._store.beat(self._part))
            except Exception:
                # The database may be back by the next beat; without beats the part would be given up.
                log.warning("No heartbeat", exc_info=True)
            self._end_if_it_hangs()

    def _hear(self, wanted: Wanted) -> None:
        trained = time.monotonic() - self._begun
        self.out_of_time = trained > 60 * self._settings.most_minutes
        self.lost, self.cancelled, self.learning_rate = not wanted.own, wanted.cancel, wanted.learning_rate
        self.pause = (wanted.pause or leaving.is_set()) and not self.cancelled
        if self.lost or self.out_of_time or self.cancelled or leaving.is_set():
            self.should_stop.set()

    def _end_if_it_hangs(self) -> None:
        silent = time.monotonic() - self._news_at
        if silent > self._settings.hang_seconds:
            # Nothing else can be trusted to end it; the keeper gives the part on.
            log.error("No news from the training for %.0f s; ending its process", silent)
            os.kill(os.getpid(), signal.SIGKILL)
