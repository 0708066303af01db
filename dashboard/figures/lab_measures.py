"""A measure of the field, or two of them against each other: a row for each cell and recipe."""

from collections.abc import Mapping, Sequence

from dashboard.figures.common import drawing, nothing, plain
from dashboard.figures.drawing import Drawing
from dashboard.figures.generalization import stack
from dashboard.figures.lab import (
    GRID_WIDTH,
    HEADING,
    NOTHING,
    Panel,
    add_heading,
    by_recipe,
    called,
    panels,
)
from dashboard.figures.lab_published import LABEL
from dashboard.figures.lab_reach import ROW
from dashboard.figures.plan import MARKS
from dashboard.figures.tables import Table
from dashboard.theme import MUTED, cell_style
from models.analysis.statistics import Average
from models.analysis.summaries import Reach

LEGEND = 30  # px above the plot

Measured = Sequence[tuple[Reach, Mapping[str, Average]]]


def measures_figure(
    rows: Measured,
    names: Mapping[str, str],
    axis: str,
    grid: bool = False,
    revision: str = "constant",
) -> Drawing:
    """One mark for each seed from 0 to 100 %, and the average with its interval.

    Args:
        rows: from the top, each with what has been measured.
        names: one measure or two, each with what it is called; the second has open marks.
        axis: what the shares are of.
        grid: whether each recipe has a figure of its own.
        revision: what is shown; with another one the reader's zoom is dropped.
    """
    if not rows:
        return nothing(measures_title(rows, names), NOTHING)
    known = {reach: measures for reach, measures in rows}
    recipes = by_recipe([reach for reach, _ in rows])
    own = recipes if grid else {"": tuple(known)}
    height = ROW * max(map(len, own.values()))
    places = panels(list(own), list(own.values()), height)
    whole = (height + HEADING * grid) * (places[-1].place // 2 + 1)
    legend = LEGEND if len(names) > 1 else 0
    fig = drawing(
        measures_title(rows, names),
        height=round(whole) + 56 + legend,
        width=GRID_WIDTH if grid and len(places) > 1 else None,
        revision=revision,
        margin={"l": 14, "r": 24, "t": 12 + legend, "b": 44},
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "itemclick": False,
        },
        hovermode="closest",
        showlegend=len(names) > 1,
    )
    for panel in places:
        add_axes(fig, panel, axis, height)
        for row, reach in enumerate(panel.reaches):
            several = not grid and len(recipes) > 1
            add_name(fig, panel, reach, ROW * row, several)
            for place, (measure, name) in enumerate(names.items()):
                if measure in known[reach]:
                    part = (place + 0.6) / (len(names) + 0.2)
                    middle = ROW * row + LABEL + (ROW - LABEL) * part
                    add_measure(fig, panel, reach, known[reach][measure], name, middle, bool(place))
        if panel.heading:
            add_heading(fig, panel)
    for place, name in enumerate(names.values()):
        add_key(fig, name, place)
    return fig


def add_axes(fig: Drawing, panel: Panel, title: str, height: float) -> None:
    """The share to the right, px downwards."""
    fig.add_axis(
        panel.x.replace("x", "xaxis"),
        range=[-0.02, 1.03],
        tickformat=".0%",
        tickvals=[0, 0.25, 0.5, 0.75, 1],
        domain=[panel.left, panel.right],
        anchor=panel.y,
        matches="x" if panel.place else None,
        title={"text": title} if panel.is_lowest else None,
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


def add_name(fig: Drawing, panel: Panel, reach: Reach, top: float, several: bool) -> None:
    """Which row it is."""
    style = cell_style(reach.cell)
    fig.add_annotation(
        text=f'<span style="color:{style.color}">{MARKS[style.symbol]}</span> {called(reach, several)}',
        **{"x": 0, "xref": f"{panel.x} domain", "xanchor": "left"},
        **{"y": top + LABEL / 2, "yref": panel.y, "yanchor": "middle"},
    )


def add_measure(
    fig: Drawing, panel: Panel, reach: Reach, measured: Average, name: str, middle: float, is_open: bool
) -> None:
    """A mark for each seed, and the average with its interval."""
    style = cell_style(reach.cell)
    symbol = f"{style.symbol}-open" if is_open else style.symbol
    common = {"xaxis": panel.x, "yaxis": panel.y, "showlegend": False}
    shown = f"<b>{called(reach, True)}</b>, {name}: "
    values = plain(list(measured.seeds))
    fig.add_scatter(
        x=values,
        y=[middle + 14 * offset for offset in spread(values)],
        text=[f"seed {seed}, {value:.1%}" for seed, value in enumerate(values, reach.first_seed)],
        name=called(reach, True),
        mode="markers",
        marker={"symbol": symbol, "size": 6, "color": style.color, "opacity": 0.55},
        hovertemplate=f"{shown}%{{text}}<extra></extra>",
        **common,
    )
    fig.add_scatter(
        x=[measured.value],
        y=[middle],
        text=[f"average {measured.value:.1%}; 95 % interval {measured.low:.1%} to {measured.high:.1%}"],
        name=f"{called(reach, True)}, average",
        mode="markers",
        marker={"symbol": "line-ns", "size": 16, "line": {"color": style.color, "width": 3}},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [measured.high - measured.value],
            "arrayminus": [measured.value - measured.low],
            "color": style.color,
            "thickness": 1.5,
            "width": 0,
        },
        hovertemplate=f"{shown}%{{text}}<extra></extra>",
        **common,
    )


def spread(values: Sequence[float]) -> list[float]:
    """Offsets that keep values apart that are too close to tell."""
    return stack([10 ** (1 + value) for value in values])


def add_key(fig: Drawing, name: str, place: int) -> None:
    """What full and open marks stand for, in no cell's colour."""
    fig.add_scatter(
        x=[None],
        y=[None],
        name=name,
        mode="markers",
        marker={"symbol": "circle-open" if place else "circle", "size": 8, "color": MUTED},
    )


def measures_title(rows: Measured, names: Mapping[str, str]) -> str:
    """The best and the worst: 'Accepted: LSTM (sharpened) 100.0 %, RNN (plain) 12.3 %'."""
    parts = []
    for measure, name in names.items():
        known = [(measures[measure].value, reach) for reach, measures in rows if measure in measures]
        if known:
            best, worst = (pick(known, key=lambda one: one[0]) for pick in (max, min))
            ends = [f"{called(reach, True)} {value:.1%}" for value, reach in dict.fromkeys((best, worst))]
            parts.append(f"{name}: {' to '.join(reversed(ends))}")
    said = "; ".join(parts)
    return said[:1].upper() + said[1:] if said else "Nothing is measured yet"


def measures_rows(rows: Measured, names: Mapping[str, str]) -> Table:
    """One row for each measure and seed."""
    columns = ["recipe", "cell", "measure", "seed", "share"]
    found = [
        [reach.recipe, reach.cell, name, seed, value]
        for reach, measures in rows
        for measure, name in names.items()
        if measure in measures
        for seed, value in enumerate(plain(list(measures[measure].seeds)), reach.first_seed)
    ]
    return {"columns": columns, "rows": found}
