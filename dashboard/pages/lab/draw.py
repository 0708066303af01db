"""What the Lab shows of what is asked for: the figure, its numbers, and everything that is said in words."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dash import html
from dash.development.base_component import Component

from dashboard.components.lab_goals import farther_still, goals_table
from dashboard.components.lab_measures import measures_table
from dashboard.components.lab_tables import literature, paired, results, sentences
from dashboard.components.static import written
from dashboard.encoding import Encoded, encoded
from dashboard.goals import beyond, reached_on
from dashboard.kept import kept
from dashboard.lab import Asked, Found, answers, missing, noun, pairs, recipe_word, under_way
from dashboard.measured import cell_of, known, unmeasured
from dashboard.pages.lab.picture import picture
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
        texts: in words, the goals, every cell and recipe, the field's measures, two cells in pairs, the
            literature, for `static`.
        pending: how many of the measures are still to be read.
        about: how the networks were trained, and what is wrong with the values of a sweep.
        missing: what no run answers; `nothing_missing` where that is nothing.
    """

    figure: Encoded
    rows: Encoded
    texts: tuple[Encoded, ...]
    pending: int
    about: list[Component | str]
    missing: str
    nothing_missing: bool

    @property
    def measures(self) -> Encoded:
        """The table of the field's measures."""
        return self.texts[3]


@dataclass(frozen=True)
class Shown:
    """What is drawn: whoever asks for the same of the same runs sees the same."""

    asked: Asked
    runs: tuple[tuple[str, float | None, str], ...]
    pending: int
    found: tuple[Found, ...] = field(compare=False)


def draw(asked: Asked, runs: Sequence[Run]) -> Drawn:
    """What these runs say to what is asked for."""
    found = answers(asked, runs)
    lacking = missing(asked, found)
    waiting = [config for config in lacking if not under_way(config, runs)]
    pending = len(unmeasured(cells(found)))
    which = tuple((one.run.id, one.run.finished_at, one.reach.cell) for one in found)
    figure, rows, *texts = parts(Shown(asked, which, pending, tuple(found)))
    return Drawn(
        figure, rows, tuple(texts), pending, about(asked), lacks(asked, lacking, waiting), not waiting
    )


def cells(found: Sequence[Found]) -> list[tuple[Run, str]]:
    """The networks behind what is shown."""
    return [(one.run, one.reach.cell) for one in found]


@kept(megabytes=24)
def parts(shown: Shown) -> tuple[Encoded, ...]:
    """The figure, its numbers, and the texts."""
    asked, found = shown.asked, shown.found
    compared = compare_reaches([pair for pair in pairs(asked, found) if same_seeds(*pair)])
    rows = [(one, known(cell_of(one.run, one.reach.cell))) for one in found]
    texts = (
        sentences(said(asked, found)),
        goals_table(reached_on(asked.task)),
        results(found, asked.varied),
        measures_table(rows, shown.pending, asked.varied),
        paired(asked.pair, compared, asked.varied),
        literature(published_on(asked.task)),
    )
    return tuple(map(encoded, (*picture(asked, found), *map(written, texts))))


def said(asked: Asked, found: Sequence[Found]) -> list[str]:
    """The summary in words."""
    reaches = [one.reach for one in found]
    if not reaches:
        return ["No run answers this yet: choose a cell and a recipe, or train what is missing below."]
    if asked.values:
        return summarize_sweep(reaches, noun, recipe_word, asked.varied)
    tried_farther = (
        (reached, one.reach)
        for one in found
        if (reached := beyond(one.run.id, one.reach.cell)) and reached.goal.lengths[-1] > one.reach.cap
    )
    return [
        *(farther_still(reached, recipe_word(reach.recipe)) for reached, reach in tried_farther),
        *summarize(reaches, noun, recipe_word, TASKS[asked.task].verb, asked.longest),
    ]


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


def lacks(asked: Asked, lacking: Sequence[Config], waiting: Sequence[Config]) -> str:
    """What would have to be trained, those that are not under way yet, and about how long they take."""
    if asked.problem:
        return asked.problem
    if not (asked.cells and asked.recipes):
        return "Choose at least one cell and one recipe."
    if not lacking:
        return "Nothing is missing: every cell that is chosen has a run for every recipe."
    if not waiting:
        return "What is missing is being trained."
    names = list(dict.fromkeys(recipe_word(config.recipe) for config in waiting))
    minutes = sum(map(typical_seconds, waiting)) / 60
    many = f"{len(waiting)} trainings are" if len(waiting) > 1 else "1 training is"
    long = "about a minute" if minutes < 1.5 else f"about {minutes:.0f} minutes"
    return f"{many} missing ({', '.join(names)}); {long} on one core."
