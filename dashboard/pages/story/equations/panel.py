"""The equations of all five cells, one at a time, with the numbers of a small network and its diagram."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Input, Output, callback, clientside_callback, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import ids, urls
from dashboard.chosen import as_naming, as_number
from dashboard.components import controls
from dashboard.components.static import filled, written
from dashboard.components.subject_bar import NAMINGS
from dashboard.diagrams.naming import called, label
from dashboard.networks import NotThereError
from dashboard.pages.story.equations import terms
from dashboard.pages.story.equations.build_up import STAGES, cells
from dashboard.pages.story.equations.live import FIRST_TEXT, LONGEST, TASK, UNITS, live
from dashboard.pages.story.equations.shape import shape
from dashboard.subjects import sentence
from dashboard.theme import cell_style
from models.cells import CELLS
from models.graphs import GRAPHS

# What a page that shows this needs to keep its address, as `dashboard.components.place` wants it.
ADDRESS = [
    (ids.CELLS_STAGE, "data"),
    (ids.CELLS_STEP, "data"),
    (ids.CELLS_TEXT, "value"),
    (ids.CELLS_UNIT, "value"),
    (ids.CELLS_NAMES, "value"),
]
ADDRESS_NAMES = [urls.EQUATION, urls.STEP, urls.TEXT, urls.UNIT, urls.NAMES]
USUAL = {urls.EQUATION: 1, urls.STEP: 1, urls.TEXT: FIRST_TEXT, urls.UNIT: 1, urls.NAMES: "standard"}

TEXT_HELP = (
    f"Up to {LONGEST} characters out of {' '.join(TASK.alphabet)}. The network has learned to answer a’s and "
    "an X with as many b’s, then the end, $."
)


def equations(query: dict[str, str], level: int = 2) -> Component:
    """Everything, in the state that an address describes; its headings are of that level."""
    text, problem = query.get(urls.TEXT) or FIRST_TEXT, ""
    try:
        values = live(text)
    except ValueError as error:
        text, values, problem = FIRST_TEXT, live(FIRST_TEXT), sentence(error)
    naming = as_naming(query.get(urls.NAMES))
    return html.Div(
        [
            form(text, as_number(query.get(urls.UNIT)) or 1, naming, problem),
            card("tape", "Time", html.Div(id="cells-tape")),
            html.Div(
                [
                    card("equations", "Equations", filled(ids.CELLS_EQUATIONS, written(column(level)))),
                    card("numbers", "Numbers", html.Div(id="cells-numbers")),
                    card("diagram", "Diagram", html.Div([html.Div(id="cells-diagram"), caption()])),
                ],
                className="cells-columns",
            ),
            dcc.Store(id=ids.CELLS_STEP, data=as_number(query.get(urls.STEP)) or 1),
            dcc.Store(id=ids.CELLS_STAGE, data=as_number(query.get(urls.EQUATION)) or 1),
            dcc.Store(id=ids.CELLS_VALUES, data=values),
            dcc.Store(id=ids.CELLS_SHAPE, data=shape()),
        ],
        id=ids.CELLS,
        className="story-cells",
        **{"data-names": naming},
    )


def card(name: str, label: str, content: Component) -> Component:
    """A part of it in a frame of its own."""
    return html.Section(content, className=f"card panel {name}-card", **{"aria-label": label})


def caption() -> Component:
    """How to read the diagram."""
    return html.P(
        "Discs are valves on the pipes of memory. The channel through a disc is as wide as its gate is open.",
        className="muted caption",
    )


def form(text: str, unit: int, naming: str, problem: str) -> Component:
    """What is read, which neuron is looked at, and in which names."""
    typed = dbc.Input(
        id=ids.CELLS_TEXT, value=text, debounce=True, size="sm", className="mono", maxLength=LONGEST
    )
    units = {str(k): f"neuron {k}" for k in range(1, UNITS + 1)}
    return html.Section(
        [
            html.Div(
                [
                    controls.field("Text to read", typed, TEXT_HELP),
                    controls.select(ids.CELLS_UNIT, "In the diagram", units, str(min(unit, UNITS))),
                    controls.select(ids.CELLS_NAMES, "Names", NAMINGS, naming),
                ],
                className="cells-form",
            ),
            html.Div(problem, id=ids.CELLS_ERROR, role="alert", className="form-error"),
        ],
        className="card panel",
        **{"aria-label": "What is read"},
    )


def column(level: int) -> list[Component]:
    """Which equation is looked at, and all equations; the browser shows those that are there by then."""
    note = html.Span("Underlined: changed by the last move.", className="muted note")
    end = html.Div([note, turn(-1, "Back"), turn(1, "Next equation")], className="cells-end")
    return [stages(), *(cell_equations(cell, level) for cell in GRAPHS), end]


def stages() -> Component:
    """One button for each equation, cell by cell, and the way on and back."""
    groups = [
        html.Div(
            [
                html.Span(cell_style(cell).short, className="stage-cell"),
                *(stage_button(place, k, len(places)) for k, place in enumerate(places, 1)),
            ],
            className="stage-group",
        )
        for cell, places in cells().items()
    ]
    return html.Div(
        groups, className="stages", role="group", **{"aria-label": "Equations, one after another"}
    )


def stage_button(place: int, k: int, of: int) -> Component:
    """The way to one equation; it is read out with its name."""
    stage = STAGES[place]
    short = [html.Span(label(stage.symbol, naming)[0], className=naming) for naming in NAMINGS]
    long = [html.Span(called(stage.symbol, naming), className=naming) for naming in NAMINGS]
    place_said = f"{cell_style(stage.cell).short}, equation {k} of {of}: "
    said = html.Span([place_said, *long], className="visually-hidden")
    return html.Button(
        [html.Span(short, **{"aria-hidden": "true"}), said],
        type="button",
        className="stage",
        **{"data-stage": place + 1},
    )


def turn(by: int, label: str) -> Component:
    """The way to the equation before or after."""
    return html.Button(
        label, type="button", className="btn btn-sm btn-outline-secondary", **{"data-turn": by}
    )


def cell_equations(cell: str, level: int) -> Component:
    """One cell's equations, in the order in which they are computed."""
    reasons = {stage.symbol: stage.why for stage in STAGES if stage.cell == cell}
    rows = [row(cell, symbol, reasons.get(symbol)) for symbol in terms.symbols(cell)]
    return html.Section(
        [getattr(html, f"H{level}")(CELLS[cell].title, className="cells-title"), *rows],
        hidden="hidden",
        **{"data-cell": cell, "aria-label": CELLS[cell].title},
    )


def row(cell: str, symbol: str, why: str | None) -> Component:
    """One equation with its name and, where it is new, the reason for it."""
    names = [html.Span(called(symbol, naming), className=naming) for naming in NAMINGS]
    reason = [html.P(terms.sentence(why), className="why")] if why else []
    return html.Div(
        [
            html.Div(terms.line(cell, symbol), className="equation-line"),
            html.Div(names, className="equation-name"),
            *reason,
        ],
        className="equation",
        **{"data-symbol": symbol},
    )


@callback(
    Output(ids.CELLS_VALUES, "data"),
    Output(ids.CELLS_ERROR, "children"),
    Input(ids.CELLS_TEXT, "value"),
    prevent_initial_call=True,
)
def read(text: Any) -> tuple[Any, str]:
    """Another text; what cannot be read is said, and the numbers stay."""
    try:
        return live(text if isinstance(text, str) else ""), ""
    except (NotThereError, ValueError) as error:
        return no_update, sentence(error)


clientside_callback(
    ClientsideFunction("gatescope", "still"),
    Output(ids.CELLS_EQUATIONS, "data-shown"),
    Input(ids.content(ids.CELLS_EQUATIONS), "data"),
)
clientside_callback(
    ClientsideFunction("gatescope", "storyCells"),
    Output(ids.CELLS, "data-names"),
    Input(ids.CELLS_VALUES, "data"),
    Input(ids.CELLS_STEP, "data"),
    Input(ids.CELLS_STAGE, "data"),
    Input(ids.CELLS_UNIT, "value"),
    Input(ids.CELLS_NAMES, "value"),
    Input(ids.CELLS_EQUATIONS, "data-shown"),  # not before the equations are there
    Input(ids.CELLS_SHAPE, "data"),
)
