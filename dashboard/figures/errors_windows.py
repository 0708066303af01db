"""How the errors of each cell fall as it may see more of the text before."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.figures.common import NARROW_LEGEND, WIDE_LEGEND, drawing, plain
from dashboard.figures.drawing import Drawing
from dashboard.figures.tables import Table
from dashboard.theme import cell_style

Rows = Sequence[Mapping[str, Any]]  # "windows" of models.analysis.errors.window_table

HEIGHT = 340
AS_GOOD = 1.02  # an error rate of at most so many times that of the whole text is as good


def windows_figure(found: Mapping[str, Rows], revision: str = "constant") -> Drawing:
    """Error rate against how many characters each network reads before it predicts; a line for each cell.

    Args:
        found: by cell, a row for each window, the last with the whole text; at least one cell.
        revision: what is shown.
    """
    labels = list(dict.fromkeys(label(row["read"]) for rows in found.values() for row in rows))
    # "all" is no number of characters: its place is behind the largest window.
    labels = sorted(labels, key=lambda text: int(text) if text.isdigit() else float("inf"))
    fig = drawing(
        windows_title(found),
        height=HEIGHT,
        revision=revision,
        narrow={"margin": {"t": 62}, "legend": NARROW_LEGEND},
        margin={"t": 44, "r": 16, "b": 48},
        legend=WIDE_LEGEND,
        hovermode="x unified",
        xaxis={"title": {"text": "characters that the network may see"}, "tickvals": list(range(len(labels))),
               "ticktext": labels, "range": [-0.3, len(labels) - 0.7]},
        yaxis={"title": {"text": "share of characters that are errors"}, "tickformat": ".0%",
               "rangemode": "tozero"},
    )  # fmt: skip
    for cell, rows in found.items():
        style = cell_style(cell)
        fig.add_scatter(
            x=[labels.index(label(row["read"])) for row in rows],
            y=plain([row["rate"] for row in rows]),
            mode="lines+markers",
            name=style.short,
            line={"color": style.color, "dash": style.dash, "width": 2},
            marker={"symbol": style.symbol, "size": 8, "color": style.color},
            customdata=[[row["bits"], row["errors"]] for row in rows],
            hovertemplate="%{y:.1%}, %{customdata[0]:.2f} bits",
        )
    return fig


def label(read: int | None) -> str:
    return "all" if read is None else str(read)


def enough(rows: Rows) -> int | None:
    """The smallest window that is as good as the whole text; None where there is none."""
    whole = rows[-1]["rate"]
    return next((row["read"] for row in rows if row["read"] and row["rate"] <= AS_GOOD * whole), None)


def windows_title(found: Mapping[str, Rows]) -> str:
    """How far back the best cell makes use of the text."""
    if not found:
        return "No cell has been analysed"
    cell = min(found, key=lambda name: found[name][-1]["rate"])
    rows, name = found[cell], cell_style(cell).short
    first, whole, far = rows[0]["rate"], rows[-1]["rate"], enough(rows)
    fall = f"The {name}’s errors go from {first:.0%} of the characters, seeing one, to {whole:.0%}"
    if far == rows[0]["read"]:
        return f"The {name} errs at {whole:.0%} of the characters, and sees enough in one"
    return (
        f"{fall}; {far} characters are as good as all"
        if far
        else f"{fall}; {rows[-2]['read']} are not enough"
    )


def windows_rows(found: Mapping[str, Rows]) -> Table:
    """One row for each cell and window."""
    names = ("errors", "rate", "bits", "removes", "adds")
    columns = ["cell", "characters seen", "errors", "rate", "bits per character", "removes", "adds"]
    rows = [
        [cell, label(row["read"]), *plain([row[name] for name in names])]
        for cell, own in found.items()
        for row in own
    ]
    return {"columns": columns, "rows": rows}
