"""How far each cell generalizes: the share of seeds that are exact at N, and N_max of every seed."""

from dataclasses import dataclass
from math import log10
from statistics import median

from dashboard.figures.common import NARROW_LEGEND, drawing, listed, names, note, plain
from dashboard.figures.drawing import Drawing
from dashboard.theme import cell_style

ZERO = 0.5  # where 0 sits on the log axis
PLOT, GAP, ROW = 250, 34, 34  # px: the upper plot, the space below it, one row of the strip


@dataclass(frozen=True)
class LengthCurve:
    """share[k] of the seeds are exact at lengths[k]."""

    lengths: list[int]
    share: list[float]


def generalization_figure(
    shares: dict[str, LengthCurve],
    n_max: dict[str, list[int]],
    trained: tuple[int, int],
    cap: int,
    verb: tuple[str, str] = ("counts", "count"),
    revision: str = "constant",
) -> Drawing:
    """Share of exact seeds against N over a strip with every seed's N_max; both share the axis of N.

    Args:
        shares: by cell; may be empty while it is being measured.
        n_max: by cell, one value per seed; `cap` or more means that it was exact as far as was tried.
        trained: the first and the last length in the training set.
        cap: the longest length tried.
        verb: what "LSTM ... to 18" does, and what several cells do.
        revision: what is shown, such as the id of a run; with another one the reader's zoom is dropped.
    """
    cells = list(dict.fromkeys([*shares, *n_max]))
    strip = ROW * max(len(cells), 1)
    plot = PLOT + GAP + strip
    split = strip / plot
    right = cap * 1.25
    fig = drawing(
        n_max_title(n_max, cap, verb),
        height=plot + 36 + 44,
        revision=revision,
        margin={"l": 74, "r": 28, "t": 36, "b": 44},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        narrow={"margin": {"t": 56}, "legend": NARROW_LEGEND, "xaxis": ticks(cap, steps=(1,))},
        hovermode="closest",
        xaxis={
            "type": "log",
            "range": [log10(ZERO * 0.8), log10(right)],
            "title": {"text": "N"},
            "anchor": "y2",
            **ticks(cap),
        },
        yaxis={
            "title": {"text": "share of seeds exact"},
            "range": [-0.04, 1.06],
            "tickformat": ".0%",
            "tickvals": [0, 0.25, 0.5, 0.75, 1],
            "domain": [split + GAP / plot, 1],
        },
        yaxis2={
            "domain": [0, split],
            "range": [len(cells) - 0.5, -0.5],
            "tickvals": list(range(len(cells))),
            "ticktext": [cell_style(cell).short for cell in cells],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    )
    if not any(len(curve.lengths) for curve in shares.values()) and not any(n_max.values()):
        note(fig, "Nothing measured yet: lengths are first tried after a tenth of the training")
        return fig
    add_trained(fig, trained)
    for cell, curve in shares.items():
        add_share(fig, cell, curve)
    for row, cell in enumerate(cells):
        add_strip(fig, cell, n_max.get(cell, []), row, cap)
    fig.add_annotation(
        text="N<sub>max</sub> of every seed; the bar is the median",
        **{
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": split,
            "yref": "paper",
            "yanchor": "bottom",
            "yshift": 4,
        },
    )
    return fig


def ticks(cap: int, steps: tuple[int, ...] = (1, 2, 5)) -> dict:
    """1, 2, 5, 10 ... with 0 at its own place, and the cap named as a bound."""
    between = [m * 10**e for e in range(8) for m in steps if m * 10**e < cap * 0.8]
    return {
        "tickvals": [ZERO, *between, cap],
        "ticktext": ["0", *(f"{value:,}" for value in between), f"≥ {cap:,}"],
        "minor": {"showgrid": False},
    }


def add_trained(fig: Drawing, trained: tuple[int, int]) -> None:
    """Shade the lengths that the networks were trained on."""
    low, high = trained
    edges = {"x0": max(low - 0.5, ZERO * 1.3), "x1": high + 0.5}
    fig.add_shape(
        **{"type": "rect", "y0": 0, "y1": 1, "yref": "paper", "layer": "below", **edges},
        **{"fillcolor": "rgba(128,140,155,0.14)", "line": {"width": 0}},
    )
    fig.add_annotation(
        text=f"trained on {low} to {high}",
        **{"x": log10(edges["x0"]), "xanchor": "left", "xshift": 4},
        **{"y": 0, "yref": "y", "yanchor": "bottom"},
    )


def add_share(fig: Drawing, cell: str, curve: LengthCurve) -> None:
    """One line: at each N the share of seeds that get it exactly right."""
    style = cell_style(cell)
    fig.add_scatter(
        x=[value or ZERO for value in plain(curve.lengths)],
        y=plain(curve.share),
        name=style.short,
        legendgroup=cell,
        mode="lines+markers",
        line={"color": style.color, "dash": style.dash, "width": 2},
        marker={"symbol": style.symbol, "size": 8, "maxdisplayed": 14},
        hovertemplate=f"<b>{style.short}</b>: %{{y:.0%}} of the seeds exact at N = %{{x}}<extra></extra>",
    )


def add_strip(fig: Drawing, cell: str, values: list[int], row: int, cap: int) -> None:
    """One mark per seed, equal values stacked so that each can be seen, and a bar at the median."""
    style, values = cell_style(cell), plain(values)
    common = {"yaxis": "y2", "legendgroup": cell, "showlegend": False}
    fig.add_scatter(
        x=[position(value, cap) for value in values],
        y=[row + offset for offset in stack(values)],
        text=[f"seed {seed}: {bound(value, cap)}" for seed, value in enumerate(values)],
        mode="markers",
        marker={"symbol": style.symbol, "size": 7, "color": style.color, "opacity": 0.7},
        hovertemplate=f"<b>{style.short}</b> %{{text}}<extra></extra>",
        **common,
    )
    if not values:
        fig.add_annotation(text="not measured yet", x=log10(ZERO), y=row, yref="y2", xanchor="left")
        return
    middle = median(values)
    fig.add_scatter(
        x=[position(middle, cap)],
        y=[row],
        text=[f"median of {count(len(values))}: {bound(middle, cap)}"],
        mode="markers",
        marker={"symbol": "line-ns", "size": 26, "line": {"color": style.color, "width": 3}},
        hovertemplate=f"<b>{style.short}</b> %{{text}}<extra></extra>",
        **common,
    )


def position(value: float, cap: int) -> float:
    """Where a value is drawn: 0 left of 1, and everything from the cap on at the right edge."""
    return min(value, cap) or ZERO


def bound(value: float, cap: int) -> str:
    """A value of N_max in words."""
    if value >= cap:
        return f"exact up to N = {cap:,} and more (≥ {cap:,})"
    return f"exact up to N = {value:,g}" if value else "not exact even at N = 1 (0)"


def stack(values: list[int]) -> list[float]:
    """Offsets 0, +, -, ++, -- for values that are equal or too close to tell apart on the log axis."""
    seen: dict[int, int] = {}
    place = []
    for value in values:
        key = round(30 * log10(value or ZERO))
        seen[key] = seen.get(key, -1) + 1
        place.append((key, (seen[key] + 1) // 2 * (-1) ** seen[key]))
    return [0.4 * rank / max(seen[key] / 2 + 0.5, 3) for key, rank in place]


def n_max_title(n_max: dict[str, list[int]], cap: int, verb: tuple[str, str]) -> str:
    """'LSTM counts to 18 (median of 20 seeds), GRU and RNN to 10', the farthest first."""
    middle = {cell: min(median(values), cap) for cell, values in n_max.items() if values}
    if not middle:
        return "How far do they generalize?"
    groups: dict[float, list[str]] = {}
    for cell in sorted(middle, key=lambda cell: -middle[cell]):
        groups.setdefault(middle[cell], []).append(cell)
    counts = {len(values) for values in n_max.values() if values}
    seeds = f" (median of {count(counts.pop())})" if len(counts) == 1 else " (medians)"
    parts = []
    for value, cells in groups.items():
        reach = "not even to 1" if not value else f"to {value:,g}" + (" or more" if value >= cap else "")
        said = f" {verb[len(cells) > 1]}" if not parts else ""
        parts.append(f"{names(cells)}{said} {reach}{'' if parts else seeds}")
    title = listed(parts) if len(parts) < 3 else ", ".join(parts)
    return title[0].upper() + title[1:]


def count(seeds: int) -> str:
    """'20 seeds', '1 seed'."""
    return f"{seeds} seed{'s' if seeds != 1 else ''}"
