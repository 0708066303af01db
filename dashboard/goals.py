"""How far each cell has been brought by runs that ship, as measured once, in a file beside them."""

import json
from functools import lru_cache

from dashboard.bundled import FOLDER
from models.analysis.goals import GOALS, Reached

REACH = FOLDER / "reach.json"


@lru_cache(maxsize=1)
def reached() -> tuple[Reached, ...]:
    """What was measured of every goal, in the order of the goals."""
    rows = {(row["run"], row["cell"]): row for row in json.loads(REACH.read_text())}
    measured = ((goal, rows[goal.run, goal.cell]) for goal in GOALS)
    return tuple(Reached(goal, row["seeds"], tuple(row["exact"]), row["proved"]) for goal, row in measured)


def reached_on(task: str) -> list[Reached]:
    """Those of a task."""
    return [each for each in reached() if each.goal.task == task]


def beyond(run_id: str, cell: str) -> Reached | None:
    """What is known of a cell of a run that ships."""
    return next((r for r in reached() if (r.goal.run, r.goal.cell) == (run_id, cell)), None)
