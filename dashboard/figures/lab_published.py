"""What others have published, beside what was found here: a line, a mark and a citation for each result."""

from collections.abc import Sequence
from math import log10

from dashboard.figures.drawing import Drawing
from dashboard.figures.generalization import ZERO
from dashboard.figures.lab import Panel
from dashboard.theme import MUTED
from models.analysis.published import Published

LABEL, RESULT = 18, 24  # px: the line with a name, one published result
WIDER = 2.4  # the factor of the room beyond the cap
PUBLISHED = "Published"


def add_published(fig: Drawing, panel: Panel, published: Sequence[Published], cap: int, top: float) -> None:
    """Lines down to a mark and a label for each result, one below the other from `top` on, in px."""
    heights = [top + LABEL + RESULT * (place + 0.5) for place in range(len(published))]
    add_lines(fig, panel, published, cap, heights)
    if not panel.heading:
        fig.add_annotation(
            text=f"<b>{PUBLISHED}</b>, * from memory",
            **{"x": 0, "xref": f"{panel.x} domain", "xanchor": "left"},
            **{"y": top + LABEL / 2, "yref": panel.y, "yanchor": "middle"},
        )
    fig.add_scatter(
        x=[beyond(one.reached, cap) for one in published],
        y=heights,
        text=[f"{one.citation}, {one.model}, {one.trained}: {one.reached:,}" for one in published],
        name=PUBLISHED,
        mode="markers",
        marker={"symbol": "diamond-open", "size": 9, "color": MUTED, "line": {"width": 2}},
        hovertemplate="%{text}<extra></extra>",
        xaxis=panel.x,
        yaxis=panel.y,
    )
    middle = (ZERO * cap * WIDER) ** 0.5
    for one, height in zip(published, heights, strict=True):
        at = beyond(one.reached, cap)
        right = at > middle  # the label stands on the side where there is room
        fig.add_annotation(
            text=f"{one.short}: {one.reached:,}",
            **{"x": log10(at), "xref": panel.x, "xanchor": "right" if right else "left"},
            **{"xshift": -8 if right else 8, "y": height, "yref": panel.y, "yanchor": "middle"},
        )


def add_lines(
    fig: Drawing, panel: Panel, published: Sequence[Published], cap: int, heights: Sequence[float]
) -> None:
    """A dotted line through all rows for each published result, down to its height."""
    for one, height in zip(published, heights, strict=True):
        at = beyond(one.reached, cap)
        fig.add_shape(
            **{"type": "line", "x0": at, "x1": at, "xref": panel.x, "layer": "below"},
            **{"y0": 0, "y1": height, "yref": panel.y},
            **{"line": {"width": 1, "dash": "dot", "color": MUTED}},
        )


def beyond(value: int, cap: int) -> float:
    """Where a published number is drawn: what is beyond the cap stands in the room behind it."""
    return value if value <= cap else cap * WIDER * 0.85
