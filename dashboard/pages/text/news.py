"""How a training on text gets on, in words, and what may be done to it now."""

from dashboard import context
from dashboard.access import may_change
from dashboard.components.status import COLORS, announcement, done, sentence
from dashboard.textview import TextView

NOTHING = ("no run", "secondary", "0", "Nothing is trained yet: choose a text and press Train.", "")


def told(view: TextView | None) -> tuple[str, str, str, str, str]:
    """The badge's text and colour, the bar's value, the sentence, and what a screen reader says."""
    if view is None:
        return NOTHING
    run = view.run
    return run.status, COLORS[run.status], f"{100 * done(run):.1f}", words(view), announcement(run)


def words(view: TextView) -> str:
    """What the run is doing, or how it ended."""
    run = view.run
    if run.status == "running" and not run.cancel_requested and pauses(view):
        return f"{sentence(view)}. Pausing as asked."
    return sentence(view)


def pauses(view: TextView) -> bool:
    """Whether the run was asked to pause."""
    return context.store().wants_pause(view.run.id)


def allowed(view: TextView | None) -> tuple[bool, bool, bool, bool]:
    """Whether Pause, Resume, Cancel and Set are disabled."""
    if view is None:
        return True, True, True, True
    run = view.run
    if not may_change(run):
        return True, True, True, True
    trains = run.status == "running" and not run.cancel_requested
    return not trains or pauses(view), not context.store().can_resume(run), not run.is_live, not trains
