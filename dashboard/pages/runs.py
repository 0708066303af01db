"""The Runs page: every run, to open, compare, download or delete."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import (
    ALL,
    Input,
    Output,
    State,
    callback,
    dcc,
    html,
    no_update,
)
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard import context, ids, urls
from dashboard.access import may_change, own_run, seen_runs
from dashboard.bundled import bundled_ids, ships, text_ids
from dashboard.components.comparison import comparison, shown
from dashboard.components.status import COLORS
from dashboard.pages.compare.picker import asked_run, run_files
from dashboard.reached import reached
from dashboard.remembered import has_networks, remembered
from dashboard.runview import begun, cell_names, is_known, read_view, run_title
from dashboard.store.runs import LiveRunError
from dashboard.store.schema import Run
from dashboard.textview import is_text

TITLE = "Runs"
POLL_MILLISECONDS = 2000
KEPT = 200  # lines of runs that have ended, which are the same for all who look
COLUMNS = ("", "run", "status", "begun", "median over seeds", "files")
TWO_TASKS = "Only two comparisons on the small tasks can be shown side by side; a training on text is ticked."


def layout(**query: str | list[str]) -> Component:
    """The page in the state that its address describes."""
    asked = urls.single(query).get(urls.PAIR, "").split(",")
    chosen = [run.id for run_id in asked if (run := asked_run(run_id))][:2]
    return html.Div(
        [
            html.H1("Runs", className="page-title"),
            html.P(
                "What you have trained on the small tasks and on text, what others made public, and what "
                f"ships with the app. {kept()}",
                className="lead",
            ),
            html.Section(
                [
                    html.Div(
                        [
                            action(ids.RUNS_COMPARE, "Compare two"),
                            action(ids.RUNS_DELETE, "Delete"),
                            html.Span(id=ids.RUNS_MESSAGE, role="status"),
                        ],
                        className="form-buttons",
                    ),
                    html.Div(table(chosen), id=ids.RUNS_TABLE, className="table-scroll"),
                ],
                className="card panel",
                **{"aria-label": "All runs"},
            ),
            html.Div(pair(chosen)),
            dcc.ConfirmDialog(id=ids.RUNS_CONFIRM),
            dcc.Store(id=ids.RUNS_SEEN, data=signature()),
            dcc.Interval(id=ids.RUNS_POLL, interval=POLL_MILLISECONDS),
        ],
        className="stack",
    )


def kept() -> str:
    """For how long runs stay."""
    days = context.settings().keep_days
    return f"Runs are deleted {days} days after they have ended." if days else ""


def action(id: str, text: str) -> Component:
    return html.Button(text, id=id, type="button", className="btn btn-sm btn-outline-secondary")


def table(chosen: list[str]) -> Component:
    """One row per run, the newest first, those that ship at the end."""
    shipped = (*bundled_ids(), *text_ids())
    known = [run for run in seen_runs() if is_known(run) or is_text(run)]
    runs = sorted(known, key=lambda run: shipped.index(run.id) if run.id in shipped else -1)
    head = html.Tr([html.Th(text, scope="col") for text in COLUMNS])
    body = [row(run, run.id in chosen) for run in runs]
    return html.Table([html.Thead(head), html.Tbody(body)], className="table table-sm runs")


def row(run: Run, chosen: bool) -> Component:
    """One run's line."""
    check = dbc.Checkbox(
        id={"type": ids.RUNS_CHOSEN, "run": run.id},
        value=chosen,
        label=html.Span(f"Choose {run_title(run)}, {when(run)}", className="visually-hidden"),
    )
    badge = dbc.Badge(run.status, color=COLORS[run.status], pill=True)
    part = f" {run.progress.get('fraction', 0):.0%}" if run.status == "running" else ""
    return html.Tr(
        [
            html.Td(check),
            described(run),
            html.Td(
                [
                    badge,
                    part,
                    html.Div(run.message, className="muted"),
                    html.Div(whose(run), className="muted"),
                ]
            ),
            html.Td(when(run)),
            html.Td(reached(run) or "–"),
            files(run),
        ]
    )


def described(run: Run) -> Component:
    """What a run is."""
    opens = urls.explore(urls.TEXT_TRAIN, run=run.id) if is_text(run) else urls.compare(run.id)
    parts = [dcc.Link(run_title(run), href=opens), html.Div(details(run), className="muted"), settings(run)]
    return html.Th(parts, scope="row")


def files(run: Run) -> Component:
    """Where its networks are, if they were kept."""
    return html.Td([explorer(run), *run_files(run)[:-1]] if has_networks(run) else "–", className="files")


def whose(run: Run) -> str:
    """Who may see it."""
    if ships(run.id):
        return ""
    return ("public" if run.public else "private") if may_change(run) else "public, another visitor’s"


def explorer(run: Run) -> Component:
    """Where the run's neurons can be looked into."""
    link = dcc.Link("explore", href=urls.explore(run=run.id), title=f"Explore {run_title(run)}")
    return html.Span([link, " · "])


def details(run: Run) -> str:
    """What the title leaves out."""
    config = run.config
    read = (
        f"{config['batch']} streams of {config['window']} characters"
        if is_text(run)
        else f"N = {config['shortest']} to {config['longest']}"
    )
    return f"{cell_names(run)}; {config['steps']} steps, {read}"


@remembered(KEPT)
def settings(run: Run) -> Component:
    """The whole config, on demand: a hundred parts, none of which depends on who looks."""
    pairs = [
        part
        for name, value in run.config.items()
        for part in (html.Dt(name.replace("_", " ")), html.Dd(shown(value)))
    ]
    return html.Details([html.Summary("all settings"), html.Dl(pairs)], className="settings muted")


def when(run: Run) -> str:
    return "ships with the app" if ships(run.id) else begun(run)


def pair(chosen: list[str]) -> Component | None:
    """Two runs side by side, where two are chosen that exist."""
    views = [view for run_id in chosen if (view := read_view(context.store(), run_id))]
    return comparison(*views) if len(views) == 2 else None


def picked(values: list[Any], names: list[dict[str, str]]) -> list[str]:
    """The ids of the runs whose box is ticked."""
    return [name["run"] for value, name in zip(values, names, strict=True) if value]


@callback(
    Output(ids.RUNS_TABLE, "children"),
    Output(ids.RUNS_SEEN, "data"),
    Input(ids.RUNS_POLL, "n_intervals"),
    State(ids.RUNS_SEEN, "data"),
    State({"type": ids.RUNS_CHOSEN, "run": ALL}, "value"),
    State({"type": ids.RUNS_CHOSEN, "run": ALL}, "id"),
    prevent_initial_call=True,
)
def refresh(ticks: int | None, seen: Any, values: list[Any], names: list[Any]) -> tuple[Component, Any]:
    """Draw the table anew when anything in it has changed."""
    now = signature()
    if now == seen:
        raise PreventUpdate
    return table(picked(values, names)), now


def signature() -> list[list[Any]]:
    """What tells one state of the table from another."""
    return [[run.id, run.status, run.progress.get("fraction"), run.public] for run in seen_runs()]


@callback(
    Output(ids.LOCATION, "search"),
    Output(ids.RUNS_MESSAGE, "children"),
    Input(ids.RUNS_COMPARE, "n_clicks"),
    State({"type": ids.RUNS_CHOSEN, "run": ALL}, "value"),
    State({"type": ids.RUNS_CHOSEN, "run": ALL}, "id"),
    prevent_initial_call=True,
)
def compare_two(clicks: int | None, values: list[Any], names: list[Any]) -> tuple[Any, str]:
    """Go to the view of two runs side by side."""
    if not clicks:
        raise PreventUpdate
    chosen = picked(values, names)
    if len(chosen) != 2:
        ticked = "1 is" if len(chosen) == 1 else f"{len(chosen)} are"
        return no_update, f"Tick exactly two runs to compare them; {ticked} ticked."
    if not all(map(asked_run, chosen)):
        return no_update, TWO_TASKS
    return urls.pair_query(*chosen), ""


@callback(
    Output(ids.RUNS_CONFIRM, "displayed"),
    Output(ids.RUNS_CONFIRM, "message"),
    Output(ids.RUNS_MESSAGE, "children", allow_duplicate=True),
    Input(ids.RUNS_DELETE, "n_clicks"),
    State({"type": ids.RUNS_CHOSEN, "run": ALL}, "value"),
    State({"type": ids.RUNS_CHOSEN, "run": ALL}, "id"),
    prevent_initial_call=True,
)
def ask_to_delete(clicks: int | None, values: list[Any], names: list[Any]) -> tuple[bool, str, str]:
    """Nothing is deleted without a second word."""
    if not clicks:
        raise PreventUpdate
    chosen = [run_id for run_id in picked(values, names) if own_run(run_id)]
    if not chosen:
        return False, "", "Tick runs of your own to delete; those of others, and those that ship, stay."
    number = "this run" if len(chosen) == 1 else f"these {len(chosen)} runs"
    return True, f"Delete {number} for good, with all weights and measurements?", ""


@callback(
    Output(ids.RUNS_TABLE, "children", allow_duplicate=True),
    Output(ids.RUNS_MESSAGE, "children", allow_duplicate=True),
    Input(ids.RUNS_CONFIRM, "submit_n_clicks"),
    State({"type": ids.RUNS_CHOSEN, "run": ALL}, "value"),
    State({"type": ids.RUNS_CHOSEN, "run": ALL}, "id"),
    prevent_initial_call=True,
)
def delete(clicks: int | None, values: list[Any], names: list[Any]) -> tuple[Component, str]:
    """Delete the ticked runs that are the visitor's own and finished."""
    if not clicks:
        raise PreventUpdate
    chosen = [run_id for run_id in picked(values, names) if own_run(run_id)]
    deleted, message = 0, ""
    for run_id in chosen:
        try:
            context.store().delete(run_id)
            deleted += 1
        except LiveRunError as error:
            message = f" {error}"
    return table([]), f"{deleted} deleted.{message}"
