"""How far back the cells look in films, as figures of the story."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import films
from dashboard.figures.lags import CALIBRATION_HELP, RIGHT_HELP, lag_rows, lags_figure
from dashboard.pages.story.step import Picture
from models.scenes.measure import FAR, NEVER

KEEPS = 0.9  # right so often at FAR, a network has kept what it saw


def who_remembers(naming: str) -> Picture:
    """Who is right, by how far back the evidence lies."""
    measures = films.shipped().measures
    right = {cell: at(rows, FAR)["right"] for cell, rows in measures["cells"].items()}
    numbers = {
        **{f"right {cell}": values["mean"] for cell, values in right.items()},
        **{f"keep {cell}": sum(seed > KEEPS for seed in values["seeds"]) for cell, values in right.items()},
        "kept": KEEPS,
        "seeds of films": films.shipped().config.seeds,
        "far": FAR,
        "worst": films.by_memory()[0],
    }
    figure = lags_figure(measures, "right").to_plotly_json()
    return Picture(figure, lag_rows(measures), numbers=numbers, help=RIGHT_HELP)


def who_can_be_believed(naming: str) -> Picture:
    """Whose probabilities are as often right as they say."""
    measures = films.shipped().measures
    numbers = {
        f"off {cell}": at(rows, NEVER)["calibration"]["mean"] for cell, rows in measures["cells"].items()
    }
    figure = lags_figure(measures, "calibration").to_plotly_json()
    return Picture(figure, lag_rows(measures), numbers=numbers, help=CALIBRATION_HELP)


def at(rows: Sequence[Mapping[str, Any]], lag: str) -> Mapping[str, Any]:
    """What was measured of one cell at one lag."""
    return next(row for row in rows if row["lag"] == lag)
