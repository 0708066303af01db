"""Is the hidden state a sharpened cell state? How the values of tanh(c) and h are spread."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from dashboard.figures.common import drawing, listed, names, note, plain, rgba
from dashboard.figures.drawing import Drawing
from dashboard.figures.panels import add_panels, axis
from dashboard.figures.tables import Table
from dashboard.theme import MUTED, cell_style

PANEL, HEIGHT = 240, 240  # px
NEAR, FAR = 0.1, 0.9


class Spread(Protocol):
    """The histogram of one vector, as in models.analysis.distributions.Distribution.

    edges (K + 1,), share of the values in each bin (K,), and the shares of the values with magnitude below
    0.1, above 0.9, and between.
    """

    edges: Sequence[float]
    share: Sequence[float]
    near_zero: float
    saturated: float
    between: float


class Spreads(Protocol):
    """One cell's vectors, "c", "tanh c" and "h", or "h" alone; and the correlation of tanh(c) with h."""

    vectors: dict[str, Spread]
    correlation: float | None


def distributions_figure(found: dict[str, Spreads], revision: str = "constant") -> Drawing:
    """One panel per cell: h filled, tanh(c) dotted over it.

    Args:
        found: by cell.
        revision: what is shown; with another one the reader's zoom is dropped.
    """
    fig = drawing(
        distributions_title(found),
        height=HEIGHT + 172,
        width=76 + PANEL * max(len(found), 1),
        revision=revision,
        margin={"l": 64, "r": 16, "t": 96, "b": 76},
        legend={"orientation": "h", "x": 0, "y": 1.26, "yanchor": "bottom"},
        hovermode="closest",
    )
    if not found:
        note(fig, "Choose a string to read")
        return fig.without_axes()
    shown = [own.vectors[name] for own in found.values() for name in ("tanh c", "h") if name in own.vectors]
    reach = max(float(spread.edges[-1]) for spread in shown)
    add_panels(
        fig,
        [[heading(cell, own) for cell, own in found.items()]],
        {
            "range": [-1.05 * reach, 1.05 * reach],
            "title": {"text": "value"},
            "zeroline": False,
            "nticks": 5,
        },
        {
            "title": {"text": "share of all values"},
            "tickformat": ".0%",
            "rangemode": "tozero",
            "range": [0, 1.05 * max(float(max(spread.share)) for spread in shown)],
        },
        between=0.12,
    )
    for k, (cell, own) in enumerate(found.items()):
        add_bands(fig, k, reach)
        add_steps(fig, k, cell, "h", own.vectors["h"], k == 0)
        if "tanh c" in own.vectors:
            first = not any("tanh c" in before.vectors for before in list(found.values())[:k])
            add_steps(fig, k, cell, "tanh c", own.vectors["tanh c"], first)
    fig.add_annotation(
        text="numbers: near zero, in between, beyond<br>shaded: within 0.1 of zero, beyond 0.9",
        **{"x": 0, "xref": "paper", "xanchor": "left", "y": 0, "yref": "paper", "yshift": -74},
        yanchor="bottom",
        align="left",
    )
    return fig


def heading(cell: str, own: Spreads) -> str:
    """The cell, and how much of each vector is near zero, in between, and beyond."""
    lines = [f"<b>{cell_style(cell).short}</b>" + ("" if "c" in own.vectors else "  has no c")]
    lines += [
        f"<span style='font-size:11px'>{written(name)}: {spread.near_zero:.0%}, {spread.between:.0%},"
        f" {spread.saturated:.0%}</span>"
        for name, spread in own.vectors.items()
        if name != "c"
    ]
    return "<br>".join(lines)


def written(name: str) -> str:
    """The vector as in the equations."""
    return "tanh(c)" if name == "tanh c" else name


def add_bands(fig: Drawing, k: int, reach: float) -> None:
    """Shade what counts as near zero and as beyond."""
    for low, high in ((-reach, -FAR), (-NEAR, NEAR), (FAR, reach)):
        fig.add_shape(
            **{"type": "rect", "x0": low, "x1": high, "xref": axis("x", k), "layer": "below"},
            **{"y0": 0, "y1": 1, "yref": f"{axis('y', k)} domain"},
            **{"fillcolor": "rgba(128,140,155,0.14)", "line": {"width": 0}},
        )


def add_steps(fig: Drawing, k: int, cell: str, name: str, spread: Spread, first: bool) -> None:
    """A step histogram."""
    style, filled = cell_style(cell), name == "h"
    edges, share = plain(np.asarray(spread.edges, float), 4), plain(np.asarray(spread.share, float), 4)
    fig.add_scatter(
        x=edges,
        y=[*share, share[-1]],
        customdata=[*edges[1:], edges[-1]],
        xaxis=axis("x", k),
        yaxis=axis("y", k),
        name=f"{written(name)}{', filled' if filled else ', dotted'}",
        legendgroup=name,
        showlegend=first,
        mode="lines",
        line={
            "shape": "hv",
            "width": 1.5,
            "color": style.color if filled else MUTED,
            "dash": "solid" if filled else "dot",
        },
        fill="tozeroy" if filled else None,
        fillcolor=rgba(style.color, 0.3) if filled else None,
        hovertemplate=(
            f"<b>{style.short}</b>: %{{y:.1%}} of {written(name)} from %{{x:.3~g}} to %{{customdata:.3~g}}"
            "<extra></extra>"
        ),
    )


def distributions_title(found: dict[str, Spreads]) -> str:
    """Whether h leaves less in between than tanh(c), cell by cell."""
    compared = {cell: own.vectors for cell, own in found.items() if "c" in own.vectors}
    if not compared:
        return "These cells have no cell state c to compare h with" if found else "Nothing read yet"
    verdicts: dict[bool, list[str]] = {}
    for cell, vectors in compared.items():
        verdicts.setdefault(vectors["h"].between < vectors["tanh c"].between, []).append(cell)
    parts = []
    for sharpened, cells in sorted(verdicts.items(), reverse=True):
        h, long = (listed([f"{compared[c][name].between:.0%}" for c in cells]) for name in ("h", "tanh c"))
        claim = f"h is {'' if sharpened else 'not '}a sharpened tanh(c) in {names(cells)}"
        parts.append(f"{claim}: {h} of its values are 0.1 to 0.9 in size, {long} of tanh(c)'s")
    return "; ".join(parts)


def distributions_rows(found: dict[str, Spreads]) -> Table:
    """One row per cell, vector and bin; the shares and the correlation are repeated in each."""
    rows = []
    for cell, own in found.items():
        correlation = plain(own.correlation)
        for name, spread in own.vectors.items():
            edges, share = (plain(np.asarray(values, float)) for values in (spread.edges, spread.share))
            numbers = [*plain([spread.near_zero, spread.between, spread.saturated]), correlation]
            rows += [
                [cell, written(name), low, high, part, *numbers]
                for low, high, part in zip(edges[:-1], edges[1:], share, strict=True)
            ]
    columns = ["cell", "vector", "from", "to", "share", "below 0.1", "between", "above 0.9"]
    return {"columns": [*columns, "correlation of tanh(c) with h"], "rows": rows}
