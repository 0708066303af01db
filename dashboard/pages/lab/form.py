"""What the Lab compares: the controls, each with the query parameter that holds it."""

from collections.abc import Iterable

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard import ids, urls
from dashboard.components import controls
from dashboard.docstrings import summary
from dashboard.lab import MOST_VALUES, NO_SWEEP, QUANTITIES, SWEEPS, VIEWS, Asked, noun, offered_recipes
from dashboard.store.schema import Run
from models.cells import CELLS
from models.tasks import TASKS
from models.training.recipes import RECIPES, recipe_of

CONTROLS = {
    urls.TASK: ids.LAB_TASK,
    urls.RECIPES: ids.LAB_RECIPES,
    urls.CELLS: ids.LAB_CELLS,
    urls.VIEW: ids.LAB_VIEW,
    urls.SHOW: ids.LAB_SHOW,
    urls.ONE: ids.LAB_ONE,
    urls.OTHER: ids.LAB_OTHER,
    urls.SETTING: ids.LAB_SETTING,
    urls.SWEPT: ids.LAB_VALUES,
}
LONGEST = 80  # characters of the values of a sweep


def form(asked: Asked, recipes: list[dict[str, str]], values: str, about: list[Component | str]) -> Component:
    """Task, recipes, cells, what is drawn, and what is varied."""
    tasks = {name: task.title for name, task in TASKS.items()}
    settings = {NO_SWEEP: "nothing"} | SWEEPS
    typed = dbc.Input(
        id=ids.LAB_VALUES,
        value=values[:LONGEST],
        debounce=True,
        size="sm",
        autocomplete="off",
        maxLength=LONGEST,
    )
    return html.Section(
        [
            html.Div(
                [
                    controls.select(
                        ids.LAB_TASK, "Task", tasks, asked.task,
                        definitions({task.title: summary(task) for task in TASKS.values()}),
                    ),
                    controls.select(ids.LAB_SHOW, "Show", QUANTITIES, asked.quantity),
                    controls.select(ids.LAB_VIEW, "As", VIEWS, asked.view),
                    controls.select(
                        ids.LAB_SETTING, "Vary", settings, asked.setting or NO_SWEEP,
                        "One setting takes several values; the figure shows N_max against it.",
                    ),
                    controls.field(
                        "Values", typed, f"Up to {MOST_VALUES} numbers with commas between, as 5, 10, 20."
                    ),
                    controls.checklist(
                        ids.LAB_RECIPES, "Recipes", recipes, asked.recipes,
                        definitions({recipe.title: recipe.about for recipe in RECIPES.values()}),
                    ),
                    controls.cell_checklist(
                        ids.LAB_CELLS, "Cells", list(CELLS), asked.cells, controls.about_variants()
                    ),
                ],
                className="lab-form",
            ),
            html.Div(about, id=ids.LAB_ABOUT, className="muted"),
        ],
        className="card panel form-card",
        **{"aria-label": "What is compared"},
    )  # fmt: skip


def pair_form(asked: Asked) -> Component:
    """Which two cells are compared on the same seeds."""
    names = {cell: noun(cell) for cell in CELLS}
    chosen = zip((ids.LAB_ONE, ids.LAB_OTHER), ("One cell", "The other"), asked.pair, strict=True)
    return html.Div(
        [controls.select(control, label, names, cell) for control, label, cell in chosen],
        className="ask-row",
    )


def recipe_options(task: str, runs: Iterable[Run]) -> list[dict[str, str]]:
    """The recipes to choose from."""
    return [{"value": name, "label": recipe_of(name).title} for name in offered_recipes(task, runs)]


def definitions(texts: dict[str, str]) -> Component:
    """A list of terms and what they mean."""
    return html.Dl([part for term, text in texts.items() for part in (html.Dt(term), html.Dd(text))])
