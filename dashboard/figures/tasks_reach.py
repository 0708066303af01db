"""N_max of every seed of some cells, task by task, on one axis."""

from collections.abc import Mapping, Sequence
from math import log10
from statistics import median
from typing import Any

from dashboard.figures.common import NARROW_LEGEND, WIDE_LEGEND, drawing
from dashboard.figures.drawing import Drawing
from dashboard.figures.generalization import ZERO, bound, count, position, stack, ticks
from dashboard.theme import cell_style

ROW = 26  # px, of one cell of one task

Reached = Mapping[str, Mapping[str, Sequence[int]]]  # task -> cell -> N_max of each seed


def tasks_reach_figure(title: str, reached: Reached, cap: int) -> Drawing:
    """One mark for each seed, a row for each cell of each task; the bar is the median.

    Args:
        title: the finding.
        reached: the tasks from the top, all with the same cells.
        cap: the longest length tried.
    """
    cells = list(next(iter(reached.values())))
    pitch = len(cells) + 0.6  # rows of one task, and the space to the next
    fig = drawing(
        title,
        height=round(ROW * pitch * len(reached)) + 84,
        margin={"l": 118, "r": 28, "t": 36, "b": 44},
        legend=WIDE_LEGEND,
        narrow={"margin": {"t": 56}, "legend": NARROW_LEGEND, "xaxis": ticks(cap, steps=(1,))},
        hovermode="closest",
        xaxis={
            "type": "log",
            "range": [log10(ZERO * 0.8), log10(cap * 1.4)],
            "title": {"text": "N<sub>max</sub>"},
            **ticks(cap),
        },
        yaxis={
            "range": [pitch * len(reached) - 0.8, -0.8],
            "tickvals": [pitch * k + (len(cells) - 1) / 2 for k in range(len(reached))],
            "ticktext": list(reached),
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    )
    for row, cell in enumerate(cells):
        seeds = [(pitch * k + row, own[cell]) for k, own in enumerate(reached.values())]
        add_cell(fig, cell, seeds, cap)
    return fig


def add_cell(fig: Drawing, cell: str, seeds: Sequence[tuple[float, Sequence[int]]], cap: int) -> None:
    """The seeds of one cell in all its rows, and their medians."""
    style = cell_style(cell)
    said = {"hovertemplate": f"<b>{style.short}</b> %{{text}}<extra></extra>", "legendgroup": cell}
    fig.add_scatter(
        name=style.short,
        x=[position(n, cap) for _, own in seeds for n in own],
        y=[y + offset for y, own in seeds for offset in stack(list(own))],
        text=[f"seed {seed}: {bound(n, cap)}" for _, own in seeds for seed, n in enumerate(own)],
        mode="markers",
        marker={"symbol": style.symbol, "size": 7, "color": style.color, "opacity": 0.7},
        **said,
    )
    fig.add_scatter(
        x=[position(median(own), cap) for _, own in seeds],
        y=[y for y, _ in seeds],
        text=[f"median of {count(len(own))}: {bound(median(own), cap)}" for _, own in seeds],
        mode="markers",
        marker={"symbol": "line-ns", "size": 22, "line": {"color": style.color, "width": 3}},
        showlegend=False,
        **said,
    )


def tasks_reach_rows(reached: Reached) -> dict[str, Any]:
    """Every seed's number."""
    rows = [
        [task, cell_style(cell).short, seed, n]
        for task, own in reached.items()
        for cell, seeds in own.items()
        for seed, n in enumerate(seeds)
    ]
    return {"columns": ["task", "cell", "seed", "N_max"], "rows": rows}
