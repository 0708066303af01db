"""What a linear classifier can read off each vector, beside what it reads off random labels."""

from collections.abc import Sequence
from typing import Protocol

from dashboard.figures.common import drawing, listed, names, note, plain
from dashboard.figures.drawing import Drawing
from dashboard.figures.panels import add_panels, axis
from dashboard.figures.tables import Table
from dashboard.theme import MUTED, cell_style

TARGETS = ("next", "current", "previous", "first")
PHASES = {  # in the order of the rows, with what they are called
    "writing": "While writing, where the next character is determined",
    "reading": "While reading, where the next character is not determined",
    "text": "",
}
PANEL, TICK, BAR = 150, 46, 9  # px: a panel at least, one vector in it at least, one bar at least
ROW, GAP = 170, 0.5  # px of a row, and the space below it as its share
FULL = 0.8  # of the room of one vector, for its bars
CONTROL, MAJORITY = "control: random labels", "always the commonest"
CLOSE = 0.01  # accuracies this close are called equal


class Score(Protocol):
    """One classifier, as in models.analysis.probes.Probe; the layer counts from 0."""

    phase: str
    target: str
    layer: int
    symbol: str
    accuracy: float
    control: float
    majority: float
    places: int


Scores = dict[str, Sequence[Score]]  # by cell
Vector = tuple[int, str]  # layer and symbol


def probes_figure(scores: Scores, revision: str = "constant") -> Drawing:
    """A row of panels per phase, a panel per target; in each a bar per layer, vector and cell.

    Args:
        scores: by cell, all on the same strings.
        revision: what is shown; with another one the reader's zoom is dropped.
    """
    every = [score for own in scores.values() for score in own]
    phases = [phase for phase in PHASES if any(score.phase == phase for score in every)]
    targets = [target for target in TARGETS if any(score.target == target for score in every)]
    vectors = sorted({(s.layer, s.symbol) for s in every}, key=lambda v: (v[0], "hc".index(v[1])))
    rows = max(len(phases), 1)
    fig = drawing(
        probes_title(scores),
        height=round(ROW * (rows + GAP * (rows - 1))) + 130,
        width=72 + max(PANEL, (TICK + BAR * (len(scores) - 1)) * len(vectors)) * max(len(targets), 1),
        revision=revision,
        margin={"l": 60, "r": 12, "t": 86, "b": 44},
        legend={"orientation": "h", "x": 0, "y": 1 + 46 / ROW / rows, "yanchor": "bottom"},
        hovermode="closest",
        barmode="overlay",
    )
    if not every:
        note(fig, "There is nothing to probe")
        return fig.without_axes()
    add_panels(
        fig,
        [[f"<b>{target}</b> character" for target in targets] for _ in phases],
        {
            "range": [-0.5, len(vectors) - 0.5],
            "tickvals": list(range(len(vectors))),
            "ticktext": [f"{symbol}<br>layer {layer + 1}" for layer, symbol in vectors],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        {"title": {"text": "accuracy"}, "range": [0, 1.04], "tickformat": ".0%", "tickvals": [0, 0.5, 1]},
        below=GAP,
    )
    for row, phase in enumerate(phases):
        for column, target in enumerate(targets):
            k = row * len(targets) + column
            own = {cell: of(found, phase, target) for cell, found in scores.items()}
            if any(own.values()):
                add_scores(fig, k, own, vectors)
            else:
                why = "cannot be known" if target == "next" else "always the same"
                place = {"xref": f"{axis('x', k)} domain", "yref": f"{axis('y', k)} domain"}
                fig.add_annotation(text=why, x=0.5, y=0.36, **place)
        fig.add_annotation(
            text=PHASES[phase],
            **{"x": 0, "xref": "paper", "xanchor": "left", "y": 1, "yanchor": "bottom", "yshift": 20},
            yref=f"{axis('y', row * len(targets))} domain",
        )
    return fig


def of(found: Sequence[Score], phase: str, target: str) -> dict[Vector, Score]:
    """One cell's scores in one panel, by vector."""
    return {(s.layer, s.symbol): s for s in found if (s.phase, s.target) == (phase, target)}


def add_scores(
    fig: Drawing, k: int, scores: dict[str, dict[Vector, Score]], vectors: Sequence[Vector]
) -> None:
    """One panel: bars, the control on each, and the line of always giving the commonest answer."""
    where = {"xaxis": axis("x", k), "yaxis": axis("y", k)}
    named = {trace.get("name") for trace in fig.data}
    width, marks = FULL / len(scores), []
    for place, (cell, found) in enumerate(scores.items()):
        style, offset = cell_style(cell), (place - (len(scores) - 1) / 2) * width
        at = [vectors.index(vector) + offset for vector in found]
        marks += [(x, score.control) for x, score in zip(at, found.values(), strict=True)]
        fig.add_bar(
            x=at,
            y=plain([score.accuracy for score in found.values()]),
            customdata=[
                [f"{s.symbol}, layer {s.layer + 1}", *plain([s.control, s.accuracy - s.control]), s.places]
                for s in found.values()
            ],
            width=width,
            name=style.short,
            legendgroup=cell,
            showlegend=style.short not in named,
            marker={"color": style.color, "line": {"width": 0}},
            hovertemplate=(
                f"<b>{style.short}</b>, %{{customdata[0]}}: %{{y:.1%}} of %{{customdata[3]}} places"
                "<br>control %{customdata[1]:.1%}, selectivity %{customdata[2]:.2f}<extra></extra>"
            ),
            **where,
        )
    fig.add_scatter(
        x=[x for x, _ in marks],
        y=plain([control for _, control in marks]),
        name=CONTROL,
        legendgroup=CONTROL,
        showlegend=CONTROL not in named,
        mode="markers",
        marker={
            "symbol": "diamond",
            "size": 7,
            "color": "#ffffff",
            "line": {"width": 1.25, "color": "#1c2127"},
        },
        hovertemplate="control: %{y:.1%} on random labels<extra></extra>",
        **where,
    )
    majority = next(score.majority for found in scores.values() for score in found.values())
    fig.add_scatter(
        x=[-0.5, len(vectors) - 0.5],
        y=plain([majority] * 2),
        name=MAJORITY,
        legendgroup=MAJORITY,
        showlegend=MAJORITY not in named,
        mode="lines",
        line={"color": MUTED, "width": 1.5, "dash": "dash"},
        hovertemplate="always the commonest answer: %{y:.1%}<extra></extra>",
        **where,
    )


def probes_title(scores: Scores) -> str:
    """Which character each layer's h tells best, where the next one can be told at all."""
    every = [score for own in scores.values() for score in own if score.symbol == "h"]
    if not every:
        return "Nothing probed yet"
    phase = next((phase for phase in PHASES if any(score.phase == phase for score in every)), "")
    parts, layers = [], sorted({score.layer for score in every})
    for layer in layers:
        best: dict[str, list[str]] = {}
        for cell, own in scores.items():
            here = [s for s in own if (s.phase, s.symbol, s.layer) == (phase, "h", layer)]
            top = max((s.accuracy for s in here), default=0)
            told = [s.target for s in here if s.accuracy >= top - CLOSE]
            how = "equally well" if len(told) == len(here) > 1 else "best"
            share = f" ({top:.0%})" if len(scores) == 1 else ""
            best.setdefault(f"the {listed(told)} character {how}{share}", []).append(cell)
        said = [told + (f" in {names(cells)}" if len(best) > 1 else "") for told, cells in best.items()]
        whose = f"layer {layer + 1}'s h" if len(layers) > 1 else "h"
        parts.append(f"{whose} tells {', '.join(said)}")
    when = {"writing": "While writing, ", "reading": "While reading, ", "text": ""}[phase]
    text = when + "; ".join(parts)
    return text[0].upper() + text[1:]


def probes_rows(scores: Scores) -> Table:
    """One row per cell, phase, target, layer (from 1) and vector."""
    columns = ["cell", "phase", "target", "layer", "vector"]
    numbers = ["accuracy", "control", "majority", "places"]
    rows = [
        [
            cell,
            s.phase,
            s.target,
            s.layer + 1,
            s.symbol,
            *plain([s.accuracy, s.control, s.majority]),
            s.places,
        ]
        for cell, own in scores.items()
        for s in own
    ]
    return {"columns": columns + numbers, "rows": rows}
