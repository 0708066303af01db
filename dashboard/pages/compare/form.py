"""What to train: one control for each field of a Config, and Train and Cancel."""

from functools import lru_cache
from typing import Any

from dash import Input, Output, State, callback, ctx, html, no_update
from dash.development.base_component import Component

from dashboard import context, ids
from dashboard.access import NOT_YOURS, may_change, own_run
from dashboard.admission import NOT_STOPPED, NotAdmitted, admit, readmit
from dashboard.bundled import bundled_id, bundled_ids
from dashboard.components import controls
from dashboard.components.equations import equations
from dashboard.components.filled_in import read_config
from dashboard.components.static import written
from dashboard.components.status import status, status_strip
from dashboard.docstrings import attributes, summary
from dashboard.pages.compare.picker import asked_run, run_options
from dashboard.pages.counted import counted
from dashboard.runview import RunView
from dashboard.store.schema import Run
from models.cells import CELLS, architectures
from models.tasks import TASKS
from models.training.config import CHOICES, LIMITS, Config
from models.training.recipes import RECIPES, recipe_of

HELP = attributes(Config)
MAIN = ("task", "recipe", "cells", "hidden", "layers", "seeds", "steps", "learning_rate")
MORE = ("shortest", "longest", "activation", "forget_bias", "clip", "first_seed", "measure_up_to")
FIELDS = MAIN + MORE
LABELS = {
    "hidden": "Hidden units",
    "shortest": "Shortest N",
    "longest": "Longest N",
    "clip": "Gradient clip",
    "measure_up_to": "Measure to N",
    "activation": "Activation",
}
STEP = {"learning_rate": "any", "clip": "any", "forget_bias": "any"}


def form(config: Config, view: RunView) -> Component:
    """Every control, filled in with this config; the buttons; how the shown run gets on."""
    buttons = [
        html.Button("Train", id=ids.TRAIN, type="button", className="btn btn-primary"),
        button(ids.TRAIN_AGAIN, "Train it again", hidden=True),
        button(ids.RESUME, "Resume", hidden=not may_resume(view.run)),
        button(ids.CANCEL, "Cancel", disabled=not may_cancel(view.run)),
        status_strip(status(view)),
    ]
    return html.Div(
        [
            html.Div([control(name, getattr(config, name)) for name in MAIN], className="form-grid"),
            html.Details(
                [
                    html.Summary("More settings"),
                    html.Div([control(name, getattr(config, name)) for name in MORE], className="form-grid"),
                ],
                className="more-settings",
            ),
            html.Div(buttons, className="form-buttons"),
            html.Div(id=ids.FORM_NOTE, role="status", className="muted"),
            html.Div(id=ids.FORM_ERROR, role="alert", className="form-error"),
        ],
        id=ids.FORM,
        className="form-card",
    )


def button(id: str, text: str, **props: bool) -> Component:
    return html.Button(text, id=id, type="button", className="btn btn-outline-secondary", **props)


def may_cancel(run: Run) -> bool:
    """Whether the visitor can stop it."""
    return run.is_live and may_change(run)


def may_resume(run: Run) -> bool:
    """Whether the visitor can let it go on."""
    return may_change(run) and context.store().can_resume(run)


@lru_cache(maxsize=256)
def control(name: str, value: Any) -> Component:
    """The control for one field, with the help that the docstring gives; which has many parts."""
    id = ids.field(name)
    label = LABELS.get(name, name.replace("_", " ").capitalize())
    match name:
        case "task":
            texts = {key: task.title for key, task in TASKS.items()}
            return controls.select(
                id, label, texts, value, definitions({t.title: summary(t) for t in TASKS.values()})
            )
        case "recipe":
            return controls.select(
                id, label, recipes(value), value, definitions({r.title: r.about for r in RECIPES.values()})
            )
        case "cells":
            about = {CELLS[cell].title: summary(CELLS[cell]) for cell in architectures()}
            about = definitions(about | {"Variants of the LSTM": controls.about_variants()})
            return controls.cell_checklist(id, label, list(CELLS), value, about)
        case "activation":
            return controls.select(id, label, {"tanh": "tanh", "relu": "ReLU"}, value, sentence(HELP[name]))
    low, high = LIMITS[name]
    return controls.number(id, label, value, low, high, STEP.get(name, 1), help=sentence(HELP[name]))


def recipes(shown: str) -> dict[str, str]:
    """The recipes to choose from, and the one that is shown, which may be made of several: name -> title."""
    return {name: recipe_of(name).title for name in dict.fromkeys((*RECIPES, shown))}


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def definitions(texts: dict[str, str]) -> Component:
    """A list of terms and what they mean."""
    return html.Dl([part for term, text in texts.items() for part in (html.Dt(term), html.Dd(text))])


def read_form(values: dict[str, Any]) -> Config:
    """The config that the controls hold. Raises ValueError for what cannot be trained."""
    return read_config(Config, values)


@callback(
    Output(ids.LAUNCH, "data"),
    Output(ids.RUN_PICKER, "options", allow_duplicate=True),
    Output(ids.RUN_PICKER, "value", allow_duplicate=True),
    Output(ids.FORM_ERROR, "children"),
    Output(ids.TRAIN_AGAIN, "hidden"),
    Input(ids.TRAIN, "n_clicks"),
    Input(ids.TRAIN_AGAIN, "n_clicks"),
    *(State(ids.field(name), "value") for name in FIELDS),
    prevent_initial_call=True,
)
def train(clicks: int | None, again: int | None, *values: Any) -> tuple[Any, Any, Any, str, bool]:
    """Queue a run of what the form says, and show it; a worker is woken by the launcher."""
    if not clicks and not again:
        return no_update, no_update, no_update, "", True
    try:
        config = read_form(dict(zip(FIELDS, values, strict=True)))
        admitted = admit(config, anew=ctx.triggered_id == ids.TRAIN_AGAIN)
    except (ValueError, NotAdmitted) as error:
        return no_update, no_update, no_update, f"{sentence(str(error)).rstrip('.')}.", True
    run_id, launched = admitted.run_id, admitted.run_id if admitted.waits else no_update
    return launched, run_options(context.store(), run_id), run_id, admitted.note, not admitted.known


@callback(
    Output(ids.ACTED, "data"),
    Output(ids.FORM_ERROR, "children", allow_duplicate=True),
    Input(ids.CANCEL, "n_clicks"),
    State(ids.RUN_PICKER, "value"),
    State(ids.ACTED, "data"),
    prevent_initial_call=True,
)
def cancel(clicks: int | None, run_id: Any, acted: Any) -> tuple[Any, str]:
    """Ask the shown run to stop; what it has learned until then is kept."""
    run = own_run(run_id) if clicks else None
    if clicks and run is None:
        return no_update, NOT_YOURS
    if run:
        context.store().request_cancel(run.id)
    return counted(acted), ""


@callback(
    Output(ids.LAUNCH, "data", allow_duplicate=True),
    Output(ids.ACTED, "data", allow_duplicate=True),
    Output(ids.FORM_ERROR, "children", allow_duplicate=True),
    Input(ids.RESUME, "n_clicks"),
    State(ids.RUN_PICKER, "value"),
    State(ids.ACTED, "data"),
    prevent_initial_call=True,
)
def resume(clicks: int | None, run_id: Any, acted: Any) -> tuple[Any, Any, str]:
    """Let the shown run go on: what is done is kept, the rest is trained."""
    run = own_run(run_id) if clicks else None
    if run is None:
        return no_update, no_update, NOT_YOURS if clicks else ""
    try:
        going = readmit(run.id)
    except NotAdmitted as refused:
        return no_update, counted(acted), str(refused)
    return (run.id, counted(acted), "") if going else (no_update, counted(acted), NOT_STOPPED)


@callback(
    Output(ids.RUN_PICKER, "value"),
    Output(ids.SHOWN, "data"),
    Output(ids.content(ids.EQUATIONS), "data"),
    Output(ids.field("recipe"), "options"),
    *(Output(ids.field(name), "value") for name in FIELDS),
    Output(ids.FORM_NOTE, "children"),
    Input(ids.RUN_PICKER, "value"),
    Input(ids.field("task"), "value"),
    Input(ids.field("recipe"), "value"),
    State(ids.SHOWN, "data"),
    *(State(ids.field(name), "value") for name in FIELDS),
    prevent_initial_call=True,
)
def follow(run_id: Any, task: Any, recipe: Any, shown: Any, *form: Any) -> tuple[Any, ...]:
    """Keep run and form together: a chosen run fills the form, a chosen task or recipe shows its bundled run.

    A run of the visitor's own stays on the page until another is chosen. A note says where none ships.
    """
    nothing = (no_update,) * (5 + len(FIELDS))
    if ctx.triggered_id == ids.RUN_PICKER:
        run = asked_run(run_id)
        return (no_update, *fill(run, shown, form), "") if run else nothing
    if task not in CHOICES["task"] or recipe not in tuple(RECIPES):
        return nothing
    if run_id in bundled_ids() and bundled_id(task, recipe) in bundled_ids():
        run = context.store().get(bundled_id(task, recipe))
        return run.id, *fill(run, shown, form), ""
    note = "" if bundled_id(task, recipe) in bundled_ids() else none_ships(task, recipe)
    begins_with = TASKS[task].begins_with if ctx.triggered_id == ids.field("task") else {}
    return *nothing[:4], *(begins_with.get(name, no_update) for name in FIELDS), note


def none_ships(task: str, recipe: str) -> str:
    """What to do where there is no finished run to show."""
    what = f"{TASKS[task].title}, {RECIPES[recipe].title.lower()}"
    return f"No run of {what} ships: press Train to make one. Until then the old run stays here."


def fill(run: Run, shown: Any, form: tuple[Any, ...]) -> tuple[Any, ...]:
    """What the page remembers of a run, its cells' equations, and the form filled in with its config.

    What stays is not sent: each control that gets a value costs the page time.
    """
    config = run.config
    same_cells = isinstance(shown, dict) and isinstance(shown.get("config"), dict)
    same_cells = same_cells and shown["config"].get("cells") == config["cells"]
    return (
        {"run": run.id, "config": config},
        no_update if same_cells else written(equations(config["cells"])),
        controls.choices(recipes(config["recipe"])) if config["recipe"] not in RECIPES else no_update,
        *(no_update if config[name] == now else config[name] for name, now in zip(FIELDS, form, strict=True)),
    )
