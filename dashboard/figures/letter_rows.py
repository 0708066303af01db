"""What the reading figure shows: rows of characters, each with a value that becomes its colour."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.names import scale_of

LINE_END = "\n"


@dataclass(frozen=True)
class LetterRow:
    """One row of characters with a value for each. T steps.

    Attributes:
        label: stands left of the row, such as "N = 12" or "neuron 4: counts a's".
        characters: the T characters, one for each step.
        values: (T,), any sequence, array or tensor on the CPU; NaN or infinite: no colour. None: letters
            only.
        symbol: what the values are: one of models.names, or a word of its own.
        says: what the network says comes next at each step, T characters; None: not shown.
        group: rows in a row with the same group stand together under it as their heading; a name of
            dashboard.theme.CELLS is written with the cell's colour.
        scale: "signed", "gate" or "free"; "": that of the symbol.
    """

    label: str
    characters: str
    values: Sequence[float] | np.ndarray | None
    symbol: str = ""
    says: str | None = None
    group: str = ""
    scale: str = ""

    def __post_init__(self) -> None:
        if not self.characters:
            raise ValueError(f"row {self.label!r} has no characters; it needs at least one")
        for what, given in (("values", self.values), ("predictions", self.says)):
            if given is not None and len(given) != len(self.characters):
                raise ValueError(
                    f"row {self.label!r} has {len(self.characters)} characters but {len(given)} {what}; "
                    "it needs one for each"
                )

    @property
    def kind(self) -> str:
        """The colour scale that shows it."""
        return self.scale or scale_of(self.symbol)

    @property
    def numbers(self) -> np.ndarray:
        """(T,) float32; what has no colour is NaN."""
        if self.values is None:
            return np.full(len(self.characters), np.nan, np.float32)
        values = np.asarray(self.values, dtype=np.float32)
        return np.where(np.isfinite(values), values, np.float32(np.nan))


def reach_of(values: object) -> float:
    """The largest magnitude of numbers in any shape; NaN does not count."""
    return float(np.abs(np.nan_to_num(np.asarray(values, float))).max(initial=0.0))


def unit_rows(
    characters: str,
    values: np.ndarray,
    symbol: str,
    labels: Sequence[str] | None = None,
    group: str = "",
) -> list[LetterRow]:
    """One row for each unit of one vector.

    Args:
        characters: the T characters that were read.
        values: (T, H).
        symbol: which vector.
        labels: H of them; None: "neuron 1" to "neuron H".
        group: such as "layer 1".
    """
    values = np.asarray(values, dtype=np.float32)
    names = labels or [f"neuron {k}" for k in range(1, values.shape[1] + 1)]
    return [
        LetterRow(name, characters, own, symbol, group=group)
        for name, own in zip(names, values.T, strict=True)
    ]


def broken(row: LetterRow, width: int) -> list[tuple[int, LetterRow]]:
    """The row as lines: broken after each newline, and between words after at most `width` characters.

    Returns:
        (first step from 0, line) for each line; its label is its first step, counted from 1.
    """
    text, ends, end = row.characters, [], 0
    while end < len(text):
        start, end = end, end + width
        newline, space = text.find(LINE_END, start, end), text.rfind(" ", start, end)
        if newline >= 0:
            end = newline + 1
        elif end < len(text) and space >= 0:
            end = space + 1
        ends.append(min(end, len(text)))
    return [
        (
            start,
            replace(
                row,
                label=str(start + 1),
                characters=row.characters[start:end],
                values=None if row.values is None else row.values[start:end],
                says=None if row.says is None else row.says[start:end],
            ),
        )
        for start, end in zip([0, *ends], ends, strict=False)
    ]


def reaches(rows: Sequence[LetterRow], each: bool) -> list[float]:
    """How far from 0 the colours of each row go: 1 where the scale says so, else the largest value.

    Args:
        rows: rows of the same symbol share one range, so that they can be compared.
        each: every row has its own instead.
    """
    largest: dict[str | int, float] = {}
    keys = [place if each else row.symbol for place, row in enumerate(rows)]
    for key, row in zip(keys, rows, strict=True):
        numbers = np.abs(row.numbers[~np.isnan(row.numbers)])
        largest[key] = max(largest.get(key, 0.0), float(numbers.max(initial=0.0)))
    return [(largest[key] or 1.0) if row.kind == "free" else 1.0 for key, row in zip(keys, rows, strict=True)]
