"""Every neuron of every quantity at every step: one column per cell, one panel per symbol.

The panels of a cell are stacked on one category axis ("f 3" is neuron 3 of the forget gate), so
that a cell costs two subplots rather than seven, and one frame is the time cursor of them all.
"""

from collections.abc import Iterable

import numpy as np

from dashboard.figures.characters import (
    LETTER,
    LETTERS,
    LINE,
    CellTrace,
    add_characters,
    known_steps,
    score,
    traces_title,
)
from dashboard.figures.common import drawing, note, plain
from dashboard.figures.drawing import Drawing
from dashboard.figures.letter_rows import reach_of
from dashboard.theme import SCALES, cell_style
from models.names import NAMES, scale_of

# What plays the same part in different cells shares a row: what keeps the memory (f, z), what may
# be written (g, n), how much of the state is looked at (o, r).
ROWS = (("h",), ("c",), ("f", "z"), ("i",), ("g", "n"), ("o", "r"))
ORDER = tuple(symbol for row in ROWS for symbol in row)
COLOR_AXES = {"signed": "coloraxis", "gate": "coloraxis2", "free": "coloraxis3"}
PER_STEP, TIGHTEST, NARROWEST, LEFT, GUTTER, RIGHT = 9, 3, 190, 50, 28, 4  # px, horizontally
WIDE = 1320  # px for all columns together, from where the steps of a long string get narrower
PANEL, CAPTION, TEXT, HEADING, FOOT = 84, 20, 66, 34, 92  # px, vertically

Arrays = dict[str, list[list[float | None]]]  # by symbol, (H, T)


def traces_figure(
    traces: dict[str, CellTrace],
    naming: str,
    cursor: int,
    nothing: str = "No sequence read yet",
    revision: str = "constant",
) -> Drawing:
    """Heatmaps of neurons by steps, aligned over cells, with the characters above them.

    Args:
        traces: by cell, in the order of the columns.
        naming: "standard" or "article": whose names for the symbols.
        cursor: the step to mark, counted from 1.
        nothing: what to say where there are no traces.
        revision: what is shown, such as a run and a string; with another one the reader's zoom is dropped.
    """
    if not traces:
        fig = drawing(nothing, height=240, xaxis={"visible": False}, yaxis={"visible": False})
        note(fig, "Choose a trained comparison and a string to see every gate at every step")
        return fig
    arrays = {cell: {s: by_neuron(a) for s, a in trace.arrays.items()} for cell, trace in traces.items()}
    reaches = {cell: {s: reach_of(a) for s, a in trace.arrays.items()} for cell, trace in traces.items()}
    slots = rows_of(arrays.values())
    hidden = max((len(a) for own in arrays.values() for a in own.values()), default=1)
    length = max(len(trace.chars) for trace in traces.values())

    room = WIDE / len(traces) - GUTTER
    step = min(max(room / length, TIGHTEST), PER_STEP)
    column = max(step * length, NARROWEST) + GUTTER
    width = (column - GUTTER) / length
    span = max(column * len(traces), 560)
    heat = (PANEL + CAPTION) * len(slots)
    fig = drawing(
        traces_title(traces),
        height=HEADING + TEXT + heat + FOOT,
        width=LEFT + span + RIGHT,
        margin={"l": LEFT, "r": RIGHT, "t": HEADING, "b": FOOT},
        revision=revision,
        hovermode="closest",
        hoverdistance=4,
        showlegend=False,
    )
    known = known_steps(traces)
    for k, (cell, trace) in enumerate(traces.items()):
        own = arrays[cell]
        across = (k / len(traces), (k + 1) / len(traces) - GUTTER / span)
        panels = without_end([next((s for s in slot if s in own), None) for slot in slots])
        rows = stacked(panels, hidden)
        top = heat / (heat + TEXT)
        bottom = top * (1 - len(panels) / max(len(slots), 1))
        labels = ("reads" if width >= LETTER else "", "says") if k == 0 else ("", "")
        add_axes(fig, k, across, (bottom, top), length, rows, labels)
        add_heading(fig, k, cell, score(trace, known))
        add_characters(fig, axis("x", k), axis("y", 2 * k + 1), cell, trace, width)
        add_panels(fig, k, cell, own, scales_of(reaches[cell]), rows)
        add_captions(fig, k, panels, rows, naming)
        add_cursor(fig, k, cell, cursor, bottom)
    add_scales(fig, list(reaches.values()), span)
    return fig


def by_neuron(steps: object) -> list[list[float | None]]:
    """(T, H) to H lists of T plain numbers."""
    return plain(np.round(np.asarray(steps, float), 4).T, digits=None)


def rows_of(arrays: Iterable[Arrays]) -> list[tuple[str, ...]]:
    """The rows that some cell fills; symbols share one unless a cell has both of them."""
    arrays = list(arrays)
    unknown = sorted({symbol for own in arrays for symbol in own} - set(ORDER))
    rows = []
    for row in (*ROWS, *((symbol,) for symbol in unknown)):
        alone = any(sum(symbol in own for symbol in row) > 1 for own in arrays)
        rows += [(symbol,) for symbol in row] if alone else [row]
    return [row for row in rows if any(symbol in own for symbol in row for own in arrays)]


def without_end(panels: list[str | None]) -> list[str | None]:
    """The panels up to the last one that the cell has; the step axis comes right below it."""
    return panels[: max((k for k, symbol in enumerate(panels, 1) if symbol), default=1)]


def stacked(panels: list[str | None], hidden: int) -> list[str]:
    """One column's categories from the top down: for each row room for a caption, then the neurons."""
    room = max(1, round(hidden * CAPTION / PANEL))
    numbers = [*range(-room, 0), *range(1, hidden + 1)]
    return [f"{symbol or f'blank{k}'} {n}" for k, symbol in enumerate(panels) for n in numbers]


def axis(letter: str, k: int) -> str:
    """plotly's name of the k-th axis: x, x2, x3 ..."""
    return letter if k == 0 else f"{letter}{k + 1}"


def add_axes(
    fig: Drawing,
    k: int,
    across: tuple[float, float],
    along: tuple[float, float],
    length: int,
    rows: list[str],
    labels: tuple[str, str],
) -> None:
    """The column's time axis, the neurons on the lower part and the characters on the upper."""
    time, neurons, text = axis("x", k), axis("y", 2 * k), axis("y", 2 * k + 1)
    ends = {"1", rows[-1].split()[1]}
    ticks = [row for row in rows if row.split()[1] in ends and not row.startswith("blank")]
    bare = {"showgrid": False, "zeroline": False}
    fig.layout[time.replace("x", "xaxis")] = {
        **bare,
        "domain": across,
        "range": [0.5, length + 0.5],
        "anchor": neurons,
        **({"matches": "x"} if k else {}),
        "title": {"text": "step", "standoff": 4},
        "nticks": max(3, round(length / 8)),
        "tickformat": "d",
        "ticks": "outside",
    }
    fig.layout[neurons.replace("y", "yaxis")] = {
        **bare,
        "domain": along,
        "anchor": time,
        "type": "category",
        "categoryorder": "array",
        "categoryarray": rows,
        "range": [len(rows) - 0.5, -0.5],
        "tickvals": ticks,
        "ticktext": [row.split()[1] for row in ticks],
        "tickfont": {"size": 9},
        "fixedrange": True,
    }
    fig.layout[text.replace("y", "yaxis")] = {
        **bare,
        "domain": [along[1], 1],
        "anchor": time,
        "range": [-0.9, 1.6],
        "tickvals": [LETTERS + LINE, LETTERS - LINE],
        "ticktext": labels,
        "fixedrange": True,
    }


def add_heading(fig: Drawing, k: int, cell: str, scored: str) -> None:
    """The cell's name and how well it did."""
    fig.add_annotation(
        text=f"<b>{cell_style(cell).short}</b>  <span style='font-size:11px'>{scored}</span>",
        font={"size": 13},
        x=0,
        xref=f"{axis('x', k)} domain",
        xanchor="left",
        y=1,
        yref="paper",
        yanchor="bottom",
        yshift=6,
    )


def scales_of(reaches: dict[str, float]) -> dict[str, str]:
    """The colour scale of each symbol of one cell, by its largest magnitude."""
    return {symbol: scale_of(symbol, reach) for symbol, reach in reaches.items()}


def add_panels(
    fig: Drawing, k: int, cell: str, arrays: Arrays, kinds: dict[str, str], rows: list[str]
) -> None:
    """One heatmap per colour scale holds all panels of the cell that use it."""
    short = cell_style(cell).short
    for scale, color_axis in COLOR_AXES.items():
        values = {
            f"{symbol} {number}": neuron
            for symbol, neurons in arrays.items()
            if kinds[symbol] == scale
            for number, neuron in enumerate(neurons, 1)
        }
        if values:
            fig.add_heatmap(
                name=cell,
                x=list(range(1, len(next(iter(values.values()))) + 1)),
                y=rows,
                z=[values.get(row, []) for row in rows],  # plotly fails where a category has no row
                xaxis=axis("x", k),
                yaxis=axis("y", 2 * k),
                coloraxis=color_axis,
                hovertemplate=f"<b>{short}</b>, step %{{x}}: %{{y}} = %{{z:.4f}}<extra></extra>",
            )


def add_captions(fig: Drawing, k: int, panels: list[str | None], rows: list[str], naming: str) -> None:
    """The symbol and its name over each panel: unlike a label at the left, it stays when scrolled."""
    for symbol in filter(None, panels):
        name = getattr(NAMES[symbol], naming) if symbol in NAMES else ""
        fig.add_annotation(
            text=f"<b>{symbol}</b>  {name}",
            x=0,
            xref=f"{axis('x', k)} domain",
            xanchor="left",
            xshift=-2,
            y=rows.index(f"{symbol} 1") - 0.5,
            yref=axis("y", 2 * k),
            yanchor="bottom",
            yshift=-1,
        )


def add_cursor(fig: Drawing, k: int, cell: str, step: int, bottom: float) -> None:
    """A frame around one step through the whole column; the browser moves it by its name."""
    fig.add_shape(
        type="rect",
        name=f"cursor-{cell}",
        x0=step - 0.5,
        x1=step + 0.5,
        xref=axis("x", k),
        y0=bottom,
        y1=1,
        yref="paper",
    )


def place_of(symbol: str) -> int:
    """Where a symbol stands among the rows; a user's own come last."""
    return (*ORDER, symbol).index(symbol)


def add_scales(fig: Drawing, reaches: list[dict[str, float]], span: float) -> None:
    """One colour axis per kind of quantity, each bar labelled with what it holds.

    Args:
        reaches: for each cell the largest magnitude of each symbol.
        span: px of all columns.
    """
    kinds = [scales_of(own) for own in reaches]
    used = sorted({pair for own in kinds for pair in own.items()}, key=lambda pair: (place_of(pair[0]), pair))
    pairs = zip(reaches, kinds, strict=True)
    free = [own[symbol] for own, kind in pairs for symbol in own if kind[symbol] == "free"]
    reach = max(free, default=1) or 1
    bounds = {"signed": (-1, 1), "gate": (0, 1), "free": (-reach, reach)}
    held = {scale: [s for s, kind in used if kind == scale] for scale in COLOR_AXES}
    shown = [scale for scale in COLOR_AXES if held[scale]]
    for place, scale in enumerate(shown):
        low, high = bounds[scale]
        fig.layout[COLOR_AXES[scale]] = {
            "colorscale": SCALES[scale],
            "cmin": low,
            "cmax": high,
            "colorbar": {
                "title": {"text": f"<b>{', '.join(held[scale])}</b>  {low:.3g} to {high:.3g}", "side": "top"},
                "tickvals": [low, (low + high) / 2, high],
                "tickformat": ".3~g",
                "orientation": "h",
                "thickness": 9,
                "len": 140,
                "lenmode": "pixels",
                "x": 180 * place / span,
                "xanchor": "left",
                "xpad": 0,
                "y": 0,
                "yref": "container",
                "yanchor": "bottom",
                "ypad": 4,
            },
        }
    fig.layout["meta"] = {**fig.layout["meta"], "scales": {COLOR_AXES[scale]: scale for scale in shown}}
