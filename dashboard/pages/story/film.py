"""Films whose frames a reader may move, remove and repeat, and how far back each cell looks."""

from typing import Any

from dash import ClientsideFunction, Input, Output, callback, clientside_callback, dcc, html
from dash.development.base_component import Component

from dashboard import films, ids, urls
from dashboard.components import controls, film_strip, place
from dashboard.components.figure_card import figure_card
from dashboard.components.static import filled, written
from dashboard.figures.lags import lag_rows, lags_figure

TITLE = "Films"
LEAD = (
    "A small creature, and water. Is it showering, drinking, or being attacked? The picture alone does "
    "not tell; the frame before may, or one long ago. Films cut from Tip, who has pointed ears, to Bo, "
    "who has round ones, and back; each goes on with what it does until the night. Networks of five kinds "
    "have watched, each frame once and in order, and say what they believe."
)
HELP = (
    "Below each picture a line for every network: what it believes most, with its probability, and a bar "
    "of all four. They see pixels only. The best that can be believed is Bayes’ answer of somebody who "
    "knows how films are made. Move, repeat or remove frames with the buttons, or drag them: all networks "
    "watch again. After the comics in the article, whose feedforward net says .6, .3 and .1 of water "
    "alone: so often do the three occur here. At first those watch whose LSTM looks back best; other "
    "seeds do worse, as the figure below shows."
)
RIGHT_HELP = (
    "Share of the frames of 1000 films, none of them learned from and twice as long, of which the "
    "likeliest label is the true one, by how many frames back it was last seen what is going on. Lines "
    "are means over the seeds, with bootstrapped 95 % intervals; small marks are seeds. “Never”: no frame "
    "since the last night has shown it. The dotted line, best, is Bayes’ answer: nobody can do better."
)
CALIBRATION_HELP = (
    "How far the probability of what a network believes most is from how often that is true: the expected "
    "calibration error (Naeini, Cooper & Hauskrecht 2015), over ten intervals. At 0 its probabilities can "
    "be taken at their word."
)
PAGES = ((TITLE, urls.STORY_FILM),)
ADDRESS = {ids.FILM: urls.FILM, ids.FILM_ORDER: urls.FRAMES, ids.FILM_SEED: urls.SEED}


def layout(**asked_for: str | list[str]) -> Component:
    """The page in the state that its address describes."""
    return html.Div(
        [
            html.H1("What is going on?", className="page-title"),
            html.P(LEAD, className="lead"),
            film_section(urls.single(asked_for)),
        ],
        className="stack",
    )


def film_section(query: dict[str, str]) -> Component:
    """The film, and how far back each cell looks; query: as in the address."""
    cut = films.read_cut(query.get(urls.FILM), query.get(urls.FRAMES), query.get(urls.SEED))
    shown, said = watched(cut)
    order = query.get(urls.FRAMES, "") if cut.order != own_order(cut) else ""
    return html.Div(
        [
            html.Section(
                [
                    html.Div(
                        [
                            html.H2("A film", className="card-heading"),
                            *controls.help_button("film", "A film", HELP),
                        ],
                        className="field-head",
                    ),
                    form(cut),
                    html.P(said, id=ids.FILM_SAID, role="status", className="film-said"),
                    film_strip.key(),
                    filled(ids.FILM_STRIP, shown),
                    dcc.Store(id=ids.FILM_ORDER, data=order),
                ],
                className="card panel form-card",
                **{"aria-label": "A film"},
            ),
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


def form(cut: films.Cut) -> Component:
    """Which film is watched, and by which networks."""
    titles = {key: film.title for key, film in films.films().items()}
    config = films.shipped().config
    seeds = {str(k): f"seed {config.first_seed + k}" for k in range(config.seeds)}
    parts = [
        controls.select(ids.FILM, "Film", titles, cut.key),
        controls.select(ids.FILM_SEED, "Networks", seeds, str(cut.seed)),
        html.Button("Reset", id=ids.FILM_RESET, type="button", className="btn btn-sm btn-outline-secondary"),
    ]
    parts[0].className += " wide"
    return html.Div(parts, className="reader-grid")


FIGURES = (
    (ids.FILM_RIGHT, "How far back each cell looks", RIGHT_HELP, "right"),
    (ids.FILM_CALIBRATION, "Whether probabilities can be believed", CALIBRATION_HELP, "calibration"),
)


def card(id: str, title: str, help: str, measure: str) -> Component:
    """A figure of what was measured when the networks were trained."""
    measures = films.shipped().measures
    figure = lags_figure(measures, measure).to_plotly_json()
    return figure_card(id, title, help, figure=figure, rows=lag_rows(measures))


def watched(cut: films.Cut) -> tuple[Any, str]:
    """The frames with what is believed of them, and that of the last one in words."""
    beliefs = cut.beliefs()
    return written(film_strip.strip(cut, beliefs)), film_strip.in_words(cut, beliefs)


def own_order(cut: films.Cut) -> tuple[int, ...]:
    return tuple(range(cut.film.length))


@callback(
    Output(ids.content(ids.FILM_STRIP), "data"),
    Output(ids.FILM_SAID, "children"),
    Input(ids.FILM, "value"),
    Input(ids.FILM_ORDER, "data"),
    Input(ids.FILM_SEED, "value"),
    prevent_initial_call=True,
)
def watch(key: Any, order: Any, seed: Any) -> tuple[Any, str]:
    """What is believed of the film as it is cut now."""
    return watched(films.read_cut(key, order, seed))


clientside_callback(
    ClientsideFunction("gatescope", "uncut"),
    Output(ids.FILM_ORDER, "data"),
    Input(ids.FILM, "value"),
    Input(ids.FILM_RESET, "n_clicks"),
    prevent_initial_call=True,
)
place.register(
    urls.STORY_FILM,
    [(id, "data" if id == ids.FILM_ORDER else "value") for id in ADDRESS],
    pages=PAGES,
)
