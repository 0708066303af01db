"""The controls of the Read page of texts: the network, the neuron and the text."""

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard import ids, passages, subjects, textruns
from dashboard.components import controls
from dashboard.reader_place import Place
from dashboard.theme import cell_style
from models.cells import CELLS
from models.names import NAMES
from models.text.run import TextRun

PASTED = 200_000  # characters that the field takes: what is too long to read is refused, not cut


def reader_form(place: Place, gone: str) -> Component:
    """The controls, set to a place."""
    run = place.run
    listed = textruns.text_runs(place.source)
    said = subjects.sentence(f"{gone}; below is {listed[place.source]}") if gone else ""
    parts = [
        wide(controls.select(ids.READER_RUN, "Network", listed, place.source)),
        controls.select(ids.READER_CELL, "Cell", cells(run), place.cell),
        controls.select(ids.READER_SEED, "Seed", seeds(run), str(place.seed)),
        controls.select(ids.READER_LAYER, "Layer", layers(run), str(place.layer)),
        controls.select(ids.READER_SYMBOL, "Quantity", symbols(place.cell), place.symbol),
        controls.number(ids.READER_UNIT, "Neuron", place.unit, 1, run.config.hidden),
        wide(controls.select(ids.READER_TEXT, "Text", passages.offered(run, place.text), place.text)),
    ]
    own = dbc.Textarea(
        id=ids.READER_OWN, rows=4, size="sm", className="mono", maxLength=PASTED,
        placeholder=f"up to {passages.LONGEST:,} characters",
    )  # fmt: skip
    drop = dbc.Button("Leave them out", id=ids.READER_DROP, size="sm", outline=True, color="secondary")
    return html.Section(
        [
            html.Div(
                html.Div(said, className="alert alert-warning", role="alert") if said else None,
                id=ids.READER_GONE,
            ),
            html.Div(parts, className="reader-grid"),
            html.Details(
                [
                    html.Summary("Read a text of your own"),
                    controls.field("Your text", own),
                    html.Div(
                        [
                            dbc.Button("Read it", id=ids.READER_ADD, size="sm", color="primary"),
                            html.Span(id=ids.READER_OWN_ERROR, role="alert", className="form-error"),
                            html.Span(drop, id=f"{ids.READER_DROP}-part", hidden=True),
                        ],
                        className="form-buttons",
                    ),
                ],
                className="reader-own",
            ),
            html.Div(about(run), id=ids.READER_ABOUT, className="muted"),
        ],
        className="card panel form-card",
        **{"aria-label": "What is read, and by which neuron"},
    )


def wide(part: Component) -> Component:
    part.className += " wide"
    return part


def about(run: TextRun) -> str:
    """What the networks of a run are."""
    return (
        f"Learned from {run.learned.characters:,} characters of {run.learned.title} ({run.learned.licence}); "
        f"{textruns.size(run.config)}."
    )


def cells(run: TextRun) -> dict[str, str]:
    return {cell: cell_style(cell).short for cell in run.config.cells}


def seeds(run: TextRun) -> dict[str, str]:
    return {str(seed): f"seed {seed}" for seed in textruns.seeds_of(run)}


def layers(run: TextRun) -> dict[str, str]:
    return {str(k): f"layer {k}" for k in range(1, run.config.layers + 1)}


def symbols(cell: str) -> dict[str, str]:
    order = sorted(CELLS[cell].symbols, key="hcifgornz".find)
    return {symbol: f"{symbol}  {NAMES[symbol].standard}" for symbol in order}
