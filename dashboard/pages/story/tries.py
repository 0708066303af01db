"""Where a “try it” leads: another page, in the state that its step is about."""

from collections.abc import Mapping
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import urls
from dashboard.bundled import bundled_id
from dashboard.pages.story.naming import renamed
from dashboard.pages.story.step import Panel, Picture, Try
from dashboard.subjects import Subject
from models.interventions.effect import prompt_of

OF_NO_RUN = (urls.LAB, urls.STORY_FILM, urls.STORY_CELLS)
NAMING = (*(path for _, path in urls.EXPLORER), urls.COMPARE, urls.STORY_CELLS)  # in whichever names
COMPARED = bundled_id("counting", "plain")  # where a figure is about no run of its own


def links(tries: tuple[Try, ...], picture: Picture | Panel, naming: str) -> Component:
    """The links of one step."""
    made = [dcc.Link(renamed(each.label, naming), href=href(each, picture, naming)) for each in tries]
    return html.Div(
        [html.H4("Try it", className="story-aside"), html.Ul([html.Li(link) for link in made])],
        className="story-tries",
    )


def href(each: Try, picture: Picture | Panel, naming: str) -> str:
    """The address, filled in with the neuron that is shown."""
    subject = picture.subject
    known = dict(picture.numbers)
    if subject:
        known |= {
            "unit": subject.unit + 1,
            "layer": subject.layer + 1,
            "seed": subject.seed,
            "text": subject.text,
        }
    given = {name: value and value.format_map(known) for name, value in each.query.items()}
    usual = place(each.page, subject, given)
    names = {urls.NAMES: naming} if naming != "standard" and each.page in NAMING else {}
    return urls.explore(each.page, **{**usual, **names, **given})


def place(page: str, subject: Subject | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a page is told of the network and the neuron, where the link does not name another run."""
    if page in OF_NO_RUN or urls.RUN in given:
        return {}
    if subject is None:
        return {urls.RUN: COMPARED}
    run = {urls.RUN: subject.source}
    if page == urls.COMPARE:
        return run | {urls.SEED: subject.seed}
    if page == urls.TEXT_WRITE:
        return run | {urls.CELLS: subject.cell}
    if page == urls.TEXT_ERRORS:
        return run | {urls.CELL: subject.cell}
    neuron = {
        urls.CELL: subject.cell, urls.SEED: subject.seed, urls.LAYER: subject.layer + 1,
        urls.SYMBOL: subject.symbol, urls.UNIT: subject.unit + 1,
    }  # fmt: skip
    if page == urls.TEXT_READ:
        return run | neuron
    text = prompt_of(subject.specimen.task, subject.text) if page == urls.INTERVENE else subject.text
    return run | neuron | ({} if urls.N in given else {urls.TEXT: text})
