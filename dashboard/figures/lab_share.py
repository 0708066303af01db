"""The share of seeds that are exact at N, a line for each cell and recipe, with its 95 % band."""

from collections.abc import Sequence
from itertools import groupby
from math import log10

from dashboard.figures.common import drawing, nothing, plain, rgba
from dashboard.figures.drawing import Drawing
from dashboard.figures.generalization import ZERO, LengthCurve, ticks
from dashboard.figures.lab import (
    GRID_WIDTH,
    HEADING,
    NOTHING,
    Panel,
    add_heading,
    by_recipe,
    called,
    legend_below,
    panels,
    reach_title,
)
from dashboard.figures.lab_reach import add_trained, named_axis
from dashboard.figures.tables import Table
from dashboard.theme import cell_style
from models.analysis.statistics import wilson
from models.analysis.summaries import Reach

TALL, SMALL = 360, 220  # px: the one figure, one of several
DASHES = ("solid", "dot", "dash", "dashdot", "longdash", "longdashdot")  # of recipes in one figure

Curves = Sequence[tuple[Reach, LengthCurve]]


def share_figure(
    curves: Curves,
    trained: tuple[int, int],
    verb: tuple[str, str],
    grid: bool = False,
    revision: str = "constant",
) -> Drawing:
    """Lines over bands (Wilson 1927); arguments as for `reach_figure`."""
    reaches = [reach for reach, _ in curves]
    if not curves:
        return nothing(reach_title(reaches, verb), NOTHING)
    cap = max(reach.cap for reach in reaches)
    recipes = by_recipe(reaches)
    own = recipes if grid else {"": tuple(reaches)}
    height = SMALL if grid else TALL
    places = panels(list(own), list(own.values()), height)
    rows = places[-1].place // 2 + 1 if grid else 1
    entries = len({reach.cell for reach in reaches}) if grid else len(curves)
    plot = rows * (height + HEADING * grid)
    room, legend, narrow = legend_below(entries, plot, grid)
    fig = drawing(
        reach_title(reaches, verb),
        height=round(plot) + 64 + room,
        width=GRID_WIDTH if grid and len(places) > 1 else None,
        revision=revision,
        margin={"l": 56, "r": 20, "t": 12, "b": 52 + room},
        legend=legend,
        narrow=narrow if grid else narrow | {"xaxis": ticks(cap, steps=(1,))},
        hovermode="closest",
    )
    known = dict(curves)
    for panel in places:
        add_axes(fig, panel, cap, trained, (1,) if grid else (1, 2, 5))
        add_trained(fig, panel, trained)
        if panel.heading:
            add_heading(fig, panel)
        for reach in panel.reaches:
            dash = DASHES[list(recipes).index(reach.recipe) % len(DASHES)]
            named = any(trace.get("name") == called(reach, not grid) for trace in fig.data)
            add_share(fig, panel, reach, known[reach], None if grid else dash, not named)
    return fig


def add_axes(fig: Drawing, panel: Panel, cap: int, trained: tuple[int, int], steps: tuple[int, ...]) -> None:
    """N to the right, the share upwards."""
    fig.add_axis(
        panel.x.replace("x", "xaxis"),
        type="log",
        range=[log10(ZERO * 0.8), log10(cap * 1.25)],
        domain=[panel.left, panel.right],
        anchor=panel.y,
        matches="x" if panel.place else None,
        title={"text": named_axis(trained)} if panel.is_lowest else None,
        **ticks(cap, steps),
    )
    fig.add_axis(
        panel.y.replace("y", "yaxis"),
        range=[-0.04, 1.06],
        domain=[panel.bottom, panel.top],
        anchor=panel.x,
        matches="y" if panel.place else None,
        tickformat=".0%",
        tickvals=[0, 0.25, 0.5, 0.75, 1],
        title=None if panel.left else {"text": "share of seeds exact"},
        showticklabels=not panel.left,
    )


def add_share(
    fig: Drawing, panel: Panel, reach: Reach, curve: LengthCurve, dash: str | None, first: bool
) -> None:
    """One line and its band; `dash` tells recipes apart, else the cell's own does."""
    style, where = cell_style(reach.cell), {"xaxis": panel.x, "yaxis": panel.y}
    name = called(reach, dash is not None)
    x = [value or ZERO for value in plain(curve.lengths)]
    low, high = band(reach, curve)
    band_x, band_y = outline(x, curve.share, low, high)
    fig.add_scatter(
        x=band_x,
        y=band_y,
        legendgroup=name,
        showlegend=False,
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=rgba(style.color, 0.13),
        hoverinfo="skip",
        **where,
    )
    fig.add_scatter(
        x=x,
        y=plain(curve.share),
        customdata=[list(pair) for pair in zip(low, high, strict=True)],
        name=name,
        legendgroup=name,
        showlegend=first,
        mode="lines+markers",
        line={"color": style.color, "dash": dash or style.dash, "width": 2},
        marker={"symbol": style.symbol, "size": 8, "maxdisplayed": 12},
        hovertemplate=(
            f"<b>{name}</b>: %{{y:.0%}} of the seeds exact at N = %{{x}} (95 % interval "
            "%{customdata[0]:.0%} to %{customdata[1]:.0%})<extra></extra>"
        ),
        **where,
    )


def band(reach: Reach, curve: LengthCurve) -> tuple[list[float], list[float]]:
    """The lower and the upper ends of the 95 % intervals along a curve."""
    ends = [wilson(round(share * reach.seeds), reach.seeds) for share in curve.share]
    return plain([low for low, _ in ends]), plain([high for _, high in ends])


def outline(
    x: list[float], share: Sequence[float], low: list[float], high: list[float]
) -> tuple[list[float | None], list[float | None]]:
    """The band where seeds disagree: elsewhere it is the same for all cells, and would hide theirs."""
    disagree = [0 < value < 1 for value in share]
    drawn = [any(disagree[max(k - 1, 0) : k + 2]) for k in range(len(x))]
    xs: list[float | None] = []
    ys: list[float | None] = []
    for inside, group in groupby(range(len(x)), key=drawn.__getitem__):
        if inside:
            places = list(group)
            back = places[::-1]
            xs += [*(x[k] for k in places), *(x[k] for k in back), None]
            ys += [*(high[k] for k in places), *(low[k] for k in back), None]
    return xs, ys


def share_rows(curves: Curves) -> Table:
    """One row for each recipe, cell and length."""
    rows = [
        [reach.recipe, reach.cell, reach.value, reach.seeds, *point]
        for reach, curve in curves
        for point in zip(plain(curve.lengths), plain(curve.share), *band(reach, curve), strict=True)
    ]
    columns = ["recipe", "cell", "value", "seeds", "N", "share of seeds exact", "95 % from", "95 % to"]
    return {"columns": columns, "rows": rows}
