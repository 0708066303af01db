"""The loss while training: the median over seeds, and the band that holds the middle half of them."""

from dataclasses import dataclass
from math import isfinite, log10

from dashboard.figures.common import NARROW_LEGEND, drawing, names, note, plain, rgba
from dashboard.figures.drawing import Drawing
from dashboard.theme import MUTED, cell_style

SAME = 0.01  # losses this close (relatively) are called equal


@dataclass(frozen=True)
class LossCurve:
    """One cell's loss in nats per character: (steps,) each; low and high are quartiles over seeds."""

    step: list[int]
    median: list[float]
    low: list[float]
    high: list[float]


def loss_figure(
    curves: dict[str, LossCurve], floor: float | None, steps: int, revision: str = "constant"
) -> Drawing:
    """Loss against training step, one line and band per cell.

    Args:
        curves: by cell; a cell without points yet is only listed in the legend.
        floor: the best possible loss, or None where it is not known.
        steps: how many steps the whole training has.
        revision: what is shown, such as the id of a run; with another one the reader's zoom is dropped.
    """
    fig = drawing(
        loss_title(curves, floor, steps),
        height=498,
        narrow={"margin": {"t": 56}, "legend": NARROW_LEGEND},
        revision=revision,
        hovermode="x unified",
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        margin={"t": 44, "r": 28, "b": 62},
        xaxis={
            "title": {"text": "training step"},
            "range": [0, max(steps, 1)],
            "unifiedhovertitle": {"text": "step %{x}: median (quartiles)"},
        },
        yaxis={
            "title": {"text": "loss, nats per character"},
            "type": "log",
            "range": loss_range(curves, floor),
            "tickformat": "~g",
            "dtick": "D2",
        },
    )
    for cell, curve in curves.items():
        add_band(fig, cell, curve)
    for cell, curve in curves.items():
        add_median(fig, cell, curve)
    if any(len(curve.step) for curve in curves.values()):
        fig.add_annotation(
            text="line: median of the seeds, band: quartiles",
            **{"x": 0, "y": 0, "yshift": -58, "xref": "paper", "yref": "paper"},
            **{"xanchor": "left", "yanchor": "bottom"},
        )
    else:
        note(fig, "The curves appear with the first training steps")
    if floor is not None and floor > 0:
        add_floor(fig, floor)
    return fig


def loss_range(curves: dict[str, LossCurve], floor: float | None) -> list[float]:
    """The ends of the log axis: a little beyond all that is drawn.

    Always set, because plotly keeps the range of a figure without points when the first ones come.
    """
    lists = [values for curve in curves.values() for values in (curve.median, curve.low, curve.high)]
    drawn = [v for values in lists for v in values if v is not None and isfinite(v) and v > 0]
    if not drawn:
        return [-2, 1]
    if floor is not None and floor > 0:
        drawn.append(floor)
    return [log10(min(drawn) * 0.9), log10(max(drawn) * 1.1)]


def add_band(fig: Drawing, cell: str, curve: LossCurve) -> None:
    """The quartiles, as one polygon that the legend hides together with its line."""
    inside = [(s, lo, hi) for s, lo, hi in zip(curve.step, curve.low, curve.high, strict=True) if lo > 0]
    step, low, high = (list(column) for column in zip(*inside, strict=True)) if inside else ([], [], [])
    fig.add_scatter(
        x=step + step[::-1],
        y=plain(high + low[::-1]),
        fill="toself",
        fillcolor=rgba(cell_style(cell).color, 0.16),
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
        legendgroup=cell,
        showlegend=False,
    )


def add_median(fig: Drawing, cell: str, curve: LossCurve) -> None:
    """The median line, with its quartiles in the hover text."""
    style = cell_style(cell)
    fig.add_scatter(
        x=plain(list(curve.step)),
        y=plain([value if value > 0 else None for value in curve.median]),
        customdata=plain(list(zip(curve.low, curve.high, strict=True))),
        name=style.short,
        legendgroup=cell,
        mode="lines+markers",
        line={"color": style.color, "dash": style.dash, "width": 2},
        marker={"symbol": style.symbol, "size": 7, "maxdisplayed": 8},
        hovertemplate="%{y:.4f} (%{customdata[0]:.4f} to %{customdata[1]:.4f})",
    )


def add_floor(fig: Drawing, floor: float) -> None:
    """The loss of a predictor that knows the task: no network can do better."""
    fig.add_shape(
        type="line",
        x0=0,
        x1=1,
        xref="paper",
        y0=floor,
        y1=floor,
        line={"color": MUTED, "dash": "dash", "width": 1.5},
    )
    fig.add_annotation(
        text=f"best possible {floor:.3f}",
        **{"x": 1, "xref": "paper", "y": log10(floor), "yref": "y"},
        **{"xanchor": "right", "yanchor": "top"},
    )


def loss_title(curves: dict[str, LossCurve], floor: float | None, steps: int) -> str:
    """Who has the lowest loss, how far from the best possible, and whether training goes on."""
    last = {
        cell: curve.median[-1]
        for cell, curve in curves.items()
        if curve.median and isfinite(curve.median[-1])
    }
    if not last:
        return "No training step yet"
    best = min(last.values())
    leaders = [cell for cell, loss in last.items() if loss <= best * (1 + SAME)]
    reached = max(curve.step[-1] for curve in curves.values() if len(curve.step))
    when = f"Step {reached} of {steps}: " if reached < steps else ""
    if len(leaders) == len(last) > 1:
        what = f"all {len(last)} networks are within {SAME:.0%} of {best:.3f} nats per character"
    else:
        verb = "has" if len(leaders) == 1 else f"are within {SAME:.0%} of"
        what = f"{names(leaders)} {verb} the lowest loss, {best:.3f} nats per character"
    beside = f" (best possible {floor:.3f})" if floor is not None else ""
    text = when + what + beside
    return text[0].upper() + text[1:]
