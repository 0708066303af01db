"""What every figure shares: the layout, an honest empty state, and words made from numbers."""

from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Any

import numpy as np

from dashboard.figures.drawing import Drawing
from dashboard.theme import LIGHT, cell_style

TITLE_ROOM = 40  # px above the plot for the title; the page takes it away and prints the title itself

WIDE_LEGEND = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"}  # one row above the plot
# On a phone the legend takes two rows; anchored at the plot they would run into it.
NARROW_LEGEND = {
    "font": {"size": 11},
    "entrywidth": 44,
    "x": 0,
    "xref": "container",
    "y": 1,
    "yref": "container",
    "yanchor": "top",
}


def drawing(title: str, height: int, **layout: Any) -> Drawing:
    """An empty figure; arguments as for `layout_of`."""
    return Drawing(layout_of(title, height, **layout))


def layout_of(
    title: str,
    height: int,
    width: int | None = None,
    narrow: dict | None = None,
    revision: str = "constant",
    fixed: bool = False,
    **layout: Any,
) -> dict[str, Any]:
    """A layout with the finding as its title; zoom survives every update of the same revision.

    Args:
        title: the finding.
        height: px, without the title.
        width: px that the figure needs at least; None: it fits any width.
        narrow: what to change in the layout where there is only a phone's width.
        revision: what is shown, such as the id of a run; with another one the reader's zoom is dropped.
        fixed: it is never wider than `width` either: one cell keeps its size.
        layout: the rest of plotly's layout.
    """
    margin = {"l": 56, "r": 16, "t": 12, "b": 44, **layout.pop("margin", {})}
    margin["t"] += TITLE_ROOM
    return {
        "template": LIGHT,
        "title": {"text": title, "y": 1, "yanchor": "top", "pad": {"t": 14, "l": 16}},
        "height": height + TITLE_ROOM,
        **({"width": width} if width else {}),
        "margin": margin,
        "uirevision": revision,
        "meta": {"titleRoom": TITLE_ROOM, "narrow": narrow or {}, "fixed": fixed},
        **layout,
    }


def note(fig: Drawing, text: str) -> None:
    """Say in the middle of the plot why there is nothing to see."""
    fig.add_annotation(text=text, x=0.5, y=0.5, xref="paper", yref="paper", font={"size": 14})


def nothing(title: str, text: str) -> Drawing:
    """A small figure that has nothing to show, and says what would fill it."""
    fig = drawing(title, height=160)
    note(fig, text)
    return fig.without_axes()


def plain(values: object, digits: int | None = 6) -> list:
    """Nested lists of plain numbers to so many significant digits (None: all); NaN and inf become None."""
    if isinstance(values, np.ndarray):
        if digits is None and np.isfinite(values).all():
            return values.tolist()
        values = values.tolist()
    if isinstance(values, list | tuple):
        return [plain(value, digits) for value in values]
    if isinstance(values, float | np.floating):
        if not isfinite(values):
            return None
        return float(values if digits is None else f"{values:.{digits}g}")
    return values


def rgba(color: str, alpha: float) -> str:
    """A #rrggbb colour made transparent."""
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


def listed(words: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def names(cells: Iterable[str]) -> str:
    """The cells' short names as one phrase."""
    return listed([cell_style(cell).short for cell in cells])
