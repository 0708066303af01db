"""What the Lab shows of what is asked for: the figure, its numbers, and everything that is said in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.lab_tables import literature, paired, results, sentences
from dashboard.components.static import written
from dashboard.figures.lab_reach import reach_figure, reach_rows
from dashboard.figures.lab_share import share_figure, share_rows
from dashboard.figures.lab_sweep import sweep_figure
from dashboard.lab import Asked, Found, answers, missing, noun, pairs, recipe_word
from dashboard.store.schema import Run
from models.analysis.pairs import compare_reaches, same_seeds
from models.analysis.published import published_on
from models.analysis.summaries import summarize, summarize_sweep
from models.tasks import TASKS
from models.training.config import Config
from models.work import typical_seconds


@dataclass(frozen=True)
class Drawn:
    """Everything on the page that changes with what is asked for.

    Attributes:
        figure, rows: the figure and its numbers.
        texts: in words, every cell and recipe, two cells in pairs, the literature, for `static`.
        about: how the networks were trained, and what is wrong with the values of a sweep.
        missing: what no run answers; `nothing_missing` where that is nothing.
    """

    figure: dict[str, Any]
    rows: dict[str, Any]
    texts: tuple[Any, ...]
    about: list[Component | str]
    missing: str
    nothing_missing: bool


def draw(asked: Asked, runs: Sequence[Run]) -> Drawn:
    """What these runs say to what is asked for."""
    found = answers(asked, runs)
    lacking = missing(asked, found)
    figure, rows = picture(asked, found)
    compared = compare_reaches([pair for pair in pairs(asked, found) if same_seeds(*pair)])
    return Drawn(
        figure,
        rows,
        (
            written(sentences(said(asked, found))),
            written(results(found, asked.setting if asked.values else "")),
            written(paired(asked.pair, compared, asked.setting if asked.values else "")),
            written(literature(published_on(asked.task))),
        ),
        about(asked),
        lacks(asked, lacking),
        not lacking,
    )


def picture(asked: Asked, found: Sequence[Found]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The figure and its numbers."""
    task, grid = TASKS[asked.task], asked.view == "grid"
    reaches = [one.reach for one in found]
    revision = " ".join([asked.task, asked.view, asked.quantity, asked.setting])
    if asked.values:
        label = asked.setting.replace("_", " ")
        drawing = sweep_figure(reaches, label, asked.values, grid, revision)
        return drawing.to_plotly_json(), reach_rows(reaches)
    if asked.quantity == "share":
        curves = [(one.reach, one.curve) for one in found]
        drawing = share_figure(curves, task.trained, task.verb, grid, revision)
        return drawing.to_plotly_json(), share_rows(curves)
    theirs = published_on(asked.task)
    drawing = reach_figure(reaches, theirs, task.trained, task.verb, grid, revision)
    return drawing.to_plotly_json(), reach_rows(reaches, theirs)


def said(asked: Asked, found: Sequence[Found]) -> list[str]:
    """The summary in words."""
    reaches = [one.reach for one in found]
    if not reaches:
        return ["No run answers this yet."]
    if asked.values:
        return summarize_sweep(reaches, noun, recipe_word, asked.setting.replace("_", " "))
    return summarize(reaches, noun, recipe_word, TASKS[asked.task].verb, asked.longest)


def about(asked: Asked) -> list[Component | str]:
    """What is wrong with the values of a sweep, and how the networks that are compared were trained."""
    config = Config(task=asked.task, **TASKS[asked.task].begins_with)
    units = f"{config.hidden} units" + (f" x {config.layers} layers" if config.layers > 1 else "")
    usual = (
        f"Compared are networks of {units}, trained for {config.steps} steps on N = {config.shortest} to "
        f"{config.longest} and tried up to {config.measure_up_to:,}, from the runs that ship, your own, and "
        "public ones."
    )
    said = [html.Span(asked.problem, role="alert", className="form-error"), " "] if asked.problem else []
    return [*said, usual]


def lacks(asked: Asked, lacking: Sequence[Config]) -> str:
    """What would have to be trained, and about how long that takes."""
    if asked.problem:
        return asked.problem
    if not (asked.cells and asked.recipes):
        return "Choose at least one cell and one recipe."
    if not lacking:
        return "Nothing is missing: every cell that is chosen has a run for every recipe."
    names = list(dict.fromkeys(recipe_word(config.recipe) for config in lacking))
    minutes = sum(map(typical_seconds, lacking)) / 60
    many = f"{len(lacking)} trainings are" if len(lacking) > 1 else "1 training is"
    long = "about a minute" if minutes < 1.5 else f"about {minutes:.0f} minutes"
    return f"{many} missing ({', '.join(names)}); {long} on one core."
