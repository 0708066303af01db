"""Picks what runs background callbacks: processes on this machine."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from dash import DiskcacheManager
from dash.background_callback.managers import BaseBackgroundCallbackManager
from diskcache import Cache

from dashboard.jobs import processes
from dashboard.settings import Settings


def make_manager(settings: Settings) -> BaseBackgroundCallbackManager:
    """Return the manager for the app's background callbacks, ready to start jobs at once.

    This is the only place that knows which manager it is; jobs and pages work with any.
    """
    folder = settings.data_dir / "jobs"
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)  # Diskcache unpickles what it finds there
    processes.warm_up()
    return ProcessManager(Cache(str(folder)))


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
