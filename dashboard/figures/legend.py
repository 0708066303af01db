"""The key to coloured cells: one bar for each range of values, with its symbols, their names and its ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from dashboard.figures.drawing import Drawing
from dashboard.figures.letter_rows import LetterRow
from models.names import NAMES

BAR, LINE, LEFT, GAP = 110, 34, 20, 17  # px: a bar, a line of bars, left of them, right of them
LONGEST = 34  # characters beside a bar

Key = tuple[str, str]  # scale, and the symbol where that has a range of its own


def key(row: LetterRow) -> Key:
    """What shares one bar: everything with fixed bounds of the same kind, or one symbol without bounds."""
    return row.kind, row.symbol if row.kind == "free" else ""


@dataclass(frozen=True)
class Legend:
    """One bar and what stands beside it; y px above the plot."""

    kind: str
    bound: float
    text: str
    ends: tuple[str, str]
    y: int

    @property
    def low(self) -> float:
        return 0.0 if self.kind == "gate" else -self.bound

    @property
    def colorbar(self) -> dict:
        """plotly's description of the bar."""
        middle = (self.low + self.bound) / 2
        return {
            "title": {"text": ""},  # without one plotly moves other titles
            "orientation": "h",
            "thickness": 10,
            "len": BAR + 2 * LEFT,  # plotly takes the space beside the bar from it
            "lenmode": "pixels",
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "xpad": LEFT,
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "ypad": self.y,
            "tickvals": [self.low, middle, self.bound],
            "ticktext": [self.ends[0], f"{middle:g}", self.ends[1]],
            "tickfont": {"size": 10},
            "outlinewidth": 0,
        }


def legends(
    rows: Iterable[LetterRow], reach: Sequence[float], each: bool, naming: str
) -> tuple[dict[Key, Legend], int]:
    """The bars of these rows, below each other so that a phone shows them all, and the px that they take."""
    held: dict[Key, dict[str, float]] = {}
    for row, own in zip(rows, reach, strict=True):
        if row.values is not None:
            held.setdefault(key(row), {})[row.symbol] = own
    found = {}
    for place, (this, symbols) in enumerate(reversed(held.items())):
        bound = next(iter(symbols.values()))
        low = "0" if this[0] == "gate" else f"−{bound:.3g}"
        relative = each and this[0] == "free"
        ends = ("−max", "max") if relative else (low, f"{bound:.3g}")
        text = described(this, symbols, each, naming)
        found[this] = Legend(this[0], 1.0 if relative else bound, text, ends, LINE * place + 8)
    return dict(reversed(found.items())), LINE * len(found) + 8


def described(this: Key, symbols: Iterable[str], each: bool, naming: str) -> str:
    """What a bar stands for, in as many lines as it needs."""
    names = [(s, getattr(NAMES[s], naming) if s in NAMES else "") for s in symbols]
    parts = [(f"{s} {name}", f"<b>{escape(s, quote=False)}</b> {name}") for s, name in names]
    if this[0] == "free":
        parts += [("each row by its own maximum" if each else "ends at the largest value shown",) * 2]
    lines: list[tuple[str, str]] = []
    for part in parts:
        if lines and len(lines[-1][0]) + len(part[0]) + 3 <= LONGEST:
            part = tuple(" · ".join(both) for both in zip(lines.pop(), part, strict=True))
        lines.append(part)
    return "<br>".join(marked for _, marked in lines)


def add_texts(fig: Drawing, found: Iterable[Legend], left: int) -> None:
    """Write beside each bar what it stands for; `left` is where the plot begins."""
    for legend in found:
        fig.add_annotation(
            text=legend.text,
            align="left",
            x=0,
            xref="paper",
            xanchor="left",
            xshift=LEFT + BAR + GAP - left,
            y=1,
            yref="paper",
            yanchor="middle",
            yshift=legend.y + 18,
        )
