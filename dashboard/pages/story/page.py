"""The story's page: the words at once, each figure when it comes into view or its outcome was predicted."""

from collections.abc import Callable
from functools import partial
from typing import Any

import dash_bootstrap_components as dbc
from dash import MATCH, ClientsideFunction, Input, Output, callback, clientside_callback, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import ids, urls
from dashboard.chosen import as_naming
from dashboard.components.subject_bar import NAMINGS
from dashboard.pages.story.naming import both
from dashboard.pages.story.numbers import Reached, words
from dashboard.pages.story.predict import prediction_form
from dashboard.pages.story.sections import SECTIONS, STEPS
from dashboard.pages.story.shown import shown
from dashboard.pages.story.step import Section, Step

TITLE = "The story"
LEAD = (
    "What each gate of an LSTM is for, seen in networks that were trained here. Every figure is live: it "
    "can be questioned, changed and taken away."
)
ASKING = sum(step.prediction is not None for step in STEPS.values())
NOTHING_YET = f"0 of {ASKING} predictions made, kept in this browser only."  # as story-predict.js says it


def layout(**asked_for: str | list[str]) -> Component:
    """The whole story; `present` names the step that is to fill the screen, `names` whose names are used."""
    query = urls.single(asked_for)
    asked, naming = query.get(urls.PRESENT, ""), as_naming(query.get(urls.NAMES))
    head = [html.H1("Exploring LSTMs, live"), html.P(LEAD), opening(naming)]
    return html.Div(
        [
            html.Header(head, className="story-head"),
            contents(),
            html.Div([section(each) for each in SECTIONS], className="story-body"),
            presenter(),
            dcc.Store(id=ids.STORY, data={"present": asked if asked in STEPS else "", "path": urls.STORY}),
            html.Div(id=ids.STORY_READY),
        ],
        id=ids.STORY_WORDS,
        className="story",
        **{"data-names": naming},
    )


def opening(naming: str) -> Component:
    """How the page is used, and what can be done with it as a whole."""
    return html.Div(
        [
            html.P(
                "After Edwin Chen’s article of 2017, in other words and with many networks in place of each "
                "of his. Some of what it says holds, some does not: below each figure stands what was "
                "measured."
            ),
            html.Div(
                [
                    tool("Present, one idea per screen", ids.STORY_PRESENT),
                    tool("Print with all figures", ids.STORY_PRINT),
                    tool("Forget my predictions", ids.STORY_FORGET),
                    names(naming),
                    html.P(NOTHING_YET, id=ids.STORY_PROGRESS, className="muted", role="status"),
                ],
                className="story-tools",
            ),
        ]
    )


def names(naming: str) -> Component:
    """Whose names words, figures and equations use."""
    options = [{"value": key, "label": whose} for key, whose in NAMINGS.items()]
    chosen = dbc.Select(id=ids.STORY_NAMES, options=options, value=naming, size="sm")
    return html.Div([html.Label("Names", htmlFor=ids.STORY_NAMES), chosen], className="story-names")


def tool(words: str, id: str) -> Component:
    return html.Button(words, id=id, type="button", className="btn btn-sm btn-outline-secondary")


def contents() -> Component:
    """Links to every section, and in them to every step."""
    items = [
        html.Li(
            [
                html.A(each.title, href=f"#{each.id}"),
                html.Ul([html.Li(html.A(both(step.title), href=f"#{step.id}")) for step in each.steps]),
            ]
        )
        for each in SECTIONS
    ]
    return html.Nav(html.Ol(items), className="story-contents", **{"aria-label": "Contents"})


def section(each: Section) -> Component:
    heading = html.H2(each.title, id=f"{each.id}-heading")
    parts = [step_of(step, each.title) for step in each.steps]
    return html.Section(
        [heading, *parts], id=each.id, className="story-section", **{"aria-labelledby": f"{each.id}-heading"}
    )


def step_of(step: Step, chapter: str) -> Component:
    """One idea: its words, its prediction, and the place of its figure."""
    title = html.H3(
        [
            html.Span(chapter, className="story-chapter", **{"aria-hidden": "true"}),
            html.Span(both(step.title)),
            html.A(
                "#", href=f"#{step.id}", className="story-anchor",
                **{"aria-label": f"Link to: {step.title}"},
            ),
            html.A(
                "present", href=f"{urls.STORY}?{urls.PRESENT}={step.id}", className="story-anchor",
                **{"aria-label": f"Present: {step.title}", "data-present": step.id},
            ),
        ],
        id=f"{step.id}-title",
        tabIndex=-1,
    )  # fmt: skip
    known = Reached()
    said = [html.P(both(words(text, known))) for text in step.text]
    return html.Article(
        [
            html.Div([title, *said], className="story-words"),
            html.Div(
                [
                    *([prediction_form(step, known)] if step.prediction else []),
                    html.P(id=part(ids.STORY_TOLD, step), className="story-told", role="status"),
                    html.Div(
                        id=part(ids.STORY_SLOT, step),
                        className="story-slot",
                        style={"--room": f"{step.height}px"},
                    ),
                ],
                className="story-scene",
            ),
            dcc.Store(id=part(ids.STORY_SEEN, step)),
            dcc.Store(id=part(ids.STORY_TRUTH, step)),
        ],
        id=step.id,
        className="story-step",
        **{"aria-labelledby": f"{step.id}-title", "data-asks": "yes" if step.prediction else ""},
    )


def part(kind: str, step: Step) -> dict[str, str]:
    """The id of one part of a step."""
    return {"type": kind, "index": step.id}


def presenter() -> Component:
    """What is below a step while it is presented."""
    return html.Nav(
        [
            tool("← Back", ids.STORY_BACK),
            html.Span(id=ids.STORY_PLACE, role="status"),
            tool("Next →", ids.STORY_NEXT),
            tool("Leave (Esc)", ids.STORY_LEAVE),
        ],
        className="story-presenter",
        **{"aria-label": "Presentation"},
    )


def later() -> list[Callable[[], Any]]:
    """What the page asks for while it is read, to be made before anybody reads it."""
    return [partial(shown, step, "standard") for step in STEPS]


@callback(
    Output({"type": ids.STORY_SLOT, "index": MATCH}, "children"),
    Output({"type": ids.STORY_TRUTH, "index": MATCH}, "data"),
    Input({"type": ids.STORY_SEEN, "index": MATCH}, "data"),
    prevent_initial_call=True,
)
def show(asked: Any) -> tuple[Any, Any]:
    """The figure of a step that has come into view, and all that stands below it."""
    step, naming = (asked.get("step"), asked.get("names")) if isinstance(asked, dict) else (None, None)
    known = isinstance(step, str) and step in STEPS
    return shown(step, as_naming(naming)) if known else (no_update, no_update)


clientside_callback(
    ClientsideFunction("gatescope", "told"),
    Output({"type": ids.STORY_TOLD, "index": MATCH}, "children"),
    Input({"type": ids.STORY_TRUTH, "index": MATCH}, "data"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("gatescope", "storyNames"),
    Output(ids.STORY_WORDS, "data-names"),
    Input(ids.STORY_NAMES, "value"),
)
clientside_callback(
    ClientsideFunction("gatescope", "story"), Output(ids.STORY_READY, "data-ready"), Input(ids.STORY, "data")
)
