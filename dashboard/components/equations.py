"""What each cell computes, in the words of its own source."""

from dash import html
from dash.development.base_component import Component

from dashboard import docstrings
from dashboard.components.controls import key_image
from models.cells import CELLS


def equations(cells: list[str]) -> Component:
    """A card with every cell's equations, one beside the other; an old run may have a cell that is gone."""
    return html.Section(
        [
            html.H2("The equations", className="card-heading"),
            html.Div([cell_equations(cell) for cell in cells if cell in CELLS], className="equations"),
        ],
        className="card panel",
        **{"aria-label": "The equations"},
    )


def cell_equations(cell: str) -> Component:
    """One cell: its name, what it is, its equations, and where it comes from."""
    return html.Article(
        [
            html.H3([html.Img(src=key_image(cell), alt="", className="cell-key"), CELLS[cell].title]),
            html.P(docstrings.summary(CELLS[cell])),
            html.Pre(docstrings.equations(CELLS[cell]), tabIndex=0),
            html.P(docstrings.notes(CELLS[cell]), className="muted"),
        ]
    )
