"""Picks what runs background callbacks: processes on this machine, or Celery's workers on any."""

import json
import logging
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from dash import CeleryManager, DiskcacheManager
from dash.background_callback.managers import BaseBackgroundCallbackManager
from diskcache import Cache, JSONDisk

from dashboard.jobs import processes
from dashboard.jobs.waking import wake_for
from dashboard.settings import Settings

STARTING_SECONDS = 3.0  # within which a new process has taken its part
RUN = "dashboard.jobs.job:run_job"

log = logging.getLogger(__name__)


def make_manager(settings: Settings) -> BaseBackgroundCallbackManager:
    """Return the manager for the app's background callbacks, ready to start jobs at once.

    This is the only place that knows which manager it is; jobs and pages work with any.
    """
    if settings.redis_url:
        from dashboard.jobs.celery_app import app

        return QueueManager(app)
    processes.warm_up()
    return ProcessManager(job_cache(settings))


def make_wake(settings: Settings) -> Callable[[int], None]:
    """What the keeper calls while that many parts are ready."""
    if settings.redis_url:
        return wake_for
    return ProcessStarter(job_cache(settings).directory)


def job_cache(settings: Settings) -> Cache:
    """Where a job leaves word for its page; as JSON, so that nothing is ever unpickled."""
    folder = settings.data_dir / "jobs"
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    return Cache(str(folder), disk=JSONDisk)


class ProcessStarter:
    """Starts processes that nobody waits for, one for each part that none is on its way to already."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._started: list[tuple[str, float]] = []

    def __call__(self, ready: int) -> None:
        """Start as many as are missing; the keeper calls again while more is ready."""
        now = time.monotonic()
        recent = [(job, at) for job, at in self._started if now - at < STARTING_SECONDS]
        self._started = [(job, at) for job, at in recent if processes.is_alive(job)]
        for _ in range(ready - len(self._started)):
            self._started.append((processes.start(RUN, '[""]', self._folder, ""), now))


class ProcessManager(DiskcacheManager):
    """Runs each background callback, an importable function, in a process that knows nothing of the web.

    Dash's own one forks the web server, shares results between visitors, and kills processes by number.
    """

    def build_cache_key(self, *_: Any) -> str:
        """Return a new key each time: no visitor ever gets the result of another."""
        return uuid4().hex

    def make_job_fn(self, fn: Callable, progress: bool, key: str | None = None) -> str:
        """Return the function's name, which is all that its process needs."""
        return f"{fn.__module__}:{fn.__qualname__}"

    def call_job_fn(self, key: str, job_fn: str, args: list, context: dict) -> str:
        """Start the job. The context, with the visitor's cookies, stays here."""
        return processes.start(job_fn, json.dumps(args), self.handle.directory, key)

    def job_running(self, job: str) -> bool:
        """Whether the job's process is at work."""
        return processes.is_alive(job)

    def terminate_job(self, job: str | None) -> None:
        """Let the job end by itself.

        Dash asks to kill a job that has handed over its result, which ends anyway, and the running job of
        a callback that is triggered again: an earlier run of the same page, which must go on. A run is
        cancelled by a mark in the run store.
        """


class QueueManager(CeleryManager):
    """Hands each run to Celery's workers: its id, and nothing of the visitor who asked for it.

    Where Redis is away nothing is lost: the run waits in the store, and the keeper wakes a worker later.
    """

    build_cache_key = ProcessManager.build_cache_key
    terminate_job = ProcessManager.terminate_job

    def make_job_fn(self, fn: Callable, progress: bool, key: str | None = None) -> Callable:
        """Return what sends the message; workers have the function themselves."""
        from dashboard.jobs import celery_app

        return celery_app.send

    def call_job_fn(self, key: str, job_fn: Callable, args: list, context: dict) -> str:
        """Send the run's id. The context, with the visitor's cookies, stays here."""
        try:
            return job_fn(str(args[0]), key)
        except Exception as error:
            log.warning("Could not wake a worker (%s); it is tried again", type(error).__name__)
            return key

    def job_running(self, job: str) -> bool:
        """A message may be lost, and the run goes on all the same: pages follow it in the run store."""
        return True

    def result_ready(self, key: str) -> bool:
        """Whether the job has left word."""
        return self._ask(lambda: super(QueueManager, self).result_ready(key), False)

    def get_result(self, key: str, job: str) -> Any:
        """The word that the job has left, if any."""
        return self._ask(lambda: super(QueueManager, self).get_result(key, job), self.UNDEFINED)

    def get_progress(self, key: str) -> None:
        """No job of ours reports progress this way."""

    def get_updated_props(self, key: str) -> dict:
        """No job of ours writes into pages."""
        return {}

    def _ask(self, ask: Callable[[], Any], otherwise: Any) -> Any:
        try:
            return ask()
        except Exception as error:
            log.warning("Redis does not answer (%s)", type(error).__name__)
            return otherwise
