"""Processes for jobs, forked from a small server that has torch loaded and nothing of the web.

So a job starts within milliseconds and inherits no thread, socket or signal handler of the web server.
Only strings are handed over: the name of a function, and its arguments as JSON.
"""

import json
import multiprocessing
import signal
from importlib import import_module
from multiprocessing import forkserver, process

import psutil

from dashboard.jobs.leaving import listen
from dashboard.operate import logs
from dashboard.settings import Settings

PRELOAD = [
    *("torch", "diskcache", "dashboard.jobs.job", "dashboard.bundled", "dashboard.corpora"),
    *("models.compare", "models.bundle", "models.learn", "models.text.bundle", "dashboard.jobs.preload"),
]
RESULT_SECONDS = 3600  # how long a result waits for its page, which may have been closed

_context = multiprocessing.get_context("forkserver")


def warm_up() -> None:
    """Start the server that jobs are forked from, so that the first job need not wait for its imports."""
    # A job that re-imports the main module may come here, and has no jobs of its own.
    if multiprocessing.parent_process() is None:
        _context.set_forkserver_preload(PRELOAD)
        forkserver.ensure_running()


def start(function: str, arguments: str, folder: str, key: str) -> str:
    """Start "module:function" with a JSON list of arguments; return a name for the job.

    What the function returns is put under the key into the Diskcache in the folder.
    """
    job = _context.Process(target=_work, args=(function, arguments, folder, key))
    job.start()
    # Otherwise a web process that stops or restarts would first wait for all its jobs.
    process._children.discard(job)
    try:
        return _name(psutil.Process(job.pid))
    except psutil.NoSuchProcess:
        return f"{job.pid}-over"


def is_alive(job: str) -> bool:
    """Whether the job is still at work, and not another process that got its number."""
    try:
        found = psutil.Process(int(job.partition("-")[0]))
        return _name(found) == job and found.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _name(found: psutil.Process) -> str:
    return f"{found.pid}-{found.create_time():.2f}"


def _work(function: str, arguments: str, folder: str, key: str) -> None:
    from diskcache import Cache, JSONDisk

    logs.set_up(Settings.from_env())
    # Whoever stops the server leaves time to write down how far training is.
    listen(signal.SIGTERM, signal.SIGINT)
    module, _, name = function.partition(":")
    result = getattr(import_module(module), name)(*json.loads(arguments))
    with Cache(folder, disk=JSONDisk) as cache:
        cache.set(key, result, expire=RESULT_SECONDS)
