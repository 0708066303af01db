"""The reading figure: rows of characters, each cell coloured by what a neuron holds after reading it.

Letters are black on light colours in both themes, at every value. Nothing of what is drawn is sent twice:
the data table is read off the figure in the browser (ON_FIGURE).
"""

from collections.abc import Sequence

from dashboard.figures.common import drawing, note
from dashboard.figures.drawing import Drawing
from dashboard.figures.grid import add_axes, add_blanks, add_colours, add_letters
from dashboard.figures.legend import add_texts, legends
from dashboard.figures.letter_rows import LetterRow, broken, reaches, unit_rows
from dashboard.figures.plan import COLUMN, WIDEST, Plan, plan

__all__ = ["LINE_WIDTH", "ON_FIGURE", "LetterRow", "letters_figure", "unit_rows"]

ON_FIGURE = {"from": "figure"}  # for the store of rows: the browser reads them off the figure
LINE_WIDTH = 100  # characters
NARROWEST, RIGHT, FOOT = 340, 16, 30  # px: the whole figure, beside the cells, below them
HALO, FRAME = "#ffffff", "#000000"  # of the time cursor: seen on light cells and on a dark page


def letters_figure(
    title: str,
    rows: Sequence[LetterRow],
    *,
    cursor: int = 1,
    revision: str = "constant",
    naming: str = "standard",
    wrapped: bool = False,
    width: int = LINE_WIDTH,
    each: bool = False,
) -> Drawing:
    """Rows of characters coloured by their values, over a common step axis or as a text in lines.

    Args:
        title: the finding.
        rows: what is shown; they may differ in length. Rows of the same symbol share one colour range.
        cursor: the step to mark, counted from 1.
        revision: what is shown, such as a network and a string; with another the reader's zoom is dropped.
        naming: "standard" or "article": whose names for the symbols.
        wrapped: show the one row as a text: broken at newlines, and after `width` characters.
        width: characters in a line of a wrapped text.
        each: scale each row of a symbol without bounds by its own maximum, as the article does; it stands
            beside the row then, since colours of different rows cannot be compared.

    Raises:
        ValueError: for several rows in a wrapped text.
    """
    if not rows:
        fig = drawing(title, height=160, revision=revision)
        note(fig, "Nothing to read yet")
        return fig.without_axes()
    if wrapped and len(rows) > 1:
        raise ValueError(f"a wrapped text is one row, not {len(rows)}; show several below each other instead")
    fig, _ = rows_figure(title, rows, cursor, revision, naming, each, width if wrapped else None)
    return fig


def rows_figure(
    title: str,
    rows: Sequence[LetterRow],
    cursor: int | None,
    revision: str,
    naming: str,
    each: bool = False,
    width: int | None = None,
    columns: str = "",
) -> tuple[Drawing, Plan]:
    """The figure and where everything in it is; see `letters_figure`.

    cursor: None for no time cursor. width: None for no wrapping. columns: a character that each column stands
    for, where that is not a step.
    """
    texts = texts_of(rows)
    starts: list[int] = []
    if width:
        starts, rows = zip(*broken(rows[0], width), strict=True)
    reach = reaches(rows, each)
    labels = [
        f"{row.label}, ±{own:.3g}" if each and row.kind == "free" else row.label
        for row, own in zip(rows, reach, strict=True)
    ]
    made = plan(rows, labels, bool(width), COLUMN if columns else WIDEST)
    across = max(made.left + made.width + RIGHT, NARROWEST)
    right = across - made.left - made.width
    found, top = legends(rows, reach, each, naming)
    foot = 12 if width or columns else FOOT
    fig = drawing(
        title,
        height=top + made.height + foot,
        width=across,
        fixed=True,
        margin={
            "l": made.left,
            "r": right,
            "t": top,
            "b": foot,
            "autoexpand": False,
        },
        revision=revision,
        hovermode="closest",
        hoverdistance=1,
        showlegend=False,
        dragmode=False if width or columns else "zoom",
    )
    lines = [
        [slot, start, len(row.characters)] for (slot, row), start in zip(made.rows, starts, strict=False)
    ]
    fig.layout["meta"] |= {"texts": texts, **({"lines": lines} if width else {})}
    add_blanks(fig, made)
    add_colours(fig, made, reach, each, found, lines, columns)
    add_letters(fig, made)
    add_axes(fig, made, bool(width), columns)
    add_texts(fig, found.values(), made.left)
    if cursor:
        add_cursor(fig, cursor, lines)
    return fig, made


def texts_of(rows: Sequence[LetterRow]) -> list[list[str]]:
    """[label, characters] of every text, for the data table; what several rows read is named once."""
    read: dict[str, str] = {}
    for row in rows:
        read.setdefault(row.characters, row.label)
    return [["" if len(read) == 1 else label, characters] for characters, label in read.items()]


def add_cursor(fig: Drawing, step: int, lines: list[list[int]]) -> None:
    """A frame around one step of all rows, or around one letter of a text; the browser moves it."""
    across, down = (step - 0.5, step + 0.5), (0, 1)
    for slot, start, length in lines:
        if start < step <= start + length:
            across, down = (step - start - 0.5, step - start + 0.5), (slot - 0.5, slot + 0.5)
    for name, color, width in (("halo", HALO, 3.5), ("frame", FRAME, 1.25)):
        fig.add_shape(
            type="rect",
            name=f"cursor-{name}",
            line={"color": color, "width": width},
            **dict(zip(("x0", "x1", "y0", "y1"), (*across, *down), strict=True)),
            xref="x",
            yref="y" if lines else "paper",
        )
