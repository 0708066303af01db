"""The life of one run in its own process: wait, claim, train, report, finish. Knows nothing of Dash."""

import logging
import os
import socket

from dashboard.jobs.learning import learn_task, learn_text
from dashboard.jobs.pulse import Pulse
from dashboard.jobs.reporter import Reporter
from dashboard.settings import Settings
from dashboard.store.runs import RunStore

POLL_SECONDS = 0.2

STOPPED = "The server was stopped while this run was waiting or training."

log = logging.getLogger(__name__)


def run_job(run_id: str) -> str:
    """Live through the run with this id, whatever comes, and return the id.

    Does nothing if there is no such run, or if it is not waiting, or if another process has taken it on.
    """
    settings = Settings.from_env()
    worker = f"{socket.gethostname()}:{os.getpid()}"
    with RunStore(settings.database_url) as store:
        if store.adopt(str(run_id), worker):
            _live(store, run_id, worker, settings)
    return run_id


def _live(store: RunStore, run_id: str, worker: str, settings: Settings) -> None:
    with Pulse(store, run_id, worker, settings) as pulse:
        try:
            if _wait_for_turn(store, run_id, settings.slots, pulse):
                _train(store, run_id, worker, settings, pulse)
        except KeyboardInterrupt:
            store.finish(run_id, "interrupted", STOPPED, worker)
        except Exception as error:
            log.exception("Run %s failed", run_id)
            store.finish(run_id, "failed", _explain(error), worker)


def _wait_for_turn(store: RunStore, run_id: str, slots: int, pulse: Pulse) -> bool:
    while not store.claim(run_id, slots):
        if pulse.should_stop.wait(POLL_SECONDS):
            return False
    return True


def _train(store: RunStore, run_id: str, worker: str, settings: Settings, pulse: Pulse) -> None:
    # Here and not above, so that this module is quick to import where nothing is trained.
    import torch

    _be_modest(settings.nice)
    torch.set_num_threads(settings.threads)
    reporter = Reporter(store, run_id)
    config = store.get(run_id).config
    try:
        learn = learn_text if config.get("task") == "text" else learn_task
        outcome = learn(store, run_id, reporter, pulse)
    finally:
        reporter.flush()
    if not store.holds(run_id, worker):
        return
    if outcome.bundle is not None:
        store.save_bundle(run_id, outcome.bundle)
    store.finish(run_id, outcome.status, outcome.message, worker)


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
