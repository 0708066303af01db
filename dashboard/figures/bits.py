"""How well each cell predicts held-out text while it learns, beside predictors that are no networks."""

from statistics import median

from dashboard.figures.common import NARROW_LEGEND, drawing, note, rgba
from dashboard.figures.drawing import Drawing
from dashboard.theme import MUTED, cell_style

Curves = dict[str, dict[int, dict[int, float]]]  # cell -> seed -> step -> bits per character

HEIGHT, ABOVE, BELOW = 440, 44, 48  # px: the figure, and its margins above and below the plot
APART = 14  # px between two labels at least


def bits_figure(
    curves: Curves,
    baselines: dict[str, float],
    steps: int,
    rates: dict[int, float] | None = None,
    final: dict[str, float] | None = None,
    revision: str = "constant",
) -> Drawing:
    """Bits per held-out character against training step: thin lines for seeds, a thick one for their median.

    Args:
        curves: by cell; a cell without points yet is only listed in the legend.
        baselines: by name, what other predictors need.
        steps: how many steps the whole training has.
        rates: step -> the learning rate that was set there.
        final: by cell, what was measured in the end, on all that is held out; the curves are of a part of it.
        revision: what is shown, such as the id of a run; with another one the reader's zoom is dropped.
    """
    low, high = reach(curves, baselines)
    fig = drawing(
        bits_title(curves, baselines, steps, final or {}),
        height=HEIGHT,
        narrow={"margin": {"t": 56, "r": 84}, "legend": NARROW_LEGEND},
        revision=revision,
        hovermode="x unified",
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        margin={"t": ABOVE, "r": 96, "b": BELOW},
        xaxis={
            "title": {"text": "training step"},
            "range": [0, max(steps, 1) * 1.01],
            "unifiedhovertitle": {"text": "step %{x}"},
        },
        yaxis={"title": {"text": "bits per held-out character"}, "range": [low, high]},
    )
    for cell, seeds in curves.items():
        add_cell(fig, cell, seeds)
    add_baselines(fig, baselines, low, high)
    for step, rate in (rates or {}).items():
        add_rate(fig, step, rate)
    if not any(points for seeds in curves.values() for points in seeds.values()):
        note(fig, "The curves begin with the first validation")
    return fig


def reach(curves: Curves, baselines: dict[str, float]) -> tuple[float, float]:
    """The ends of the axis of bits. Always set: plotly would keep those of a figure without points."""
    drawn = [bits for seeds in curves.values() for points in seeds.values() for bits in points.values()]
    drawn += baselines.values()
    if not drawn:
        return 0.0, 8.0
    room = 0.06 * (max(drawn) - min(drawn) or 1)
    return max(0.0, min(drawn) - room), max(drawn) + room


def add_cell(fig: Drawing, cell: str, seeds: dict[int, dict[int, float]]) -> None:
    """The median over seeds, which is the seed itself where there is one; thin lines for several."""
    style = cell_style(cell)
    for points in seeds.values() if len(seeds) > 1 else ():
        fig.add_scatter(
            x=list(points),
            y=list(points.values()),
            mode="lines",
            line={"color": rgba(style.color, 0.5), "width": 1},
            hoverinfo="skip",
            legendgroup=cell,
            showlegend=False,
        )
    middle = medians(seeds)
    fig.add_scatter(
        x=list(middle),
        y=[round(bits, 4) for bits in middle.values()],
        name=style.short,
        legendgroup=cell,
        mode="lines+markers",
        line={"color": style.color, "dash": style.dash, "width": 2},
        marker={"symbol": style.symbol, "size": 7, "maxdisplayed": 8},
        hovertemplate="%{y:.3f}",
    )


def medians(seeds: dict[int, dict[int, float]]) -> dict[int, float]:
    """The median at each step that every seed which got so far has been measured at."""
    steps = sorted({step for points in seeds.values() for step in points})
    return {step: median(points[step] for points in seeds.values() if step in points) for step in steps}


def add_baselines(fig: Drawing, baselines: dict[str, float], low: float, high: float) -> None:
    """A line for each, its name beside it; names that would overlap are moved apart."""
    scale = (HEIGHT - ABOVE - BELOW) / (high - low)  # px per bit
    at = -float("inf")
    for name, bits in sorted(baselines.items(), key=lambda item: item[1]):
        wanted = (bits - low) * scale
        at = max(wanted, at + APART)
        line = {"color": MUTED, "dash": "dash", "width": 1}
        fig.add_shape(type="line", x0=0, x1=1, xref="paper", y0=bits, y1=bits, line=line, layer="between")
        fig.add_annotation(
            text=f"{name} {bits:.2f}",
            **{"x": 1, "xref": "paper", "xanchor": "left", "xshift": 4},
            **{"y": bits, "yref": "y", "yanchor": "middle", "yshift": round(at - wanted)},
        )


def add_rate(fig: Drawing, step: int, rate: float) -> None:
    """Where another learning rate was set."""
    line = {"color": MUTED, "dash": "dot", "width": 1}
    fig.add_shape(type="line", x0=step, x1=step, y0=0, y1=1, yref="paper", line=line)
    fig.add_annotation(
        text=f"learning rate {rate:g}",
        **{"x": step, "y": 1, "yref": "paper", "yanchor": "top", "xanchor": "left", "xshift": 3},
    )


def bits_title(curves: Curves, baselines: dict[str, float], steps: int, final: dict[str, float]) -> str:
    """Which cell needs fewest bits, after how many steps, and whether that beats the best of the others."""
    last = {cell: list(medians(seeds).items())[-1] for cell, seeds in curves.items() if medians(seeds)}
    last = {cell: (step, final.get(cell, bits)) for cell, (step, bits) in last.items()}
    if not last:
        return "No validation yet"
    best = min(last, key=lambda cell: last[cell][1])
    step, bits = last[best]
    name = cell_style(best).short
    among = f", the fewest of {len(last)} cells" if len(last) > 1 else ""
    of = f" of {steps:,}" if step < steps else ""
    text = f"After {step:,}{of} steps the {name} needs {bits:.2f} bits per character{among}"
    if not baselines:
        return text
    name, rival = min(baselines.items(), key=lambda item: item[1])
    named = f"the {name}" if name.endswith("gram") else name
    if round(bits, 2) == round(rival, 2):
        return f"{text}, as many as {named}"
    return f"{text}, {'fewer' if bits < rival else 'more'} than {named}’s {rival:.2f}"


def bits_rows(curves: Curves, loss: Curves) -> dict:
    """The numbers behind the figure, and the training loss beside them."""
    rows = []
    for kind, found in (("held out", curves), ("training", loss)):
        rows += [
            [cell, seed, step, kind, round(bits, 5)]
            for cell, seeds in found.items()
            for seed, points in seeds.items()
            for step, bits in points.items()
        ]
    return {"columns": ["cell", "seed", "step", "measured on", "bits per character"], "rows": rows}
