"""A prediction: a question, a slider or a choice, and a button; assets/story-predict.js does the rest."""

from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard.pages.story.naming import both
from dashboard.pages.story.numbers import words
from dashboard.pages.story.step import Prediction, Step


def prediction_form(step: Step, known: Mapping[str, Any]) -> Component:
    """What is asked before the figure is shown; it never leaves the browser."""
    asked = step.prediction
    question = f"{step.id}-question"
    return html.Div(
        [
            html.H4("Before you look", className="story-aside"),
            html.P(both(words(asked.question, known)), id=question, className="story-question"),
            choices(step.id, asked, question) if asked.options else slider(step.id, asked, question),
            html.Div(
                [
                    button("Reveal", "reveal", "btn-primary"),
                    button("Show it without a guess", "skip", "btn-link"),
                ],
                className="story-buttons",
            ),
        ],
        className="story-predict",
        role="group",
        **{"aria-labelledby": question},
    )


def button(words: str, does: str, look: str) -> Component:
    return html.Button(words, type="button", className=f"btn btn-sm {look}", **{"data-does": does})


def choices(name: str, asked: Prediction, question: str) -> Component:
    """One of some options."""
    options = [{"value": key, "label": text} for key, text in asked.options.items()]
    return html.Div(
        dbc.RadioItems(id=f"{name}-guess", options=options),
        role="radiogroup",
        **{"aria-labelledby": question},
    )


def slider(name: str, asked: Prediction, question: str) -> Component:
    """A number; it stands beside the slider."""
    middle = (asked.low + asked.high) // 2
    value = dbc.Input(
        id=f"{name}-guess", type="range", min=asked.low, max=asked.high, step=1, value=middle,
        class_name="form-range story-range",
    )  # fmt: skip
    label = html.Label("Your guess", htmlFor=f"{name}-guess", className="field-label")
    return html.Div(
        [label, value, html.Output(str(middle), className="story-number")], className="story-slider"
    )
