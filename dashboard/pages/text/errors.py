"""Errors: at which characters networks are wrong, and what seeing more, or another network, would change."""

from typing import Any

from dash import Input, Output, callback, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import ids, subjects, text_errors, textruns, urls
from dashboard.components import controls, text_tabs
from dashboard.components.figure_card import figure_card
from dashboard.components.subject_bar import options
from dashboard.figures.common import nothing
from dashboard.figures.errors_kinds import kinds_figure, kinds_rows
from dashboard.figures.errors_ngrams import ngrams_figure, ngrams_rows
from dashboard.figures.errors_pair import pair_errors_figure, pair_errors_rows
from dashboard.figures.errors_windows import windows_figure, windows_rows
from dashboard.networks import NotThereError
from dashboard.text_errors import Analysed
from dashboard.theme import cell_style

TITLE = "Errors · Text"
LEAD = (
    "Which characters of a text that it has not learned a network gets wrong, and what would help it. "
    "After Karpathy, Johnson & Li (2015), Visualizing and understanding recurrent networks: an error is"
    " a character that was given a probability of less than .5."
)
KINDS_HELP = (
    "Each mark is the share of the characters of one kind that one cell gets wrong; every character is "
    "of exactly one kind."
)
NGRAMS_HELP = (
    "An n-gram predicts from the last n − 1 characters by counting, in the text that the network "
    "learned from. What it gets right where the network errs, a better memory of short strings would "
    "remove; what the network gets right where the n-gram errs takes more than that."
)
WINDOWS_HELP = (
    "Each network begins from an empty state so many characters before the one that it is to predict. "
    "Where a line stops falling, what stands further back is of no use to it."
)
PAIR_HELP = (
    "Both networks read the same held-out text. A larger network, or another cell, removes some errors "
    "and makes others of its own."
)
ADDRESS = {ids.ERRORS_RUN: urls.RUN, ids.ERRORS_CELL: urls.CELL, ids.ERRORS_OTHER: urls.OTHER}
FIGURES = (ids.ERRORS_KINDS, ids.ERRORS_NGRAMS, ids.ERRORS_WINDOWS, ids.ERRORS_PAIR)
Drawn = tuple[dict[str, Any], dict[str, Any] | None]  # a figure, and its numbers


def layout(**asked_for: str | list[str]) -> Component:
    """The page in the state that its address describes."""
    query = urls.single(asked_for)
    heading = [
        html.H1("Errors", className="page-title"),
        html.P(LEAD, className="lead"),
        text_tabs.links(urls.TEXT_ERRORS, query),
    ]
    runs, gone, one = text_errors.analysed_runs(query.get(urls.RUN, "")), "", None
    if urls.RUN in query:
        try:
            one = text_errors.analysed(query[urls.RUN], query.get(urls.CELL))
        except NotThereError as error:
            gone = str(error)
    if one is None and not runs:
        said = subjects.sentence(gone) + " " if gone else ""
        train = dcc.Link("train one", href=urls.TEXT_TRAIN)
        return html.Div(
            [
                *heading,
                html.P([said, "No run here has an error analysis yet: ", train, "."], className="card panel"),
            ],
            className="stack",
        )
    one = one or text_errors.analysed(next(iter(runs)), query.get(urls.CELL))
    other = text_errors.other(one, query.get(urls.OTHER))
    kinds, ngrams, windows, pair = draw(one, other)
    return html.Div(
        [
            *heading,
            form(one, runs, gone),
            html.Div(
                [
                    card(ids.ERRORS_KINDS, "Errors by kind of character", KINDS_HELP, kinds),
                    card(ids.ERRORS_WINDOWS, "Errors by how much is seen", WINDOWS_HELP, windows),
                    card(ids.ERRORS_NGRAMS, "Errors that n-grams do not make", NGRAMS_HELP, ngrams),
                    card(
                        ids.ERRORS_PAIR, "Errors that another network does not make", PAIR_HELP, pair,
                        html.Div(
                            controls.select(ids.ERRORS_OTHER, "Compare with", other_options(one), other.key),
                            className="ask-row",
                        ),
                    ),
                ],
                className="errors-grid",
            ),
            text_tabs.place(urls.TEXT_ERRORS, list(ADDRESS.values())),
        ],
        className="stack",
    )  # fmt: skip


def form(one: Analysed, runs: dict[str, str], gone: str) -> Component:
    """Whose errors are shown."""
    said = subjects.sentence(f"{gone}; below is {runs.get(one.source, one.source)}") if gone else ""
    parts = [
        controls.select(ids.ERRORS_RUN, "Training", runs, one.source),
        controls.select(ids.ERRORS_CELL, "Cell", cells(one), one.cell),
    ]
    parts[0].className += " wide"
    return html.Section(
        [
            html.Div(said, className="alert alert-warning", role="alert") if said else None,
            html.Div(parts, className="reader-grid"),
            html.Div(note(one), id=ids.ERRORS_NOTE, className="muted"),
        ],
        className="card panel form-card",
        **{"aria-label": "Whose errors are shown"},
    )


def note(one: Analysed) -> str:
    learned = one.run.learned
    return (
        f"Counted at {len(one.kinds):,} characters held out from {learned.title} ({learned.licence}); "
        "the first seed of each cell."
    )


def cells(one: Analysed) -> dict[str, str]:
    return {cell: cell_style(cell).short for cell in one.run.config.cells}


def other_options(one: Analysed) -> dict[str, str]:
    return {
        key: f"{each.name}{' (the same network)' if key == one.key else ''}, {textruns.title(each.source)}"
        for key, each in text_errors.others(one).items()
    }


def card(id: str, title: str, help: str, drawn: Drawn, above: Component | None = None) -> Component:
    figure, rows = drawn
    return figure_card(id, title, help, above=above, figure=figure, rows=rows)


def draw(one: Analysed, other: Analysed) -> tuple[Drawn, Drawn, Drawn, Drawn]:
    """The four figures and their numbers: kinds, n-grams, windows, pair."""
    kinds, windows = one.all_kinds(), one.all_windows()
    errors, ngrams = one.ngrams()
    seen = (windows_figure(windows, one.source), windows_rows(windows)) if windows else empty_windows()
    return (
        (kinds_figure(kinds, one.source).to_plotly_json(), kinds_rows(kinds)),
        (ngrams_figure(one.cell, errors, ngrams, one.key).to_plotly_json(), ngrams_rows(ngrams)),
        (seen[0].to_plotly_json(), seen[1]),
        draw_pair(one, other),
    )


def empty_windows() -> tuple[Any, None]:
    return nothing("Nothing was measured", "The held-out text of this run is too short for it"), None


def draw_pair(one: Analysed, other: Analysed) -> Drawn:
    found = one.against(other)
    figure = pair_errors_figure(one.name, other.name, found, f"{one.key} {other.key}")
    return figure.to_plotly_json(), pair_errors_rows(found)


@callback(
    *(Output(store(figure), "data") for figure in FIGURES for store in (ids.source, ids.rows)),
    Output(ids.ERRORS_CELL, "options"),
    Output(ids.ERRORS_CELL, "value"),
    Output(ids.ERRORS_OTHER, "options"),
    Output(ids.ERRORS_OTHER, "value"),
    Output(ids.ERRORS_NOTE, "children"),
    Input(ids.ERRORS_RUN, "value"),
    Input(ids.ERRORS_CELL, "value"),
    Input(ids.ERRORS_OTHER, "value"),
    prevent_initial_call=True,
)
def show(source: Any, cell: Any, key: Any) -> tuple[Any, ...]:
    """The figures of what is chosen; a choice that is gone changes nothing."""
    unchanged = [no_update] * 13
    try:
        one = text_errors.analysed(source, cell)
        other = text_errors.other(one, key)
        if ctx.triggered_id == ids.ERRORS_OTHER:
            unchanged[6:8] = draw_pair(one, other)
            return tuple(unchanged)
        kinds, ngrams, windows, pair = draw(one, other)
    except NotThereError:
        return tuple(unchanged)
    return (
        *kinds, *ngrams, *windows, *pair,
        options(cells(one)), one.cell,
        options(other_options(one)), other.key,
        note(one),
    )  # fmt: skip


text_tabs.register(urls.TEXT_ERRORS, [(id, "value") for id in ADDRESS])
