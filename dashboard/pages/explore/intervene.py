"""Intervene: hold a gate, add to a cell, swap a state; and see what the network writes then."""

from functools import lru_cache
from typing import Any

from dash import (
    ALL,
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    ctx,
    html,
    no_update,
)
from dash.development.base_component import Component

from dashboard import ids, subjects, urls
from dashboard.chosen import PARTS, as_naming, from_query, read_subject
from dashboard.components import place
from dashboard.components.do_form import FORM_STATES, do_form, line_of, slider_of
from dashboard.components.figure_card import figure_card
from dashboard.components.outcome import command_of, drawn, items_of, outcomes_of
from dashboard.components.subject_bar import (
    ADDRESS,
    ADDRESS_NAMES,
    INPUTS,
    STATES,
    USUAL,
    subject_bar,
)
from dashboard.figures.common import nothing
from dashboard.figures.plan import no_letters
from dashboard.networks import NotThereError
from dashboard.subjects import Subject, sentence
from models.interventions.effect import effect, prompt_of, reach
from models.interventions.intervention import Intervention, parse_all

TITLE = "Intervene · Explore"
UP_TO = 100  # N_max on this page is tried so far
LONGEST_WRITTEN = 200  # characters
DEMO = "counting-two_units"
DEMO_TEXT = "aaaaaX"
SEPARATOR = ";"

HELP = (
    "Above what the network does by itself, below what it does while it is changed, on the same steps. All "
    "is computed anew by running the network: what is changed at one step changes everything that follows."
)


def layout(**asked_for: str | list[str]) -> Component:
    """The page in the state that its address describes; without one, it adds 3 to the counter."""
    query = urls.single(asked_for)
    if not {*PARTS.values(), urls.N, urls.DO} & set(query):
        query = {**query, **demo()}
    subject, n, naming, gone = from_query(query)
    lines, problem = read_lines(query.get(urls.DO, "").split(SEPARATOR))
    figure, rows, note, items, outcomes, command, error = work(subject, lines, naming)
    return html.Div(
        [
            html.H1("Intervene", className="page-title"),
            html.P(
                "Change one thing inside a trained network, and watch what becomes of it.", className="lead"
            ),
            place.links(urls.INTERVENE, query),
            subject_bar(subject, n, naming, gone, error, ids.EFFECT_ERROR),
            do_form(subject, lines, items, problem, command),
            html.Section(
                [
                    html.H2("What it writes", className="card-heading"),
                    html.Div(outcomes, id=ids.OUTCOME),
                    html.Div(measured(subject, lines), id=ids.REACH, **{"aria-live": "polite"}),
                ],
                className="card panel",
                **{"aria-label": "What it writes"},
            ),
            figure_card(
                ids.EFFECT,
                "Before and after",
                HELP,
                scroll=True,
                figure=figure,
                rows=rows,
                above=html.Div(note, id=ids.EFFECT_NOTE, className="hint muted"),
            ),
            place.place(urls.INTERVENE, [*ADDRESS_NAMES, urls.DO], USUAL),
        ],
        className="stack",
    )


@lru_cache(maxsize=1)
def demo() -> dict[str, str]:
    """Add 3 to the counter: the first seed of the smallest LSTM that has one counter and no more."""
    for seed in subjects.choices(DEMO).seeds:
        found = subjects.findings(DEMO, subjects.DEFAULT_CELL, seed)
        counters = [f for f in found if f.feature.name == "count" and f.vector == "c" and f.score > 0.9]
        if len(counters) == 1:
            do = f"add:c:{counters[0].unit + 1}:3x@X"
            return {urls.RUN: DEMO, urls.SEED: str(seed), urls.TEXT: DEMO_TEXT, urls.DO: do}
    return {}


def read_lines(lines: Any) -> tuple[list[str], str]:
    """The interventions that an address or a browser holds, and what is wrong with the others."""
    kept, problem = [], ""
    for line in lines if isinstance(lines, list) else []:
        try:
            if isinstance(line, str) and line.strip():
                parse_all([*kept, line], first=1)
                kept.append(line)
        except ValueError as error:
            problem = sentence(error)
    return kept, problem


def work(subject: Subject, lines: list[str], naming: str) -> tuple[Any, ...]:
    """Figure, its numbers, a note, the interventions, the outcomes, the command, and what went wrong."""
    try:
        subjects.check_length(subject.text)
        wanted = parse_all(lines, first=1)
        found = effect(
            subject.specimen, prompt_of(subject.specimen.task, subject.text), wanted, LONGEST_WRITTEN
        )
    except ValueError as error:
        figure = nothing("Nothing to compare", "Choose a network and a text above").to_plotly_json()
        return figure, None, "", items_of(lines, subject, naming), None, "", sentence(error)
    figure, rows = drawn(subject, wanted, found, naming)
    note = no_letters(max(len(side.prompt + side.written) for side in (found.before, found.after)))
    items, command = items_of(lines, subject, naming), command_of(subject, wanted)
    return figure, rows, note, items, outcomes_of(found), command, ""


def measured(subject: Subject, lines: list[str]) -> str:
    """N_max without and with the interventions."""
    if subject.specimen.task is None or subject.specimen.network is None:
        return ""
    try:
        wanted = parse_all(lines, first=1)
        before, after = (n_max(subject, ()), n_max(subject, tuple(wanted)))
    except ValueError:
        return ""
    shown = [f"≥ {UP_TO}" if n == UP_TO else str(n) for n in (before, after)]
    return f"N_max: {shown[0]} before, {shown[1]} after (every N from 1 is tried, up to {UP_TO})"


@lru_cache(maxsize=256)
def reach_of(source: str, cell: str, seed: int, wanted: tuple[Intervention, ...]) -> int:
    return reach(subjects.specimen(source, cell, seed), list(wanted), UP_TO)


def n_max(subject: Subject, wanted: tuple[Intervention, ...]) -> int:
    """N_max of the subject's network while this is done to it."""
    return reach_of(subject.source, subject.cell, subject.seed, wanted)


@callback(
    Output(ids.DOING, "data"),
    Output(ids.DO_ERROR, "children"),
    Output(ids.DO_SLIDER, "min"),
    Output(ids.DO_SLIDER, "max"),
    Output(ids.DO_SLIDER, "step"),
    Output(ids.DO_SLIDER, "value"),
    Output(f"{ids.DO_SLIDER}-row", "hidden"),
    Input(ids.DO, "n_clicks"),
    Input(ids.UNDO, "n_clicks"),
    Input(ids.CLEAR, "n_clicks"),
    Input({"type": ids.UNDO, "index": ALL}, "n_clicks"),
    *FORM_STATES,
    State(ids.DOING, "data"),
    *STATES,
    prevent_initial_call=True,
)
def change(do: Any, undo: Any, clear: Any, one: Any, *rest: Any) -> tuple[Any, ...]:
    """Add what the form says, or take something back; what makes no sense is said, and nothing changes."""
    form, lines, parts = rest[: len(FORM_STATES)], rest[len(FORM_STATES)], rest[len(FORM_STATES) + 1 :]
    lines = read_lines(lines)[0]
    try:
        match ctx.triggered_id:
            case ids.DO:
                subject = read_subject(*parts)
                lines.append(line_of(subject, *form))
                check(subject, lines)
            case ids.UNDO:
                lines = lines[:-1]
            case ids.CLEAR:
                lines = []
            case {"index": int(k)} if isinstance(one, list) and any(one):
                lines = [line for place, line in enumerate(lines) if place != k]
            case _:
                return (no_update,) * 7
        return lines, "", *slider_of(lines)
    except (NotThereError, ValueError) as error:
        return no_update, sentence(error), *(no_update,) * 5


def check(subject: Subject, lines: list[str]) -> None:
    """Raise ValueError where these interventions cannot be made in this network and text."""
    subjects.check_length(subject.text)
    prompt = prompt_of(subject.specimen.task, subject.text)
    effect(subject.specimen, prompt, parse_all(lines, first=1), 1)


@callback(
    Output(ids.source(ids.EFFECT), "data"),
    Output(ids.rows(ids.EFFECT), "data"),
    Output(ids.EFFECT_NOTE, "children"),
    Output(ids.DO_LIST, "children"),
    Output(ids.OUTCOME, "children"),
    Output(ids.DO_COMMAND, "children"),
    Output(ids.EFFECT_ERROR, "children"),
    *INPUTS,
    Input(ids.NAMES, "value"),
    Input(ids.DOING, "data"),
    prevent_initial_call=True,
)
def act(*values: Any) -> tuple[Any, ...]:
    """Run the network again with what is done now."""
    *parts, naming, lines = values
    try:
        return work(read_subject(*parts), read_lines(lines)[0], as_naming(naming))
    except (NotThereError, ValueError) as error:
        return *(no_update,) * 6, sentence(error)


@callback(
    Output(ids.REACH, "children"),
    Input(ids.source(ids.EFFECT), "data"),  # after the figure, which should not wait for it
    *STATES,
    State(ids.DOING, "data"),
    prevent_initial_call=True,
)
def measure(*values: Any) -> str:
    """N_max with what is done now."""
    _, *parts, lines = values
    try:
        return measured(read_subject(*parts), read_lines(lines)[0])
    except (NotThereError, ValueError):
        return ""


clientside_callback(
    ClientsideFunction("gatescope", "hold"),
    Output(ids.DOING, "data", allow_duplicate=True),
    Input(ids.DO_SLIDER, "value"),
    State(ids.DOING, "data"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("gatescope", "needs"),
    Output(ids.DO_FORM, "data-action"),
    Output(ids.DO_FORM, "data-where"),
    Input(ids.DO_ACTION, "value"),
    Input(ids.DO_WHERE, "value"),
)
place.register(urls.INTERVENE, [*ADDRESS, (ids.DOING, "data")])
