"""N_max of every seed against the one setting that a sweep varies."""

from collections.abc import Sequence
from math import log10

from dashboard.figures.common import drawing, nothing, plain
from dashboard.figures.drawing import Drawing
from dashboard.figures.generalization import ZERO, bound, position, ticks
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
)
from dashboard.figures.lab_share import DASHES, SMALL, TALL
from dashboard.theme import cell_style
from models.analysis.summaries import Reach

SPREAD = 0.7  # of the room of one value, for all its cells


def sweep_figure(
    reaches: Sequence[Reach],
    setting: str,
    values: Sequence[float],
    grid: bool = False,
    revision: str = "constant",
) -> Drawing:
    """One mark for each seed above its value of the setting, and a line through the medians.

    Args:
        reaches: each with its value.
        setting: what is varied, as it is read.
        values: all that were asked for, from the least.
        grid: whether each recipe has a figure of its own.
        revision: what is shown; with another one the reader's zoom is dropped.
    """
    if not reaches:
        return nothing(f"How does N_max depend on {setting}?", NOTHING)
    cap = max(reach.cap for reach in reaches)
    recipes = by_recipe(reaches)
    own = recipes if grid else {"": tuple(reaches)}
    height = SMALL if grid else TALL
    places = panels(list(own), list(own.values()), height)
    rows = places[-1].place // 2 + 1 if grid else 1
    keys = list(dict.fromkeys((reach.cell, reach.recipe) for reach in reaches))
    plot = rows * (height + HEADING * grid)
    room, legend, narrow = legend_below(len(keys), plot, grid)
    fig = drawing(
        sweep_title(reaches, setting),
        height=round(plot) + 64 + room,
        width=GRID_WIDTH if grid and len(places) > 1 else None,
        revision=revision,
        margin={"l": 64, "r": 20, "t": 12, "b": 52 + room},
        legend=legend,
        narrow=narrow,
        hovermode="closest",
    )
    for panel in places:
        add_axes(fig, panel, setting, values, cap)
        if panel.heading:
            add_heading(fig, panel)
        shown = [key for key in keys if any((r.cell, r.recipe) == key for r in panel.reaches)]
        for place, key in enumerate(shown):
            line = [reach for reach in panel.reaches if (reach.cell, reach.recipe) == key]
            shift = ((place + 0.5) / len(shown) - 0.5) * SPREAD
            dash = None if grid else DASHES[list(recipes).index(key[1]) % len(DASHES)]
            add_line(fig, panel, line, values, shift, dash, panel.place == 0)
    return fig


def add_axes(fig: Drawing, panel: Panel, setting: str, values: Sequence[float], cap: int) -> None:
    """The values side by side, N_max upwards."""
    fig.add_axis(
        panel.x.replace("x", "xaxis"),
        range=[-0.5, len(values) - 0.5],
        tickvals=list(range(len(values))),
        ticktext=[f"{value:g}" for value in values],
        domain=[panel.left, panel.right],
        anchor=panel.y,
        title={"text": setting} if panel.is_lowest else None,
        showgrid=False,
        zeroline=False,
    )
    fig.add_axis(
        panel.y.replace("y", "yaxis"),
        type="log",
        range=[log10(ZERO * 0.8), log10(cap * 1.25)],
        domain=[panel.bottom, panel.top],
        anchor=panel.x,
        matches="y" if panel.place else None,
        title=None if panel.left else {"text": "N<sub>max</sub>"},
        showticklabels=not panel.left,
        **ticks(cap, (1,)),
    )


def add_line(
    fig: Drawing,
    panel: Panel,
    line: Sequence[Reach],
    values: Sequence[float],
    shift: float,
    dash: str | None,
    first: bool,
) -> None:
    """One cell and recipe: its seeds above each value, and the line through their medians."""
    style, name = cell_style(line[0].cell), called(line[0], dash is not None)
    common = {"xaxis": panel.x, "yaxis": panel.y, "legendgroup": name}
    seeds = [
        (values.index(reach.value) + shift, reach, seed, value)
        for reach in line
        for seed, value in enumerate(plain(list(reach.n_max)), reach.first_seed)
    ]
    fig.add_scatter(
        x=[x for x, *_ in seeds],
        y=[position(value, reach.cap) for _, reach, _, value in seeds],
        text=[f"{reach.value:g}, seed {seed}: {bound(value, reach.cap)}" for _, reach, seed, value in seeds],
        mode="markers",
        marker={"symbol": style.symbol, "size": 6, "color": style.color, "opacity": 0.5},
        showlegend=False,
        hovertemplate=f"<b>{name}</b> %{{text}}<extra></extra>",
        **common,
    )
    fig.add_scatter(
        x=[values.index(reach.value) + shift for reach in line],
        y=[position(reach.median, reach.cap) for reach in line],
        text=[f"{reach.value:g}, median: {bound(reach.median, reach.cap)}" for reach in line],
        name=name,
        mode="lines+markers",
        line={"color": style.color, "dash": dash or style.dash, "width": 2},
        marker={"symbol": style.symbol, "size": 10, "color": style.color},
        showlegend=first,
        hovertemplate=f"<b>{name}</b> %{{text}}<extra></extra>",
        **common,
    )


def sweep_title(reaches: Sequence[Reach], setting: str) -> str:
    """At which value the best median is reached, and by whom."""
    best = max(reaches, key=lambda reach: (min(reach.median, reach.cap), reach.at_cap / reach.seeds))
    reach = f"{min(best.median, best.cap):,g}{' or more' if best.median >= best.cap else ''}"
    where = f"{called(best, True)} gets farthest at {setting} = {best.value:g}"
    return f"{where}: to {reach} (median of {best.seeds})"
