"""Ask why: what a prediction depends on, which gates are saturated, and what can be read off the states."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from dash import Input, Output, callback, ctx, html, no_update
from dash.development.base_component import Component

from dashboard import ids, subjects, urls
from dashboard.chosen import as_naming, as_number, from_query, read_subject
from dashboard.components import controls, place
from dashboard.components.figure_card import figure_card
from dashboard.components.subject_bar import ADDRESS, ADDRESS_NAMES, INPUTS, USUAL, options, subject_bar
from dashboard.docstrings import notes, summary
from dashboard.figures.characters import visible
from dashboard.figures.common import nothing
from dashboard.figures.distributions import distributions_figure, distributions_rows
from dashboard.figures.probes import probes_figure, probes_rows
from dashboard.figures.saliency import saliency_figure, saliency_rows
from dashboard.figures.saturation import saturation_figure, saturation_rows
from dashboard.networks import NotThereError
from dashboard.subjects import Subject
from models.analysis.distributions import Distributions, distributions
from models.analysis.probes import Probe, probe
from models.analysis.saliency import saliency
from models.analysis.saturation import saturation

TITLE = "Ask why · Explore"

LIKELIEST = "likeliest"
Drawn = tuple[dict[str, Any], dict[str, Any] | None]  # a figure and its numbers


class Card(NamedTuple):
    """A figure over the cells of a run: what it is, the analysis that explains it, and what draws it."""

    id: str
    title: str
    about: object
    draw: Callable[[Subject, str], Drawn]


def layout(**asked_for: str | list[str]) -> Component:
    """The page in the state that its address describes."""
    query = urls.single(asked_for)
    subject, n, naming, gone = from_query(query)
    step = as_number(query.get(urls.AFTER)) or default_step(subject)
    character = known(subject, query.get(urls.CHARACTER))
    influence, problem = asked(subject, step, character)
    cards = [
        figure_card(
            card.id,
            card.title,
            helped(card.about),
            scroll=True,
            **dict(zip(("figure", "rows"), drawn(card, subject, naming), strict=True)),
        )
        for card in OVER_CELLS
    ]
    return html.Div(
        [
            html.H1("Ask why", className="page-title"),
            html.P("What a prediction depends on, and what the gates and states are like.", className="lead"),
            place.links(urls.WHY, query),
            subject_bar(subject, n, naming, gone),
            figure_card(
                ids.SALIENCY, "What a prediction depends on", helped(saliency), scroll=True,
                above=question(subject, step, character, problem),
                **dict(zip(("figure", "rows"), influence, strict=True)),
            ),
            *cards,
            place.place(
                urls.WHY, [*ADDRESS_NAMES, urls.AFTER, urls.CHARACTER], {**USUAL, urls.CHARACTER: LIKELIEST}
            ),
        ],
        className="stack",
    )  # fmt: skip


def helped(about: object) -> str:
    """A figure's help is what its analysis says of itself."""
    return f"{summary(about)} {notes(about).partition(' Args:')[0]}"


def question(subject: Subject, step: int, character: str, problem: str) -> Component:
    """Which prediction is asked about."""
    parts = [
        controls.number(ids.WHY_STEP, "After step", step, 1, subjects.LONGEST_TEXT),
        controls.select(ids.WHY_CHARACTER, "Why it would say", characters(subject), character),
    ]
    error = html.Div(problem, id=ids.WHY_ERROR, role="alert", className="form-error")
    return html.Div([html.Div(parts, className="ask-row"), error])


def characters(subject: Subject) -> dict[str, str]:
    """Any character can be asked about; LIKELIEST stands for what it says."""
    return {LIKELIEST: "what it says"} | {c: visible(c) for c in subject.specimen.alphabet}


def known(subject: Subject, character: Any) -> str:
    """The character that is asked about, or LIKELIEST where the network has no such character."""
    return character if character in [*subject.specimen.alphabet] else LIKELIEST


def default_step(subject: Subject) -> int:
    """The last step after which there is something to predict."""
    return max(len(subject.text) - 1, 1)


def asked(subject: Subject, step: int, character: str) -> tuple[Drawn, str]:
    """The figure of influences, or nothing new and what is wrong with the question."""
    network, alphabet = subject.specimen.network, subject.specimen.alphabet
    try:
        if network is None or not subject.specimen.has_readout:
            raise ValueError("gradients need a network with its readout; a recording has none")
        text = subject.trace.characters
        if not 1 <= step <= len(text):
            raise ValueError(f"choose a step from 1 to {len(text)}, the length of the text")
        wanted = subject.trace.predicted[step - 1] if character == LIKELIEST else character
        found = saliency(network, alphabet, text, step - 1, wanted)
    except ValueError as error:
        figure = nothing("Nothing to explain", "Choose a network and a prediction above").to_plotly_json()
        return (figure, None), subjects.sentence(error)
    influence, signed = found.influence.tolist(), found.signed.tolist()
    figure = saliency_figure(
        text,
        influence,
        signed,
        step - 1,
        wanted,
        found.score,
        subject.cell,
        revision=f"{subject.source} {len(text)}",
    )
    return (figure.to_plotly_json(), saliency_rows(text, influence, signed)), ""


def over_cells(subject: Subject, of_cell: Callable[[str, str, int, int], Any]) -> dict[str, Any]:
    """The same analysis of every cell of the source, each on the reference strings, in the chosen layer."""
    return {
        cell: of_cell(subject.source, cell, subject.seed, subject.layer)
        for cell in subjects.choices(subject.source).cells
    }


@lru_cache(maxsize=128)
def saturation_of(source: str, cell: str, seed: int, layer: int) -> dict[str, list[list[float]]]:
    fit, held = subjects.references(source, cell, seed)
    return {symbol: shares.tolist() for symbol, shares in saturation(fit + held, layer).items()}


@lru_cache(maxsize=128)
def distributions_of(source: str, cell: str, seed: int, layer: int) -> Distributions:
    fit, held = subjects.references(source, cell, seed)
    return distributions(fit + held, layer)


@lru_cache(maxsize=128)
def probes_of(source: str, cell: str, seed: int, layer: int) -> list[Probe]:
    return probe(*subjects.references(source, cell, seed), subjects.specimen(source, cell, seed).task)


def saturations(subject: Subject, naming: str) -> Drawn:
    shares = over_cells(subject, saturation_of)
    return saturation_figure(shares, naming, view(subject)).to_plotly_json(), saturation_rows(shares)


def spreads(subject: Subject, naming: str) -> Drawn:
    found = over_cells(subject, distributions_of)
    return distributions_figure(found, view(subject)).to_plotly_json(), distributions_rows(found)


def probed(subject: Subject, naming: str) -> Drawn:
    scores = over_cells(subject, probes_of)
    return probes_figure(scores, view(subject)).to_plotly_json(), probes_rows(scores)


def view(subject: Subject) -> str:
    return f"{subject.source} {subject.layer}"


OVER_CELLS = (
    Card(ids.SATURATION, "Gates that are shut or open", saturation, saturations),
    Card(ids.DISTRIBUTIONS, "The hidden state against the cell state", distributions, spreads),
    Card(ids.PROBES, "What can be read off a state", probe, probed),
)


def drawn(card: Card, subject: Subject, naming: str) -> Drawn:
    """The card's figure and its numbers, or a figure that says why there is none."""
    try:
        return card.draw(subject, naming)
    except ValueError as error:
        return nothing(card.title, subjects.sentence(error)).to_plotly_json(), None


@callback(
    Output(ids.source(ids.SALIENCY), "data"),
    Output(ids.rows(ids.SALIENCY), "data"),
    Output(ids.WHY_ERROR, "children"),
    Output(ids.WHY_CHARACTER, "options"),
    Output(ids.WHY_STEP, "value"),
    *INPUTS,
    Input(ids.WHY_STEP, "value"),
    Input(ids.WHY_CHARACTER, "value"),
    prevent_initial_call=True,
)
def ask(*values: Any) -> tuple[Any, ...]:
    """The influences on one prediction; a question that makes no sense is said, and the figure stays."""
    *parts, step, character = values
    try:
        subject = read_subject(*parts)
        after, mended = as_number(step) or 0, no_update
        if after > len(subject.text) and ctx.triggered_id != ids.WHY_STEP:
            after = mended = default_step(subject)  # another text is shorter
        (figure, rows), problem = asked(subject, after, known(subject, character))
    except (NotThereError, ValueError) as error:
        return no_update, no_update, subjects.sentence(error), no_update, no_update
    return figure, rows, problem, options(characters(subject)), mended


@callback(
    *(
        output
        for card in OVER_CELLS
        for output in (Output(ids.source(card.id), "data"), Output(ids.rows(card.id), "data"))
    ),
    Input(ids.SOURCE, "value"),
    Input(ids.SEED, "value"),
    Input(ids.LAYER, "value"),
    Input(ids.NAMES, "value"),
    prevent_initial_call=True,
)
def compare(source: Any, seed: Any, layer: Any, naming: Any) -> tuple[Any, ...]:
    """Saturation, distributions and probes of every cell."""
    try:
        subject = read_subject(source, None, seed, layer)
        return tuple(part for card in OVER_CELLS for part in drawn(card, subject, as_naming(naming)))
    except (NotThereError, ValueError):
        return (no_update,) * (2 * len(OVER_CELLS))


place.register(urls.WHY, [*ADDRESS, (ids.WHY_STEP, "value"), (ids.WHY_CHARACTER, "value")])
