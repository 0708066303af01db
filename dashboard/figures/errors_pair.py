"""Which errors of one network another one does not make, and which it adds, by kind of character."""

from collections.abc import Mapping
from typing import Any

from dashboard.figures.common import NARROW_LEGEND, WIDE_LEGEND, drawing
from dashboard.figures.drawing import Drawing
from dashboard.figures.tables import Table
from dashboard.theme import RIGHT, WRONG

ROW, ABOVE, BELOW = 30, 44, 44  # px


def pair_errors_figure(one: str, other: str, found: Mapping[str, Any], revision: str = "constant") -> Drawing:
    """A row for each kind of character: on the right what the other one removes, on the left what it adds.

    Args:
        one, other: what the networks are called.
        found: of models.analysis.error_tables.compare.
        revision: what is shown.
    """
    rows = sorted((row for row in found["by_kind"] if row["characters"]), key=lambda row: -row["errors"])
    most = max((max(row["removes"], row["adds"]) for row in rows), default=1) or 1
    fig = drawing(
        pair_errors_title(one, other, found),
        height=ABOVE + BELOW + ROW * max(len(rows), 2),
        revision=revision,
        narrow={"margin": {"t": 62, "l": 124}, "legend": NARROW_LEGEND | {"entrywidth": 90}},
        margin={"l": 168, "r": 24, "t": ABOVE, "b": BELOW},
        legend=WIDE_LEGEND,
        barmode="relative",
        bargap=0.35,
        hovermode="closest",
        xaxis={"title": {"text": "errors"}, "range": [-1.05 * most, 1.05 * most], **ticks(most)},
        yaxis={"range": [len(rows) - 0.4, -0.6], "tickvals": list(range(len(rows))),
               "ticktext": [row["title"] for row in rows]},
    )  # fmt: skip
    for part, sign, color, word in (("removes", 1, RIGHT, "removed"), ("adds", -1, WRONG, "added")):
        fig.data.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": word,
                "x": [sign * row[part] for row in rows],
                "y": list(range(len(rows))),
                "marker": {"color": color},
                "customdata": [[row["title"], row[part], row["errors"], row["other_errors"]] for row in rows],
                "hovertemplate": (
                    f"%{{customdata[0]}}: %{{customdata[1]:,}} {word}, from %{{customdata[2]:,}} errors "
                    "to %{customdata[3]:,}<extra></extra>"
                ),
            }
        )
    return fig


def ticks(most: int) -> dict[str, list]:
    """Marks on both sides of 0, without a sign: left and right are both numbers of errors."""
    digit = 10 ** (len(str(most)) - 1)
    step = next(step for step in (digit // 2 or 1, digit, 2 * digit, 5 * digit) if most <= 4 * step)
    values = list(range(-(most // step) * step, most + 1, step))
    return {"tickvals": values, "ticktext": [f"{abs(value):,}" for value in values]}


def pair_errors_title(one: str, other: str, found: Mapping[str, Any]) -> str:
    """How many errors go, and how many come."""
    own, removes, adds = found["errors"], found["removes"], found["adds"]
    if one == other:
        return f"This is the same network twice: the {one} has the same {own:,} errors"
    share = f" ({removes / own:.0%})" if own else ""
    return (
        f"Of {own:,} errors of the {one}, the {other} removes {removes:,}{share}; it adds {adds:,} of its own"
    )


def pair_errors_rows(found: Mapping[str, Any]) -> Table:
    """One row for each kind, and one for all."""
    names = ("title", "characters", "errors", "other_errors", "removes", "adds")
    columns = ["kind", "characters", "errors", "errors of the other", "removed", "added"]
    whole = {**found, "title": "all"}
    return {"columns": columns, "rows": [[row[name] for name in names] for row in (*found["by_kind"], whole)]}
