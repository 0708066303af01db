"""What comes as soon as a step is in view: its figure, what it shows, what to try, and the verdicts."""

from collections.abc import Mapping
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids, urls
from dashboard.claimed import href, place
from dashboard.components.figure_card import figure_card
from dashboard.encoding import Encoded, encoded
from dashboard.kept import kept
from dashboard.pages.story import tries
from dashboard.pages.story.naming import both, renamed
from dashboard.pages.story.numbers import numbers_of, rows_of, text_rows, words
from dashboard.pages.story.sections import STEPS
from dashboard.pages.story.step import Panel, Picture, Prediction, Step
from models.reproduce.checking import spread

HELP = (
    "Each character is coloured by what the neuron holds after reading it; the bars above say which value "
    "a colour stands for. The figure is computed from a network that ships, and can be taken away as a "
    "picture or as numbers."
)


@kept(megabytes=24)
def shown(step_id: str, naming: str) -> tuple[Encoded, Encoded]:
    """What stands in a step's place, in these names, and what was to be predicted, as they are sent."""
    step = STEPS[step_id]
    picture = step.figure(naming)
    known = numbers_of(step, picture)
    parts = [
        panel(step, picture) if isinstance(picture, Panel) else card(step, picture, naming),
        html.P(both(words(step.found, known)), className="story-found"),
        tries.links(step.tries, picture, naming),
        *verdicts(step),
    ]
    return encoded(parts), encoded(truth(step.prediction, known) if step.prediction else None)


def card(step: Step, picture: Picture, naming: str) -> Component:
    """Its figure."""
    return figure_card(
        ids.story_figure(step.id),
        renamed(step.card, naming),
        picture.help or HELP,
        scroll=True,
        level=4,
        figure=picture.figure,
        rows=picture.rows,
    )


def panel(step: Step, made: Panel) -> Component:
    """What is there to work with."""
    return html.Div(made.content, className="story-panel", role="group", **{"aria-label": step.card})


def truth(prediction: Prediction, known: Mapping[str, Any]) -> dict[str, Any]:
    """What assets/story-predict.js holds a prediction to."""
    answer = prediction.answer(known)
    in_words = prediction.options.get(answer, "") if prediction.options else f"{answer:g}"
    return {"answer": answer, "words": in_words, "span": prediction.high - prediction.low}


def verdicts(step: Step) -> list[Component]:
    """What the article says, what is measured here, and the verdict; nothing where it says nothing."""
    made = [verdict_of(row) for row in rows_of(step)] + [
        text_verdict(row, claim.source, claim.cell) for claim, row in text_rows(step)
    ]
    heading = html.H4("Held against the article", className="story-aside")
    return [html.Div([heading, *made], className="story-verdicts")] if made else []


def verdict_of(row: Mapping[str, Any]) -> Component:
    """One claim about the four tasks, over all seeds."""
    numbers = [html.Li([name, " ", html.B(spread(number))]) for name, number in row["numbers"].items()]
    return html.Div(
        [
            html.P([html.Strong(row["verdict"], className="verdict"), " ", html.Span(both(row["claim"]))]),
            html.P(["There: ", row["article"], " Here: ", row["why"]], className="muted"),
            html.Details(
                [
                    html.Summary(f"The numbers, medians of {row['seeds']} seeds, and the rule"),
                    html.Ul(numbers, className="story-numbers"),
                    html.P(row["rule"]),
                    html.P(dcc.Link(place(row), href=href(row))),
                ],
                className="muted",
            ),
        ],
        className="story-verdict",
    )


def text_verdict(row: Mapping[str, Any], source: str, cell: str) -> Component:
    """One claim about a network of text."""
    return html.Div(
        [
            html.P([html.Strong(row["verdict"], className="verdict"), " ", html.Span(both(row["claim"]))]),
            html.P(f"{source}, {cell}: {row['words']} {row['how']}", className="muted"),
        ],
        className="story-verdict",
    )


def all_claims() -> Component:
    """Where the whole table is."""
    return dcc.Link("all claims, with their rules", href=urls.ARTICLE)
