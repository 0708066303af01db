"""What to train on a text: a control for each field of a TextConfig, and the buttons."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import Input, Output, State, callback, html, no_update
from dash.development.base_component import Component

from dashboard import context, corpora, ids
from dashboard.components import controls
from dashboard.components.filled_in import read_config
from dashboard.components.status import status_strip
from dashboard.docstrings import attributes
from dashboard.pages.text.choose import asked_text, run_options
from dashboard.pages.text.news import allowed, told
from dashboard.store.runs import QueueFull
from dashboard.subjects import sentence
from dashboard.textview import TextView
from models import __version__
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


def button(id: str, text: str, kind: str = "btn-outline-secondary", disabled: bool = False) -> Component:
    return html.Button(text, id=id, type="button", className=f"btn {kind}", disabled=disabled)


@callback(
    Output(ids.LAUNCH, "data", allow_duplicate=True),
    Output(ids.TEXT_PICKER, "options", allow_duplicate=True),
    Output(ids.TEXT_PICKER, "value", allow_duplicate=True),
    Output(ids.TEXT_ERROR, "children"),
    Input(ids.TEXT_TRAIN, "n_clicks"),
    *(State(ids.text_field(name), "value") for name in FIELDS),
    prevent_initial_call=True,
)
def train(clicks: int | None, *values: Any) -> tuple[Any, Any, Any, str]:
    """Queue a run of what the form says, and show it; its process is started by the launcher."""
    if not clicks:
        return no_update, no_update, no_update, ""
    try:
        config = read_config(TextConfig, dict(zip(FIELDS, values, strict=True)))
        corpora.check(config)
        store = context.store()
        store.sweep(context.settings().lease_seconds)
        active = store.find_active(config.hash())
        run_id = store.create(config.to_json(), config.hash(), __version__, context.settings().queue)
    except (ValueError, QueueFull) as error:
        return no_update, no_update, no_update, sentence(error)
    known = "This is being trained already; here it is." if run_id == active else ""
    return run_id, run_options(run_id), run_id, known


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
    run = asked_text(run_id) if clicks else None
    if run and not context.store().request_pause(run.id):
        return again(acted), "Only a run that trains can pause."
    return again(acted), ""


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
    run = asked_text(run_id) if clicks else None
    if run is None:
        return no_update, no_update, ""
    try:
        if context.store().resume(run.id, context.settings().queue):
            return run.id, again(acted), ""
    except QueueFull as error:
        return no_update, again(acted), str(error)
    return no_update, again(acted), "Only a run that stopped on the way and kept a checkpoint can go on."


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
    if clicks and (run := asked_text(run_id)):
        context.store().request_cancel(run.id)
    return again(acted), ""


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
    run = asked_text(run_id) if clicks else None
    if run is None:
        return no_update, ""
    try:
        check_number("learning_rate", rate, False, LIMITS["learning_rate"])
    except ValueError as error:
        return no_update, sentence(error)
    if not context.store().set_learning_rate(run.id, float(rate)):
        return again(acted), "Only a run that trains can be given another learning rate."
    return again(acted), ""


def again(acted: Any) -> int:
    """Another number than before, so that the page asks for news."""
    return acted + 1 if isinstance(acted, int) and 0 <= acted < 2**31 else 1
