"""The thread that keeps a run's process in touch with the run store while it trains."""

import logging
import threading

from dashboard.settings import Settings
from dashboard.store.runs import RunStore

log = logging.getLogger(__name__)


class Pulse:
    """A thread that says that the run is alive, hears what is wanted of it, and clears away dead runs.

    Attributes:
        should_stop: set when the run was cancelled, or is no longer this process's.
        pause: whether a visitor wants it to pause.
        learning_rate: the step size that a visitor has asked for since it began, or None.
    """

    def __init__(self, store: RunStore, run_id: str, worker: str, settings: Settings) -> None:
        self.should_stop = threading.Event()
        self.pause, self.learning_rate = store.orders(run_id)
        self._store, self._run_id, self._worker, self._settings = store, run_id, worker, settings
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="pulse", daemon=True)

    def __enter__(self) -> "Pulse":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(self._settings.heartbeat_seconds):
            try:
                if self._store.heartbeat(self._run_id, self._worker):
                    self.should_stop.set()
                self.pause, self.learning_rate = self._store.orders(self._run_id)
                self._store.sweep(self._settings.lease_seconds)
            except Exception:
                # The database may be back by the next beat; without beats the run would be given up.
                log.warning("No heartbeat for run %s", self._run_id, exc_info=True)
