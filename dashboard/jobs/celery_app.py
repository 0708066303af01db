"""Workers on other machines: `celery --app dashboard.jobs.celery_app worker` starts some.

A message says only that there may be work for a run. What is to be done stands in the run store, so a
message that is lost, or comes twice, does no harm.
"""

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading

import psutil
from celery import Celery, signals

from dashboard.jobs.leaving import leaving, listen
from dashboard.operate import logs
from dashboard.settings import Settings
from dashboard.store.database import disinherit
from dashboard.store.runs import RunStore

QUEUE = "gatescope"
RESULT_SECONDS = 3600  # how long a result waits for its page, which may have been closed
SEEN_EVERY = 10.0  # seconds between two signs of life
PATIENCE = 3.0  # seconds for Redis to answer
GRACE = 20  # seconds that a worker has to give back what it trains; a host kills it after 30

log = logging.getLogger(__name__)
app = Celery("gatescope")
app.config_from_object(
    {
        "task_default_queue": QUEUE,
        "task_ignore_result": True,  # what comes of a run is in the run store
        "task_serializer": "json",
        "result_serializer": "json",
        "accept_content": ["json"],  # nothing is ever unpickled
        "result_expires": RESULT_SECONDS,
        # A worker takes no message that it cannot follow at once. Others would wait behind its trainings;
        # and one that has such a message when Redis goes away ends for good (kombu fails to put it back).
        "worker_disable_prefetch": True,
        "worker_prefetch_multiplier": 1,
        "worker_hijack_root_logger": False,
        "worker_soft_shutdown_timeout": GRACE,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_transport_options": {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE},
        "redis_socket_timeout": PATIENCE,
        "redis_socket_connect_timeout": PATIENCE,
        "task_publish_retry_policy": {"max_retries": 1, "interval_start": 0.1},
    }
)
if url := Settings.from_env().redis_url:
    app.conf.update(broker_url=url, result_backend=url)


@app.task(name="gatescope.run")
def run(run_id: str, key: str = "") -> None:
    """Wake a worker for a run; with a key, leave word there when it has nothing more to do."""
    from dashboard.jobs.job import run_job

    # Not before: Celery sets handlers of its own in a process that it has forked; they raise in mid-training.
    listen(signal.SIGTERM)
    done = run_job(run_id)
    if key:
        app.backend.set(key, json.dumps(done))


def send(run_id: str, key: str = "") -> str:
    """Wake a worker, whichever is free; return the name of the message. Raises where Redis is away."""
    return run.delay(run_id, key).id


def waiting() -> int:
    """How many messages nobody has taken yet."""
    return app.backend.client.llen(QUEUE)


@signals.setup_logging.connect
def write_logs(**_: object) -> None:
    """Write the log as the web server does."""
    logs.set_up(Settings.from_env())


@signals.worker_init.connect
def get_ready(**_: object) -> None:
    """Load torch and the machine code once, before the processes that train are forked.

    Where there is none for this processor it is compiled first, which takes minutes and 0.9 GB, in a process
    that gives the memory back: a run that waited for it in mid-training would be taken for hung.
    """
    from models.kernels.compiled import is_warm

    if not is_warm():
        log.info("Compiling the kernels for this processor")
        subprocess.run([sys.executable, "-m", "models.kernels.warm"], stdout=subprocess.DEVNULL)
    import dashboard.jobs.preload  # noqa: F401


@signals.worker_process_init.connect
def begin(**_: object) -> None:
    """A process that trains has its own connections, and hears that it is time to leave."""
    disinherit()
    listen(signal.SIGUSR2)


@signals.worker_ready.connect
def be_seen(sender: object, **_: object) -> None:
    """Tell the run store now and then that this worker is there, and how many parts it trains at once."""
    seats = sender.controller.concurrency
    logs.event("up", worker=_name(), count=seats)
    _say_that_it_is_there(seats)  # before it follows a message, which would find no room for a training
    threading.Thread(target=_signs_of_life, args=(seats,), name="signs of life", daemon=True).start()


@signals.worker_shutting_down.connect
def leave(**_: object) -> None:
    """The host stops this worker: each training writes down where it stands and gives its part back."""
    leaving.set()
    logs.event("down", worker=_name())
    for child in psutil.Process().children():
        child.send_signal(signal.SIGUSR2)
    try:
        with RunStore(Settings.from_env().database_url) as store:
            store.seen(_name(), 0)
    except Exception:
        log.warning("Could not say goodbye to the run store", exc_info=True)


def _signs_of_life(seats: int) -> None:
    while not leaving.wait(SEEN_EVERY):
        _say_that_it_is_there(seats)


def _say_that_it_is_there(seats: int) -> None:
    try:
        # Opened each time: the database may be away when the worker begins.
        with RunStore(Settings.from_env().database_url) as store:
            store.seen(_name(), seats)
    except Exception:
        log.warning("Could not tell the run store that this worker is there", exc_info=True)


def _name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"
