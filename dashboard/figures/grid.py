"""Coloured cells with letters on them, for rows that are placed already.

Letters that stand below each other are one text of several lines: a text element costs plotly a quarter of
a millisecond, a line in it next to nothing. 400 letters take 12 ms so, one by one 40, and as points of a
scatter 105.
"""

from collections.abc import Sequence

import numpy as np

from dashboard.figures.characters import visible
from dashboard.figures.drawing import Drawing
from dashboard.figures.legend import Key, Legend, key
from dashboard.figures.plan import EDGE, HEADER, MOST_LABELS, MOST_NUMBERS, Plan, shortened, with_room
from dashboard.theme import BLANK, BLANK_INK, MONO, SCALES

LINE = 1.3  # plotly's distance of two lines of text, in font sizes


def cells(first: int, z: np.ndarray, low: float, high: float, scale: list) -> dict:
    """plotly's description of cells whose first row is in slot `first`; x is the step, counted from 1."""
    return {
        "z": z,
        "zmin": low,
        "zmax": high,
        "colorscale": scale,
        **{"x0": 1, "dx": 1, "y0": first, "dy": 1},
    }


def add_blanks(fig: Drawing, made: Plan) -> None:
    """Something light, in every theme, below letters that have no colour."""
    places = [(slot, np.isnan(row.numbers)) for slot, row in made.rows]
    places += [(slot, np.ones(len(row.characters), bool)) for slot, row in made.says]
    bare = {slot: empty for slot, empty in places if empty.any()}
    if bare:
        z = np.zeros((max(bare) - min(bare) + 1, made.steps), np.int8)
        for slot, empty in bare.items():
            z[slot - min(bare), : len(empty)] = empty
        scale = [[0, "rgba(0,0,0,0)"], [1, BLANK]]
        fig.add_heatmap(**cells(min(bare), z, 0, 1, scale), showscale=False, hoverinfo="skip")


def add_colours(
    fig: Drawing,
    made: Plan,
    reach: Sequence[float],
    each: bool,
    found: dict[Key, Legend],
    lines: Sequence[Sequence[int]] = (),
    columns: str = "",
) -> None:
    """One heatmap for all rows that share a legend; its `meta` names them, for the data table.

    Where each row goes by its own maximum, the numbers are sent in parts of it: the browser multiplies.
    """
    for this, legend in found.items():
        own = [
            (slot, row, peak if each else 1.0)
            for (slot, row), peak in zip(made.rows, reach, strict=True)
            if row.values is not None and key(row) == this
        ]
        first = own[0][0]
        z = np.full((own[-1][0] - first + 1, made.steps), np.nan, np.float32)
        about: list[list | None] = [None] * len(z)
        for slot, row, unit in own:
            z[slot - first, : len(row.characters)] = row.numbers / np.float32(unit)
            about[slot - first] = [", ".join(filter(None, (row.group, row.label))), row.symbol, unit]
        parts = any(unit != 1 for *_, unit in own)
        where = "step %{customdata}" if lines else "%{y}, %{x}" if columns else "%{y}, step %{x}"
        fig.add_heatmap(
            **cells(first, z, legend.low, legend.bound, SCALES[legend.kind]),
            colorbar=legend.colorbar,
            hoverongaps=False,
            hovertemplate=f"{where}: %{{{'customdata' if parts else 'z'}:.4f}}<extra></extra>",
            customdata=steps_of(lines, z.shape) if lines else None,
            meta={"rows": about},
        )


def steps_of(lines: Sequence[Sequence[int]], shape: tuple[int, ...]) -> np.ndarray:
    """The step of each cell of a text in lines, for its hover text; `lines` are (slot, start, length)."""
    first = lines[0][0]
    steps = np.zeros(shape, np.int32)
    for slot, start, _ in lines:
        steps[slot - first] = start + 1 + np.arange(shape[1])
    return steps


def add_letters(fig: Drawing, made: Plan) -> None:
    """Every character on its cell, or above the rows where the cells are too many or too narrow."""
    if made.lettered:
        add_texts(fig, made, [(slot, row.characters) for slot, row in made.rows], "#000000")
        add_texts(fig, made, [(slot, row.says) for slot, row in made.says], BLANK_INK)
    for slot, slots, characters in made.headers:
        place = {"y0": slot + (slots - 1) / 2, "dy": slots}
        text = [[letter(character) for character in characters]]
        font = {"family": MONO, "size": HEADER / LINE, "color": "#000000"}
        add_text_row(fig, place, text, font, BLANK)


def add_texts(fig: Drawing, made: Plan, rows: list[tuple[int, str]], color: str) -> None:
    """For each step one text: what all rows have there, a line for each slot."""
    if not rows:
        return
    first, last = rows[0][0], rows[-1][0]
    texts = dict(rows)
    columns = [
        "<br>".join(letter(texts.get(slot, "")[step : step + 1]) for slot in range(first, last + 1))
        for step in range(made.steps)
    ]
    place = {"y0": (first + last) / 2, "dy": last - first + 1}
    font = {"family": MONO, "size": made.pitch / LINE, "color": color}
    add_text_row(fig, place, [columns], font, "rgba(0,0,0,0)")


def add_text_row(fig: Drawing, place: dict, text: list[list[str]], font: dict, color: str) -> None:
    """One row of cells with a text each: as a heatmap's, plotly draws a text once; as a scatter's, twice."""
    fig.add_heatmap(
        **cells(0, np.zeros((1, len(text[0])), np.int8), 0, 1, [[0, color], [1, color]]) | place,
        text=text,
        texttemplate="%{text}",
        textfont=font,
        showscale=False,
        hoverinfo="skip",
    )


def letter(character: str) -> str:
    """A character as it is printed on its cell; nothing for a space."""
    if character in ("", " "):
        return ""
    seen = visible(character)
    return seen if seen.isprintable() else "\ufffd"


def add_axes(fig: Drawing, made: Plan, lines: bool, columns: str) -> None:
    """Steps below, labels at the left; every label is known to the hover text, also where it has no room."""
    hidden = lines or bool(columns)
    bare = {"showgrid": False, "zeroline": False}
    fig.add_axis(
        "xaxis",
        **bare,
        range=[0.5 - EDGE / made.step, made.steps + 0.5 + EDGE / made.step],
        nticks=max(2, made.width // 60),
        tickformat="d",
        labelalias={"0": ""} | {str(k): letter(c) for k, c in enumerate(columns, 1)},
        ticks="outside",
        ticklen=4,
        fixedrange=hidden,
        visible=not hidden,
    )
    shown = with_room(made.labels, made.pitch, MOST_NUMBERS if lines else MOST_LABELS)
    fig.add_axis(
        "yaxis",
        **bare,
        range=[made.slots - 0.5 + EDGE / made.pitch, -0.5 - EDGE / made.pitch],
        tickvals=list(shown),
        ticktext=[shortened(label) for label in shown.values()],
        labelalias={str(slot): label for slot, label in made.labels.items()},
        ticks="",
        fixedrange=True,
    )
    left = {"x": 0, "xref": "paper"}
    for slot, text in made.headings:
        place = {"xanchor": "left", "xshift": 12 - made.left, "y": slot, "yref": "y", "yanchor": "bottom"}
        fig.add_annotation(text=text, font={"size": 13}, **left, **place)
    if not hidden:  # beside the numbers, where it takes no line of its own
        place = {"xanchor": "right", "xshift": -3, "y": 0, "yref": "paper", "yanchor": "top", "yshift": -4}
        fig.add_annotation(text="step", **left, **place)
