"""The page of the films: one to cut, and how far back each cell looks."""

from dash import html
from dash.development.base_component import Component

from dashboard import films, ids, urls
from dashboard.components import place
from dashboard.components.figure_card import figure_card
from dashboard.figures.lags import CALIBRATION_HELP, RIGHT_HELP, lag_rows, lags_figure
from dashboard.pages.story.watching import film_panel

TITLE = "Films"
LEAD = (
    "A small creature, and water. Is it showering, drinking, or being attacked? The picture alone does "
    "not tell; the frame before may, or one long ago. Films cut from Tip, who has pointed ears, to Bo, "
    "who has round ones, and back; each goes on with what it does until the night. Networks of five kinds "
    "have watched, each frame once and in order, and say what they believe."
)
PAGES = ((TITLE, urls.STORY_FILM),)
ADDRESS = {ids.FILM: urls.FILM, ids.FILM_ORDER: urls.FRAMES, ids.FILM_SEED: urls.SEED}


def layout(**asked_for: str | list[str]) -> Component:
    """The page in the state that its address describes."""
    return html.Div(
        [
            html.H1("What is going on?", className="page-title"),
            html.P(LEAD, className="lead"),
            film_panel(urls.single(asked_for)),
            html.Div([card(*each) for each in FIGURES], className="errors-grid"),
            html.A(
                "Link to this film", id=place.link_id(urls.STORY_FILM, urls.STORY_FILM), href=urls.STORY_FILM
            ),
            place.place(
                urls.STORY_FILM,
                list(ADDRESS.values()),
                {urls.FILM: next(iter(films.films())), urls.SEED: str(films.usual_seed())},
                pages=PAGES,
            ),
        ],
        className="stack",
    )


FIGURES = (
    (ids.FILM_RIGHT, "How far back each cell looks", RIGHT_HELP, "right"),
    (ids.FILM_CALIBRATION, "Whether probabilities can be believed", CALIBRATION_HELP, "calibration"),
)


def card(id: str, title: str, help: str, measure: str) -> Component:
    """A figure of what was measured when the networks were trained."""
    measures = films.shipped().measures
    figure = lags_figure(measures, measure).to_plotly_json()
    return figure_card(id, title, help, figure=figure, rows=lag_rows(measures))


place.register(
    urls.STORY_FILM,
    [(id, "data" if id == ids.FILM_ORDER else "value") for id in ADDRESS],
    pages=PAGES,
)
