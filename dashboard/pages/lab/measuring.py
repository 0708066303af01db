"""Reads what nobody has measured before, step by step, while the page is open."""

from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, no_update

from dashboard import ids
from dashboard.lab import MEASURES, answers, lab_runs, read_asked
from dashboard.measured import measure, unmeasured
from dashboard.pages.lab.draw import cells, draw
from dashboard.pages.lab.form import CONTROLS

clientside_callback(
    ClientsideFunction("gatescope", "measureOn"),
    # Without an output, Dash would not call it for what a page holds from the start.
    Output(ids.LAB_MEASURES, "data-pending"),
    Input(ids.LAB_PENDING, "data"),
)


@callback(
    Output(ids.content(ids.LAB_MEASURES), "data", allow_duplicate=True),
    Output(ids.LAB_PENDING, "data", allow_duplicate=True),
    Output(ids.source(ids.LAB_FIGURE), "data", allow_duplicate=True),
    Output(ids.rows(ids.LAB_FIGURE), "data", allow_duplicate=True),
    Input(ids.LAB_MEASURE, "data"),
    *(State(control, "value") for control in CONTROLS.values()),
    prevent_initial_call=True,
)
def measure_on(ask: Any, *values: Any) -> tuple[Any, ...]:
    """Read for about a second; the page asks again while anything is to come."""
    runs = lab_runs()
    asked = read_asked(dict(zip(CONTROLS, values, strict=True)), runs)
    measure(unmeasured(cells(answers(asked, runs))))
    shown = draw(asked, runs)
    figure = (shown.figure, shown.rows) if asked.quantity in MEASURES else (no_update, no_update)
    return shown.measures, shown.pending, *figure
