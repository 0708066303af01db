"""Neurons ranked by how well they follow a feature, each against what chance gives."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Protocol

from dashboard.figures.characters import visible
from dashboard.figures.common import NARROW_LEGEND, WIDE_LEGEND, drawing, note, plain
from dashboard.figures.drawing import Drawing
from dashboard.figures.tables import Table
from dashboard.theme import WRONG

ROW, HEADING, FOOT = 20, 1.9, 28  # px of a bar; bars of a heading; px below
GAP, SPACE = 6, "\u00a0"  # px between a label and its bar; a space that is drawn, before a score
NAMED = 3  # features in the title
BAR, INK = "#8fb8d8", "#1f5f8b"
SYMBOLS = ("circle", "diamond", "square", "triangle-up", "star")


class Feature(Protocol):
    """What is followed: see models.analysis.features.Feature."""

    name: str
    title: str
    label: str


class Finding(Protocol):
    """How well one neuron follows one feature: see models.analysis.neurons.Finding."""

    feature: Feature
    layer: int
    unit: int
    vector: str
    score: float
    control: float
    phases: Mapping[str, float]


def ranking_figure(found: Sequence[Finding], layers: int = 1, revision: str = "constant") -> Drawing:
    """One bar for each finding, grouped by feature; a mark for the control and one for each phase.

    A click on a bar gives its customdata: layer and unit, counted from 0, and the vector's symbol.

    Args:
        found: features in their order, for each the best first.
        layers: how many layers the network has: a layer is named only where there are several.
        revision: what is shown; with another one the reader's zoom is dropped.
    """
    if not found:
        fig = drawing("Nothing was found", height=160, revision=revision)
        note(fig, "The network's strings have none of the features")
        return fig.without_axes()
    places, headings, at = [], [], 0.0
    for title, own in groupby(found, key=lambda each: each.feature.title):
        headings.append((at + HEADING - 1, title))
        at += HEADING
        for _ in own:
            places.append(at)
            at += 1
    labels = [neuron(each, layers) for each in found]
    left = round(24 + GAP + 6.2 * max(map(len, labels)))
    fig = drawing(
        ranking_title(found, layers),
        height=round(at * ROW) + 34 + FOOT,
        revision=revision,
        margin={"l": left, "r": 52, "t": 34, "b": FOOT},
        legend=WIDE_LEGEND,
        narrow={"margin": {"t": 62}, "legend": NARROW_LEGEND},
        hovermode="closest",
        bargap=0.3,
        xaxis={"range": [0, 1.01], "tickvals": [0, 0.25, 0.5, 0.75, 1], "fixedrange": True},
        yaxis={
            "range": [at - 0.4, -0.2],
            "tickvals": places,
            "ticktext": labels,
            "ticklabelstandoff": GAP,
            "showgrid": False,
            "fixedrange": True,
        },
    )
    add_bars(fig, found, places, labels)
    add_phases(fig, found, places)
    for place, title in headings:
        fig.add_annotation(
            text=f"<b>{title}</b>",
            font={"size": 13},
            **{"x": 0, "xref": "paper", "xanchor": "left", "xshift": 12 - left, "y": place},
        )
    return fig


def neuron(each: Finding, layers: int) -> str:
    """'layer 1 neuron 4, c'; everything counts from 1."""
    where = f"layer {each.layer + 1} " if layers > 1 else ""
    return f"{where}neuron {each.unit + 1}, {each.vector}"


def add_bars(fig: Drawing, found: Sequence[Finding], places: list[float], labels: list[str]) -> None:
    """Score and control of each finding."""
    picked = [[each.layer, each.unit, each.vector] for each in found]
    scores = plain([each.score for each in found])
    controls = plain([each.control for each in found])
    fig.add_bar(
        x=scores,
        y=places,
        orientation="h",
        name="score",
        marker={"color": BAR},
        customdata=picked,
        text=labels,
        textposition="none",
        hovertemplate="<b>%{text}</b>: %{x:.3f}<extra></extra>",
    )
    fig.add_scatter(
        x=controls,
        y=places,
        mode="markers",
        name="control",
        marker={"symbol": "line-ns", "size": ROW - 6, "line": {"color": WRONG, "width": 2}},
        customdata=picked,
        hovertemplate="the best by chance: %{x:.3f}<extra></extra>",
    )
    fig.add_scatter(
        x=[1] * len(scores),
        y=places,
        mode="text",
        text=[f"{SPACE * 3}{score:.3f}" for score in scores],
        textposition="middle right",
        textfont={"size": 11},
        showlegend=False,
        hoverinfo="skip",
        cliponaxis=False,
    )


def add_phases(fig: Drawing, found: Sequence[Finding], places: list[float]) -> None:
    """A small mark for each phase of the features that have several."""
    phases = list(dict.fromkeys(phase for each in found if len(each.phases) > 1 for phase in each.phases))
    for k, phase in enumerate(phases):
        own = [
            (each, place)
            for each, place in zip(found, places, strict=True)
            if len(each.phases) > 1 and phase in each.phases
        ]
        fig.add_scatter(
            x=plain([each.phases[phase] for each, _ in own]),
            y=[place for _, place in own],
            mode="markers",
            name=f"on {visible(phase)}",
            marker={
                "symbol": SYMBOLS[k % len(SYMBOLS)],
                "size": 7,
                "color": "#ffffff",
                "line": {"width": 1.5, "color": INK},
            },
            customdata=[[each.layer, each.unit, each.vector] for each, _ in own],
            hovertemplate=f"on {visible(phase)}: %{{x:.3f}}<extra></extra>",
        )


def ranking_title(found: Sequence[Finding], layers: int) -> str:
    """The best of each feature: "Counts a's: neuron 3, c, 0.99 (by chance 0.12)"."""
    parts = []
    for _, own in groupby(found, key=lambda each: each.feature.name):
        best = next(own)
        what = f"{neuron(best, layers)}, {best.score:.2f} (by chance {best.control:.2f})"
        if best.score <= best.control:
            what = "no neuron does better than chance"
        parts.append(f"{best.feature.label}: {what}")
    more = f"; and {len(parts) - NAMED} more" if len(parts) > NAMED else ""
    text = "; ".join(parts[:NAMED]) + more
    return text[:1].upper() + text[1:]


def ranking_rows(found: Sequence[Finding]) -> Table:
    """One row for each finding; layers and units count from 1."""
    phases = list(dict.fromkeys(phase for each in found for phase in each.phases))
    columns = ["feature", "layer", "neuron", "vector", "score", "control", *(f"score on {p}" for p in phases)]
    rows = [
        [
            each.feature.label,
            each.layer + 1,
            each.unit + 1,
            each.vector,
            *plain([each.score, each.control, *(each.phases.get(phase) for phase in phases)]),
        ]
        for each in found
    ]
    return {"columns": columns, "rows": rows}
