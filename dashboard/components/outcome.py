"""What came of an intervention: in words, as a table, as a figure and as a command."""

import shlex

from dash import html
from dash.development.base_component import Component

from dashboard import ids, subjects
from dashboard.components.do_form import nothing_done
from dashboard.figures import ON_FIGURE, Side, before_after_figure
from dashboard.subjects import Subject
from dashboard.views import numbered
from models.interventions.effect import Effect, Outcome, prompt_of
from models.interventions.intervention import Intervention, parse
from models.interventions.words import describe

LONGEST_READ = 200  # characters of the text that are repeated before what is written


def items_of(lines: list[str], subject: Subject, naming: str) -> list[Component]:
    """Each intervention in words, with a button that takes it back; or that there is none."""
    phrases = [describe(parse(line, first=1), subject.specimen.layers, naming) for line in lines]
    return [
        html.Li(
            [
                html.Span(phrase),
                html.Button(
                    "×",
                    id={"type": ids.UNDO, "index": k},
                    type="button",
                    className="btn btn-sm btn-outline-secondary",
                    **{"aria-label": f"Take back: {phrase}"},
                ),
            ]
        )
        for k, phrase in enumerate(phrases)
    ] or nothing_done()


def outcomes_of(found: Effect) -> Component:
    """What was read and written, without and with the interventions."""
    pairs = [(found.before, found.after, ""), *((b, a, "the other string, ") for b, a in found.partners)]
    body = [
        html.Tr(
            [
                html.Th(f"{whose}{when}", scope="row"),
                html.Td(
                    [
                        html.Span(end_of(side.prompt), className="read"),
                        html.Strong(side.written or "nothing"),
                    ],
                    className="mono",
                ),
                html.Td(verdict(side)),
            ],
            className="changed" if when == "after" and side.written != before.written else "",
        )
        for before, after, whose in pairs
        for when, side in (("before", before), ("after", after))
    ]
    head = html.Thead(html.Tr([html.Th(text, scope="col") for text in ("", "reads, then writes", "")]))
    return html.Table([head, html.Tbody(body)], className="table table-sm outcomes")


def end_of(prompt: str) -> str:
    """A long text stands above; here is the part of it before the writing begins."""
    return prompt if len(prompt) <= LONGEST_READ else f"…{prompt[-LONGEST_READ:]}"


def verdict(side: Outcome) -> str:
    if side.exact is None:
        return ""
    return "✓ exact" if side.exact else f"✗ {side.expected} would be right"


def command_of(subject: Subject, wanted: list[Intervention]) -> str:
    """The same on the command line, where everything counts from 0."""
    words = ["python -m models intervene", *map(shlex.quote, subjects.arguments_of(subject.source))]
    if subjects.choices(subject.source).seeds:
        words += ["--cell", subject.cell, "--seed", str(subject.seed)]
    words.append(f"--text={shlex.quote(prompt_of(subject.specimen.task, subject.text))}")
    for each in wanted:
        action, _, rest = each.text().partition(":")
        words += [f"--{action}", shlex.quote(rest)]
    return " ".join(words)


def drawn(subject: Subject, wanted: list[Intervention], found: Effect, naming: str) -> tuple[dict, dict]:
    """The figure of the chosen quantity, before and after."""

    def side(outcome: Outcome) -> Side:
        values = outcome.trace.layers[subject.layer][subject.symbol].numpy()
        return Side(outcome.prompt, outcome.written, values)

    figure = before_after_figure(
        [describe(each, subject.specimen.layers, naming) for each in wanted],
        side(found.before),
        side(found.after),
        neuron_labels(subject),
        subject.symbol,
        acting(wanted, found.after.trace.characters),
        revision=f"{subject.source} {subject.cell} {subject.layer} {subject.symbol} {len(subject.text)}",
        naming=naming,
    )
    return figure.to_plotly_json(), ON_FIGURE


def neuron_labels(subject: Subject) -> list[str]:
    """What stands beside the rows."""
    return [numbered(k, subject.labels.get((subject.layer, k), "")) for k in range(subject.specimen.hidden)]


def acting(wanted: list[Intervention], characters: str) -> set[int]:
    """The steps, from 1, at which something is done; what is done at every step marks none."""
    steps: set[int] = set()
    for where in (each.where for each in wanted):
        if where.character:
            steps |= {t for t, character in enumerate(characters, 1) if character == where.character}
        elif where.start is not None:
            steps |= set(range(where.start + 1, min(where.end + 1, len(characters)) + 1))
    return steps
