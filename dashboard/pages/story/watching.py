"""A film whose frames a reader may move, remove and repeat, and what networks believe of each."""

from typing import Any

from dash import ClientsideFunction, Input, Output, callback, clientside_callback, dcc, html
from dash.development.base_component import Component

from dashboard import films, ids, urls
from dashboard.components import controls, film_strip
from dashboard.components.static import filled, written

HELP = (
    "Below each picture a line for every network: what it believes most, with its probability, and a bar "
    "of all four. They see pixels only. The best that can be believed is Bayes’ answer of somebody who "
    "knows how films are made. Move, repeat or remove frames with the buttons, or drag them: all networks "
    "watch again. After the comics in the article, whose feedforward net says .6, .3 and .1 of water "
    "alone: so often do the three occur here. At first those of the seed in the middle watch, by "
    "how well its LSTM looks back; other seeds do better or worse, as the next figure shows."
)


def film_panel(query: dict[str, str], level: int = 2) -> Component:
    """The film in the state that an address describes, under a heading of that level."""
    cut = films.read_cut(query.get(urls.FILM), query.get(urls.FRAMES), query.get(urls.SEED))
    shown, said = watched(cut)
    order = query.get(urls.FRAMES, "") if cut.order != own_order(cut) else ""
    heading = getattr(html, f"H{level}")("A film", className="card-heading")
    return html.Section(
        [
            html.Div([heading, *controls.help_button("film", "A film", HELP)], className="field-head"),
            form(cut),
            html.P(said, id=ids.FILM_SAID, role="status", className="film-said"),
            film_strip.key(),
            filled(ids.FILM_STRIP, shown),
            dcc.Store(id=ids.FILM_ORDER, data=order),
        ],
        className="card panel form-card film-panel",
        **{"aria-label": "A film"},
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
