"""How each cell does on films, by how many frames back it was last seen what is going on."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.figures.common import NARROW_LEGEND, WIDE_LEGEND, drawing, plain, rgba
from dashboard.figures.drawing import Drawing
from dashboard.figures.tables import Table
from dashboard.theme import MUTED, cell_style
from models.scenes.measure import FAR, NEVER

RIGHT_HELP = (
    "Share of the frames of 1000 films, none of them learned from and twice as long, of which the "
    "likeliest label is the true one, by how many frames back it was last seen what is going on. Lines "
    "are means over the seeds, with bootstrapped 95 % intervals; small marks are seeds. “Never”: no frame "
    "since the last night has shown it. The dotted line, best, is Bayes’ answer: nobody can do better."
)
CALIBRATION_HELP = (
    "How far the probability of what a network believes most is from how often that is true: the expected "
    "calibration error (Naeini, Cooper & Hauskrecht 2015), over ten intervals. At 0 its probabilities can "
    "be taken at their word."
)

Measures = Mapping[str, Any]  # as models.scenes.measure.measure returns
Rows = Sequence[Mapping[str, Any]]

HEIGHT = 340
APART = 0.07  # between the places of two cells at one lag
NAMES = {"right": "share of frames that are right", "calibration": "expected calibration error"}


def lags_figure(measures: Measures, measure: str) -> Drawing:
    """A line for each cell over the lags: the mean over seeds, its 95 % interval, and each seed.

    Args:
        measures: as `models.scenes.measure.measure` returns.
        measure: "right" or "calibration".
    """
    cells: Mapping[str, Rows] = measures["cells"]
    lags = [row["lag"] for row in measures["best"]]
    fig = drawing(
        TITLES[measure](cells),
        height=HEIGHT,
        narrow={"margin": {"t": 62}, "legend": NARROW_LEGEND},
        margin={"t": 44, "r": 16, "b": 48},
        legend=WIDE_LEGEND,
        hovermode="closest",
        xaxis={"title": {"text": "frames back to where it was seen"}, "tickvals": list(range(len(lags))),
               "ticktext": lags, "range": [-0.4, len(lags) - 0.6]},
        yaxis={"title": {"text": NAMES[measure]}, "tickformat": ".0%", "rangemode": "tozero"},
    )  # fmt: skip
    best = [row[measure]["mean"] for row in measures["best"]]
    fig.add_scatter(
        x=list(range(len(lags))), y=plain(best), mode="lines", name="best",
        line={"color": MUTED, "dash": "dot", "width": 2},
        hovertemplate="the best there is: %{y:.1%}<extra></extra>",
    )  # fmt: skip
    for place, (cell, rows) in enumerate(cells.items()):
        add_cell(fig, cell, rows, measure, lags, APART * (place - (len(cells) - 1) / 2))
    return fig


def add_cell(fig: Drawing, cell: str, rows: Rows, measure: str, lags: list[str], aside: float) -> None:
    """One cell's line and its seeds, a little aside so that cells do not hide each other."""
    style, found = cell_style(cell), [row[measure] for row in rows]
    x = [lags.index(row["lag"]) + aside for row in rows]
    seeds = [(at, value) for at, each in zip(x, found, strict=True) for value in each["seeds"]]
    fig.add_scatter(
        x=[at for at, _ in seeds], y=plain([value for _, value in seeds]), mode="markers",
        marker={"symbol": style.symbol, "size": 4, "color": rgba(style.color, 0.35)},
        legendgroup=cell, showlegend=False, hoverinfo="skip",
    )  # fmt: skip
    fig.add_scatter(
        x=x,
        y=plain([each["mean"] for each in found]),
        mode="lines+markers",
        name=style.short,
        legendgroup=cell,
        line={"color": style.color, "dash": style.dash, "width": 2},
        marker={"symbol": style.symbol, "size": 8, "color": style.color},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": plain([each["high"] - each["mean"] for each in found]),
            "arrayminus": plain([each["mean"] - each["low"] for each in found]),
            "color": style.color,
            "thickness": 1,
            "width": 3,
        },
        customdata=plain(
            [[row["lag"], each["low"], each["high"]] for row, each in zip(rows, found, strict=True)]
        ),
        hovertemplate=(
            f"<b>{style.short}</b>, seen %{{customdata[0]}} frames back: %{{y:.1%}} "
            "(95 % interval %{customdata[1]:.1%} to %{customdata[2]:.1%})<extra></extra>"
        ),
    )


def far(cells: Mapping[str, Rows], measure: str) -> dict[str, float]:
    """What each cell reaches at the lag that titles are about."""
    return {cell: row[measure]["mean"] for cell, rows in cells.items() for row in rows if row["lag"] == FAR}


def right_title(cells: Mapping[str, Rows]) -> str:
    """Who still knows what was seen ten frames ago."""
    found = far(cells, "right")
    if not found:
        return "No film was long enough to tell how far back a cell looks"
    first, *others = sorted(found, key=found.get, reverse=True)
    said = f"Of what was seen {FAR} frames ago the {cell_style(first).short} gets {found[first]:.0%} right"
    return ", ".join([said, *(f"{cell_style(cell).short} {found[cell]:.0%}" for cell in others)])


def calibration_title(cells: Mapping[str, Rows]) -> str:
    """Whose probabilities are furthest from how often they are right, and where."""
    worst = [
        (row["calibration"]["mean"], cell_style(cell).short, row["lag"])
        for cell, rows in cells.items()
        for row in rows
    ]
    error, name, lag = max(worst)
    back = {NEVER: "where it was seen nowhere", "0": "where it is seen in the frame itself"}
    where = back.get(lag, f"where it was seen {lag} frames back")
    return f"Probabilities are {error:.0%} off at worst: the {name}’s, {where}"


TITLES = {"right": right_title, "calibration": calibration_title}


def lag_rows(measures: Measures) -> Table:
    """One row for each cell, lag and seed, and for the best answer."""
    columns = [
        "cell",
        "frames back",
        "frames",
        "seed",
        "right",
        "95 % from",
        "95 % to",
        "nats",
        "calibration error",
    ]
    rows = [
        [cell, row["lag"], row["frames"], seed, right, *row["intervals"][seed],
         row["nats"]["seeds"][seed], row["calibration"]["seeds"][seed]]
        for cell, own in {"best": measures["best"], **measures["cells"]}.items()
        for row in own
        for seed, right in enumerate(row["right"]["seeds"])
    ]  # fmt: skip
    return {"columns": columns, "rows": plain(rows)}
