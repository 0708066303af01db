"""The bar on every page of the explorer: network, cell, seed, layer, quantity, neuron and text."""

from dataclasses import replace
from typing import Any

import dash_bootstrap_components as dbc
from dash import (
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    ctx,
    dcc,
    html,
    no_update,
)
from dash.development.base_component import Component

from dashboard import ids, subjects, urls
from dashboard.access import seen_files, seen_runs
from dashboard.bundled import ships
from dashboard.chosen import PARTS, as_length, as_naming, best, read_subject
from dashboard.components import controls
from dashboard.networks import LONGEST_N, NotThereError
from dashboard.remembered import has_networks
from dashboard.runview import is_known, run_label
from dashboard.store.schema import Run
from dashboard.subjects import Choices, Subject
from dashboard.textview import is_text
from dashboard.theme import cell_style
from models.names import NAMES
from models.specimen import Specimen

NAMINGS = {"standard": "standard", "article": "the article's"}
GLOSSARY = {symbol: {naming: getattr(name, naming) for naming in NAMINGS} for symbol, name in NAMES.items()}
RECENT = 20  # of one's own runs and files in the list

INPUTS = [Input(part, "value") for part in PARTS]
STATES = [State(part, "value") for part in PARTS]
ADDRESS = [(part, "value") for part in (*PARTS, ids.N, ids.NAMES)]
ADDRESS_NAMES = [*PARTS.values(), urls.N, urls.NAMES]
USUAL = {urls.RUN: subjects.FIRST, urls.LAYER: 1, urls.NAMES: "standard"}

TEXT_HELP = "Any text over the network's alphabet. In the small tasks $ is the end of a string."
UNIT_HELP = (
    "Neurons count from 1, as in the article. What is written beside one was found by the ranking on the "
    "Find page: what it follows best, and how well (R squared on strings that were not used to find it)."
)


def subject_bar(
    subject: Subject,
    n: int | None,
    naming: str,
    gone: str,
    problem: str = "",
    error: str = "subject-error",
) -> Component:
    """The controls, set to a subject.

    Args:
        subject: what the page shows.
        n: the length, where the text is the task's own string of length n.
        naming: "standard" or "article".
        gone: why the subject stands in for another network that the address asks for; "" where it does not.
        problem: what is wrong with what the address asks for.
        error: id of the place where that is said; one that only this page has, if a callback writes to it.
    """
    found, offered, listed = subject.specimen, subjects.choices(subject.source), sources(subject.source)
    parts = [
        controls.select(ids.SOURCE, "Network", listed, subject.source),
        controls.select(ids.CELL, "Cell", cells(offered), subject.cell),
        controls.select(ids.SEED, "Seed", seeds(offered), str(subject.seed)),
        controls.select(ids.LAYER, "Layer", layers(found), str(subject.layer + 1)),
        controls.select(ids.SYMBOL, "Quantity", symbols(found, naming), subject.symbol),
        controls.select(ids.UNIT, "Neuron", units(subject), str(subject.unit + 1), help=UNIT_HELP),
        controls.select(ids.NAMES, "Names", NAMINGS, naming),
    ]
    return html.Section(
        [
            html.Div(instead(gone, listed[subject.source]), id=ids.GONE),
            html.Div(parts, className="subject-grid"),
            html.Div([text_control(subject), n_control(n, found)], className="subject-text"),
            html.Div(problem, id=error, role="alert", className="form-error"),
            html.Div(notes(found), id=ids.SUBJECT_NOTES, className="muted"),
            dcc.Store(id=ids.OWN_TEXT, data=subject.text if n else None),
            dcc.Store(id=ids.GLOSSARY, data=GLOSSARY),
        ],
        className="card panel form-card",
        **{"aria-label": "What is looked into"},
    )


def instead(gone: str, shown: str) -> Component | None:
    """Says that the address leads to a network that is not there, and what is shown in its place."""
    said = subjects.sentence(f"{gone}; below is {shown}, and all others are listed under Network")
    return html.Div(said, className="alert alert-warning", role="alert") if gone else None


def text_control(subject: Subject) -> Component:
    control = dbc.Textarea(
        id=ids.TEXT, value=subject.text, size="sm", rows=1, className="mono",
        maxLength=subjects.LONGEST_TEXT, disabled=subject.specimen.recording is not None,
    )  # fmt: skip
    return controls.field("Text to read", control, TEXT_HELP)


def n_control(n: int | None, specimen: Specimen) -> Component:
    about = "Writes the task's own string of this length into the field beside it."
    return controls.number(ids.N, "or N", n, 1, LONGEST_N, help=about, disabled=specimen.task is None)


def notes(specimen: Specimen) -> str:
    """What was found out while the network was opened."""
    return " ".join(specimen.notes)


def sources(shown: str) -> dict[str, str]:
    """Every network there is: runs that are done, networks that ship, opened files."""
    runs = [run for run in seen_runs() if not run.is_live and (is_known(run) or has_text_networks(run))]
    recent = [run for k, run in enumerate(runs) if k < RECENT or run.id == shown or ships(run.id)]
    found = {run.id: run_label(run) for run in recent}
    files = [opened for k, opened in enumerate(seen_files()) if k < RECENT or opened.id == shown]
    return found | {opened.id: f"{opened.filename} (opened file)" for opened in files}


def has_text_networks(run: Run) -> bool:
    """Whether it is a training on text that came to networks; one that is paused has none yet."""
    return is_text(run) and has_networks(run)


def cells(offered: Choices) -> dict[str, str]:
    return {cell: cell_style(cell).short for cell in offered.cells}


def seeds(offered: Choices) -> dict[str, str]:
    return {str(seed): f"seed {seed}" for seed in offered.seeds} or {"0": "one network"}


def layers(specimen: Specimen) -> dict[str, str]:
    return {str(k): f"layer {k}" for k in range(1, specimen.layers + 1)}


def symbols(specimen: Specimen, naming: str = "standard") -> dict[str, str]:
    """The quantities in the order of the article: states first."""
    order = sorted(specimen.symbols, key="hcifgornz".find)
    return {s: f"{s}  {getattr(NAMES[s], naming)}" if s in NAMES else s for s in order}


def units(subject: Subject) -> dict[str, str]:
    """Every neuron of the layer, with what is written on it."""
    written = subject.labels
    return {
        str(k + 1): f"{k + 1}: {written[subject.layer, k]}" if (subject.layer, k) in written else str(k + 1)
        for k in range(subject.specimen.hidden)
    }


def options(texts: dict[str, str]) -> list[dict[str, str]]:
    return [{"value": key, "label": text} for key, text in texts.items()]


@callback(
    Output(ids.CELL, "options"),
    Output(ids.CELL, "value"),
    Output(ids.SEED, "options"),
    Output(ids.SEED, "value"),
    Output(ids.LAYER, "options"),
    Output(ids.LAYER, "value"),
    Output(ids.SYMBOL, "options"),
    Output(ids.SYMBOL, "value"),
    Output(ids.UNIT, "options"),
    Output(ids.UNIT, "value"),
    Output(ids.TEXT, "value"),
    Output(ids.TEXT, "disabled"),
    Output(ids.N, "value"),
    Output(ids.N, "disabled"),
    Output(ids.SUBJECT_NOTES, "children"),
    Output(ids.OWN_TEXT, "data"),
    Output(ids.GONE, "children"),
    Input(ids.SOURCE, "value"),
    Input(ids.CELL, "value"),
    Input(ids.SEED, "value"),
    Input(ids.LAYER, "value"),
    Input(ids.N, "value"),
    State(ids.NAMES, "value"),
    State(ids.TEXT, "value"),
    State(ids.SYMBOL, "value"),
    State(ids.UNIT, "value"),
    prevent_initial_call=True,
)
def fit(
    source: Any, cell: Any, seed: Any, layer: Any, n: Any, names: Any, text: Any, symbol: Any, unit: Any
) -> tuple[Any, ...]:
    """Offer what the chosen network has; another network, cell or seed starts at its best neuron."""
    changed = ctx.triggered_id
    nothing = [no_update] * 17
    try:
        subject = read_subject(source, cell, seed, layer, symbol, unit, text)
        specimen = subject.specimen
    except (NotThereError, ValueError):
        return tuple(nothing)
    own = subjects.own_text(specimen, as_length(n)) if as_length(n) else None
    if changed == ids.N:
        nothing[10] = nothing[15] = own or no_update
        return tuple(nothing)
    known = isinstance(text, str) and text and set(text) <= set(specimen.alphabet) and not specimen.recording
    keeps_text = known and not (changed == ids.SOURCE and as_length(n))
    wanted = as_length(n) or subjects.DEFAULT_N
    written = no_update if keeps_text else subjects.own_text(specimen, wanted)
    first = best(subject.source, subject.cell, subject.seed, subject.layer if changed == ids.LAYER else None)
    place = replace(subject, layer=first[0], symbol=first[1], unit=first[2])
    offered = subjects.choices(subject.source)
    return (
        options(cells(offered)), subject.cell,
        options(seeds(offered)), str(subject.seed),
        options(layers(specimen)), str(place.layer + 1),
        options(symbols(specimen, as_naming(names))), place.symbol,
        options(units(place)), str(place.unit + 1),
        written, specimen.recording is not None,
        no_update if keeps_text else wanted if specimen.task else None, specimen.task is None,
        notes(specimen),
        written,
        None,
    )  # fmt: skip


# In the browser, so that the figure is the only question to the server.
clientside_callback(
    ClientsideFunction("gatescope", "quantities"),
    Output(ids.SYMBOL, "options", allow_duplicate=True),
    Input(ids.NAMES, "value"),
    State(ids.SYMBOL, "options"),
    State(ids.GLOSSARY, "data"),
    prevent_initial_call=True,
)
# In the browser, so that a typed text is read at once rather than after a question about N.
clientside_callback(
    ClientsideFunction("gatescope", "ownLength"),
    Output(ids.N, "value", allow_duplicate=True),
    Input(ids.TEXT, "value"),
    State(ids.OWN_TEXT, "data"),
    State(ids.N, "value"),
    prevent_initial_call=True,
)
