"""Which run is on the page: the ones that ship, and the ones trained here."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard import context, ids
from dashboard.bundled import bundled_ids
from dashboard.components.controls import field
from dashboard.runview import run_title
from dashboard.schema import Run
from dashboard.store import RunStore

RECENT = 20  # runs of one's own in the list; the Runs page has them all


def asked_run(run_id: Any) -> Run | None:
    """The run with this id, or None: a browser may send what is no text, or none that a database takes."""
    is_id = isinstance(run_id, str) and run_id.isprintable()
    return context.store().get(run_id) if is_id else None


def run_options(store: RunStore, shown: str) -> list[dict[str, str]]:
    """The options of the picker: the shown run, the recent ones and those that ship."""
    shipped = bundled_ids()
    runs = store.list()
    own = [run for run in runs if run.id not in shipped][:RECENT]
    own += [run for run in runs if run.id == shown and run not in own and run.id not in shipped]
    options = [{"value": run.id, "label": f"{run_title(run)} ({run.status})"} for run in own]
    by_id = {run.id: run for run in runs}
    return options + [
        {"value": run_id, "label": f"{run_title(by_id[run_id])} (ships with the app)"}
        for run_id in shipped
        if run_id in by_id
    ]


def picker(store: RunStore, shown: str) -> Component:
    """A list to choose the run from; its value is what the whole page shows."""
    control = dbc.Select(id=ids.RUN_PICKER, options=run_options(store, shown), value=shown, size="sm")
    about = html.Div(id=ids.RUN_ABOUT, className="run-about muted")
    return html.Div([field("Run on this page", control), about], className="run-row")
