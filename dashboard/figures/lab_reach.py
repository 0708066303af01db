"""N_max of every seed, a row for each cell and recipe, with what others have published below."""

from collections.abc import Sequence
from math import log10

from dashboard.figures.common import drawing, nothing, plain
from dashboard.figures.drawing import Drawing
from dashboard.figures.generalization import ZERO, bound, position, stack, ticks
from dashboard.figures.lab import (
    GRID_WIDTH,
    HEADING,
    NOTHING,
    Panel,
    add_heading,
    by_recipe,
    called,
    panels,
    reach_title,
)
from dashboard.figures.lab_published import (
    LABEL,
    PUBLISHED,
    RESULT,
    WIDER,
    add_lines,
    add_published,
)
from dashboard.figures.plan import MARKS
from dashboard.figures.tables import Table
from dashboard.theme import cell_style
from models.analysis.published import Published
from models.analysis.summaries import Reach

ROW = 58  # px
COLUMN = 1.17  # the factor from one column of seeds at the cap to the next
SEEDS = 5  # that stand in one column there


def reach_figure(
    reaches: Sequence[Reach],
    published: Sequence[Published],
    trained: tuple[int, int],
    verb: tuple[str, str],
    grid: bool = False,
    revision: str = "constant",
) -> Drawing:
    """One mark for each seed at its N_max, on a log axis that all rows share.

    Args:
        reaches: the rows, from the top.
        published: what others have reached, drawn as lines through all rows.
        trained: the first and the last length in the training set.
        verb: what "LSTM ... to 18" does, and what several cells do.
        grid: whether each recipe has a figure of its own.
        revision: what is shown; with another one the reader's zoom is dropped.
    """
    if not reaches:
        return nothing(reach_title(reaches, verb), NOTHING)
    cap = max(reach.cap for reach in reaches)
    recipes = by_recipe(reaches)
    own = {**recipes, PUBLISHED: ()} if grid and published else recipes if grid else {"": tuple(reaches)}
    rows = max(map(len, own.values()))
    extra = RESULT * len(published)
    height = max(ROW * rows, LABEL + extra) if grid else ROW * rows + (LABEL + extra if published else 0)
    places = panels(list(own), list(own.values()), height)
    whole = (height + HEADING * grid) * (places[-1].place // 2 + 1)
    fig = drawing(
        reach_title(reaches, verb),
        height=round(whole) + 56,
        width=GRID_WIDTH if grid and len(places) > 1 else None,
        revision=revision,
        margin={"l": 14, "r": 14, "t": 12, "b": 44},
        hovermode="closest",
        showlegend=False,
        narrow={} if grid else {"xaxis": ticks(cap, steps=(1,))},
    )
    steps = (1,) if grid else (1, 2, 5)
    for panel in places:
        add_axes(fig, panel, cap, trained, height, steps)
        add_trained(fig, panel, trained)
        for row, reach in enumerate(panel.reaches):
            add_row(fig, panel, reach, ROW * row, several=not grid and len(recipes) > 1)
        if panel.heading:
            add_heading(fig, panel)
        if published and panel.heading in ("", PUBLISHED):
            add_published(fig, panel, published, cap, ROW * len(panel.reaches))
        else:
            add_lines(fig, panel, published, cap, [height] * len(published))
    return fig


def add_axes(
    fig: Drawing, panel: Panel, cap: int, trained: tuple[int, int], height: float, steps: tuple[int, ...]
) -> None:
    """N to the right, px downwards; the axes of all panels move together."""
    fig.add_axis(
        panel.x.replace("x", "xaxis"),
        type="log",
        range=[log10(ZERO * 0.8), log10(cap * WIDER)],
        domain=[panel.left, panel.right],
        anchor=panel.y,
        matches="x" if panel.place else None,
        title={"text": named_axis(trained)} if panel.is_lowest else None,
        **ticks(cap, steps),
    )
    fig.add_axis(
        panel.y.replace("y", "yaxis"),
        range=[height, 0],
        domain=[panel.bottom, panel.top],
        anchor=panel.x,
        fixedrange=True,
        showgrid=False,
        zeroline=False,
        showticklabels=False,
    )


def named_axis(trained: tuple[int, int]) -> str:
    """The name of the axis of N, which says what the shade means."""
    return f"N (shaded: trained on {trained[0]} to {trained[1]})"


def add_trained(fig: Drawing, panel: Panel, trained: tuple[int, int]) -> None:
    """Shade the lengths that the networks were trained on."""
    low, high = trained
    fig.add_shape(
        **{"type": "rect", "x0": max(low - 0.5, ZERO * 1.3), "x1": high + 0.5, "xref": panel.x},
        **{"y0": 0, "y1": 1, "yref": f"{panel.y} domain", "layer": "below"},
        **{"fillcolor": "rgba(128,140,155,0.14)", "line": {"width": 0}},
    )


def add_row(fig: Drawing, panel: Panel, reach: Reach, top: float, several: bool) -> None:
    """The name and the share at the cap, one mark for each seed, and a bar at the median."""
    style, where = cell_style(reach.cell), {"xaxis": panel.x, "yaxis": panel.y}
    middle = top + LABEL + (ROW - LABEL) / 2
    points = places(reach.n_max, reach.cap)
    fig.add_scatter(
        x=[x for x, _ in points],
        y=[middle + y * (ROW - LABEL - 8) for _, y in points],
        text=[
            f"seed {seed}: {bound(value, reach.cap)}"
            for seed, value in enumerate(plain(list(reach.n_max)), reach.first_seed)
        ],
        name=called(reach, True),
        mode="markers",
        marker={"symbol": style.symbol, "size": 7, "color": style.color, "opacity": 0.75},
        hovertemplate=f"<b>{called(reach, several)}</b> %{{text}}<extra></extra>",
        **where,
    )
    low, high = reach.interval
    fig.add_scatter(
        x=[position(reach.median, reach.cap)],
        y=[middle],
        text=[f"median: {bound(reach.median, reach.cap)}; 95 % interval {low:,g} to {high:,g}"],
        name=f"{called(reach, True)}, median",
        mode="markers",
        marker={"symbol": "line-ns", "size": 30, "line": {"color": style.color, "width": 3}},
        hovertemplate=f"<b>{called(reach, several)}</b> %{{text}}<extra></extra>",
        **where,
    )
    beside = {"xref": f"{panel.x} domain", "y": top + LABEL / 2, "yref": panel.y, "yanchor": "middle"}
    fig.add_annotation(
        text=f'<span style="color:{style.color}">{MARKS[style.symbol]}</span> {called(reach, several)}',
        **{"x": 0, "xanchor": "left", **beside},
    )
    if reach.at_cap:
        share = f"<b>{reach.at_cap} of {reach.seeds}</b> ≥ {reach.cap:,}"
        # Left of the line of what was published beyond the cap.
        fig.add_annotation(text=share, **{"x": 1, "xanchor": "right", "xshift": -32, **beside})


def places(values: Sequence[int], cap: int) -> list[tuple[float, float]]:
    """Where each seed is drawn, its height within -.5 to .5; at the cap in columns, so that all are seen."""
    below = iter(stack([value for value in values if value < cap]))
    reached = sum(value >= cap for value in values)
    columns = -(-reached // SEEDS)
    step = min(COLUMN, (WIDER * 0.9) ** (1 / max(columns - 1, 1)))
    found, k = [], 0
    for value in values:
        if value >= cap:
            found.append((cap * step ** (k // SEEDS), (k % SEEDS - (SEEDS - 1) / 2) / SEEDS))
            k += 1
        else:
            found.append((position(value, cap), next(below) * 1.2))
    return found


def reach_rows(reaches: Sequence[Reach], published: Sequence[Published] = ()) -> Table:
    """One row for each seed, then one for each published result."""
    ours = [
        [reach.recipe, reach.cell, reach.value, seed, value, reach.cap, None]
        for reach in reaches
        for seed, value in enumerate(plain(list(reach.n_max)), reach.first_seed)
    ]
    theirs = [[one.trained, one.model, None, None, one.reached, None, one.citation] for one in published]
    columns = ["recipe", "cell", "value", "seed", "N_max", "tried up to", "source"]
    return {"columns": columns, "rows": ours + theirs}
