"""Two runs side by side: what differs in their configs, and how far each cell gets in both."""

from statistics import median

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids, urls
from dashboard.components.controls import cell_chip
from dashboard.components.figure_card import figure_card
from dashboard.components.summary import number
from dashboard.figures.pair import pair_figure, pair_rows
from dashboard.runview import RunView, run_title

HELP = (
    "For each cell that both runs have, the share of seeds that are exact at each length N. The first run is "
    "solid, the second dotted."
)


def comparison(one: RunView, other: RunView) -> Component:
    """A table of the differences, and a small figure for each cell."""
    views = (one, other)
    names = ("first", "second")
    shares, n_max = (one.shares, other.shares), (one.n_max, other.n_max)
    return html.Div(
        [
            html.Section(
                [
                    html.H2("Two runs side by side", className="card-heading"),
                    html.Div(table(views), className="table-scroll"),
                ],
                className="card panel",
            ),
            figure_card(
                ids.PAIR,
                "How far beyond training, in both runs",
                HELP,
                scroll=True,
                figure=pair_figure(names, shares, n_max, (one.cap, other.cap)).to_plotly_json(),
                rows=pair_rows((one.run.id, other.run.id), shares),
            ),
        ],
        className="stack",
    )


def table(views: tuple[RunView, RunView]) -> Component:
    """The settings that differ, then the median N_max of every cell."""
    head = html.Tr(
        [html.Th("", scope="col")]
        + [
            html.Th(
                [f"{name} run: ", dcc.Link(run_title(view.run), href=urls.compare(view.run.id))], scope="col"
            )
            for name, view in zip(("First", "Second"), views, strict=True)
        ]
    )
    configs = [view.run.config for view in views]
    differ = [name for name in configs[0] if configs[0][name] != configs[1].get(name)]
    settings = [
        html.Tr([html.Th(name.replace("_", " "), scope="row"), *(html.Td(shown(c[name])) for c in configs)])
        for name in differ
    ]
    cells = [cell for cell in views[0].n_max if cell in views[1].n_max]
    reach = [
        html.Tr(
            [
                html.Th(["median N_max, ", cell_chip(cell)], scope="row"),
                *(html.Td(middle(v, cell)) for v in views),
            ]
        )
        for cell in cells
    ]
    same = [] if settings else [html.Tr([html.Th("settings", scope="row"), html.Td("the same", colSpan=2)])]
    return html.Table([html.Thead(head), html.Tbody(settings + same + reach)], className="table table-sm")


def shown(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def middle(view: RunView, cell: str) -> str:
    """The median over seeds."""
    tried = view.results.get(cell, {}).get("measured_up_to", 0)
    return number(median(view.n_max[cell]), tried)
