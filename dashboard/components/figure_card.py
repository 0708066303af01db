"""A figure on a page: what it shows in words, the figure, its numbers, and downloads of both.

The server writes the figure, without a theme, into the store `ids.source(figure_id)`, and the
numbers into `ids.rows(figure_id)`. Everything else happens in the browser.
"""

from collections.abc import Iterable

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.controls import help_button
from dashboard.encoding import Encoded

CONFIG = {
    "displaylogo": False,
    "displayModeBar": "hover",
    "modeBarButtons": [["zoom2d", "pan2d", "resetScale2d"]],
}
FORMATS = {"png": "picture", "svg": "vector drawing", "csv": "data"}


def figure_card(
    figure_id: str,
    title: str,
    help: str | Component,
    table: bool = True,
    scroll: bool = False,
    above: Component | None = None,
    figure: dict | Encoded | None = None,
    rows: dict | Encoded | None = None,
    level: int = 2,
) -> Component:
    """A card for one figure.

    Args:
        figure_id: id of the graph; its stores and buttons are named after it.
        title: what the figure is; what it shows is said by the figure's own title.
        help: how to read it.
        table: offer the numbers as a table and as CSV.
        scroll: let a wide figure scroll sideways inside the card.
        figure, rows: what the two stores hold from the start, where no callback fills them.
        level: of its heading.
        above: what stands between the finding and the figure, such as its time cursor.
    """
    heading = f"{figure_id}-heading"
    formats = [name for name in FORMATS if table or name != "csv"]
    buttons = [
        html.Button(
            name.upper(),
            id=f"{figure_id}-{name}",
            type="button",
            className="btn btn-sm btn-outline-secondary",
            **{"aria-label": f"Download {title} as {name.upper()} ({FORMATS[name]})"},
        )
        for name in formats
    ]
    head = html.Header(
        [
            html.Div(
                [
                    getattr(html, f"H{level}")(title, id=heading, className="card-heading"),
                    *help_button(figure_id, title, help),
                ],
                className="field-head",
            ),
            html.Div(buttons, className="btn-group exports", role="group", **{"aria-label": "Downloads"}),
        ]
    )
    finding = f"{figure_id}-finding"
    said, room = known_of(figure)
    graph = dcc.Graph(
        id=figure_id,
        config=CONFIG,
        responsive=True,
        className="figure-graph",
        style={"visibility": "hidden", **room},  # until it is drawn; otherwise plotly shows empty axes
    )
    picture = html.Div(graph, role="figure", **{"aria-labelledby": finding})
    region = {"tabIndex": 0, "role": "region", "aria-label": f"{title}, scrolls sideways"} if scroll else {}
    return html.Section(
        [
            head,
            html.P(said, id=finding, className="finding"),
            *([above] if above else []),
            html.Div(picture, className="figure-scroll" if scroll else "figure-frame", **region),
            *(data_table(figure_id) if table else []),
            dcc.Store(id=ids.source(figure_id), data=figure),
            dcc.Store(id=ids.rows(figure_id), data=rows),
        ],
        id=f"{figure_id}-card",
        className="card figure-card",
        **{"aria-labelledby": heading},
    )


def known_of(figure: dict | Encoded | None) -> tuple[str | None, dict[str, str]]:
    """The finding and the room of a figure that is not drawn yet, so that nothing moves when it is."""
    layout = figure["layout"] if isinstance(figure, dict) else {}
    if "height" not in layout:
        return None, {}
    room = layout["height"] - layout.get("meta", {}).get("titleRoom", 0)
    return layout.get("title", {}).get("text"), {"height": f"{room}px"}


def data_table(figure_id: str) -> list[Component]:
    """The numbers; the browser writes them in while it is open."""
    return [
        html.Details(
            [
                html.Summary("Data table", id=f"{figure_id}-summary"),
                html.Div(id=f"{figure_id}-table", className="data-table"),
            ]
        )
    ]


def register(app: Dash, figure_ids: Iterable[str]) -> None:
    """Wire theme and data tables of these cards, all in the browser; downloads need no wire."""
    for figure_id in figure_ids:
        app.clientside_callback(
            ClientsideFunction("gatescope", "draw"),
            Output(figure_id, "figure"),
            Output(figure_id, "style"),
            Output(f"{figure_id}-finding", "children"),
            Input(ids.source(figure_id), "data"),
            Input(ids.THEME, "data"),
            State(ids.FIGURE_THEMES, "data"),
        )
        app.clientside_callback(
            ClientsideFunction("gatescope", "table"),
            # Without an output, Dash would not call it for what a page holds from the start.
            Output(f"{figure_id}-table", "data-rows"),
            Input(ids.rows(figure_id), "data"),
        )
