"""The cells, one equation at a time."""

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import urls
from dashboard.components import place
from dashboard.pages.story.equations.live import RUN, SEED
from dashboard.pages.story.equations.panel import ADDRESS, ADDRESS_NAMES, USUAL, equations

TITLE = "The cells"
PAGES = (("The cells", urls.STORY_CELLS),)


def layout(**asked_for: str | list[str]) -> Component:
    """The page in the state that its address describes."""
    query = urls.single(asked_for)
    return html.Div(
        [
            html.H1("Five cells, one equation at a time", className="page-title"),
            html.P(
                [
                    "Every symbol stands for numbers in a ",
                    dcc.Link(
                        "network of two neurons",
                        href=urls.explore(urls.EXPLORE, **{urls.RUN: RUN, urls.SEED: SEED}),
                    ),
                    " that was trained here. Point at one to see them; go through time and watch the gates.",
                ],
                className="lead",
            ),
            equations(query),
            dcc.Link(
                "Link to what is shown",
                id=place.link_id(urls.STORY_CELLS, urls.STORY_CELLS),
                href=urls.explore(urls.STORY_CELLS, **query),
                className="muted",
            ),
            place.place(urls.STORY_CELLS, ADDRESS_NAMES, USUAL, PAGES),
        ],
        className="stack",
    )


place.register(urls.STORY_CELLS, ADDRESS, PAGES)
