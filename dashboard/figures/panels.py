"""Small panels side by side, in rows, with the same axes in all of them."""

from collections.abc import Sequence

from dashboard.figures.drawing import Drawing


def axis(letter: str, k: int) -> str:
    """plotly's name of the k-th axis: x, x2, x3 ..."""
    return letter if k == 0 else f"{letter}{k + 1}"


def add_panels(
    fig: Drawing,
    headings: Sequence[Sequence[str]],
    x: dict,
    y: dict,
    between: float = 0.1,
    below: float = 0.3,
) -> None:
    """Add axes x, y, x2, y2 ... for a grid of panels, row by row from the top, a heading over each.

    Args:
        fig: gets the axes.
        headings: by row and column; every row has as many columns.
        x, y: what every axis has; the title of y is given to the first panel of each row, as are its labels.
        between: the gap between columns, as a share of a column.
        below: the gap between rows, as a share of a row.
    """
    rows, columns = len(headings), len(headings[0])
    width = 1 / (columns + between * (columns - 1))
    height = 1 / (rows + below * (rows - 1))
    for k, heading in enumerate(heading for row in headings for heading in row):
        row, column = divmod(k, columns)
        left, top = column * width * (1 + between), 1 - row * height * (1 + below)
        fig.add_axis(
            axis("x", k).replace("x", "xaxis"),
            anchor=axis("y", k),
            domain=[left, min(left + width, 1)],
            matches="x" if k else None,
            **x,
        )
        first = {} if column == 0 else {"title": None, "showticklabels": False}
        fig.add_axis(
            axis("y", k).replace("y", "yaxis"),
            anchor=axis("x", k),
            domain=[max(top - height, 0), top],
            matches="y" if k else None,
            **y | first,
        )
        # plotly forgets an axis on which nothing is drawn, and puts its heading elsewhere.
        fig.add_scatter(x=[None], y=[None], xaxis=axis("x", k), yaxis=axis("y", k), showlegend=False)
        fig.add_annotation(
            text=heading,
            font={"size": 13},
            **{"x": 0, "xref": f"{axis('x', k)} domain", "xanchor": "left"},
            **{"y": 1, "yref": f"{axis('y', k)} domain", "yanchor": "bottom", "yshift": 4},
            align="left",
        )
