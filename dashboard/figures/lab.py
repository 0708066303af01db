"""Several cells and recipes in one figure, or one figure for each recipe: what the Lab's figures share."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from dashboard.figures.common import names
from dashboard.figures.drawing import Drawing
from dashboard.figures.panels import axis
from dashboard.theme import cell_style
from models.analysis.summaries import Reach

COLUMNS, BETWEEN = 2, 0.06  # small figures side by side, and the gap between them
GRID_WIDTH = 640  # px that two side by side need at least
HEADING = 44  # px above a small figure, for its name and the numbers of the one above
ENTRY = 22  # px: a line of a legend
ACROSS, ON_A_PHONE = 6, 2  # entries of a legend side by side
LEAST_LEFT = 200  # px of a plot on a phone, whose legend takes the rest
NOTHING = "Choose a cell and a recipe, or train what is missing below"


@dataclass(frozen=True)
class Panel:
    """One of the figures: its heading, what it shows, and where it is, as shares of the whole."""

    place: int
    heading: str
    reaches: tuple[Reach, ...]
    left: float
    right: float
    bottom: float
    top: float

    @property
    def x(self) -> str:
        """plotly's name of its axis of x."""
        return axis("x", self.place)

    @property
    def y(self) -> str:
        return axis("y", self.place)

    @property
    def is_lowest(self) -> bool:
        """Whether it is in the last row, where the axis of x has its title."""
        return self.bottom < 1e-6


def panels(headings: Sequence[str], reaches: Sequence[tuple[Reach, ...]], height: float) -> list[Panel]:
    """Panels of `height` px in rows of two, below their headings; a single one takes all the room."""
    columns = min(COLUMNS, len(headings))
    rows = -(-len(headings) // columns)
    width = (1 - BETWEEN * (columns - 1)) / columns
    head = HEADING if any(headings) else 0
    whole = rows * (height + head)
    found = []
    for place, (heading, own) in enumerate(zip(headings, reaches, strict=True)):
        row, column = divmod(place, columns)
        left = column * (width + BETWEEN)
        top = 1 - (row * (height + head) + head) / whole
        edges = (left, min(left + width, 1), max(top - height / whole, 0), top)
        found.append(Panel(place, heading, tuple(own), *edges))
    return found


def by_recipe(reaches: Sequence[Reach]) -> dict[str, tuple[Reach, ...]]:
    """What each recipe has brought, in the order in which they come first."""
    recipes = dict.fromkeys(reach.recipe for reach in reaches)
    return {name: tuple(reach for reach in reaches if reach.recipe == name) for name in recipes}


def legend_below(entries: int, plot: float, grid: bool) -> tuple[int, dict, dict]:
    """The room for a legend below the axis of x in px, the legend, and what changes on a phone.

    A grid is as wide there as it is anywhere.
    """
    room, narrow = (ENTRY * -(-entries // across) for across in (4 if grid else ACROSS, ON_A_PHONE))
    more = 0 if grid else min(narrow - room, plot - LEAST_LEFT)
    legend = {"orientation": "h", "x": 0, "y": -52 / plot, "yanchor": "top"}
    return room, legend, {"margin": {"b": 52 + room + more}, "legend": {"y": -52 / (plot - more)}}


def add_heading(fig: Drawing, panel: Panel) -> None:
    """Write its heading above a panel."""
    fig.add_annotation(
        text=f"<b>{worded(panel.heading)}</b>",
        font={"size": 13},
        **{"x": 0, "xref": f"{panel.x} domain", "xanchor": "left"},
        **{"y": 1, "yref": f"{panel.y} domain", "yanchor": "bottom", "yshift": 4},
    )


def called(reach: Reach, several: bool) -> str:
    """'LSTM', or 'LSTM, sharpened' where there are several recipes."""
    short = cell_style(reach.cell).short
    return f"{short}, {worded(reach.recipe)}" if several else short


def worded(recipe: str) -> str:
    """A recipe's name as it is read: 'slope + weight noise'."""
    return recipe.replace("_", " ").replace("+", " + ")


def reach_title(reaches: Sequence[Reach], verb: tuple[str, str]) -> str:
    """What is found: 'LSTM and peephole (sharpened) count to 1,000 or more in 20 of 20 seeds; ...'."""
    if not reaches:
        return "No run answers this yet"
    ranked = sorted(reaches, key=lambda reach: (-reach.at_cap / reach.seeds, -reach.median))

    def result(reach: Reach) -> str:
        if reach.at_cap:
            return f"to {reach.cap:,} or more in {reach.at_cap} of {reach.seeds} seeds"
        return f"to {reach.median:,g} (median of {reach.seeds})" if reach.median else "not even to 1"

    groups = [
        (*key, [reach.cell for reach in own])
        for key, own in groupby(ranked, key=lambda reach: (result(reach), reach.recipe))
    ]
    reached, recipe, cells = groups[0]
    title = f"{names(cells)} ({worded(recipe)}) {verb[len(cells) > 1]} {reached}"
    rest = ranked[len(cells) :]
    if rest:
        cells = list(dict.fromkeys(reach.cell for reach in rest[:1]))
        title += f"; next, {names(cells)} ({worded(rest[0].recipe)}) {result(rest[0])}"
    return title
