"""The shown run, live: how it goes on, its losses, how far it generalizes. All of it comes from the store."""

from typing import Any

from dash import Input, Output, State, callback, dcc, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard import context, ids, urls
from dashboard.bundled import bundled_ids
from dashboard.components.figure_card import figure_card
from dashboard.components.status import COLORS
from dashboard.components.summary import summary_table
from dashboard.figures import generalization_figure, generalization_rows, loss_figure, loss_rows
from dashboard.pages.compare.picker import asked_run
from dashboard.runview import RunView, read_view
from dashboard.schema import Run
from models.tasks import TASKS
from models.training.batches import lowest_loss

POLL_MILLISECONDS = 600

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


def live() -> list[Component]:
    """The two figures and the table."""
    return [
        html.Div(
            [
                figure_card(ids.GENERALIZATION, "How far beyond training", LENGTH_HELP),
                figure_card(ids.LOSS, "How well it learned", LOSS_HELP),
            ],
            className="two-figures",
        ),
        html.Section(
            [html.H2("N_max of each cell", className="card-heading"), html.Div(id=ids.SUMMARY)],
            className="card panel",
        ),
        dcc.Interval(id=ids.POLL, interval=POLL_MILLISECONDS),
        dcc.Store(id=ids.SEEN),
        dcc.Store(id=ids.READY),
    ]


@callback(
    Output(ids.STATUS_BADGE, "children"),
    Output(ids.STATUS_BADGE, "color"),
    Output(ids.PROGRESS_BAR, "value"),
    Output(ids.STATUS_TEXT, "children"),
    Output(ids.ANNOUNCE, "children"),
    Output(ids.CANCEL, "disabled"),
    Output(ids.POLL, "disabled"),
    Output(ids.RUN_ABOUT, "children"),
    Output(ids.source(ids.LOSS), "data"),
    Output(ids.rows(ids.LOSS), "data"),
    Output(ids.source(ids.GENERALIZATION), "data"),
    Output(ids.rows(ids.GENERALIZATION), "data"),
    Output(ids.SUMMARY, "children"),
    Output(ids.READY, "data"),
    Output(ids.SEEN, "data"),
    Input(ids.POLL, "n_intervals"),
    Input(ids.RUN_PICKER, "value"),
    State(ids.SEEN, "data"),
    State(ids.READY, "data"),
)
def show(ticks: int | None, run_id: Any, seen: Any, ready: Any) -> tuple[Any, ...]:
    """Everything about the run that has changed since the page last asked."""
    store = context.store()
    store.sweep(context.settings().lease_seconds)
    asked = asked_run(run_id)
    view = read_view(store, asked.id) if asked else None
    if view is None:
        raise PreventUpdate
    run = view.run
    state = [run.id, run.status, view.cursor, run.progress.get("text"), run.queue_position]
    if state == seen:
        raise PreventUpdate
    drawn = isinstance(seen, list) and seen[:3] == state[:3]
    figures = (no_update,) * 5 if drawn else draw(view)
    now_ready = [run.id, run.status] if not run.is_live else None
    return (
        run.status,
        COLORS[run.status],
        str(percent(run)),
        sentence(view),
        announcement(run),
        not run.is_live,
        not run.is_live,
        about(run),
        *figures,
        no_update if now_ready == ready else now_ready,
        state,
    )


def draw(view: RunView) -> tuple[Any, ...]:
    """The two figures, the numbers behind them, and the table."""
    config = view.run.config
    task, trained = TASKS[config["task"]], (config["shortest"], config["longest"])
    floor = lowest_loss(task, range(trained[0], trained[1] + 1))
    return (
        loss_figure(view.losses, floor, config["steps"]).to_plotly_json(),
        loss_rows(view.losses),
        generalization_figure(view.shares, view.n_max, trained, view.cap, task.verb).to_plotly_json(),
        generalization_rows(view.shares, view.n_max),
        summary_table(view),
    )


def percent(run: Run) -> float:
    """How much is done, 0 to 100."""
    return 100.0 if run.status == "done" else round(100 * run.progress.get("fraction", 0), 1)


def sentence(view: RunView) -> str:
    """What the run is doing, or how it ended."""
    run = view.run
    match run.status:
        case "queued":
            ahead = (run.queue_position or 1) - 1
            text = (
                f"Waiting: {ahead} ahead in the queue."
                if ahead
                else "Waiting for a free slot: next in the queue."
            )
        case "running":
            done = f"{run.progress.get('fraction', 0):.0%}. "
            text = done + run.progress.get("text", "Starting")
            text += ". Stopping as asked." if run.cancel_requested else ""
        case "done":
            seconds = (run.finished_at or 0) - (run.started_at or 0)
            text = (
                f"Finished after {seconds:.0f} s."
                if run.started_at
                else "Finished; this run ships with the app."
            )
        case _:
            text = run.message or run.status
    return " ".join([text, *view.stopped])


def announcement(run: Run) -> str:
    """What a screen reader says: the status, and each fifth of the way, but not every tick."""
    if run.status != "running":
        return f"Run {run.status}"
    return f"Training, {20 * int(5 * run.progress.get('fraction', 0))} percent done"


def about(run: Run) -> list[Component | str]:
    """Where the run comes from, and its files."""
    if run.is_live or not context.store().artifact(run.id, "bundle"):
        return ["The run's files can be downloaded when it has ended."]
    links = [html.A(kind, href=urls.download(run.id, kind), download="") for kind in urls.DOWNLOADS]
    parts: list[Component | str] = ["Download: "]
    for link in links:
        parts += [link, " · "]
    shipped = (
        "made by the command in models/pretrained/README.md" if run.id in bundled_ids() else f"run {run.id}"
    )
    return [*parts, shipped]
