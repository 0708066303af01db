"""Gate traces side by side: every cell reads the same string."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import Input, Output, State, callback, ctx, html, no_update
from dash.development.base_component import Component

from dashboard import ids, networks
from dashboard.components import controls
from dashboard.components.figure_card import figure_card
from dashboard.components.time_cursor import time_cursor
from dashboard.encoding import Encoded, encoded
from dashboard.figures import traces_figure, traces_rows
from dashboard.kept import kept
from dashboard.pages.compare.picker import asked_run
from dashboard.store.schema import Run
from dashboard.theme import cell_style
from models.tasks import TASKS

DEFAULT_N = 12  # a little beyond the usual training set: some cells fail, some do not
DEFAULT_STEP = 13  # where counting has read its X

NAMINGS = {"standard": "standard", "article": "the article's"}

HELP = (
    "Every cell reads the same string, from left to right. On top, what is read and, under it, what the "
    "network says comes next, with a mark that tells right from wrong. Below, one panel for each gate and "
    "state: a row for each neuron, a column for each step. The same colour means the same value everywhere."
)


def traces(run: Run, view: dict[str, Any]) -> Component:
    """The string, the seed, the time cursor and the figure, in one card, as the address describes them."""
    config, task = run.config, TASKS[run.config["task"]]
    text = view["text"] or networks.example_text(task, view["n"])
    seed, layer, names = str(view["seed"]), str(view["layer"]), view["names"]
    figure, rows, said, longest, step, problem = look(text, seed, layer, names, run, view["step"])
    reading = html.Div(
        [
            text_control(text),
            n_control(None if view["text"] else view["n"]),
            controls.select(ids.TRACE_SEED, "Seed", seed_texts(config), seed),
            controls.select(ids.TRACE_LAYER, "Layer", layer_texts(config), layer),
            controls.select(ids.TRACE_NAMES, "Names", NAMINGS, names),
        ],
        className="reading",
    )
    error = html.Div(problem, id=ids.TRACE_ERROR, role="alert", className="form-error")
    cursor = time_cursor(longest, step, said) if isinstance(said, Encoded) else time_cursor()
    above = html.Div([reading, error, cursor])
    drawn = {} if problem else {"figure": figure, "rows": rows}
    return figure_card(ids.TRACES, "Every gate at every step", HELP, scroll=True, above=above, **drawn)


def text_control(text: str) -> Component:
    control = dbc.Input(
        id=ids.TRACE_TEXT, value=text, debounce=0.4, size="sm", autocomplete="off",
        maxLength=networks.LONGEST_TEXT, className="mono",
    )  # fmt: skip
    about = "Any string over the task's alphabet. $ is the end of a string."
    return controls.field("String to read", control, about)


def n_control(n: int | None) -> Component:
    about = "Writes the task's own string of this length into the field beside it."
    return controls.number(ids.TRACE_N, "or N", n, 1, networks.LONGEST_N, help=about)


def seed_texts(config: dict[str, Any]) -> dict[str, str]:
    first = config["first_seed"]
    return {str(seed): f"seed {seed}" for seed in range(first, first + config["seeds"])}


def layer_texts(config: dict[str, Any]) -> dict[str, str]:
    return {str(layer): f"layer {layer}" for layer in range(1, config["layers"] + 1)}


@callback(
    Output(ids.TRACE_SEED, "options"),
    Output(ids.TRACE_SEED, "value"),
    Output(ids.TRACE_LAYER, "options"),
    Output(ids.TRACE_LAYER, "value"),
    Output(ids.TRACE_TEXT, "value"),
    Output(ids.TRACE_N, "value"),
    Output(ids.source(ids.TRACES), "data"),
    Output(ids.rows(ids.TRACES), "data"),
    Output(ids.TRACES_READOUT, "data"),
    Output(ids.TIME_SLIDER, "max"),
    Output(ids.TIME_SLIDER, "value"),
    Output(ids.TRACE_ERROR, "children"),
    Input(ids.RUN_PICKER, "value"),
    Input(ids.TRACE_N, "value"),
    Input(ids.TRACE_TEXT, "value"),
    Input(ids.TRACE_SEED, "value"),
    Input(ids.TRACE_LAYER, "value"),
    Input(ids.TRACE_NAMES, "value"),
    Input(ids.READY, "data"),
    State(ids.TIME_SLIDER, "max"),
    State(ids.TIME_SLIDER, "value"),
    prevent_initial_call=True,
)
def read(
    run_id: Any, n: Any, text: Any, seed: Any, layer: Any, names: Any, ready: Any, longest: Any, step: Any
) -> tuple[Any, ...]:
    """Fit the controls to each other and draw what they say: one answer, because each costs the page time."""
    run, fitted, problem = asked_run(run_id), (no_update,) * 6, ""
    if ctx.triggered_id in (ids.RUN_PICKER, ids.TRACE_N, ids.TRACE_TEXT):
        *fitted, problem = fit(run, n, text, seed, layer)
    if problem:
        return *fitted, *(no_update,) * 5, problem
    _, fitted_seed, _, fitted_layer, fitted_text, _ = fitted
    *drawn, new_longest, new_step, problem = look(
        kept_or(text, fitted_text),
        kept_or(seed, fitted_seed),
        kept_or(layer, fitted_layer),
        names,
        run,
        step,
    )
    # What stays is not sent: the page would go through every callback that listens to it.
    ends = (no_update if new == old else new for new, old in ((new_longest, longest), (new_step, step)))
    return *fitted, *drawn, *ends, problem


def kept_or(old: Any, new: Any) -> Any:
    return old if new is no_update else new


def fit(run: Run | None, n: Any, text: Any, seed: Any, layer: Any) -> tuple[Any, ...]:
    """Offer what the chosen run has, and keep string and N together.

    A new N writes the task's string of that length; a typed string empties N.
    """
    if run is None:
        return *(no_update,) * 6, ""
    task, whole_n = TASKS[run.config["task"]], as_length(n)
    own = networks.example_text(task, whole_n) if whole_n else None
    if ctx.triggered_id == ids.TRACE_N:
        problem = "" if own else f"N must be a whole number from 1 to {networks.LONGEST_N}."
        return *(no_update,) * 4, own or no_update, no_update, problem
    if ctx.triggered_id == ids.TRACE_TEXT:
        return *(no_update,) * 5, no_update if text == own else None, ""
    seeds, layers = seed_texts(run.config), layer_texts(run.config)
    fits = isinstance(text, str) and text and set(text) <= set(task.alphabet) and not whole_n
    return (
        options(seeds),
        offered(seed, seeds),
        options(layers),
        offered(layer, layers),
        no_update if fits else own or networks.example_text(task, DEFAULT_N),
        no_update if fits else whole_n or DEFAULT_N,
        "",
    )


def offered(value: Any, texts: dict[str, str]) -> str:
    """The value where it is offered still, otherwise the first that is."""
    return value if isinstance(value, str) and value in texts else next(iter(texts))


def options(texts: dict[str, str]) -> list[dict[str, str]]:
    return [{"value": key, "label": text} for key, text in texts.items()]


def as_length(n: Any) -> int | None:
    """A length that the page shows, or None."""
    return n if isinstance(n, int) and not isinstance(n, bool) and 1 <= n <= networks.LONGEST_N else None


def look(text: Any, seed: Any, layer: Any, names: Any, run: Run | None, step: Any) -> tuple[Any, ...]:
    """Read the string with every cell of the run; what cannot be read is said, and the figure stays."""
    text = text if isinstance(text, str) else ""
    at = min(step, len(text)) if isinstance(step, int) and step > 0 else 1
    naming = names if isinstance(names, str) and names in NAMINGS else "standard"
    try:
        run = networks.ended(run)
        seed, layer = int(seed) - run.config["first_seed"], int(layer) - 1
        found = drawn(run.id, run.finished_at, text, seed, layer, naming, at)
    except networks.NotThereError as reason:
        nothing = traces_figure({}, "standard", 1, str(reason)).to_plotly_json()
        return nothing, traces_rows({}), None, no_update, no_update, ""
    except (ValueError, TypeError, OverflowError) as error:
        return *(no_update,) * 5, str(error)[:1].upper() + str(error)[1:]
    return *found, len(text), at, ""


@kept(megabytes=32)
def drawn(
    run_id: str, finished_at: float | None, text: str, seed: int, layer: int, naming: str, at: int
) -> tuple[Encoded, ...]:
    """The figure, the numbers behind it, and what the time cursor reads out."""
    found = networks.traces(run_id, finished_at, text, seed, layer)
    shown = {cell: cell_trace for cell, (_, cell_trace) in found.items()}
    view = f"{run_id} {len(text)}"  # zoom stays while these stay
    figure = traces_figure(shown, naming, at, revision=view).to_plotly_json()
    return encoded(figure), encoded(traces_rows(shown)), encoded(readout(found))


def readout(found: dict[str, Any]) -> dict[str, Any]:
    """What the time cursor reads out at each step."""
    cells = {
        cell: {
            "names": cell_style(cell).short,
            "color": cell_style(cell).color,
            "next": networks.rankings(result),
            "verdicts": cell_trace.verdicts,
        }
        for cell, (result, cell_trace) in found.items()
    }
    first, _ = next(iter(found.values()))
    return {"chars": list(first.characters), "cells": cells}
