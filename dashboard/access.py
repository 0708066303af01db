"""What a visitor may see and change: one's own runs; of others' the public ones may be seen."""

from typing import Any

from dashboard import context
from dashboard.bundled import ships
from dashboard.guard.visitor import visitor
from dashboard.store.schema import Run

NOT_YOURS = "Only whoever began a run can stop it, or let it go on."


def may_see(run: Run) -> bool:
    """Whether the run is the visitor's, public, or ships with the app."""
    return run.public or run.owner == visitor() or ships(run.id)


def may_change(run: Run) -> bool:
    """Whether the visitor may cancel, pause, resume, publish or delete the run."""
    return run.owner == visitor() and not ships(run.id)


def seen_run(run_id: Any) -> Run | None:
    """The run with this id, if there is one that the visitor may see; a browser may send anything at all."""
    is_id = isinstance(run_id, str) and run_id.isprintable()
    run = context.store().get(run_id) if is_id else None
    return run if run and may_see(run) else None


def own_run(run_id: Any) -> Run | None:
    """The same, if the visitor may change it."""
    run = seen_run(run_id)
    return run if run and may_change(run) else None


def seen_runs() -> list[Run]:
    """Every run that the visitor may see, the newest first."""
    return context.store().list(visitor())
