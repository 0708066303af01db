"""What the Lab compares: which runs answer what is asked for, and which trainings are still missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dashboard import urls
from dashboard.access import may_change, seen_runs
from dashboard.bundled import ships
from dashboard.figures import LengthCurve
from dashboard.routes.uploads import RUN as OPENED
from dashboard.runview import is_known, shown_view
from dashboard.store.schema import Run
from dashboard.theme import cell_style
from models.analysis.summaries import Reach
from models.cells import CELLS, architectures, variants
from models.tasks import TASKS
from models.training.config import LIMITS, Config
from models.training.recipes import RECIPES, recipe_of

VIEWS = {"one": "one figure", "grid": "one for each recipe"}
QUANTITIES = {
    "reach": "N_max of every seed",
    "share": "share of seeds exact",
    "deterministic": "deterministic accuracy",
    "acceptance": "acceptance and rejection",
    "characters": "forced against free-running",
}
MEASURES = {  # of those that show some: the measures, and what each is called in the figure
    "deterministic": {"deterministic_accuracy": "deterministic accuracy"},
    "acceptance": {"accepted": "strings accepted", "rejected": "near-negatives rejected"},
    "characters": {
        "teacher_forced_characters": "right characters, teacher-forced",
        "length_generalization": "free-running",
    },
}
NO_SWEEP = "none"  # an empty value would leave the control without a text
SWEEPS = {
    "hidden": "hidden units",
    "seeds": "seeds",
    "learning_rate": "learning rate",
    "longest": "longest N in training",
}
MOST_VALUES = 4
FREE = {"cells", "seeds", "first_seed"}  # runs that differ in nothing else are shown together


AXES = {  # what their shares are of
    "deterministic": "share of the characters where only one may come, n = 1 to 50",
    "acceptance": "share of the strings, n = 1 to 50",
    "characters": "share of the answers’ characters, 52 lengths from 41 to 500",
}


@dataclass(frozen=True)
class Asked:
    """What the page compares, each part of it something that there is.

    Attributes:
        task, recipes, cells: whose runs.
        view, quantity: a name in VIEWS, one in QUANTITIES.
        pair: the two cells that are compared on the same seeds.
        setting, values: what a sweep varies; "" and nothing where there is none.
        problem: what is wrong with the values of the sweep, in a sentence.
    """

    task: str = "counting"
    recipes: tuple[str, ...] = ("plain", "sharpened")
    cells: tuple[str, ...] = architectures()
    view: str = "one"
    quantity: str = "reach"
    pair: tuple[str, str] = ("lstm", "gru")
    setting: str = ""
    values: tuple[float, ...] = ()
    problem: str = ""

    @property
    def varied(self) -> str:
        """What a sweep varies, as it is read; "" where there is none."""
        return SWEEPS[self.setting] if self.values else ""

    @property
    def longest(self) -> int:
        """The longest N of the usual training set."""
        return TASKS[self.task].trained[1]


@dataclass(frozen=True)
class Found:
    """What one cell of one run has reached; share[k] of its seeds are exact at lengths[k]."""

    reach: Reach
    curve: LengthCurve
    run: Run


def read_asked(values: Mapping[str, Any], runs: Iterable[Run]) -> Asked:
    """What an address or the controls ask for; whatever there is not is left out, or is as usual."""
    usual = Asked()
    task = one_of(values.get(urls.TASK), TASKS, usual.task)
    cells = some_of(values.get(urls.CELLS), [*architectures(), *variants()])
    recipes = some_of(values.get(urls.RECIPES), offered_recipes(task, runs))
    asked = replace(
        usual,
        task=task,
        cells=cells or (() if urls.CELLS in values else usual.cells),
        recipes=recipes or (() if urls.RECIPES in values else usual.recipes),
        view=one_of(values.get(urls.VIEW), VIEWS, usual.view),
        quantity=one_of(values.get(urls.SHOW), QUANTITIES, usual.quantity),
        pair=tuple(
            one_of(values.get(name), CELLS, cell)
            for name, cell in zip((urls.ONE, urls.OTHER), usual.pair, strict=True)
        ),
        setting=one_of(values.get(urls.SETTING), SWEEPS, ""),
    )
    if not asked.setting:
        return asked
    try:
        return replace(asked, values=read_values(asked, values.get(urls.SWEPT)))
    except ValueError as error:
        return replace(asked, problem=f"{str(error)[:1].upper()}{str(error)[1:]}.")


def one_of(value: Any, known: Iterable[str], usual: str) -> str:
    """The value, if it is one of these."""
    return value if isinstance(value, str) and value in [*known] else usual


def some_of(value: Any, known: Sequence[str]) -> tuple[str, ...]:
    """Those of the known that a list, or a text with ; between, names."""
    named = value.split(";") if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(one for one in known if one in named)


def offered_recipes(task: str, runs: Iterable[Run]) -> list[str]:
    """Every recipe, and those made of several that a run of the task was trained by."""
    composed = {run.config["recipe"] for run in runs if of_task(run, task)} - set(RECIPES)
    return [*RECIPES, *sorted(composed)]


def read_values(asked: Asked, text: Any) -> tuple[float, ...]:
    """The values of a sweep, as typed. Raises ValueError, with what would be right."""
    words = text.replace(";", ",").replace(",", " ").split() if isinstance(text, str) else []
    label, (low, high) = SWEEPS[asked.setting], LIMITS[asked.setting]
    whole = asked.setting != "learning_rate"
    try:
        found = [int(word) if whole else float(word) for word in words if len(word) < 20]
    except ValueError:
        found = []
    if not 1 <= len(found) == len(words) <= MOST_VALUES or not all(low <= value <= high for value in found):
        kind = "whole numbers" if whole else "numbers"
        raise ValueError(f"type 1 to {MOST_VALUES} {kind} for {label}, each from {low:.10g} to {high:.10g}")
    return tuple(sorted(set(found)))


def of_task(run: Run, task: str) -> bool:
    """Whether a run of the small tasks was trained here, on this one."""
    return is_known(run) and run.config["task"] == task and not run.id.startswith(OPENED)


def wanted(asked: Asked) -> list[tuple[Config, float | None]]:
    """The trainings that answer what is asked for, each with its value in the sweep."""
    found = []
    for value in asked.values or (None,):
        for recipe in asked.recipes:
            changed = {asked.setting: value} if value is not None else {}
            settings = TASKS[asked.task].begins_with | changed
            cells = asked.cells or architectures()
            try:
                found.append((Config(task=asked.task, recipe=recipe, cells=cells, **settings), value))
            except ValueError:
                continue  # more than may be trained at once, or a longest that is below the shortest
    return found


def answers(asked: Asked, runs: Sequence[Run]) -> list[Found]:
    """What is known of each cell, recipe and value: from a run that ships, else from that with most seeds."""
    found = []
    done = [run for run in runs if run.status == "done" and of_task(run, asked.task)]
    for config, value in wanted(asked):
        same = {name: v for name, v in config.to_json().items() if name not in FREE - {asked.setting}}
        like = [run for run in done if is_like(run, same)]
        like.sort(key=lambda run: (ships(run.id), run.config["seeds"], run.created_at), reverse=True)
        for cell in asked.cells:
            if one := next(filter(None, (measured(run, cell, value) for run in like)), None):
                found.append(one)
    order = {cell: place for place, cell in enumerate(asked.cells)}
    return sorted(found, key=lambda one: order[one.reach.cell])


def is_like(run: Run, same: Mapping[str, Any]) -> bool:
    """Whether a run was trained just so."""
    return all(run.config.get(name) == value for name, value in same.items())


def measured(run: Run, cell: str, value: float | None) -> Found | None:
    """What one cell of a run has reached; None if the run does not have it."""
    result = shown_view(run).results.get(cell)
    if not result or not result["n_max"]:
        return None
    reach = Reach(
        cell, run.config["recipe"], tuple(result["n_max"]), result["measured_up_to"],
        run.config["first_seed"], value,
    )  # fmt: skip
    return Found(reach, LengthCurve(result["lengths"], result["share"]), run)


def missing(asked: Asked, found: Sequence[Found]) -> list[Config]:
    """The trainings that would answer what no run answers, each with the cells that it lacks."""
    known = {(one.reach.recipe, one.reach.value, one.reach.cell) for one in found}
    lacking = []
    for config, value in wanted(asked) if not asked.problem else ():
        cells = tuple(cell for cell in asked.cells if (config.recipe, value, cell) not in known)
        lacking += [replace(config, cells=cells)] if cells else []
    return lacking


def under_way(config: Config, runs: Iterable[Run]) -> bool:
    """Whether the visitor has just this trained at the moment."""
    wanted = config.to_json()
    return any(run.is_live and run.config == wanted and may_change(run) for run in runs)


def pairs(asked: Asked, found: Sequence[Found]) -> list[tuple[Reach, Reach]]:
    """What both cells of the pair have reached, for each recipe and value."""
    one, other = ({(f.reach.recipe, f.reach.value): f.reach for f in found if f.reach.cell == cell}
                  for cell in asked.pair)  # fmt: skip
    return [(one[key], other[key]) for key in one if key in other]


def noun(cell: str) -> str:
    """What a cell is called within a sentence: "LSTM", "peephole LSTM", "NIG"."""
    if cell in variants():
        return cell_style(cell).short
    title = CELLS[cell].title
    return title if title[1].isupper() else title[0].lower() + title[1:]


def recipe_word(name: str) -> str:
    """What a recipe is called within a sentence."""
    return recipe_of(name).title.lower()


def lab_runs() -> list[Run]:
    """The runs that the visitor may see, and that are of the small tasks."""
    return [run for run in seen_runs() if is_known(run)]
