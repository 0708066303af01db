"""A span of a text, the units that fire all through it, and where else the same units fire together."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import Input, Output, callback, html
from dash.development.base_component import Component

from dashboard import ids, subjects
from dashboard.chosen import as_number, read_subject
from dashboard.components import controls
from dashboard.components.subject_bar import INPUTS
from dashboard.networks import NotThereError
from dashboard.subjects import Subject
from models.analysis.query import Match, matches, on_together
from models.analysis.trace import Trace, traces

USUAL = {"from": 3, "to": 5, "threshold": 0.3}
LONGEST_CORPUS = 20_000  # characters
AROUND = 30  # characters of context beside a match
TOP = 20

ABOUT = (
    "Choose a stretch of the text above, by its first and last step or by selecting it there with the mouse. "
    "The units of the chosen quantity that are at or above the threshold all through it are then looked for "
    "elsewhere, as in LSTMVis (Strobelt et al. 2018)."
)
CORPUS_HELP = (
    "Where to look: any text over the network's alphabet, a string on each line. Left empty, the network's "
    "own strings."
)


def span_form(subject: Subject, start: Any, end: Any, threshold: Any, found: Component) -> Component:
    """The controls of the query, and what it found."""
    fields = [
        controls.number(
            ids.SPAN_FROM, "From step", as_number(start) or USUAL["from"], 1, subjects.LONGEST_TEXT
        ),
        controls.number(ids.SPAN_TO, "to step", as_number(end) or USUAL["to"], 1, subjects.LONGEST_TEXT),
        controls.number(ids.THRESHOLD, "Threshold", as_threshold(threshold), -10, 10, "any"),
    ]
    corpus = dbc.Textarea(
        id=ids.CORPUS, value="", debounce=600, size="sm", rows=2, className="mono", maxLength=LONGEST_CORPUS,
        placeholder="the network's own strings",
    )  # fmt: skip
    return html.Section(
        [
            html.H2("Where else do the same units fire together?", className="card-heading"),
            html.P(ABOUT),
            html.Div(fields, className="ask-row"),
            controls.field("Look in", corpus, CORPUS_HELP),
            html.Div(found, id=ids.MATCHES, **{"aria-live": "polite"}),
        ],
        className="card panel",
        **{"aria-label": "Where else do the same units fire together?"},
    )


def as_threshold(value: Any) -> float:
    """A number from -10 to 10, or the usual one."""
    try:
        number = float(value)
    except (OverflowError, TypeError, ValueError):
        return USUAL["threshold"]
    return number if -10 <= number <= 10 else USUAL["threshold"]


def asked_span(subject: Subject, start: Any, end: Any, threshold: Any, corpus: str = "") -> Component:
    """What the query finds, or one sentence that says why it cannot be asked."""
    first, last = as_number(start) or USUAL["from"], as_number(end) or USUAL["to"]
    level = as_threshold(threshold)
    try:
        values = subject.trace.layers[subject.layer][subject.symbol]
        if not 1 <= first <= last <= len(values):
            raise ValueError(f"choose a span from step 1 to {len(values)}, its first step before its last")
        units = on_together(values, first - 1, last, level)
        span = subject.trace.characters[first - 1 : last]
        if not units:
            return html.P(f"No unit is at or above {level:g} all through “{span}”: lower the threshold.")
        texts = read_corpus(subject, corpus)
        found = matches(
            [t.layers[subject.layer][subject.symbol] for t in texts], units, level, last - first + 1, TOP
        )
    except ValueError as error:
        return html.P(subjects.sentence(error), className="form-error")
    return match_list(subject, span, units, texts, found)


def read_corpus(subject: Subject, corpus: str) -> list[Trace]:
    """What the network does on each line of the corpus, or on its own strings."""
    specimen = subject.specimen
    if not corpus.strip():
        fit, held = subject.references
        return fit + held
    if specimen.network is None:
        raise ValueError("a recording cannot read another text; leave the corpus empty")
    if len(corpus) > LONGEST_CORPUS:
        raise ValueError(f"the corpus has {len(corpus)} characters; at most {LONGEST_CORPUS} can be searched")
    whole = "\n" in specimen.alphabet
    texts = [corpus] if whole else [line for line in corpus.splitlines() if line]
    # Only texts of one length are read side by side: filled up to the longest they might not fit in memory.
    found: dict[str, Trace] = {}
    for length in {len(text) for text in texts}:
        same = [text for text in dict.fromkeys(texts) if len(text) == length]
        found |= zip(same, traces(specimen.network, specimen.alphabet, same), strict=True)
    return [found[text] for text in texts]


def match_list(
    subject: Subject, span: str, units: list[int], texts: list[Trace], found: list[Match]
) -> Component:
    """The places, the best first, each in its context."""
    numbers = ", ".join(str(unit + 1) for unit in units)
    said = f"{len(units)} of {subject.specimen.hidden} units fire all through “{span}”: {numbers}."
    head = html.Thead(html.Tr([html.Th(text, scope="col") for text in ("score", "units", "place")]))
    body = html.Tbody([row(texts[match.text].characters, match, len(units)) for match in found])
    return html.Div([html.P(said), html.Table([head, body], className="table table-sm matches")])


def on_one_line(text: str) -> str:
    """A text whose line breaks can be seen and break nothing."""
    return text.replace("\n", "⏎").replace("\t", "→")


def row(text: str, match: Match, asked: int) -> Component:
    before = text[max(match.start - AROUND, 0) : match.start]
    after = text[match.end : match.end + AROUND]
    span = text[match.start : match.end]
    place = [
        html.Span(on_one_line(before), className="read"),
        html.Mark(on_one_line(span)),
        html.Span(on_one_line(after), className="read"),
    ]
    return html.Tr(
        [
            html.Td(f"{match.score:.2f}"),
            html.Td(f"{len(match.units)} of {asked}"),
            html.Td(place, className="mono"),
        ]
    )


@callback(
    Output(ids.MATCHES, "children"),
    *INPUTS,
    Input(ids.SPAN_FROM, "value"),
    Input(ids.SPAN_TO, "value"),
    Input(ids.THRESHOLD, "value"),
    Input(ids.CORPUS, "value"),
    prevent_initial_call=True,
)
def query(*values: Any) -> Any:
    """The places for the span, threshold and corpus that are chosen now."""
    *parts, start, end, threshold, corpus = values
    try:
        return asked_span(
            read_subject(*parts), start, end, threshold, corpus if isinstance(corpus, str) else ""
        )
    except (NotThereError, ValueError) as error:
        return html.P(subjects.sentence(error))
