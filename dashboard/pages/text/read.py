"""Read: a long text coloured by any neuron, the neurons ranked, and the article's claims checked."""

from typing import Any

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

from dashboard import ids, passages, subjects, textruns, urls
from dashboard.chosen import as_number
from dashboard.components import controls, text_tabs
from dashboard.components.claims import claims_table
from dashboard.components.reader import reader_card
from dashboard.components.reader_form import about, cells, layers, reader_form, seeds, symbols
from dashboard.components.subject_bar import options
from dashboard.networks import NotThereError
from dashboard.reader_place import EVERY, Place, detectors, first_run, place_of
from models.cells import CELLS
from models.names import NAMES

TITLE = "Read · Text"
LEAD = "Thousands of characters, coloured by what one neuron holds after reading each."
ADDRESS = {
    ids.READER_RUN: urls.RUN,
    ids.READER_CELL: urls.CELL,
    ids.READER_SEED: urls.SEED,
    ids.READER_LAYER: urls.LAYER,
    ids.READER_SYMBOL: urls.SYMBOL,
    ids.READER_UNIT: urls.UNIT,
    ids.READER_TEXT: urls.TEXT,
    ids.READER_DETECTOR: urls.DETECTOR,
}
NO_RUNS = "No network here has learned a text yet: "


def layout(**asked_for: str | list[str]) -> Component:
    """The page in the state that its address describes."""
    query = urls.single(asked_for)
    heading = [
        html.H1("Read a text", className="page-title"),
        html.P(LEAD, className="lead"),
        text_tabs.links(urls.TEXT_READ, query),
    ]
    values, gone = [query.get(name) for name in ADDRESS.values()], ""
    try:
        place = place_of(*values) if values[0] is not None else None
    except NotThereError as error:
        place, gone = None, str(error)
    first = first_run()
    if place is None and first is None:
        return html.Div([*heading, nothing_yet(gone)], className="stack")
    place = place or place_of(first, *values[1:])
    step = max(as_number(query.get(urls.STEP)) or 1, 1)
    return html.Div(
        [
            *heading,
            reader_form(place, gone),
            reader_card(subject(place), step),
            ranking(place),
            claims(place),
            text_tabs.place(
                urls.TEXT_READ, [*ADDRESS.values(), urls.STEP], {urls.DETECTOR: EVERY, urls.STEP: 1}
            ),
        ],
        className="stack",
    )


def nothing_yet(gone: str) -> Component:
    """What the page says where there is no network to read with."""
    said = [subjects.sentence(gone), " "] if gone else []
    train = dcc.Link("train one", href=urls.TEXT_TRAIN)
    return html.P([*said, NO_RUNS, train, "."], className="card panel")


def ranking(place: Place) -> Component:
    """The neurons that follow each detector best, as a table that assets/text-save.js writes."""
    choice = controls.select(
        ids.READER_DETECTOR, "What they follow", detectors(place.run, place.cell), place.detector,
        help="Each neuron is fitted on the first half of a held-out text and scored on the second: AUC for "
        "yes or no, R squared for a number. By chance is what the best neuron reaches on the same label "
        "moved along the text. Share is how often the label is on; of a number its mean.",
    )  # fmt: skip
    save = html.Button(
        "CSV", id="reader-ranking-csv", type="button", className="btn btn-sm btn-outline-secondary",
        **{"aria-label": "Download the ranking as CSV"},
    )  # fmt: skip
    return html.Section(
        [
            html.Header(
                [
                    html.H2(
                        "Neurons, ranked by what they follow; choose one to read by it",
                        className="card-heading",
                    ),
                    html.Div(save, className="exports"),
                ],
                className="reader-head",
            ),
            html.Div(choice, className="ask-row"),
            html.Div(id="reader-ranking"),
        ],
        className="card panel",
        **{"aria-label": "Ranking"},
    )


def claims(place: Place) -> Component:
    """What the article says of such networks, checked on this one."""
    return html.Section(
        [
            html.H2("What the article says of such networks, checked on this one", className="card-heading"),
            html.Div(
                claims_table(place.source, place.run, place.cell),
                id=ids.READER_CLAIMS,
                className="reader-claims",
            ),
        ],
        className="card panel",
        **{"aria-label": "Claims"},
    )


def subject(place: Place) -> dict[str, Any]:
    """What assets/text-read.js needs to know of the network that the controls belong to."""
    run = place.run
    return {
        "run": place.source,
        "cell": place.cell,
        "seed": place.seed,
        "layers": run.config.layers,
        "hidden": run.config.hidden,
        "names": {symbol: {"name": NAMES[symbol].standard} for symbol in CELLS[place.cell].symbols},
        "findings": list(run.cells[place.cell].findings),
        "addresses": {
            "passage": urls.PASSAGE, "values": urls.VALUES, "next": urls.FOLLOWING, "labels": urls.LABELS,
        },
    }  # fmt: skip


@callback(
    Output(ids.READER_CELL, "options"),
    Output(ids.READER_CELL, "value"),
    Output(ids.READER_SEED, "options"),
    Output(ids.READER_SEED, "value"),
    Output(ids.READER_LAYER, "options"),
    Output(ids.READER_LAYER, "value"),
    Output(ids.READER_SYMBOL, "options"),
    Output(ids.READER_SYMBOL, "value"),
    Output(ids.READER_UNIT, "max"),
    Output(ids.READER_UNIT, "value"),
    Output(ids.READER_TEXT, "options"),
    Output(ids.READER_TEXT, "value"),
    Output(ids.READER_DETECTOR, "options"),
    Output(ids.READER_DETECTOR, "value"),
    Output(ids.READER_SUBJECT, "data"),
    Output(ids.READER_ABOUT, "children"),
    Output(ids.READER_CLAIMS, "children"),
    Output(ids.READER_GONE, "children"),
    Input(ids.READER_RUN, "value"),
    Input(ids.READER_CELL, "value"),
    Input(ids.READER_SEED, "value"),
    State(ids.READER_LAYER, "value"),
    State(ids.READER_SYMBOL, "value"),
    State(ids.READER_UNIT, "value"),
    State(ids.READER_TEXT, "value"),
    State(ids.READER_DETECTOR, "value"),
    prevent_initial_call=True,
)
def fit(
    source: Any, cell: Any, seed: Any, layer: Any, symbol: Any, unit: Any, text: Any, detector: Any
) -> tuple[Any, ...]:
    """Offer what the chosen network has; another run or cell starts at its best neuron, a seed does not."""
    changed = ctx.triggered_id
    try:
        if changed == ids.READER_SEED:
            place = place_of(source, cell, seed, layer, symbol, unit, text, detector)
        else:
            kept = (None, None) if changed == ids.READER_RUN else (text, detector)
            place = place_of(source, cell, seed, None, None, None, *kept)
        run, offered = place.run, passages.offered(textruns.text_run(source), place.text)
    except NotThereError:
        return (no_update,) * 18
    return (
        options(cells(run)), place.cell,
        options(seeds(run)), str(place.seed),
        options(layers(run)), str(place.layer),
        options(symbols(place.cell)), place.symbol,
        run.config.hidden, place.unit,
        options(offered), place.text,
        options(detectors(run, place.cell)), place.detector,
        subject(place), about(run), claims_table(place.source, run, place.cell), None,
    )  # fmt: skip


@callback(
    Output(ids.READER_TEXT, "options", allow_duplicate=True),
    Output(ids.READER_TEXT, "value", allow_duplicate=True),
    Output(ids.READER_OWN_ERROR, "children"),
    Output(f"{ids.READER_DROP}-part", "hidden"),
    Input(ids.READER_ADD, "n_clicks"),
    Input(ids.READER_DROP, "n_clicks"),
    State(ids.READER_OWN, "value"),
    State(ids.READER_RUN, "value"),
    prevent_initial_call=True,
)
def add(clicks: Any, drops: Any, text: Any, source: Any) -> tuple[Any, ...]:
    """Read what was pasted; where the network does not know a character, say so and offer to leave it out."""
    try:
        text = text if isinstance(text, str) else ""
        name = passages.add(source, text, leave_out=ctx.triggered_id == ids.READER_DROP)
        offered = passages.offered(textruns.text_run(source), name)
    except passages.UnknownCharacterError as error:
        return no_update, no_update, subjects.sentence(error), False
    except (NotThereError, ValueError) as error:
        return no_update, no_update, subjects.sentence(error), True
    return options(offered), name, "", True


clientside_callback(
    ClientsideFunction("gatescope", "readText"),
    Output(ids.READER_VIEW, "data-shown"),
    Input(ids.READER_SUBJECT, "data"),
    Input(ids.READER_LAYER, "value"),
    Input(ids.READER_SYMBOL, "value"),
    Input(ids.READER_UNIT, "value"),
    Input(ids.READER_TEXT, "value"),
    Input(ids.READER_DETECTOR, "value"),
    Input(ids.THEME, "data"),
    State(ids.READER_STEP, "data"),
    State(ids.FIGURE_THEMES, "data"),
)
text_tabs.register(urls.TEXT_READ, [*((id, "value") for id in ADDRESS), (ids.READER_STEP, "data")])
