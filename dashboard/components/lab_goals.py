"""How far each cell can be brought: a goal for each, and how many of twenty seeds come there."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import urls
from dashboard.access import shipped_run
from dashboard.components.controls import cell_chip
from dashboard.components.lab_tables import LEFT, noun, recipe_word, scrolled, table
from dashboard.figures.common import listed
from models.analysis.certificate import FLOAT_LIMIT
from models.analysis.goals import GOALS, Reached
from models.analysis.statistics import wilson
from models.tasks import TASKS

HEAD = (*LEFT, "goal", "reached by", "95 % interval", "farther", f"proved to {FLOAT_LIMIT:,}", "run")
ABOUT = (
    "Runs that ship, each cell by the recipe that brings it farthest: seeds trained on N up to 10, none "
    "chosen, that answer the goal exactly, and every N below it that was tried. A proof covers every N up to "
    "the end of float32 counting: python -m models certify."
)


def goals_table(reached: Sequence[Reached]) -> Component:
    """A row for each goal of a task."""
    if not reached:
        tasks = dict.fromkeys(TASKS[goal.task].title.lower() for goal in GOALS)
        return html.P(f"Goals are set for {listed([*tasks])}: choose one above.", className="muted")
    rows = [row(each) for each in reached]
    return html.Div(
        [
            html.P(ABOUT, className="muted"),
            scrolled(table(HEAD, rows, "goals"), "Goals, and who reaches them"),
        ]
    )


def row(each: Reached) -> Component:
    """One cell, the recipe that brings it farthest, and how far."""
    goal, (count, *farther) = each.goal, each.exact
    low, high = wilson(count, each.seeds)
    run = shipped_run(goal.run)
    texts = [
        f"{goal.n:,}",
        html.Strong(f"{count} of {each.seeds}") if count == each.seeds else f"{count} of {each.seeds}",
        f"{100 * low:.0f} to {100 * high:.0f} %",
        f"{farther[0]} at {goal.farther:,}" if farther else "",
        "" if each.proved is None else f"{each.proved} of {each.seeds}",
        html.A("open", href=urls.compare(goal.run), title="Open this run on the Compare page"),
    ]
    why = [html.Div(goal.why, className="interval")] if goal.why else []
    trained = [recipe_word(run.config["recipe"]) if run else "", *why]
    return html.Tr(
        [html.Th(cell_chip(goal.cell), scope="row"), html.Td(trained, className="word"), *map(html.Td, texts)]
    )


def farther_still(each: Reached, recipe: str) -> str:
    """What was asked of these networks beyond what is drawn, as a sentence."""
    n, count = each.goal.lengths[-1], each.exact[-1]
    who = f"{'all' if count == each.seeds else f'{count} of'} {each.seeds} {noun(each.goal.cell)}s ({recipe})"
    proof = f"; of {each.proved} it is proved for every N up to {FLOAT_LIMIT:,}" if each.proved else ""
    return f"Asked for N = {n:,}, {who} are exact{proof}."
