"""Read: text coloured character by character by any neuron of any quantity."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import Input, Output, State, callback, html, no_update
from dash.development.base_component import Component

from dashboard import ids, networks, subjects, urls, views
from dashboard.chosen import as_naming, as_number, from_query, read_subject
from dashboard.components import controls, place
from dashboard.components.figure_card import figure_card
from dashboard.components.subject_bar import ADDRESS, ADDRESS_NAMES, INPUTS, USUAL, subject_bar
from dashboard.components.time_cursor import time_cursor
from dashboard.figures.common import plain
from dashboard.figures.letters import ON_FIGURE, letters_figure
from dashboard.figures.plan import no_letters
from dashboard.subjects import Subject
from dashboard.theme import cell_style

TITLE = "Explore"
FIRST_VIEW = "strings"
IN_TEXT = f"choose “{views.VIEWS['text']}”, which has them at any length, or shorten the text to read"
FIRST_RANGE = "each"  # one neuron whose cell state runs to 150 would leave 127 others without a colour

HELP = (
    "Each character is coloured by what the neuron holds after reading it. The colour bars say which value a "
    "colour stands for; a cell state has no bounds, so its scale ends at the largest value shown. Where each "
    "neuron has a row, the row goes by its own maximum, which stands beside it: such colours compare steps, "
    "not neurons; one range for all rows compares neurons. The keys left and right move through the text, up "
    "and down through the neurons."
)


def layout(**asked_for: str | list[str]) -> Component:
    """The page in the state that its address describes."""
    query = urls.single(asked_for)
    subject, n, naming, gone = from_query(query)
    view = query.get(urls.VIEW, FIRST_VIEW)
    step = as_number(query.get(urls.STEP)) or 1
    reach = as_range(query.get(urls.RANGE))
    drawn = draw(subject, view, naming, step, reach)
    figure, rows, said, longest, at, shown, options, alike, note, problem = drawn
    views_control = dbc.RadioItems(
        id=ids.VIEW, options=options, value=shown, inline=True, class_name="view-switch"
    )
    above = html.Div(
        [
            html.Div(views_control, role="group", **{"aria-label": "What is shown"}),
            html.Div(
                controls.select(ids.RANGE, "Colours", views.RANGES, reach),
                id=f"{ids.RANGE}-row",
                className="ask-row",
                hidden=alike,
            ),
            html.Div(note, id=ids.READ_NOTE, className="hint muted"),
            time_cursor(longest, at, said, figure=ids.READ, units=ids.UNIT),
        ]
    )
    return html.Div(
        [
            html.H1("Explore", className="page-title"),
            html.P(
                "One network under the microscope: every gate and every neuron at every character.",
                className="lead",
            ),
            place.links(urls.EXPLORE, query),
            subject_bar(subject, n, naming, gone, problem, ids.READ_ERROR),
            figure_card(
                ids.READ,
                "Text, coloured by a neuron",
                HELP,
                scroll=True,
                above=above,
                figure=figure,
                rows=rows,
            ),
            place.place(
                urls.EXPLORE,
                [*ADDRESS_NAMES, urls.VIEW, urls.RANGE, urls.STEP],
                {**USUAL, urls.VIEW: FIRST_VIEW, urls.RANGE: FIRST_RANGE, urls.STEP: 1},
            ),
        ],
        className="stack",
    )


def as_range(value: Any) -> str:
    """Whose maximum the colours go by: a key of views.RANGES."""
    return value if isinstance(value, str) and value in views.RANGES else FIRST_RANGE


def draw(subject: Subject, view: str, naming: str, step: int, reach: str = FIRST_RANGE) -> tuple[Any, ...]:
    """The figure and all that goes with it; a text that cannot be read leaves the own one, and says so."""
    subject, problem = subjects.readable(subject)
    there = views.offered(subject)
    view = view if view in there else next(iter(there))
    rows = views.ROWS[view](subject, naming)
    own_ranges = views.has_ranges(view, rows)
    longest = len(subject.text)
    at = min(max(step, 1), longest)
    figure = letters_figure(
        views.title(subject, view, naming),
        rows,
        wrapped=view == "text",
        naming=naming,
        cursor=at,
        each=own_ranges and reach == "each",
        revision=f"{subject.source} {subject.cell} {view} {longest}",
    )
    options = [{"value": key, "label": text} for key, text in there.items()]
    said, alike = readout(subject), not own_ranges
    note = "" if view == "text" else no_letters(max(len(row.characters) for row in rows), IN_TEXT)
    return figure.to_plotly_json(), ON_FIGURE, said, longest, at, view, options, alike, note, problem


def readout(subject: Subject) -> dict[str, Any] | None:
    """What the time cursor reads out at each step."""
    trace = subject.trace
    steps = range(len(trace.characters))
    task = subject.specimen.task
    knows = trace.next.numel() and subject.specimen.has_readout
    style = cell_style(subject.cell)
    cell = {
        "names": style.short,
        "color": style.color,
        "next": networks.rankings(trace) if knows else [[] for _ in steps],
        "verdicts": trace.verdicts(task) if task and knows else [""] * len(steps),
    }
    values = plain(trace.layers[subject.layer][subject.symbol][:, subject.unit].tolist())
    held = {
        "label": f"{subject.symbol} of neuron {subject.unit + 1}",
        "values": values,
    }
    return {"chars": list(trace.characters), "cells": {subject.cell: cell}, "held": held}


@callback(
    Output(ids.source(ids.READ), "data"),
    Output(ids.rows(ids.READ), "data"),
    Output(ids.TRACES_READOUT, "data"),
    Output(ids.TIME_SLIDER, "max"),
    Output(ids.TIME_SLIDER, "value"),
    Output(ids.VIEW, "value"),
    Output(ids.VIEW, "options"),
    Output(f"{ids.RANGE}-row", "hidden"),
    Output(ids.READ_NOTE, "children"),
    Output(ids.READ_ERROR, "children"),
    *INPUTS,
    Input(ids.NAMES, "value"),
    Input(ids.VIEW, "value"),
    Input(ids.RANGE, "value"),
    State(ids.TIME_SLIDER, "value"),
    prevent_initial_call=True,
)
def read(*values: Any) -> tuple[Any, ...]:
    """Draw what is asked for; what cannot be read is said, and the figure stays."""
    *parts, naming, view, reach, step = values
    try:
        subject = read_subject(*parts)
        found = draw(
            subject,
            view if isinstance(view, str) else FIRST_VIEW,
            as_naming(naming),
            as_number(step) or 1,
            as_range(reach),
        )
    except (networks.NotThereError, ValueError) as error:
        return *(no_update,) * 9, subjects.sentence(error)
    return (*(no_update,) * 9, found[-1]) if found[-1] else found


place.register(
    urls.EXPLORE, [*ADDRESS, (ids.VIEW, "value"), (ids.RANGE, "value"), (ids.TIME_SLIDER, "value")]
)
