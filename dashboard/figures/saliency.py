"""Which of the characters read so far a prediction depends on."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from dashboard.figures.characters import LETTER, visible
from dashboard.figures.common import NARROW_LEGEND, drawing, plain
from dashboard.figures.drawing import Drawing
from dashboard.figures.tables import Table
from dashboard.theme import MONO, MUTED, RIGHT, WRONG, cell_style

PER_STEP, NARROWEST, WIDE = 13, 300, 1320  # px: of a step, of the plot, and from where steps get narrower
LEAST = 0.005  # a share of the influence below this is not told
NUMBERED = 5  # every so many steps have their number below the character
SIDES = ((1, "more of it: likelier", RIGHT, ""), (-1, "more of it: less likely", WRONG, "/"))


def saliency_figure(
    text: str,
    influence: Sequence[float],
    signed: Sequence[float],
    place: int,
    character: str,
    score: float,
    cell: str,
    revision: str = "constant",
) -> Drawing:
    """A bar for each character read: how much the prediction would change with it.

    Args:
        text: the T characters.
        influence: (T,), the length of the gradient, nats; 0 after `place`.
        signed: (T,), the gradient at the character that was read.
        place: from 0, after which character the prediction is made.
        character: what is predicted.
        score: its log-probability, nats.
        cell: whose prediction it is.
        revision: what is shown; with another one the reader's zoom is dropped.
    """
    room = max(PER_STEP * len(text), NARROWEST)
    lettered = WIDE / len(text) >= LETTER
    fig = drawing(
        saliency_title(text, influence, place, character, cell),
        height=300,
        width=min(room, WIDE) + 88,
        revision=revision,
        margin={"l": 72, "r": 16, "t": 62, "b": 64},
        legend={"orientation": "h", "x": 0, "y": 1.1, "yanchor": "bottom"},
        narrow={"legend": {**NARROW_LEGEND, "entrywidth": 130}},
        hovermode="closest",
        barmode="overlay",
        bargap=0.2,
        xaxis={
            "range": [0.5, len(text) + 0.5],
            "title": {"text": "step and the character that was read"},
            "showgrid": False,
            "zeroline": False,
            **(letters(text) if lettered else {"tickformat": "d"}),
        },
        yaxis={"title": {"text": "influence (gradient, nats)"}, "rangemode": "tozero", "tickformat": ".3~g"},
    )
    influence, signed = (np.asarray(values, float) for values in (influence, signed))
    for side, name, color, pattern in SIDES:
        steps = np.flatnonzero((influence > 0) & ((signed < 0) == (side < 0)))
        fig.add_bar(
            x=(steps + 1).tolist(),
            y=plain(influence[steps], 4),
            customdata=[
                [visible(text[t]), value] for t, value in zip(steps, plain(signed[steps], 3), strict=True)
            ],
            name=name,
            marker={
                "color": color,
                "pattern": {
                    "shape": pattern,
                    "size": 5,
                    "solidity": 0.25,
                    "fillmode": "overlay",
                    "fgcolor": "#fff",
                },
            },
            hovertemplate=(
                "step %{x} reads %{customdata[0]}: gradient %{y}, of this character %{customdata[1]}"
                "<extra></extra>"
            ),
        )
    add_prediction(fig, place, character, score, len(text))
    return fig


def letters(text: str) -> dict:
    """Axis labels: each step's character, and below every fifth its number."""
    numbers = [str(t) if t == 1 or t % NUMBERED == 0 else "" for t in range(1, len(text) + 1)]
    return {
        "tickvals": list(range(1, len(text) + 1)),
        "ticktext": [f"{visible(c)}<br>{number}" for c, number in zip(text, numbers, strict=True)],
        "tickangle": 0,
        "tickfont": {"family": MONO, "size": 11},
    }


def add_prediction(fig: Drawing, place: int, character: str, score: float, length: int) -> None:
    """A line after the last character that was read, with what is predicted there."""
    at = place + 1.5
    fig.add_shape(
        **{"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper"},
        line={"color": MUTED, "width": 1.5, "dash": "dot"},
    )
    left = place + 1 > length / 2
    fig.add_annotation(
        text=f"here {visible(character)} has {np.exp(score):.1%}",
        **{"x": at, "y": 1, "yref": "paper", "yanchor": "bottom"},
        xanchor="right" if left else "left",
    )


def saliency_title(text: str, influence: Sequence[float], place: int, character: str, cell: str) -> str:
    """Which two stretches of equal characters have the largest part of the influence."""
    influence = np.asarray(influence, float)
    whole = float(influence.sum())
    what = f"{cell_style(cell).short}: {shown(character)} after step {place + 1}"
    if not whole > 0:
        return f"{what} depends on nothing that was read"
    parts, start = [], 0
    for char, run in groupby(text[: place + 1]):
        end = start + len(list(run))
        parts.append((float(influence[start:end].sum()) / whole, named(char, start, end)))
        start = end
    (most, first), *others = sorted(parts, key=lambda part: -part[0])[:2]
    then = "".join(f" and {other} ({share:.0%})" for share, other in others if share >= LEAST)
    return f"{what} depends most on {first} ({most:.0%} of the influence){then}"


def named(char: str, start: int, end: int) -> str:
    """'the X at step 4', 'the a's at steps 1 to 3'; from 0, the end excluded."""
    if end - start > 1:
        return f"the {shown(char)}'s at steps {start + 1} to {end}"
    return f"the {shown(char)} at step {start + 1}"


def shown(char: str) -> str:
    """A character within a sentence; the page shows titles as plain text, so only blanks are replaced."""
    return {"\n": "⏎", "\t": "→", " ": "␣"}.get(char, char)


def saliency_rows(text: str, influence: Sequence[float], signed: Sequence[float]) -> Table:
    """One row per step (from 1)."""
    columns = ["step", "character", "influence", "gradient at this character"]
    numbers = zip(plain(np.asarray(influence, float)), plain(np.asarray(signed, float)), strict=True)
    return {
        "columns": columns,
        "rows": [[t, c, *pair] for t, (c, pair) in enumerate(zip(text, numbers, strict=True), 1)],
    }
