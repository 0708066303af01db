"""Lets trainings in: they wait for their turn, are answered from the store, or refused with a reason."""

from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError

from dashboard import context
from dashboard.bundled import bundled_ids, text_ids
from dashboard.guard.visitor import visitor
from dashboard.jobs.progress import duration
from dashboard.operate import logs
from dashboard.settings import Settings
from dashboard.store.runs import Refused
from models import __version__
from models.splitting import split
from models.text.config import TextConfig
from models.training.config import Config
from models.work import check_work, typical_seconds

LIVE = "You have asked for this already; here it is."
OWN = "You have trained exactly this already; here it is."
KNOWN = "Exactly this has been trained here before, to the same networks; here they are."
NOT_STOPPED = "Only a run that stopped on the way can go on."
AWAY = "Nothing can be written down at the moment, so nothing was begun; please try again in a minute."


class NotAdmitted(Exception):  # noqa: N818 - it is no fault
    """Nothing was begun; the message says why, and when to come back."""


@dataclass(frozen=True)
class Admitted:
    """The run that answers a visitor's wish.

    Attributes:
        run_id: a run of the visitor's.
        note: what is said of it, or "".
        waits: whether there is something to train.
        known: whether it was finished before; the visitor may still want to see it trained.
    """

    run_id: str
    note: str = ""
    waits: bool = True
    known: bool = False


def admit(config: Config | TextConfig, anew: bool = False, beside: int = 0) -> Admitted:
    """Let a visitor's training in. With `anew` it is trained even if its result is known.

    `beside` is how many runs that wait belong to the same job, which counts as one of the visitor's. The runs
    that ship answer nobody: whoever presses Train there wants to see it happen.
    Raises NotAdmitted; and ValueError, with a sentence, for more work than one may ask for at once.
    """
    check_work(config)
    store, settings, owner = context.store(), context.settings(), visitor()
    try:
        if active := store.active(config.hash(), owner):
            return Admitted(active, LIVE)
        but = (*bundled_ids(), *text_ids())
        known = None if anew else store.known(config.hash(), __version__, owner, but)
        if known and (answer := answered(known, owner)):
            return answer
        limits = {"queue_limit": settings.queue, "per_visitor": settings.per_visitor + beside}
        wanted = trainings(config, settings)
        about = (config.to_json(), config.hash(), __version__)
        return Admitted(store.create(*about, **limits, trainings=wanted, owner=owner, anew=anew))
    except Refused as refused:
        raise NotAdmitted(told(refused, owner)) from refused
    except DBAPIError as error:
        raise NotAdmitted(AWAY) from error


def answered(known: str, owner: str) -> Admitted | None:
    """A result that is there already: one's own, or a copy of another's; None if it is gone by now."""
    store = context.store()
    if (run := store.get(known)) and run.owner == owner:
        return Admitted(known, OWN, waits=False, known=True)
    copied = store.copy(known, owner, KNOWN)
    return Admitted(copied, KNOWN, waits=False, known=True) if copied else None


def trainings(config: Config | TextConfig, settings: Settings) -> list[tuple[dict, float]]:
    """The parts of a run, and about how many seconds each takes: many where many can be trained at once."""
    several = settings.slots > 1
    return [(part.to_json(), typical_seconds(part)) for part in (split(config) if several else [config])]


def readmit(run_id: str, beside: int = 0) -> bool:
    """Let a run that stopped on the way go on, `beside` others of its job; False if it cannot.

    Raises NotAdmitted.
    """
    settings = context.settings()
    try:
        return context.store().resume(run_id, settings.queue, settings.per_visitor + beside)
    except Refused as refused:
        raise NotAdmitted(told(refused, visitor())) from refused
    except DBAPIError as error:
        raise NotAdmitted(AWAY) from error


def told(refused: Refused, owner: str) -> str:
    """Why, and when to come back, in one sentence."""
    logs.event("refused", what="training", reason="visitor" if refused.own else "queue")
    wait = context.store().soonest_end(owner if refused.own else None)
    when = f"come back in about {duration(wait)}" if wait is not None else "come back later"
    why = str(refused)
    return f"{why[:1].upper()}{why[1:]}; {when}."
