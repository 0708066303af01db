"""Wakes Celery's workers. A call that is lost is made again: the run store knows what is to be done."""

import logging

from dashboard.settings import Settings
from dashboard.store.database import AWAY
from dashboard.store.work import Work

ANY = ""  # in place of a run: whatever is ready

log = logging.getLogger(__name__)


def wake_another(store: Work, settings: Settings) -> None:
    """Let a worker that has taken a part wake one more; on one machine the keeper starts processes."""
    if settings.redis_url:
        try:
            wake_for(min(1, store.ready(settings.slots)))
        except AWAY as error:
            log.warning("Could not look for more to do (%s)", type(error.orig).__name__)


def wake_for(ready: int) -> None:
    """Send a message for each of these parts of which no message tells."""
    from dashboard.jobs import celery_app

    try:
        for _ in range(ready - celery_app.waiting() if ready else 0):
            celery_app.send(ANY)
    except Exception as error:
        log.warning("Could not wake a worker (%s); it is tried again", type(error).__name__)
