"""Find: neurons ranked by what they do, units that respond alike, and places where the same units fire."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import dash_bootstrap_components as dbc
from dash import Input, Output, callback, ctx, html, no_update
from dash.development.base_component import Component

from dashboard import ids, subjects, urls
from dashboard.chosen import as_number, from_query, read_subject
from dashboard.components import controls, place
from dashboard.components.figure_card import figure_card
from dashboard.components.found import ranking_table
from dashboard.components.matches import asked_span, span_form
from dashboard.components.subject_bar import ADDRESS, ADDRESS_NAMES, INPUTS, USUAL, options, subject_bar
from dashboard.docstrings import notes, summary
from dashboard.figures import clusters_figure, clusters_rows, ranking_figure, ranking_rows
from dashboard.figures.common import nothing
from dashboard.networks import NotThereError
from dashboard.subjects import Subject
from models.analysis.clusters import Clusters, clusters
from models.analysis.features import Feature, features_for
from models.analysis.neurons import Finding, rank
from models.analysis.patterns import regex_feature, words_feature

TITLE = "Find · Explore"
EVERY = "every"
TOP = 6  # neurons shown for each feature where all are shown
ROOM = 60  # and so many of all together; but each feature has one
MORE = 25  # where one is
GROUPS = 4

LEAD = "Which neuron does what? Each is scored on strings that were not used to find it."
HELP = (
    "Each bar is how well one neuron follows a feature: R squared of a straight line from the neuron to the "
    "feature, fitted on one half of the strings and scored on the other. Where a feature has phases, such as "
    "reading a's and writing b's, the score is the worse one. The mark is the control: the best that any "
    "neuron reaches when the feature's values are shuffled."
)


def layout(**asked_for: str | list[str]) -> Component:
    """The page in the state that its address describes."""
    query = urls.single(asked_for)
    subject, n, naming, gone = from_query(query)
    shown, unread = subjects.readable(subject)
    wanted = [query.get(name, "") for name in (urls.FEATURE, urls.PATTERN, urls.WORDS)]
    figure, rows, table, choices, problem = look_for(shown, *wanted)
    count = as_number(query.get(urls.GROUPS)) or GROUPS
    grouped = group(shown, count)
    span = [query.get(name) for name in (urls.SPAN_FROM, urls.SPAN_TO, urls.THRESHOLD)]
    asked = asked_span(shown, *span)
    controls_row = html.Div(
        [
            controls.select(
                ids.FEATURE, "What they follow", choices, wanted[0] if wanted[0] in choices else EVERY
            ),
            controls.field(
                "or any regular expression", text_input(ids.PATTERN, wanted[1], r"such as \d+"), REGEX_HELP
            ),
            controls.field("or words", text_input(ids.WORDS, wanted[2], "is, was, be"), WORDS_HELP),
        ],
        className="ask-row",
    )
    error = html.Div(unread or problem, id=ids.FIND_ERROR, role="alert", className="form-error")
    number = controls.number(ids.GROUPS, "Groups", count, 1, 20)
    return html.Div(
        [
            html.H1("Find", className="page-title"),
            html.P(LEAD, className="lead"),
            place.links(urls.FIND, query),
            subject_bar(subject, n, naming, gone),
            figure_card(
                ids.RANKING, "Neurons, ranked by what they follow", HELP, scroll=True,
                above=html.Div([controls_row, error]), figure=figure, rows=rows,
            ),
            html.Section(
                [html.H2("In numbers; follow a neuron to read it", className="card-heading"),
                 html.Div(table, id=ids.FOUND, className="table-scroll")],
                className="card panel", **{"aria-label": "Ranking"},
            ),
            figure_card(
                ids.CLUSTERS, "Neurons grouped by what they respond to",
                f"{summary(clusters)} {notes(clusters).partition(' Raises:')[0]}", scroll=True,
                above=html.Div(number, className="ask-row"),
                **dict(zip(("figure", "rows"), grouped, strict=True)),
            ),
            span_form(subject, *span, asked),
            place.place(
                urls.FIND,
                [*ADDRESS_NAMES, urls.FEATURE, urls.PATTERN, urls.WORDS, urls.GROUPS,
                 urls.SPAN_FROM, urls.SPAN_TO, urls.THRESHOLD],
                {**USUAL, urls.FEATURE: EVERY, urls.GROUPS: GROUPS},
            ),
        ],
        className="stack",
    )  # fmt: skip


REGEX_HELP = "Whether the character belongs to a match, in the syntax of RE2, which has no lookaround."
WORDS_HELP = "Whether the character belongs to one of these words, with commas between."


def text_input(id: str, value: str, placeholder: str) -> Component:
    return dbc.Input(
        id=id, value=value, debounce=300, size="sm", maxLength=200, autocomplete="off", className="mono",
        placeholder=placeholder,
    )  # fmt: skip


def look_for(subject: Subject, name: str, pattern: str, words: str) -> tuple[Any, ...]:
    """Figure, its numbers, the table, the features to choose from, and what is wrong with the question."""
    problem = ""
    try:
        found = asked(subject, name, pattern, words)
    except ValueError as error:
        problem = subjects.sentence(error)
        found = overview(subject.findings)
    figure, rows = ranking_figure(found, subject.specimen.layers), ranking_rows(found)
    return figure.to_plotly_json(), rows, ranking_table(subject, found), features(subject), problem


def asked(subject: Subject, name: str, pattern: str, words: str) -> list[Finding]:
    """The findings for a pattern, for words, for one feature or, where there is no such, for all of them."""
    own: list[Feature] = []
    if pattern:
        own.append(regex_feature(pattern))
    if words:
        own.append(words_feature(words.split(",")))
    if own:
        found = rank(*subject.references, own, MORE)
        if not found:
            raise ValueError(
                "this never, or always, matches in the network's own strings, so nothing can follow it"
            )
        return found
    if name == EVERY or name not in features(subject):
        return overview(subject.findings)
    return shortened([f for f in subject.findings if name == f.feature.name], MORE)


def features(subject: Subject) -> dict[str, str]:
    """What can be asked for, by name, and what it is called."""
    return {EVERY: "everything"} | {f.name: f.title for f in features_for(subject.specimen)}


def overview(found: Sequence[Finding]) -> list[Finding]:
    """The best of every feature."""
    features = len({finding.feature.name for finding in found}) or 1
    return shortened(found, max(min(TOP, ROOM // features), 1))


def shortened(found: Sequence[Finding], most: int) -> list[Finding]:
    """At most so many for each feature."""
    kept: list[Finding] = []
    for finding in found:
        if sum(other.feature.name == finding.feature.name for other in kept) < most:
            kept.append(finding)
    return kept


@lru_cache(maxsize=64)
def grouped_units(
    source: str, cell: str, seed: int, text: str, layer: int, symbol: str, count: int
) -> Clusters:
    fit, held = subjects.references(source, cell, seed, text)
    return clusters(fit + held, layer, symbol, count)


def group(subject: Subject, count: int) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The figure of the groups, and its numbers."""
    place_of = (subject.source, subject.cell, subject.seed, subject.ranked_on, subject.layer, subject.symbol)
    try:
        found = grouped_units(*place_of, min(max(count, 1), 20))
    except ValueError as error:
        return nothing("Nothing to group", subjects.sentence(error)).to_plotly_json(), None
    written = [subject.labels.get((subject.layer, k), "") for k in range(subject.specimen.hidden)]
    parts = (found.order, found.group, found.characters, found.profile.tolist())
    return clusters_figure(*parts, written, subject.symbol).to_plotly_json(), clusters_rows(*parts)


@callback(
    Output(ids.source(ids.RANKING), "data"),
    Output(ids.rows(ids.RANKING), "data"),
    Output(ids.FOUND, "children"),
    Output(ids.FEATURE, "options"),
    Output(ids.FIND_ERROR, "children"),
    *INPUTS,
    Input(ids.FEATURE, "value"),
    Input(ids.PATTERN, "value"),
    Input(ids.WORDS, "value"),
    prevent_initial_call=True,
)
def find(*values: Any) -> tuple[Any, ...]:
    """The ranking for what is asked; what cannot be read or ranked is said, and the ranking stays."""
    *parts, name, pattern, words = (value if isinstance(value, str) else "" for value in values)
    try:
        subject, unread = subjects.readable(read_subject(*parts))
        *found, choices, problem = look_for(subject, name, pattern, words)
    except (NotThereError, ValueError) as error:
        return *(no_update,) * 4, subjects.sentence(error)
    if unread or (problem and ctx.triggered_id in (ids.PATTERN, ids.WORDS)):
        return *(no_update,) * 4, unread or problem
    return *found, options(choices), problem


@callback(
    Output(ids.source(ids.CLUSTERS), "data"),
    Output(ids.rows(ids.CLUSTERS), "data"),
    *INPUTS,
    Input(ids.GROUPS, "value"),
    prevent_initial_call=True,
)
def regroup(*values: Any) -> tuple[Any, Any]:
    """The groups of the chosen vector's units."""
    *parts, count = values
    try:
        return group(read_subject(*parts), as_number(count) or GROUPS)
    except (NotThereError, ValueError):
        return no_update, no_update


place.register(
    urls.FIND,
    [
        *ADDRESS,
        *((part, "value") for part in (ids.FEATURE, ids.PATTERN, ids.WORDS, ids.GROUPS)),
        *((part, "value") for part in (ids.SPAN_FROM, ids.SPAN_TO, ids.THRESHOLD)),
    ],
)
