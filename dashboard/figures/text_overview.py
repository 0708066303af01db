"""How many bits per character every network needs, beside predictors that are no networks."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from dashboard.figures.common import NARROW_LEGEND, WIDE_LEGEND, drawing, note, plain
from dashboard.figures.drawing import Drawing
from dashboard.figures.tables import Table
from dashboard.theme import MUTED, cell_style

ROW, ABOVE, BELOW = 92, 40, 48  # px: one text, and the margins above and below the plot
DOTS, FOOT, NAMES = -0.1, 0.06, 0.13  # of a row: where the marks are, the first line of names, the next ones
LINES = 3  # of names, so that two of them do not touch
SPACE = 0.09  # of the axis, beside the outermost mark


@dataclass(frozen=True)
class TextRow:
    """One training.

    Attributes:
        name: what was read, and how large the networks are.
        cells: bits per character of each seed; None where that is not finite.
        baselines: the same of other predictors, by their names.
    """

    name: str
    cells: dict[str, list[float | None]]
    baselines: dict[str, float]

    @property
    def medians(self) -> dict[str, float]:
        """Of the seeds of each cell, those that are finite."""
        finite = {cell: [bits for bits in seeds if bits is not None] for cell, seeds in self.cells.items()}
        return {cell: median(seeds) for cell, seeds in finite.items() if seeds}

    @property
    def lead(self) -> float:
        """How many bits the best cell needs less than the best baseline."""
        return min(self.baselines.values()) - min(self.medians.values())

    def several(self, cell: str) -> list[float | None]:
        """The seeds of a cell, where there is more than one."""
        seeds = self.cells.get(cell, [])
        return seeds if len(seeds) > 1 else []


def overview_figure(rows: Sequence[TextRow]) -> Drawing:
    """A row for each training: a mark for each cell, small ones for its seeds, lines for baselines."""
    values = [bits for row in rows for bits in (*row.medians.values(), *row.baselines.values())]
    low, high = (min(values), max(values)) if values else (0, 1)
    room = SPACE * (high - low or 1)
    fig = drawing(
        overview_title(rows),
        height=ROW * max(len(rows), 2) + ABOVE + BELOW,
        margin={"l": 8, "r": 8, "t": ABOVE, "b": BELOW},
        legend=WIDE_LEGEND,
        narrow={"margin": {"t": 56}, "legend": NARROW_LEGEND},
        hovermode="closest",
        xaxis={"title": {"text": "bits per held-out character"}, "range": [low - room, high + room]},
        yaxis={
            "range": [len(rows) - 0.5, -0.5],
            "visible": False,
            "fixedrange": True,
        },
    )
    for place, row in enumerate(rows):
        add_baselines(fig, row, place)
        fig.add_annotation(
            text=f"<b>{row.name}</b>",
            **{"x": 0.005, "xref": "paper", "xanchor": "left", "y": place - 0.5, "yanchor": "top"},
        )
    for cell in dict.fromkeys(cell for row in rows for cell in row.cells):
        add_cell(fig, rows, cell)
    if not values:
        note(fig, "No network has been measured yet")
    return fig


def add_cell(fig: Drawing, rows: Sequence[TextRow], cell: str) -> None:
    """The marks of one cell in all rows: faint ones for the seeds where there are several."""
    style = cell_style(cell)
    for faint in (True, False):
        points = [
            (bits, place + DOTS, row.name)
            for place, row in enumerate(rows)
            for bits in (row.several(cell) if faint else [row.medians.get(cell)])
            if bits is not None
        ]
        fig.add_scatter(
            x=plain([bits for bits, _, _ in points]),
            y=[at for _, at, _ in points],
            text=[name for _, _, name in points],
            mode="markers",
            name=style.short,
            legendgroup=cell,
            showlegend=not faint,
            marker={"color": style.color, "symbol": style.symbol, "size": 6 if faint else 12},
            opacity=0.35 if faint else 1,
            hovertemplate=f"<b>{style.short}{', a seed' * faint}</b>: %{{x:.3f}}<br>%{{text}}<extra></extra>",
        )


def add_baselines(fig: Drawing, row: TextRow, place: int) -> None:
    """A thin line for each baseline of one row, its name below."""
    ordered = sorted(row.baselines.items(), key=lambda item: item[1])
    for k, (name, bits) in enumerate(ordered):
        foot = place + FOOT + NAMES * (k % LINES)
        fig.add_shape(
            type="line",
            line={"color": MUTED, "width": 1.5, "dash": "dot"},
            **{"x0": bits, "x1": bits, "y0": place + 2 * DOTS, "y1": foot},
        )
        fig.add_annotation(
            text=f"{name} {bits:.2f}",
            font={"size": 10, "color": MUTED},
            **{"x": bits, "y": foot, "yanchor": "top", "xanchor": "center", "yshift": 2},
        )


def overview_title(rows: Sequence[TextRow]) -> str:
    """In how many trainings a network beats every baseline, and where it does so by most."""
    measured = [row for row in rows if row.medians and row.baselines]
    if not measured:
        return "No network has been measured yet"
    best = max(measured, key=lambda row: row.lead)
    cell, bits = min(best.medians.items(), key=lambda item: item[1])
    name, other = min(best.baselines.items(), key=lambda item: item[1])
    needs = f"{best.name}: {cell_style(cell).short} {bits:.2f} bits per character, {name} {other:.2f}"
    count = sum(row.lead > 0 for row in measured)
    if not count:
        return f"No network beats every baseline; the nearest is {needs}"
    return f"Networks beat every baseline in {count} of {len(measured)} trainings, by most in {needs}"


def overview_rows(rows: Sequence[TextRow]) -> Table:
    """One row for each seed of each cell, then one for each baseline."""
    found = []
    for row in rows:
        found += [
            [row.name, cell, seed, bits]
            for cell, seeds in row.cells.items()
            for seed, bits in enumerate(seeds)
        ]
        found += [[row.name, name, None, bits] for name, bits in row.baselines.items()]
    return {"columns": ["text and size", "predictor", "seed", "bits per character"], "rows": plain(found)}
