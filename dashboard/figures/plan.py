"""Where each row of the reading figure goes, on a grid of pixels, and which labels have room."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from math import ceil

from dashboard.figures.letter_rows import LetterRow
from dashboard.theme import CELLS, cell_style

PITCH, THINNEST, TALL = 18, 2, 640  # px: a row with letters, the thinnest without, all of those together
PAGE = 1350  # px: what labels and cells may take of a page
EDGE = 3  # px around the cells, so that the time cursor is whole at the first step
ROOMY, LETTER, LETTERED, WIDEST = 400, 7, 9, 16  # steps that may have letters; px of a step
COLUMN = 28  # px of a column that is no step
MOST_LETTERS, MOST_ROWS = 4000, 40  # beyond, the characters stand once, above the rows
FIRST_HEADING, HEADING, HEADER, LABEL = 18, 32, 16, 11  # px: a group's name, characters above rows, a label
MOST_LABELS, MOST_NUMBERS = 58, 40  # rows and lines with a label: one costs plotly a millisecond
CHARACTER, LONGEST_LABEL = 6.2, 34  # px of a label's character; characters
MARKS = {"circle": "●", "square": "■", "diamond": "◆", "triangle-up": "▲", "cross": "✚"}
MARKS |= {"triangle-down": "▼", "triangle-left": "◀", "triangle-right": "▶"}
MARKS |= {"x": "✖", "hexagram": "✶", "star-diamond": "✦", "hexagon2": "⬣"}


@dataclass
class Plan:
    """Where everything goes. Slots are lines of `pitch` px, counted from 0 at the top.

    Attributes:
        steps: columns, T.
        lettered: whether each cell has its letter.
        pitch, step: px of a slot and of a column.
        labels: by slot.
        rows, says: slot and row.
        headings: slot and text.
        headers: first slot, number of slots and characters that stand above rows without letters.
        slots: how many there are.
        left: px that the labels need.
    """

    steps: int
    lettered: bool
    pitch: float
    step: float
    left: int
    labels: dict[int, str] = field(default_factory=dict)
    rows: list[tuple[int, LetterRow]] = field(default_factory=list)
    says: list[tuple[int, LetterRow]] = field(default_factory=list)
    headings: list[tuple[float, str]] = field(default_factory=list)
    headers: list[tuple[int, int, str]] = field(default_factory=list)
    slots: int = 0

    @property
    def width(self) -> int:
        return round(self.steps * self.step) + 2 * EDGE

    @property
    def height(self) -> int:
        return round(self.slots * self.pitch) + 2 * EDGE


def plan(
    rows: Sequence[LetterRow], labels: Sequence[str], lines: bool = False, widest: float = WIDEST
) -> Plan:
    """Place the rows below each other, group by group.

    Args:
        rows: at least one.
        labels: what stands beside each.
        lines: the rows are the lines of one text, and always have their letters.
        widest: px that a column may have.
    """
    steps = max(len(row.characters) for row in rows)
    lettered = lines or (
        steps <= ROOMY and len(rows) <= MOST_ROWS and sum(len(row.characters) for row in rows) <= MOST_LETTERS
    )
    narrowest = LETTERED if lettered else LETTER if steps <= ROOMY else 1
    left = round(16 + CHARACTER * max(min(max(map(len, labels)), LONGEST_LABEL), 4))
    step = LETTERED if lines else min(max((PAGE - left) / steps, narrowest), widest)
    pitch = PITCH if lettered else min(max(TALL // len(rows), THINNEST), PITCH - 4)
    made = Plan(steps, lettered, pitch, step, left)
    slot, above = 0, ""
    for group, members in groupby(zip(rows, labels, strict=True), key=lambda pair: pair[0].group):
        own = list(members)
        if group:
            slot += ceil((HEADING if slot else FIRST_HEADING) / pitch)
            made.headings.append((slot - 0.5, heading(group)))
        read = {row.characters for row, _ in own}
        if narrowest == LETTER and len(read) == 1 and read != {above}:
            above = read.pop()
            made.headers.append((slot, ceil(HEADER / pitch), above))
            slot += ceil(HEADER / pitch)
        for row, label in own:
            made.rows.append((slot, row))
            made.labels[slot] = escape(label, quote=False)
            slot += 1
            if row.says is not None and lettered:
                made.says.append((slot, row))
                made.labels[slot] = "says"
                slot += 1
    made.slots = slot
    return made


def no_letters(steps: int, instead: str = "shorten the text to read") -> str:
    """Why rows of so many steps have no letters, and what to do; "" where they have."""
    why = f"More than {ROOMY} characters leave no room for letters in the rows"
    return f"{why}: {instead}." if steps > ROOMY else ""


def heading(group: str) -> str:
    """A group's name; a cell's has its colour and mark."""
    if group not in CELLS:
        return f"<b>{escape(group, quote=False)}</b>"
    style = cell_style(group)
    return f'<span style="color:{style.color}">{MARKS[style.symbol]}</span> <b>{style.short}</b>'


def with_room(labels: dict[int, str], pitch: float, most: int) -> dict[int, str]:
    """The labels that fit: first those that say what a neuron does, then as many of the others as can be."""
    stride = ceil(len(labels) / most)
    apart = max(ceil(LABEL / pitch), stride)
    order = sorted(labels, key=lambda slot: (":" not in labels[slot], slot % stride != 0, slot))
    kept: set[int] = set()
    for slot in order:
        if not kept & set(range(slot - apart + 1, slot + apart)):
            kept.add(slot)
    return {slot: labels[slot] for slot in sorted(kept)}


def shortened(label: str) -> str:
    """A label that leaves the cells their room; the hover text has all of it."""
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
