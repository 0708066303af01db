"""The Lab page: which architecture counts, how far, and how sure we are, over all runs of a task."""

from typing import Any

from dash import Input, Output, callback, dcc, html
from dash.development.base_component import Component

from dashboard import ids, urls
from dashboard.components import place
from dashboard.components.figure_card import figure_card
from dashboard.components.static import filled
from dashboard.lab import NO_SWEEP, Asked, lab_runs, read_asked
from dashboard.pages.lab import job, measuring  # noqa: F401 - its callbacks
from dashboard.pages.lab.draw import Drawn, draw
from dashboard.pages.lab.form import CONTROLS, form, pair_form, recipe_options

TITLE = "Lab"
LEAD = (
    "Counting to a million: the generalization lab. Networks learn from short strings and are asked for long "
    "ones. Which architecture counts, how far, and how sure are we?"
)
HELP = (
    "One mark for each seed, at the largest N such that every length up to it is exact; the bar is the "
    "median. Seeds that are exact as far as was tried stand to the right of the last tick. Shaded: the "
    "lengths in the training set. Dotted lines: what others have published. Or, for each N, the share "
    "of seeds that are exact, with Wilson’s 95 % interval as a band where seeds disagree. Or a measure of "
    "the field: a mark for each seed, and the average with its 95 % interval."
)
STATIC = (
    ids.LAB_SUMMARY, ids.LAB_GOALS, ids.LAB_RESULTS, ids.LAB_MEASURES, ids.LAB_PAIRED, ids.LAB_LITERATURE,
)  # fmt: skip
ADDRESS = {control: name for name, control in CONTROLS.items()} | {ids.LAB_JOB: urls.JOB}


def layout(**asked_for: str | list[str]) -> Component:
    """The page in the state that its address describes."""
    query = urls.single(asked_for)
    runs = lab_runs()
    asked = read_asked(query, runs)
    shown = draw(asked, runs)
    contents = dict(zip(STATIC, shown.texts, strict=True))
    query = {name: value for name, value in query.items() if name in ADDRESS.values()}
    link = place.link_id(urls.LAB, urls.LAB)
    return html.Div(
        [
            html.H1("Lab", className="page-title"),
            html.P(LEAD, className="lead"),
            form(asked, recipe_options(asked.task, runs), query.get(urls.SWEPT, ""), shown.about),
            card("In words", filled(ids.LAB_SUMMARY, contents[ids.LAB_SUMMARY])),
            figure_card(
                ids.LAB_FIGURE, "How far beyond training", HELP,
                scroll=True, figure=shown.figure, rows=shown.rows,
            ),
            card("How far each can be brought", filled(ids.LAB_GOALS, contents[ids.LAB_GOALS])),
            job.card(asked, query.get(urls.JOB, ""), shown.missing, shown.nothing_missing),
            card("Every cell and recipe", filled(ids.LAB_RESULTS, contents[ids.LAB_RESULTS])),
            card("In the field’s words", filled(ids.LAB_MEASURES, contents[ids.LAB_MEASURES])),
            card(
                "Two cells on the same seeds",
                pair_form(asked), filled(ids.LAB_PAIRED, contents[ids.LAB_PAIRED]),
            ),
            card("What others have reached", filled(ids.LAB_LITERATURE, contents[ids.LAB_LITERATURE])),
            html.A("Link to this comparison", id=link, href=urls.explore(urls.LAB, **query)),
            place.place(
                urls.LAB, list(ADDRESS.values()),
                usual(),
                pages=((TITLE, urls.LAB),),
            ),
            dcc.Store(id=ids.LAB_PENDING, data=shown.pending),
            dcc.Store(id=ids.LAB_MEASURE),
            dcc.Store(id=ids.LAB_DONE, data=job.ended(job.runs_of(query.get(urls.JOB)))),
        ],
        className="stack",
    )  # fmt: skip


def usual() -> dict[str, object]:
    """What the page shows without an address, and leaves out of it."""
    asked = Asked()
    one, other = asked.pair
    return {
        urls.TASK: asked.task, urls.RECIPES: asked.recipes, urls.CELLS: asked.cells, urls.VIEW: asked.view,
        urls.SHOW: asked.quantity, urls.ONE: one, urls.OTHER: other, urls.SETTING: NO_SWEEP,
    }  # fmt: skip


def card(title: str, *content: Component) -> Component:
    """A part of the page below its heading."""
    return html.Section([html.H2(title, className="card-heading"), *content], className="card panel")


@callback(
    Output(ids.source(ids.LAB_FIGURE), "data"),
    Output(ids.rows(ids.LAB_FIGURE), "data"),
    *(Output(ids.content(place), "data") for place in STATIC),
    Output(ids.LAB_PENDING, "data"),
    Output(ids.LAB_ABOUT, "children"),
    Output(ids.LAB_MISSING, "children"),
    Output(ids.LAB_TRAIN, "disabled"),
    Output(ids.LAB_RECIPES, "options"),
    *(Input(control, "value") for control in CONTROLS.values()),
    Input(ids.LAB_DONE, "data"),
    Input(ids.LAB_JOB, "data"),
    prevent_initial_call=True,
)
def show(*values: Any) -> tuple[Any, ...]:
    """Everything that depends on what is chosen, and on which trainings have begun and ended."""
    runs = lab_runs()
    asked = read_asked(dict(zip(CONTROLS, values[: len(CONTROLS)], strict=True)), runs)
    shown: Drawn = draw(asked, runs)
    return (
        shown.figure, shown.rows, *shown.texts, shown.pending, shown.about, shown.missing,
        shown.nothing_missing, recipe_options(asked.task, runs),
    )  # fmt: skip


place.register(
    urls.LAB,
    [(control, "data" if control == ids.LAB_JOB else "value") for control in ADDRESS],
    pages=((TITLE, urls.LAB),),
)
