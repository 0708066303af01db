"""The life of one run in its own process: wait, claim, train, report, finish. Knows nothing of Dash."""

import logging
import os
import socket
import threading
import time

from dashboard.progress import TimeLeft, describe
from dashboard.settings import Settings
from dashboard.store import RunStore

POLL_SECONDS = 0.2
FLUSH_SECONDS = 0.5

CANCELLED = "Cancelled. What was trained until then is kept."
STOPPED = "The server was stopped while this run was waiting or training."

log = logging.getLogger(__name__)


def run_job(run_id: str) -> str:
    """Live through the run with this id, whatever comes, and return the id.

    Does nothing if there is no such run, or if it is not waiting, or if another process has taken it on.
    """
    settings = Settings.from_env()
    with RunStore(settings.database_url) as store:
        if store.adopt(str(run_id), f"{socket.gethostname()}:{os.getpid()}"):
            _live(store, run_id, settings)
    return run_id


def _live(store: RunStore, run_id: str, settings: Settings) -> None:
    with Pulse(store, run_id, settings) as pulse:
        try:
            if _wait_for_turn(store, run_id, settings.slots, pulse):
                _train(store, run_id, settings, pulse)
        except KeyboardInterrupt:
            store.finish(run_id, "interrupted", STOPPED)
        except Exception as error:
            log.exception("Run %s failed", run_id)
            store.finish(run_id, "failed", _explain(error))


def _wait_for_turn(store: RunStore, run_id: str, slots: int, pulse: "Pulse") -> bool:
    while not store.claim(run_id, slots):
        if pulse.should_stop.wait(POLL_SECONDS):
            return False
    return True


def _train(store: RunStore, run_id: str, settings: Settings, pulse: "Pulse") -> None:
    # Here and not above, so that this module is quick to import where nothing is trained.
    import torch

    from models.bundle import dumps
    from models.compare import compare
    from models.training.config import Config

    _be_modest(settings.nice)
    torch.set_num_threads(settings.threads)
    reporter = Reporter(store, run_id)
    try:
        config = Config.from_json(store.get(run_id).config)
        comparison = compare(config, reporter.report, pulse.should_stop.is_set)
    finally:
        reporter.flush()
    store.save_artifact(run_id, "bundle", dumps(comparison))
    if comparison.finished:
        store.finish(run_id, "done")
    else:
        store.finish(run_id, "cancelled", CANCELLED)


def _be_modest(nice: int) -> None:
    # Pages must stay quick while all processor cores train.
    now = os.getpriority(os.PRIO_PROCESS, 0)
    os.setpriority(os.PRIO_PROCESS, 0, max(now, nice))


def _explain(error: Exception) -> str:
    if isinstance(error, ValueError):  # these are written for the visitor
        return f"This run could not be trained: {str(error).rstrip('.')}."
    if isinstance(error, MemoryError):
        return "This run needed more memory than the server has."
    return f"This run stopped on an error ({type(error).__name__}) that the server's log explains."


class Pulse:
    """A thread that says that the run is alive, hears of its cancellation, and clears away dead runs."""

    def __init__(self, store: RunStore, run_id: str, settings: Settings) -> None:
        self.should_stop = threading.Event()
        self._store, self._run_id, self._settings = store, run_id, settings
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
                if self._store.heartbeat(self._run_id):
                    self.should_stop.set()
                self._store.sweep(self._settings.lease_seconds)
            except Exception:
                # The database may be back by the next beat; without beats the run would be given up.
                log.warning("No heartbeat for run %s", self._run_id, exc_info=True)


class Reporter:
    """Takes what training reports to the store, in batches."""

    def __init__(self, store: RunStore, run_id: str) -> None:
        self._store, self._run_id = store, run_id
        self._rows: list[dict] = []
        self._progress: dict | None = None
        self._time_left: TimeLeft | None = None
        self._flushed_at = 0.0

    def report(self, rows: list[dict]) -> None:
        """Keep rows until a batch is due; those of kind "progress" replace one another."""
        for row in rows:
            if row["kind"] == "progress":
                self._progress = describe(row, self._seconds_left(row))
            else:
                self._rows.append(row)
        if time.monotonic() - self._flushed_at >= FLUSH_SECONDS:
            self.flush()

    def _seconds_left(self, row: dict) -> float | None:
        """What is left, once training has begun: compiling tells nothing about it."""
        if row["phase"] == "compiling":
            return None
        self._time_left = self._time_left or TimeLeft()
        return self._time_left.update(row["fraction"])

    def flush(self) -> None:
        """Write down all that is kept."""
        rows, self._rows = self._rows, []
        progress, self._progress = self._progress, None
        self._store.append_metrics(self._run_id, rows)
        if progress:
            self._store.set_progress(self._run_id, progress)
        self._flushed_at = time.monotonic()
