"""The figure of the Lab: which one shows what is asked for."""

from collections.abc import Sequence
from typing import Any

from dashboard.figures.lab_measures import measures_figure, measures_rows
from dashboard.figures.lab_reach import reach_figure, reach_rows
from dashboard.figures.lab_share import share_figure, share_rows
from dashboard.figures.lab_sweep import sweep_figure
from dashboard.lab import AXES, MEASURES, Asked, Found
from dashboard.measured import cell_of, known
from models.analysis.published import published_on
from models.tasks import TASKS


def picture(asked: Asked, found: Sequence[Found]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The figure and its numbers."""
    task, grid = TASKS[asked.task], asked.view == "grid"
    reaches = [one.reach for one in found]
    revision = " ".join([asked.task, asked.view, asked.quantity, asked.setting])
    if asked.values:
        drawing = sweep_figure(reaches, asked.varied, asked.values, grid, revision)
        return drawing.to_plotly_json(), reach_rows(reaches)
    if asked.quantity == "share":
        curves = [(one.reach, one.curve) for one in found]
        drawing = share_figure(curves, task.trained, task.verb, grid, revision)
        return drawing.to_plotly_json(), share_rows(curves)
    if names := MEASURES.get(asked.quantity):
        rows = [
            (one.reach, measures) for one in found if (measures := known(cell_of(one.run, one.reach.cell)))
        ]
        drawing = measures_figure(rows, names, AXES[asked.quantity], grid, revision)
        return drawing.to_plotly_json(), measures_rows(rows, names)
    theirs = published_on(asked.task)
    drawing = reach_figure(reaches, theirs, task.trained, task.verb, grid, revision)
    return drawing.to_plotly_json(), reach_rows(reaches, theirs)
