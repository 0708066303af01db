"""The shown run, live: how it goes on, its losses, how far it generalizes. All of it comes from the store."""

from typing import Any

from dash import (
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    ctx,
    dcc,
    html,
    no_update,
)
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.figure_card import figure_card
from dashboard.components.static import filled, written
from dashboard.components.status import status, status_outputs
from dashboard.components.summary import summary_table
from dashboard.encoding import Encoded, encoded
from dashboard.figures import generalization_figure, generalization_rows, loss_figure, loss_rows
from dashboard.pages.compare.form import may_cancel, may_resume
from dashboard.pages.compare.picker import asked_run, run_about
from dashboard.remembered import remembered
from dashboard.runview import RunView, shown_view
from dashboard.store.schema import Run
from models.tasks import TASKS
from models.training.batches import lowest_loss
from models.training.recipes import recipe_of

POLL_MILLISECONDS = 400
PARTS = 17  # of the answer of `show`

LOSS_HELP = (
    "The cross-entropy of the next character, averaged over all positions. Line: median over seeds. "
    "Band: from the lower to the upper quartile. No network can go below the dashed line, because nothing "
    "tells when the prompt ends."
)
LENGTH_HELP = (
    "For each length N the share of seeds that write the whole answer exactly, feeding their own output "
    "back. Shaded: the lengths in the training set. Below: one mark for each seed at its N_max, the largest "
    "N such that every length up to it is exact."
)


def live(view: RunView) -> list[Component]:
    """The two figures and the table, as they are now."""
    loss, loss_numbers, lengths, length_numbers, table = draw(view.run)
    return [
        html.Div(
            [
                figure_card(
                    ids.GENERALIZATION,
                    "How far beyond training",
                    LENGTH_HELP,
                    figure=lengths,
                    rows=length_numbers,
                ),
                figure_card(ids.LOSS, "How well it learned", LOSS_HELP, figure=loss, rows=loss_numbers),
            ],
            className="two-figures",
        ),
        html.Section(
            [html.H2("N_max of each cell", className="card-heading"), filled(ids.SUMMARY, table)],
            className="card panel",
        ),
        dcc.Interval(id=ids.POLL, interval=POLL_MILLISECONDS, disabled=not view.run.is_live),
        dcc.Store(id=ids.ASK),
        dcc.Store(id=ids.ANSWERED),
        dcc.Store(id=ids.ACTED),
        dcc.Store(id=ids.SEEN, data=state(view)),
        dcc.Store(id=ids.READY, data=ready(view.run)),
    ]


def state(view: RunView) -> list[Any]:
    """What tells one state of the page from another."""
    run = view.run
    return [run.id, run.status, view.cursor, status(view)[3], run.public]


def ready(run: Run) -> list[str] | None:
    """Names the networks that can be looked into; None while they are trained."""
    return None if run.is_live else [run.id, run.status]


clientside_callback(
    ClientsideFunction("gatescope", "poll"),
    Output(ids.ASK, "data"),
    Output(ids.CONNECTION, "children"),
    Input(ids.POLL, "n_intervals"),
    State(ids.ANSWERED, "data"),
    prevent_initial_call=True,
)


@callback(
    *status_outputs(),
    Output(ids.CANCEL, "disabled"),
    Output(ids.RESUME, "hidden"),
    Output(ids.RUN_ABOUT, "children"),
    Output(ids.source(ids.LOSS), "data"),
    Output(ids.rows(ids.LOSS), "data"),
    Output(ids.source(ids.GENERALIZATION), "data"),
    Output(ids.rows(ids.GENERALIZATION), "data"),
    Output(ids.content(ids.SUMMARY), "data"),
    Output(ids.READY, "data"),
    Output(ids.SEEN, "data"),
    Output(ids.POLL, "disabled"),
    Output(ids.ANSWERED, "data"),
    Input(ids.ASK, "data"),
    Input(ids.RUN_PICKER, "value"),
    Input(ids.ACTED, "data"),
    State(ids.SEEN, "data"),
    State(ids.READY, "data"),
    prevent_initial_call=True,
)
def show(ask: Any, run_id: Any, acted: Any, seen: Any, was_ready: Any) -> tuple[Any, ...]:
    """Everything about the run that has changed since the page last asked."""
    asked = asked_run(run_id)
    view = shown_view(asked) if asked else None
    if view is None:
        return *(no_update,) * (PARTS - 2), True, ask
    now, run = state(view), view.run
    if now == seen:
        return *(no_update,) * (PARTS - 2), not run.is_live, ask
    drawn = isinstance(seen, list) and seen[:3] == now[:3]
    figures = (no_update,) * 5 if drawn else draw(run)
    now_ready = ready(run)
    # A run that was chosen is read at once, without being told that it is there.
    told = now_ready == was_ready or (now_ready and ctx.triggered_id == ids.RUN_PICKER)
    return (
        *status(view),
        not may_cancel(run),
        not may_resume(run),
        run_about(run),
        *figures,
        no_update if told else now_ready,
        now,
        not run.is_live,
        ask,
    )


@remembered(48)
def draw(run: Run) -> tuple[Encoded, ...]:
    """The two figures, the numbers behind them, and the table."""
    view, config = shown_view(run), run.config
    task, trained = TASKS[config["task"]], (config["shortest"], config["longest"])
    answers = recipe_of(config["recipe"]).answers
    floor = None if answers else lowest_loss(task, range(trained[0], trained[1] + 1))
    losses = loss_figure(view.losses, floor, config["steps"], revision=view.run.id)
    lengths = generalization_figure(
        view.shares, view.n_max, trained, view.cap, task.verb, revision=view.run.id
    )
    parts = (
        losses.to_plotly_json(),
        loss_rows(view.losses),
        lengths.to_plotly_json(),
        generalization_rows(view.shares, view.n_max),
        written(summary_table(view)),
    )
    return tuple(map(encoded, parts))
