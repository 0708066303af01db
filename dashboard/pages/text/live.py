"""The shown training, live: its curves, what each cell writes, and the table, all of it from the store."""

from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import context, ids
from dashboard.components.figure_card import figure_card
from dashboard.components.static import filled, written
from dashboard.components.status import status_outputs
from dashboard.components.text_results import results_table, writings
from dashboard.figures.bits import bits_figure, bits_rows
from dashboard.figures.common import nothing
from dashboard.pages.text.choose import asked_text, run_about
from dashboard.pages.text.news import allowed, told
from dashboard.textview import TextView, read_text_view

POLL_MILLISECONDS = 600
PARTS = 17  # of the answer of `show`

HELP = (
    "Bits per character on text that is held out from training: how many bits a perfect compressor would "
    "need with the network's predictions, 1 bit where it is as unsure as about a coin. Thick lines: the "
    "median over seeds; thin lines: each seed. Dashed: predictors that are no networks, on the same text. A "
    "unigram knows how frequent each character is, a 5-gram also the four characters before; gzip and xz are "
    "compressors. While a network learns, it is measured on a sample of what is held out."
)


def live(view: TextView | None) -> list[Component]:
    """The figure, what is written, and the table, as they are now."""
    figure, rows, writes, table = draw(view)
    return [
        figure_card(ids.BITS, "How well it predicts", HELP, figure=figure, rows=rows),
        html.Section(
            [
                html.H2("What each cell writes right now", className="card-heading"),
                filled(ids.TEXT_WRITES, writes),
            ],
            className="card panel",
        ),
        html.Section(
            [html.H2("Bits per character", className="card-heading"), filled(ids.TEXT_RESULTS, table)],
            className="card panel",
        ),
        dcc.Interval(id=ids.TEXT_POLL, interval=POLL_MILLISECONDS, disabled=not (view and view.run.is_live)),
        dcc.Store(id=ids.TEXT_ASK),
        dcc.Store(id=ids.TEXT_ANSWERED),
        dcc.Store(id=ids.TEXT_ACTED),
        dcc.Store(id=ids.TEXT_SEEN, data=state(view) if view else None),
    ]  # fmt: skip


def state(view: TextView) -> list[Any]:
    """What tells one state of the page from another: first what is drawn, then what is said."""
    run = view.run
    said = told(view)[3]
    return [run.id, run.status, view.cursor, said, run.public, *allowed(view)]


clientside_callback(
    ClientsideFunction("gatescope", "poll"),
    Output(ids.TEXT_ASK, "data"),
    Output(ids.TEXT_STATUS + ids.CONNECTION, "children"),
    Input(ids.TEXT_POLL, "n_intervals"),
    State(ids.TEXT_ANSWERED, "data"),
    prevent_initial_call=True,
)


@callback(
    *status_outputs(ids.TEXT_STATUS),
    Output(ids.TEXT_PAUSE, "disabled"),
    Output(ids.TEXT_RESUME, "disabled"),
    Output(ids.TEXT_CANCEL, "disabled"),
    Output(ids.TEXT_SET_RATE, "disabled"),
    Output(ids.TEXT_ABOUT, "children"),
    Output(ids.source(ids.BITS), "data"),
    Output(ids.rows(ids.BITS), "data"),
    Output(ids.content(ids.TEXT_WRITES), "data"),
    Output(ids.content(ids.TEXT_RESULTS), "data"),
    Output(ids.TEXT_SEEN, "data"),
    Output(ids.TEXT_POLL, "disabled"),
    Output(ids.TEXT_ANSWERED, "data"),
    Input(ids.TEXT_ASK, "data"),
    Input(ids.TEXT_PICKER, "value"),
    Input(ids.TEXT_ACTED, "data"),
    State(ids.TEXT_SEEN, "data"),
    prevent_initial_call=True,
)
def show(ask: Any, run_id: Any, acted: Any, seen: Any) -> tuple[Any, ...]:
    """Everything about the run that has changed since the page last asked."""
    store = context.store()
    asked = asked_text(run_id)
    view = read_text_view(store, asked.id) if asked else None
    if view is None:
        return *(no_update,) * (PARTS - 2), True, ask
    now, still = state(view), not view.run.is_live
    if now == seen:
        return *(no_update,) * (PARTS - 2), still, ask
    drawn = isinstance(seen, list) and seen[:3] == now[:3]
    parts = (no_update,) * 4 if drawn else draw(view)
    return *told(view), *allowed(view), run_about(view.run), *parts, now, still, ask


def draw(view: TextView | None) -> tuple[Any, ...]:
    """The figure, the numbers behind it, what is written, and the table."""
    if view is None:
        empty = nothing("Nothing is trained yet", "Choose a text above and press Train")
        return (
            empty.to_plotly_json(),
            {"columns": [], "rows": []},
            written(writings(None)),
            written(results_table(None)),
        )
    config = view.run.config
    begun = {step: rate for step, rate in view.rates.items() if step}
    figure = bits_figure(
        view.validation, view.baselines, config["steps"], begun, view.final, revision=view.run.id
    )
    return (
        figure.to_plotly_json(),
        bits_rows(view.validation, view.loss),
        written(writings(view)),
        written(results_table(view)),
    )
