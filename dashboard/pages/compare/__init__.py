"""The Compare page: train architectures side by side, see where each breaks, look into every gate."""

from typing import Any

from dash import ClientsideFunction, Input, Output, State, clientside_callback, dcc, html
from dash.development.base_component import Component

from dashboard import context, ids, urls
from dashboard.bundled import bundled_id
from dashboard.components.equations import equations
from dashboard.components.static import filled, written
from dashboard.networks import LONGEST_N, LONGEST_TEXT
from dashboard.pages.compare.form import FIELDS, form, read_form
from dashboard.pages.compare.live import live
from dashboard.pages.compare.picker import asked_run, picker
from dashboard.pages.compare.traces import DEFAULT_N, DEFAULT_STEP, traces
from dashboard.runview import shown_view
from models.training.config import Config

TITLE = "Compare"
FIRST = bundled_id("counting", "plain")


def layout(**asked_for: str | list[str]) -> Component:
    """The page in the state that its address describes."""
    query = urls.single(asked_for)
    store = context.store()
    asked = query.get(urls.RUN, FIRST)
    run = asked_run(asked)
    missing = run is None
    run = run or store.get(FIRST)
    config, view = run.config, shown_view(run)
    return html.Div(
        [
            html.H1("Compare", className="page-title"),
            html.P(
                "Five architectures learn the same task. How far does each get beyond the lengths it was "
                "trained on, and what do its gates do on the way?",
                className="lead",
            ),
            html.Div(gone(asked) if missing else None, id="missing-run"),
            html.Section(
                [picker(store, run), form(form_config(config, query), view)],
                className="card panel form-card",
                **{"aria-label": "What to train"},
            ),
            *live(view),
            traces(run, view_of(query, config)),
            filled(ids.EQUATIONS, written(equations(config["cells"]))),
            dcc.Store(id=ids.SHOWN, data={"run": run.id, "config": config}),
            dcc.Store(
                id=ids.ADDRESS,
                data={
                    "path": urls.COMPARE,
                    "missing": asked if missing else None,
                    "first": FIRST,
                    "n": DEFAULT_N,
                    "t": DEFAULT_STEP,
                    "fields": FIELDS,
                },
            ),
        ],
        className="stack",
    )


def gone(run_id: str) -> Component:
    """Says that the link leads to a run that is no longer there."""
    return html.Div(
        [f"There is no run {run_id[:40]!r} here: it was deleted, or the link is incomplete. ",
         "Below is a finished comparison; ", dcc.Link("the Runs page", href=urls.RUNS), " lists all others."],
        className="alert alert-warning", role="alert",
    )  # fmt: skip


def form_config(shown: dict[str, Any], query: dict[str, str]) -> Config:
    """The shown run's config, changed where the address says so; what cannot be trained is ignored."""
    changed: dict[str, Any] = dict(shown)
    for name in set(FIELDS) & set(query):
        kind = type(shown[name])
        try:
            value = query[name].split(",") if kind is list else kind(query[name])
            Config.from_json({**shown, name: value})
        except ValueError:
            continue
        changed[name] = value
    for values in (changed, shown):
        try:
            return read_form(values)
        except ValueError:
            continue
    return Config()  # the run is older than the bounds, or one of its cells is gone


def view_of(query: dict[str, str], config: dict[str, Any]) -> dict[str, Any]:
    """String, seed, layer, names and step from the address, each within its bounds."""
    first = config["first_seed"]
    return {
        "text": query.get(urls.TEXT, "")[:LONGEST_TEXT],
        "n": bounded(query.get(urls.N, str(DEFAULT_N)), 1, LONGEST_N),
        "seed": bounded(query.get(urls.SEED), first, first + config["seeds"] - 1),
        "layer": bounded(query.get(urls.LAYER), 1, config["layers"]),
        "names": "article" if query.get(urls.NAMES) == "article" else "standard",
        "step": bounded(query.get(urls.STEP, str(DEFAULT_STEP)), 1, LONGEST_TEXT),
    }


def bounded(text: str | None, low: int, high: int) -> int:
    """A whole number between low and high; low where the text is none."""
    return min(max(int(text), low), high) if text and text.isdecimal() and len(text) < 10 else low


clientside_callback(
    ClientsideFunction("gatescope", "address"),
    # With no output of this page's own, Dash would look for the rest on every page that has the slider.
    Output("missing-run", "data-address"),
    Input(ids.RUN_PICKER, "value"),
    Input(ids.TRACE_TEXT, "value"),
    Input(ids.TRACE_N, "value"),
    Input(ids.TRACE_SEED, "value"),
    Input(ids.TRACE_LAYER, "value"),
    Input(ids.TRACE_NAMES, "value"),
    Input(ids.TIME_SLIDER, "value"),
    *(Input(ids.field(name), "value") for name in FIELDS),
    State(ids.SHOWN, "data"),
    State(ids.ADDRESS, "data"),
    prevent_initial_call=True,
)
