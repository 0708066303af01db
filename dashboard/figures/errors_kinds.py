"""At which kinds of characters each cell is wrong."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.figures.common import NARROW_LEGEND, WIDE_LEGEND, drawing, note, plain
from dashboard.figures.drawing import Drawing
from dashboard.figures.tables import Table
from dashboard.theme import cell_style

Rows = Sequence[Mapping[str, Any]]  # as models.analysis.error_tables.by_kind gives them

ROW, ABOVE, BELOW = 34, 44, 44  # px
WHERE = {
    "b": "at the beginning of a word",
    "w": "within a word",
    "d": "at digits",
    "s": "at spaces",
    "n": "at the end of a line",
    "i": "within indentation",
    "q": "at quotation marks",
    "o": "at brackets",
    "p": "at punctuation",
}


def kinds_figure(found: Mapping[str, Rows], revision: str = "constant") -> Drawing:
    """A row for each kind of character, in the order of how many errors are there; a mark for each cell.

    Args:
        found: by cell, the rows of its errors; at least one cell.
        revision: what is shown.
    """
    order = ordered(found)
    fig = drawing(
        kinds_title(found),
        height=ABOVE + BELOW + ROW * max(len(order), 2),
        revision=revision,
        narrow={"margin": {"t": 62, "l": 124}, "legend": NARROW_LEGEND},
        margin={"l": 168, "r": 24, "t": ABOVE, "b": BELOW},
        legend=WIDE_LEGEND,
        hovermode="closest",
        xaxis={"title": {"text": "share of these characters that are errors"}, "range": [0, 1.02],
               "tickformat": ".0%"},
        yaxis={"range": [len(order) - 0.4, -0.6], "tickvals": list(range(len(order))),
               "ticktext": list(order.values())},
    )  # fmt: skip
    for cell, rows in found.items():
        style, by_letter = cell_style(cell), {row["kind"]: row for row in rows}
        own = [by_letter[letter] for letter in order]
        fig.add_scatter(
            x=plain([row["rate"] for row in own]),
            y=list(range(len(own))),
            mode="markers",
            name=style.short,
            marker={"color": style.color, "symbol": style.symbol, "size": 10, "opacity": 0.9},
            customdata=[[row["title"], row["errors"], row["characters"]] for row in own],
            hovertemplate=(
                f"<b>{style.short}</b>, %{{customdata[0]}}: %{{customdata[1]:,}} errors at "
                "%{customdata[2]:,} characters, %{x:.1%}<extra></extra>"
            ),
        )
    if not order:
        note(fig, "There are no characters to be wrong about")
    return fig


def ordered(found: Mapping[str, Rows]) -> dict[str, str]:
    """Letter -> title of the kinds that the text has, the one with the most errors first."""
    total: dict[str, int] = {}
    titles: dict[str, str] = {}
    for rows in found.values():
        for row in rows:
            if row["characters"]:
                total[row["kind"]] = total.get(row["kind"], 0) + row["errors"]
                titles[row["kind"]] = row["title"]
    return {letter: titles[letter] for letter in sorted(titles, key=lambda letter: -total[letter])}


def kinds_title(found: Mapping[str, Rows]) -> str:
    """Which cell errs least, and where most of its errors are."""
    if not found:
        return "No cell has been analysed"
    totals = {
        cell: (sum(r["errors"] for r in rows), sum(r["characters"] for r in rows))
        for cell, rows in found.items()
    }
    cell = min(totals, key=lambda name: totals[name][0])
    errors, characters = totals[cell]
    if not errors:
        return f"The {cell_style(cell).short} makes no errors"
    worst = max(found[cell], key=lambda row: row["errors"])
    least = "errs" if len(found) == 1 else "errs least,"
    where = WHERE.get(worst["kind"], worst["title"].lower())
    return (
        f"The {cell_style(cell).short} {least} at {errors / characters:.0%} of the characters; "
        f"{worst['share']:.0%} of its errors are {where}"
    )


def kinds_rows(found: Mapping[str, Rows]) -> Table:
    """One row for each cell and kind."""
    names = ("title", "characters", "errors", "rate", "share", "bits")
    columns = ["cell", "kind", "characters", "errors", "rate", "share of errors", "bits per character"]
    rows = [[cell, *plain([row[name] for name in names])] for cell, own in found.items() for row in own]
    return {"columns": columns, "rows": rows}
