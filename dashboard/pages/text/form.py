"""What to train on a text: a control for each field of a TextConfig, and the buttons."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import Input, Output, State, callback, ctx, html, no_update
from dash.development.base_component import Component

from dashboard import context, corpora, ids
from dashboard.access import NOT_YOURS
from dashboard.admission import NOT_STOPPED, NotAdmitted, admit, readmit
from dashboard.components import controls
from dashboard.components.filled_in import read_config
from dashboard.components.status import status_strip
from dashboard.docstrings import attributes
from dashboard.pages.counted import counted
from dashboard.pages.text.choose import own_text_run, run_options
from dashboard.pages.text.news import allowed, told
from dashboard.subjects import sentence
from dashboard.textview import TextView
from models.cells import CELLS
from models.text.config import LIMITS, TextConfig
from models.training.checked import check_number

HELP = attributes(TextConfig)
MAIN = ("cells", "hidden", "layers", "seeds", "steps", "batch", "window", "learning_rate")
MORE = ("restart", "clip", "forget_bias", "activation", "first_seed", "headers")
FIELDS = ("corpus", *MAIN, *MORE)
LABELS = {
    "hidden": "Hidden units",
    "clip": "Gradient clip",
    "headers": "Keep licence headers",
}
STEP = {"learning_rate": "any", "clip": "any", "forget_bias": "any", "restart": "any"}
RATE_HELP = (
    "Adam's step size from the next step on, for all cells; it still falls to 0 along half a cosine. "
    "It acts while the run trains."
)


def form(config: TextConfig, view: TextView | None) -> Component:
    """Every control, filled in with this config; the buttons; how the shown run gets on."""
    return html.Div(
        [
            html.Div([control(name, config) for name in MAIN], className="form-grid"),
            html.Details(
                [
                    html.Summary("More settings"),
                    html.Div([control(name, config) for name in MORE], className="form-grid"),
                ],
                className="more-settings",
            ),
            buttons(view),
            html.Div(id=ids.TEXT_ERROR, role="alert", className="form-error"),
        ],
        className="form-card",
    )


def control(name: str, config: TextConfig) -> Component:
    """The control for one field, with the help that the docstring gives."""
    value, id = getattr(config, name), ids.text_field(name)
    label = LABELS.get(name, name.replace("_", " ").capitalize())
    about = sentence(HELP[name])
    match name:
        case "cells":
            about = f"{about} Variants of the LSTM are {controls.about_variants()}"
            return controls.cell_checklist(id, label, list(CELLS), value, about)
        case "activation":
            return controls.select(id, label, {"tanh": "tanh", "relu": "ReLU"}, value, about)
        case "headers":
            return controls.field(label, dbc.Switch(id=id, value=value), about)
    return controls.number(id, label, value, *LIMITS[name], STEP.get(name, 1), help=about)


def buttons(view: TextView | None) -> Component:
    """Train; what can be done to the run on the page; how it gets on."""
    no_pause, no_resume, no_cancel, no_rate = allowed(view)
    rate = view.run.config["learning_rate"] if view else TextConfig.learning_rate
    return html.Div(
        [
            html.Div(
                [
                    button(ids.TEXT_TRAIN, "Train", "btn-primary"),
                    button(ids.TEXT_AGAIN, "Train it again", hidden=True),
                    button(ids.TEXT_PAUSE, "Pause", disabled=no_pause),
                    button(ids.TEXT_RESUME, "Resume", disabled=no_resume),
                    button(ids.TEXT_CANCEL, "Cancel", disabled=no_cancel),
                    status_strip(told(view), ids.TEXT_STATUS),
                ],
                className="form-buttons",
            ),
            html.Div(
                [
                    controls.number(
                        ids.TEXT_RATE, "Learning rate from now on", rate, *LIMITS["learning_rate"], "any",
                        help=RATE_HELP,
                    ),
                    button(ids.TEXT_SET_RATE, "Set", disabled=no_rate),
                ],
                className="set-rate",
            ),
        ],
        className="form-card",
    )  # fmt: skip


def button(id: str, text: str, kind: str = "btn-outline-secondary", **props: bool) -> Component:
    return html.Button(text, id=id, type="button", className=f"btn {kind}", **props)


@callback(
    Output(ids.LAUNCH, "data", allow_duplicate=True),
    Output(ids.TEXT_PICKER, "options", allow_duplicate=True),
    Output(ids.TEXT_PICKER, "value", allow_duplicate=True),
    Output(ids.TEXT_ERROR, "children"),
    Output(ids.TEXT_AGAIN, "hidden"),
    Input(ids.TEXT_TRAIN, "n_clicks"),
    Input(ids.TEXT_AGAIN, "n_clicks"),
    *(State(ids.text_field(name), "value") for name in FIELDS),
    prevent_initial_call=True,
)
def train(clicks: int | None, again: int | None, *values: Any) -> tuple[Any, Any, Any, str, bool]:
    """Queue a run of what the form says, and show it; a worker is woken by the launcher."""
    if not clicks and not again:
        return no_update, no_update, no_update, "", True
    try:
        config = read_config(TextConfig, dict(zip(FIELDS, values, strict=True)))
        corpora.check(config)
        admitted = admit(config, anew=ctx.triggered_id == ids.TEXT_AGAIN)
    except (ValueError, NotAdmitted) as error:
        return no_update, no_update, no_update, sentence(error), True
    run_id, launched = admitted.run_id, admitted.run_id if admitted.waits else no_update
    return launched, run_options(run_id), run_id, admitted.note, not admitted.known


@callback(
    Output(ids.TEXT_ACTED, "data"),
    Output(ids.TEXT_ERROR, "children", allow_duplicate=True),
    Input(ids.TEXT_PAUSE, "n_clicks"),
    State(ids.TEXT_PICKER, "value"),
    State(ids.TEXT_ACTED, "data"),
    prevent_initial_call=True,
)
def pause(clicks: int | None, run_id: Any, acted: Any) -> tuple[Any, str]:
    """Ask the shown run to stop where it can go on later."""
    run = own_text_run(run_id) if clicks else None
    if clicks and run is None:
        return no_update, NOT_YOURS
    if run and not context.store().request_pause(run.id):
        return counted(acted), "Only a run that trains can pause."
    return counted(acted), ""


@callback(
    Output(ids.LAUNCH, "data", allow_duplicate=True),
    Output(ids.TEXT_ACTED, "data", allow_duplicate=True),
    Output(ids.TEXT_ERROR, "children", allow_duplicate=True),
    Input(ids.TEXT_RESUME, "n_clicks"),
    State(ids.TEXT_PICKER, "value"),
    State(ids.TEXT_ACTED, "data"),
    prevent_initial_call=True,
)
def resume(clicks: int | None, run_id: Any, acted: Any) -> tuple[Any, Any, str]:
    """Let the shown run go on from its checkpoint."""
    run = own_text_run(run_id) if clicks else None
    if run is None:
        return no_update, no_update, NOT_YOURS if clicks else ""
    try:
        if readmit(run.id):
            return run.id, counted(acted), ""
    except NotAdmitted as error:
        return no_update, counted(acted), str(error)
    return no_update, counted(acted), NOT_STOPPED


@callback(
    Output(ids.TEXT_ACTED, "data", allow_duplicate=True),
    Output(ids.TEXT_ERROR, "children", allow_duplicate=True),
    Input(ids.TEXT_CANCEL, "n_clicks"),
    State(ids.TEXT_PICKER, "value"),
    State(ids.TEXT_ACTED, "data"),
    prevent_initial_call=True,
)
def cancel(clicks: int | None, run_id: Any, acted: Any) -> tuple[Any, str]:
    """Ask the shown run to end; what it has learned until then is kept."""
    run = own_text_run(run_id) if clicks else None
    if clicks and run is None:
        return no_update, NOT_YOURS
    if run:
        context.store().request_cancel(run.id)
    return counted(acted), ""


@callback(
    Output(ids.TEXT_ACTED, "data", allow_duplicate=True),
    Output(ids.TEXT_ERROR, "children", allow_duplicate=True),
    Input(ids.TEXT_SET_RATE, "n_clicks"),
    State(ids.TEXT_RATE, "value"),
    State(ids.TEXT_PICKER, "value"),
    State(ids.TEXT_ACTED, "data"),
    prevent_initial_call=True,
)
def set_rate(clicks: int | None, rate: Any, run_id: Any, acted: Any) -> tuple[Any, str]:
    """Let the shown run go on with another learning rate."""
    run = own_text_run(run_id) if clicks else None
    if run is None:
        return no_update, NOT_YOURS if clicks else ""
    try:
        check_number("learning_rate", rate, False, LIMITS["learning_rate"])
    except ValueError as error:
        return no_update, sentence(error)
    if not context.store().set_learning_rate(run.id, float(rate)):
        return counted(acted), "Only a run that trains can be given another learning rate."
    return counted(acted), ""
