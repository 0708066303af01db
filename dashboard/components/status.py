"""How a run is getting on: a badge, a progress bar, and a sentence; a screen reader hears the great steps."""

import dash_bootstrap_components as dbc
from dash import Output, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.bundled import ships
from dashboard.jobs.progress import duration
from dashboard.runview import RunView
from dashboard.store.schema import Run

COLORS = {
    "queued": "secondary",
    "running": "primary",
    "done": "success",
    "cancelled": "secondary",
    "failed": "danger",
    "interrupted": "warning",
    "paused": "info",
}


def status_strip(told: tuple[str, str, str, str, str], prefix: str = "") -> Component:
    """The strip as it is now.

    Args:
        told: what `status` has to put into it, now and later.
        prefix: how the ids of its parts begin, where a page is not the first that has one.
    """
    badge, color, value, text, spoken = told
    live = {"role": "status", "aria-live": "polite"}
    return html.Div(
        [
            dbc.Badge(badge, id=prefix + ids.STATUS_BADGE, color=color, pill=True),
            html.Progress(id=prefix + ids.PROGRESS_BAR, value=value, max="100", **{"aria-label": "Training"}),
            html.Span(text, id=prefix + ids.STATUS_TEXT),
            html.Span(id=prefix + ids.CONNECTION, className="form-error", **live),
            html.Span(spoken, id=prefix + ids.ANNOUNCE, className="visually-hidden", **live),
        ],
        className="status-strip",
    )


def status_outputs(prefix: str = "") -> tuple[Output, ...]:
    """Where a callback puts what `status` has; prefix as in `status_strip`."""
    parts = (
        (ids.STATUS_BADGE, "children"), (ids.STATUS_BADGE, "color"), (ids.PROGRESS_BAR, "value"),
        (ids.STATUS_TEXT, "children"), (ids.ANNOUNCE, "children"),
    )  # fmt: skip
    return tuple(Output(prefix + part, prop) for part, prop in parts)


def status(view: RunView) -> tuple[str, str, str, str, str]:
    """The badge's text and colour, the bar's value, the sentence, and what a screen reader says."""
    run = view.run
    return run.status, COLORS[run.status], f"{100 * done(run):.1f}", sentence(view), announcement(run)


def done(run: Run) -> float:
    """The share that is done, 0 to 1; of a run that ended early, the share of its steps."""
    if run.status == "done":
        return 1.0
    if run.is_live or run.status == "paused":
        return run.progress.get("fraction", 0.0)
    return run.progress.get("step", 0) / run.config["steps"]


def sentence(view: RunView) -> str:
    """What the run is doing, or how it ended."""
    run = view.run
    match run.status:
        case "queued":
            text = f"{waiting(run)}."
        case "running":
            text = f"{done(run):.0%}. {getting_on(run)}"
            text += ". Stopping as asked." if run.cancel_requested else ""
        case "done":
            text = run.message or finished(run, view.results)
        case _:
            text = run.message or run.status
    return " ".join([text, *view.stopped])


def finished(run: Run, results: dict[str, dict]) -> str:
    """How long a finished run was trained for, as those who trained it have measured it.

    The clock may have jumped meanwhile, one that was resumed trained longer than its last stretch, and one
    in parts on several machines at once.
    """
    seconds = sum(result["seconds"] for result in results.values())
    origin = "; this run ships with the app" if ships(run.id) else ""
    return f"Finished; trained for {duration(seconds)} in all{origin}."


def waiting(run: Run) -> str:
    """Where a run stands in the queue, and for about how long."""
    place = f"{run.ahead} ahead of it in the queue" if run.ahead else "next in the queue"
    if run.wait is None:
        return f"Waiting for a worker, {place}: none is there at the moment"
    return f"Waiting for a free slot, {place}" + (f", about {duration(run.wait)}" if run.wait >= 1 else "")


def getting_on(run: Run) -> str:
    """What the processes that train a run are doing."""
    parts, done, at_work = run.parts
    if parts == 1 or not at_work:
        return run.progress.get("text", "Starting") if at_work else "Waiting for a worker to go on with it"
    left = run.progress.get("seconds_left")
    time_left = f", {duration(left)} left" if left else ""
    return f"Training in {parts - 1} parts: {done} done, {at_work} at work{time_left}"


def announcement(run: Run) -> str:
    """The status, and each fifth of the way, but not every tick."""
    if run.status != "running":
        return f"Run {run.status}"
    return f"Training, {20 * int(5 * done(run))} percent done"
