"""What a worker does: takes the part whose turn it is, trains it, takes the next. Knows nothing of Dash."""

import logging
import os
import socket
from uuid import uuid4

from dashboard.jobs.learning import Learned, join_parts, learn
from dashboard.jobs.leaving import leaving
from dashboard.jobs.pulse import Pulse
from dashboard.jobs.reporter import Reporter
from dashboard.jobs.waking import wake_another
from dashboard.operate import logs
from dashboard.settings import Settings
from dashboard.store.database import AWAY, patiently
from dashboard.store.runs import RunStore
from dashboard.store.schema import JOIN, Part

CANCELLED = "Cancelled. What was trained until then is kept."
KNOWN = "Exactly this has been trained here before, to the same networks; here they are."
MOST_MODEST = 19

log = logging.getLogger(__name__)


def run_job(run_id: str) -> str:
    """See to it that the run with this id gets on, and return the id.

    The store is the queue, and this is what wakes a worker: it takes parts, of this run or of others whose
    turn is before, as long as any is ready. Where all slots are taken, whoever has them takes this one later.
    """
    settings = Settings.from_env()
    with RunStore(settings.database_url) as store:
        worker = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        while not leaving.is_set() and (part := patiently(lambda: store.take(worker, settings.slots))):
            wake_another(store, settings)
            with logs.about(run_id=part.run_id, part=part.number, worker=worker):
                live(store, part, settings)
    return run_id


def live(store: RunStore, part: Part, settings: Settings) -> None:
    """Train one part, whatever comes."""
    be_modest(settings.nice)
    try:
        with Pulse(store, part, settings) as pulse:
            if is_answered(store, part):
                return
            if part.kind == JOIN:
                join(store, part, settings, pulse)
            else:
                train(store, part, settings, pulse)
    except AWAY:
        # Not the run's fault: whoever looks after the parts gives this one on when the database is back.
        log.exception("The database is away; the part waits for it")
    except Exception as error:
        log.exception("The run failed")
        message = explain(error)
        patiently(lambda: store.fail(part, message))


def is_answered(store: RunStore, part: Part) -> bool:
    """Take a result that came while the run waited: many who ask for the same wait for one training."""
    if part.number or part.attempts > 1:
        return False
    from dashboard.bundled import bundled_ids, text_ids  # it knows the networks, and these torch

    known = patiently(lambda: store.known_by_now(part.run_id, (*bundled_ids(), *text_ids())))
    return known is not None and patiently(lambda: store.answer(part.run_id, known, KNOWN))


def join(store: RunStore, part: Part, settings: Settings, pulse: Pulse) -> None:
    """Make one run of its parts."""
    found, rows = join_parts(store, part)
    end = ending(found, settings, pulse)
    patiently(lambda: store.finish_part(part, found.networks, *end, rows=rows))


def train(store: RunStore, part: Part, settings: Settings, pulse: Pulse) -> None:
    """Train a part, and keep what came of it."""
    # Here and not above, so that this module is quick to import where nothing is trained.
    import torch

    torch.set_num_threads(settings.threads)
    reporter = Reporter(store, part, pulse.news)
    try:
        found = learn(store, part, reporter, pulse)
    finally:
        reporter.flush()
    if pulse.lost:
        return
    if found.paused or not (found.finished or pulse.cancelled or pulse.out_of_time):
        patiently(lambda: store.give_back(part))  # this process has to leave
    else:
        end = ending(found, settings, pulse)
        patiently(lambda: store.finish_part(part, found.networks, *end))


def ending(found: Learned, settings: Settings, pulse: Pulse) -> tuple[str, str]:
    """The status of a run with these networks, and what is said of it."""
    if found.finished:
        return "done", ""
    if pulse.cancelled:
        return "cancelled", CANCELLED
    most = f"{settings.most_minutes:g} minutes, the most that a training may take here"
    return "cancelled", f"Stopped after {most}. What was trained until then is kept."


def be_modest(nice: int) -> None:
    """Stand back: pages must stay quick while all processor cores train.

    At MOST_MODEST only with what nobody else wants.
    """
    now = os.getpriority(os.PRIO_PROCESS, 0)
    os.setpriority(os.PRIO_PROCESS, 0, max(now, nice))
    if nice == MOST_MODEST and hasattr(os, "SCHED_IDLE"):  # Linux has it
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def explain(error: Exception) -> str:
    """What a visitor is told of an error."""
    if isinstance(error, ValueError):  # these are written for the visitor
        return f"This run could not be trained: {str(error).rstrip('.')}."
    if isinstance(error, MemoryError):
        return "This run needed more memory than the server has."
    return f"This run stopped on an error ({type(error).__name__}) that the server's log explains."
