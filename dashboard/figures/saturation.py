"""How much of the time each gate of each neuron is shut or open."""

from math import sqrt

import numpy as np

from dashboard.figures.common import drawing, listed, note, plain
from dashboard.figures.drawing import Drawing
from dashboard.figures.panels import add_panels, axis
from dashboard.figures.tables import Table
from dashboard.figures.traces import ORDER
from dashboard.theme import MUTED, cell_style
from models.names import NAMES

PANEL, HEIGHT = 210, 250  # px
SMALLEST, LARGEST = 8, 26  # px, a mark for one neuron and for very many
LISTED = 12  # neurons named in the hover text of one mark
RARE = 0.01  # a mean share of time below this is said to be none

Shares = dict[str, dict[str, np.ndarray]]  # by cell and symbol, (H, 2): below 0.1, above 0.9


def saturation_figure(shares: Shares, naming: str = "standard", revision: str = "constant") -> Drawing:
    """One panel per gate: each mark is where neurons stand between never and always shut or open.

    Args:
        shares: by cell and gate symbol, (H, 2): the share of time below 0.1 and above 0.9; a cell may have
            no gates.
        naming: "standard" or "article": whose names for the symbols.
        revision: what is shown; with another one the reader's zoom is dropped.
    """
    symbols = sorted({s for own in shares.values() for s in own}, key=lambda s: (*ORDER, s).index(s))
    fig = drawing(
        saturation_title(shares, naming),
        height=HEIGHT + 140,
        width=76 + PANEL * max(len(symbols), 1),
        revision=revision,
        margin={"l": 64, "r": 16, "t": 66, "b": 74},
        legend={"orientation": "h", "x": 0, "y": 1.12, "yanchor": "bottom", "itemsizing": "constant"},
        hovermode="closest",
    )
    if not symbols:
        note(fig, "Choose a cell with gates, such as the LSTM or the GRU")
        return fig.without_axes()
    both = {"range": [-0.06, 1.06], "tickformat": ".0%", "tickvals": [0, 0.5, 1], "zeroline": False}
    add_panels(
        fig,
        [[f"<b>{symbol}</b>  {named(symbol, naming)}" for symbol in symbols]],
        {**both, "title": {"text": "time shut, below 0.1"}},
        {**both, "title": {"text": "time open, above 0.9"}},
        between=0.14,
    )
    for k, symbol in enumerate(symbols):
        fig.add_shape(
            **{"type": "line", "x0": 0, "y0": 1, "x1": 1, "y1": 0, "layer": "below"},
            **{"xref": axis("x", k), "yref": axis("y", k)},
            line={"color": MUTED, "width": 1, "dash": "dot"},
        )
        for cell, own in shares.items():
            if symbol in own:
                first = symbol == next(s for s in symbols if s in own)
                add_marks(fig, k, cell, symbol, np.asarray(own[symbol], float), first)
    fig.add_annotation(
        text="dotted line: always shut or open<br>large marks: several neurons",
        **{"x": 0, "xref": "paper", "xanchor": "left", "y": 0, "yref": "paper", "yshift": -72},
        yanchor="bottom",
        align="left",
    )
    return fig


def named(symbol: str, naming: str) -> str:
    """The name of a gate; a user's own has only its symbol."""
    return getattr(NAMES[symbol], naming) if symbol in NAMES else ""


def add_marks(fig: Drawing, k: int, cell: str, symbol: str, shares: np.ndarray, first: bool) -> None:
    """One mark per place where neurons stand, to a hundredth, as large as they are many."""
    style = cell_style(cell)
    places: dict[tuple[float, float], list[int]] = {}
    for neuron, (shut, opened) in enumerate(shares.tolist(), 1):
        if shut == shut:  # not NaN: nothing is known of that neuron
            places.setdefault((round(shut, 2), round(opened, 2)), []).append(neuron)
    fig.add_scatter(
        x=[shut for shut, _ in places],
        y=[opened for _, opened in places],
        xaxis=axis("x", k),
        yaxis=axis("y", k),
        text=[neurons(own) for own in places.values()],
        name=style.short,
        legendgroup=cell,
        showlegend=first,
        mode="markers",
        cliponaxis=False,
        marker={
            "symbol": style.symbol,
            "color": style.color,
            "opacity": 0.8,
            "size": [min(SMALLEST * sqrt(len(own)), LARGEST) for own in places.values()],
            "line": {"width": 1, "color": style.color},
        },
        hovertemplate=(
            f"<b>{style.short}</b> {symbol}, %{{text}}<br>shut %{{x:.0%}}, open %{{y:.0%}} of the time"
            "<extra></extra>"
        ),
    )


def neurons(numbers: list[int]) -> str:
    """'neuron 4', 'neurons 1, 2 and 9', or the first of them and how many more."""
    words = [str(number) for number in numbers[:LISTED]]
    if len(numbers) > LISTED:
        words.append(f"{len(numbers) - LISTED} more")
    return ("neuron " if len(numbers) == 1 else "neurons ") + listed(words)


def saturation_title(shares: Shares, naming: str) -> str:
    """Which gate is open longest and which is shut longest, on average over its neurons."""
    means = {
        (cell, symbol): np.nanmean(np.asarray(own, float), axis=0).tolist()
        for cell, gates in shares.items()
        for symbol, own in gates.items()
        if np.isfinite(own).any()
    }
    if not means:
        return "None of these cells has a gate" if shares else "Nothing read yet"
    parts, last = [], ""
    for side, word in ((1, "open (above 0.9)"), (0, "shut (below 0.1)")):
        cell, symbol = max(means, key=lambda key: means[key][side])
        share, whose = means[cell, symbol][side], "its" if cell == last else f"{cell_style(cell).short}'s"
        if share < RARE:
            parts.append(f"no gate is ever {word}")
        else:
            gate = (named(symbol, naming) or symbol).removesuffix(" gate")
            parts.append(f"{whose} {gate} gate is most often {word}, {share:.0%} of the time")
            last = cell
    text = "; ".join(parts)
    return text[0].upper() + text[1:]


def saturation_rows(shares: Shares) -> Table:
    """One row per cell, gate and neuron (from 1)."""
    rows = [
        [cell, symbol, neuron, *pair]
        for cell, gates in shares.items()
        for symbol, own in gates.items()
        for neuron, pair in enumerate(plain(np.asarray(own, float)), 1)
    ]
    return {"columns": ["cell", "gate", "neuron", "share below 0.1", "share above 0.9"], "rows": rows}
