"""What an intervention does: the same string before and after, on the same steps, and the difference."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.figures.common import listed
from dashboard.figures.drawing import Drawing
from dashboard.figures.letter_rows import LetterRow, reach_of
from dashboard.figures.letters import FRAME, HALO, rows_figure
from dashboard.figures.plan import Plan
from dashboard.theme import WRONG
from models.names import scale_of
from models.tasks import END

BEFORE, AFTER, DIFFERENCE = "before", "after", "after minus before"
OTHER = "≠"  # stands where the two read different characters
LONGEST = 24  # characters that are quoted


@dataclass(frozen=True)
class Side:
    """One free run.

    Attributes:
        prompt: what was read.
        written: what the network wrote after it, the end symbol included where it came.
        values: (T, K) at each of the T characters of prompt and written: K units of one vector, or K vectors
            of one neuron.
    """

    prompt: str
    written: str
    values: np.ndarray

    @property
    def characters(self) -> str:
        return self.prompt + self.written


def before_after_figure(
    done: Sequence[str],
    before: Side,
    after: Side,
    labels: Sequence[str],
    symbols: str | Sequence[str],
    acts: Iterable[int] = (),
    *,
    cursor: int | None = None,
    revision: str = "constant",
    naming: str = "standard",
) -> Drawing:
    """Before, after and the difference below each other, over one step axis.

    Args:
        done: each intervention as a phrase, such as "add 3 to the cell state of neuron 2 at X".
        before, after: without and with them.
        labels: K of them, beside the rows.
        symbols: the vector of the K units, or K vectors of one neuron.
        acts: the steps at which something is done, counted from 1.
        cursor: the step to mark, counted from 1; None: no time cursor.
        revision, naming: as in `letters_figure`.
    """
    kinds = [symbols] * len(labels) if isinstance(symbols, str) else list(symbols)
    scales = shared_scales(kinds, (before, after))
    rows = [
        LetterRow(label, side.characters, own, kind, group=group, scale=scales[kind])
        for side, group in ((before, BEFORE), (after, AFTER))
        for label, own, kind in zip(labels, np.asarray(side.values, np.float32).T, kinds, strict=True)
    ]
    rows += differences(before, after, labels)
    fig, made = rows_figure(before_after_title(done, before, after), rows, cursor, revision, naming)
    add_prompt_end(fig, made, len(before.prompt))
    add_acts(fig, made, sorted(acts))
    return fig


def shared_scales(kinds: Sequence[str], sides: Iterable[Side]) -> dict[str, str]:
    """The colour scale of each vector, by the largest value on either side."""
    largest: dict[str, float] = {}
    for side in sides:
        for kind, own in zip(kinds, np.asarray(side.values, np.float32).T, strict=True):
            largest[kind] = max(largest.get(kind, 0.0), reach_of(own))
    return {kind: scale_of(kind, reach) for kind, reach in largest.items()}


def differences(before: Side, after: Side, labels: Sequence[str]) -> list[LetterRow]:
    """After minus before, as far as both go; where they read different characters that is said."""
    pairs = list(zip(before.characters, after.characters, strict=False))
    read = "".join(one if one == other else OTHER for one, other in pairs)
    first, second = (np.asarray(side.values, np.float32)[: len(pairs)] for side in (before, after))
    return [
        LetterRow(label, read, own, "difference", group=DIFFERENCE)
        for label, own in zip(labels, (second - first).T, strict=True)
    ]


def add_prompt_end(fig: Drawing, made: Plan, length: int) -> None:
    """A line through all rows where reading ends and writing begins."""
    for color, width in ((HALO, 3), (FRAME, 1)):
        fig.add_shape(
            type="line",
            **{"x0": length + 0.5, "x1": length + 0.5, "y0": 0, "y1": 1, "yref": "paper"},
            line={"color": color, "width": width, "dash": "solid" if color == HALO else "dot"},
        )
    place = {"x": length + 0.5, "y": made.headings[0][0], "yanchor": "bottom"}
    fig.add_annotation(text="reads", xanchor="right", xshift=-2, **place)
    fig.add_annotation(text="writes", xanchor="left", xshift=2, **place)


def add_acts(fig: Drawing, made: Plan, steps: Sequence[int]) -> None:
    """A mark over each step at which something is done."""
    top, _ = made.headings[1]
    fig.add_scatter(
        x=list(steps),
        y=[top - 6 / made.pitch] * len(steps),
        mode="markers",
        marker={"symbol": "triangle-down", "size": 8, "color": WRONG},
        hovertemplate="here something is done, at step %{x}<extra></extra>",
    )


def before_after_title(done: Sequence[str], before: Side, after: Side) -> str:
    """'Add 3 to the cell state of neuron 2 at X: it writes 8 b's instead of 5'."""
    what = listed(list(done)) or "nothing is changed"
    if before.written == after.written:
        result = f"it {'still ' if done else ''}writes {told(after.written)}"
    else:
        result = f"it writes {instead(before.written, after.written)}"
    return f"{what[:1].upper()}{what[1:]}: {result}"


def instead(before: str, after: str) -> str:
    """'8 b's instead of 5' where both write one character only, otherwise both in full."""
    one, other = counted(before), counted(after)
    if one and other and one[0] == other[0] and one[1] != other[1]:
        return f"{told(after)} instead of {one[1]}"
    return f"{told(after)} instead of {told(before)}"


def counted(written: str) -> tuple[str, int] | None:
    """The only character that is written, and how often; None where there are several or none."""
    body = written.removesuffix(END)
    return (body[0], len(body)) if len(set(body)) == 1 else None


def told(written: str) -> str:
    """What was written, in a few words."""
    only = counted(written)
    if not written.removesuffix(END):
        return "nothing"
    if only:
        text = f"{only[1]} {only[0]}{'' if only[1] == 1 else chr(39) + 's'}"
        return text if written.endswith(END) else f"{text} and no end"
    return repr(written if len(written) <= LONGEST else f"{written[: LONGEST - 1]}…")
