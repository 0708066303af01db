"""What a visitor may see and change: one's own runs, files and texts; of others' only the public runs.

Files and texts of a version without owners belong to nobody, and stay visible to everyone, as they were.
"""

from functools import lru_cache
from typing import Any

from dashboard import context
from dashboard.bundled import ships
from dashboard.guard.visitor import visitor
from dashboard.store.library import Opened
from dashboard.store.schema import Run
from dashboard.store.texts import OwnText

NOT_YOURS = "Only whoever began a run can stop it, or let it go on."


def may_see(run: Run) -> bool:
    """Whether the run is the visitor's, public, or ships with the app."""
    return run.public or run.owner == visitor() or ships(run.id)


def may_change(run: Run) -> bool:
    """Whether the visitor may cancel, pause, resume, publish or delete the run."""
    return run.owner == visitor() and not ships(run.id)


def seen_run(run_id: Any) -> Run | None:
    """The run with this id, if there is one that the visitor may see; a browser may send anything at all."""
    if not isinstance(run_id, str) or not run_id.isprintable():
        return None
    run = shipped_run(run_id) if ships(run_id) else context.store().get(run_id)
    return run if run and may_see(run) else None


@lru_cache(maxsize=64)
def shipped_run(run_id: str) -> Run | None:
    """A run that ships, which stays as it was installed when the server began."""
    return context.store().get(run_id)


def own_run(run_id: Any) -> Run | None:
    """The same, if the visitor may change it."""
    run = seen_run(run_id)
    return run if run and may_change(run) else None


def seen_runs() -> list[Run]:
    """Every run that the visitor may see, the newest first."""
    return context.store().list(visitor())


def seen_file(file_id: Any) -> Opened | None:
    """The opened file with this id, if there is one that the visitor may see."""
    is_id = isinstance(file_id, str) and file_id.isprintable()
    file = context.library().about(file_id) if is_id else None
    return file if file and file.owner in ("", visitor()) else None


def own_file(file_id: Any) -> Opened | None:
    """The same, if the visitor may delete it."""
    file = seen_file(file_id)
    return file if file and file.owner == visitor() else None


def seen_files() -> list[Opened]:
    """Every opened file that the visitor may see, the newest first."""
    return context.library().list(visitor())


def seen_text(text_id: Any) -> OwnText | None:
    """The text with this id, if there is one that the visitor may see."""
    is_id = isinstance(text_id, str) and text_id.isprintable()
    text = context.texts().about(text_id) if is_id else None
    return text if text and text.owner in ("", visitor()) else None
