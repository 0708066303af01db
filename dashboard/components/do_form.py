"""The form that says what is done to a network, and the list of what has been said."""

from typing import Any
from urllib.parse import quote

import dash_bootstrap_components as dbc
from dash import State, dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components import controls
from dashboard.subjects import Subject
from models.interventions.effect import prompt_of
from models.interventions.intervention import ACTIONS, STATE, VALUED, Intervention, parse
from models.names import NAMES

TARGETS = {"unit": "the neuron chosen above", "all": "every neuron of its layer", STATE: "the whole state"}
STEPS = {"plain": "as it is", "own": "in its own steps"}
WHERES = {"always": "at every step", "character": "when this is read", "step": "at this step"}
GATE = (0.0, 1.0, 0.01)  # least, most and step of the slider
FREE = (-10.0, 10.0, 0.1)

STEPS_HELP = (
    "A neuron's own step is its mean change at each counted character: 3 of them are worth 3 characters, "
    "whichever way and however far the neuron moves for one."
)
WHERE_HELP = (
    "A character: whenever it is read, in the text or in what the network writes. A step: that one, or a "
    "range such as 3-7; the first character is step 1."
)

FORM_STATES = [
    State(part, "value")
    for part in (
        ids.DO_ACTION, ids.DO_TARGET, ids.DO_VALUE, ids.DO_STEPS, ids.DO_OTHER, ids.DO_WHERE, ids.DO_PLACE,
    )
]  # fmt: skip


def do_form(
    subject: Subject, lines: list[str], items: list[Component], problem: str, command: str
) -> Component:
    """The controls, what is done now, and the same for the command line.

    They start where they make sense: at the last character that is read, and in own steps where one counts.
    """
    task = subject.specimen.task
    steps = "own" if task and task.counted else "plain"
    cue = prompt_of(task, subject.text)[-1:]
    least, most, step, value, hidden = slider_of(lines)
    slider = dcc.Slider(
        id=ids.DO_SLIDER, min=least, max=most, step=step, value=value, marks=None, updatemode="drag",
        tooltip={"placement": "bottom", "always_visible": False},
    )  # fmt: skip
    form = html.Div(
        [
            controls.select(ids.DO_ACTION, "Do what", ACTIONS, "add"),
            html.Div(controls.select(ids.DO_TARGET, "To", TARGETS), className="for-target"),
            html.Div(
                [
                    controls.number(ids.DO_VALUE, "Value", 3, -1e6, 1e6, "any"),
                    controls.select(ids.DO_STEPS, "Counted", STEPS, steps, help=STEPS_HELP),
                ],
                className="for-value",
            ),
            html.Div(
                controls.field("The other string, or character", text_input(ids.DO_OTHER, "")),
                className="for-other",
            ),
            html.Div(
                controls.select(ids.DO_WHERE, "When", WHERES, "character", help=WHERE_HELP),
                className="for-when",
            ),
            html.Div(controls.field("Which", text_input(ids.DO_PLACE, cue)), className="for-place"),
            html.Div(
                [
                    dbc.Button("Do it", id=ids.DO, color="primary", size="sm"),
                    dbc.Button("Undo", id=ids.UNDO, color="secondary", outline=True, size="sm"),
                    dbc.Button("Clear", id=ids.CLEAR, color="secondary", outline=True, size="sm"),
                ],
                className="form-buttons",
            ),
        ],
        id=ids.DO_FORM,
        className="do-form",
        **{"data-action": "add", "data-where": "character"},
    )
    return html.Section(
        [
            html.H2("What is done", className="card-heading"),
            form,
            html.Div(problem, id=ids.DO_ERROR, role="alert", className="form-error"),
            html.Ol(items, id=ids.DO_LIST, className="done", **{"aria-live": "polite"}),
            html.Div(
                [html.Span("Value of the last one", id="do-slider-label", className="field-label"), slider],
                id=f"{ids.DO_SLIDER}-row",
                className="time",
                hidden=hidden,
            ),
            html.Details(
                [html.Summary("The same on the command line"), html.Pre(command, id=ids.DO_COMMAND)]
            ),
            dcc.Store(id=ids.DOING, data=lines),
        ],
        className="card panel",
        **{"aria-label": "What is done"},
    )


def text_input(id: str, value: str) -> Component:
    return dbc.Input(id=id, value=value, size="sm", maxLength=200, autocomplete="off", className="mono")


def nothing_done() -> list[Component]:
    """What the list says while it is empty."""
    return [html.Li("Nothing yet: say what to do and press Do it.", className="muted")]


def slider_of(lines: list[str]) -> tuple[float, float, float, float, bool]:
    """Least, most, step and value of the slider, and whether it has nothing to change."""
    last = parse(lines[-1], first=1) if lines else None
    if last is None or last.action not in VALUED:
        return *FREE, 0.0, True
    low, high, step = GATE if is_gate(last) else FREE
    return min(low, last.value), max(high, last.value), step, last.value, False


def is_gate(each: Intervention) -> bool:
    """Whether a gate is held, which is from 0 to 1."""
    return each.action == "clamp" and each.symbol in NAMES and NAMES[each.symbol].scale == "gate"


def line_of(subject: Subject, *form: Any) -> str:
    """The line that the form's controls write down, counted from 1.

    Raises:
        ValueError: where it makes no sense; the message says what would be right.
    """
    action, target, value, steps, other, where, place = (part if part is not None else "" for part in form)
    if action == "edit":
        if where != "step":
            raise ValueError(
                "an edit changes the character at one step: choose When: at this step, and name it"
            )
        if len(str(other)) != 1:
            raise ValueError(f"an edit puts in one character, not {str(other)[:20]!r}")
        return parse(f"edit:{place}:{quote(str(other), safe='')}", first=1).text(first=1)
    layer = f"{subject.layer + 1}/" if subject.layer else ""
    symbol = STATE if target == STATE else layer + subject.symbol
    parts = [str(action), symbol, str(subject.unit + 1) if target == "unit" else "*"]
    if action in VALUED:
        parts.append(f"{value}{'x' if steps == 'own' else ''}")
    if action == "swap":
        parts.append(quote(str(other), safe=""))
    if where != "always" and not place:
        raise ValueError("name the character, or the step, at which it is done")
    if where == "character" and len(str(place)) != 1:
        raise ValueError(f"it is done when one character is read, not {str(place)[:20]!r}")
    at = {"character": "@" + quote(str(place), safe=""), "step": f"@t{place}"}.get(str(where), "")
    return parse(":".join(parts) + at, first=1).text(first=1)
