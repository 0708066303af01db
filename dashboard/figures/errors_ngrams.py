"""Which of a network's errors n-grams do not make, and the other way round."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.figures.common import NARROW_LEGEND, WIDE_LEGEND, drawing, plain
from dashboard.figures.drawing import Drawing
from dashboard.figures.tables import Table
from dashboard.theme import MUTED, cell_style

Rows = Sequence[Mapping[str, Any]]  # as models.analysis.error_tables.ngram_table gives them

HEIGHT = 340


def ngrams_figure(cell: str, errors: int, rows: Rows, revision: str = "constant") -> Drawing:
    """Against the order of the n-gram: which share of each one's errors the other does not make.

    Args:
        cell: whose errors.
        errors: how many it makes.
        rows: one for each n; at least one.
        revision: what is shown.
    """
    style = cell_style(cell)
    orders = [row["n"] for row in rows]
    fig = drawing(
        ngrams_title(cell, errors, rows),
        height=HEIGHT,
        revision=revision,
        narrow={"margin": {"t": 62}, "legend": NARROW_LEGEND | {"entrywidth": 250}},
        margin={"t": 48, "r": 16, "b": 48},
        legend=WIDE_LEGEND,
        hovermode="x unified",
        xaxis={"title": {"text": "order of the n-gram: n − 1 characters are seen"}, "tickvals": orders,
               "unifiedhovertitle": {"text": "%{x}-gram"}},
        yaxis={"title": {"text": "share of errors"}, "range": [0, 1.02], "tickformat": ".0%"},
    )  # fmt: skip
    lines = (
        (f"{style.short}’s errors that the n-gram avoids", "removes",
         [errors] * len(rows), style.color, style.dash),
        (f"n-gram’s errors that the {style.short} avoids", "network_removes",
         [row["errors"] for row in rows], MUTED, "dot"),
    )  # fmt: skip
    for name, part, wholes, color, dash in lines:
        fig.add_scatter(
            x=orders,
            y=plain([row[part] / whole if whole else 0.0 for row, whole in zip(rows, wholes, strict=True)]),
            mode="lines+markers",
            name=name,
            line={"color": color, "dash": dash, "width": 2},
            marker={"symbol": style.symbol, "size": 8, "color": color},
            customdata=[[row[part], whole] for row, whole in zip(rows, wholes, strict=True)],
            hovertemplate="%{y:.0%} (%{customdata[0]:,} of %{customdata[1]:,})",
        )
    return fig


def ngrams_title(cell: str, errors: int, rows: Rows) -> str:
    """How many of the errors the best n-gram removes, and how many all of them together leave."""
    name = cell_style(cell).short
    if not errors or not rows:
        return f"The {name} makes no errors that an n-gram could remove"
    best, last = max(rows, key=lambda row: row["removes"]), rows[-1]
    return (
        f"No n-gram removes more than {best['removes'] / errors:.0%} of the {name}’s errors "
        f"({best['n']}-gram); {last['left'] / errors:.0%} are left by all of them"
    )


def ngrams_rows(rows: Rows) -> Table:
    """One row for each order."""
    names = ("n", "bits", "errors", "removes", "removed", "left", "network_removes")
    columns = [
        "n", "bits per character", "errors of the n-gram", "network's errors it does not make",
        "network's errors that it or a shorter one does not make", "network's errors left",
        "its errors that the network does not make",
    ]  # fmt: skip
    return {"columns": columns, "rows": [plain([row[name] for name in names]) for row in rows]}
