"""Which run is on the page: the ones that ship, and the ones trained here."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids, urls
from dashboard.access import seen_run, seen_runs
from dashboard.bundled import bundled_ids
from dashboard.components.controls import field
from dashboard.components.sharing import sharing
from dashboard.remembered import has_networks
from dashboard.runview import is_known, run_label, run_title
from dashboard.store.runs import RunStore
from dashboard.store.schema import Run

RECENT = 20  # runs of one's own in the list; the Runs page has them all


def asked_run(run_id: Any) -> Run | None:
    """The run with this id, or None: a browser may send what is no text, or none that a database takes."""
    run = seen_run(run_id)
    return run if run and is_known(run) else None


def run_options(store: RunStore, shown: str) -> list[dict[str, str]]:
    """The options of the picker: the shown run, the recent ones and those that ship."""
    shipped = bundled_ids()
    runs = [run for run in seen_runs() if is_known(run)]
    own = [run for run in runs if run.id not in shipped]
    listed = own[:RECENT] + [run for run in own[RECENT:] if run.id == shown]
    by_id = {run.id: run for run in runs}
    listed += [by_id[run_id] for run_id in shipped if run_id in by_id]
    return [{"value": run.id, "label": run_label(run)} for run in listed]


def picker(store: RunStore, shown: Run) -> Component:
    """A list to choose the run from; its value is what the whole page shows."""
    options = run_options(store, shown.id)
    control = dbc.Select(id=ids.RUN_PICKER, options=options, value=shown.id, size="sm")
    about = html.Div(run_about(shown), id=ids.RUN_ABOUT, className="run-about muted")
    return html.Div([field("Run on this page", control), about], className="run-row")


def run_about(run: Run) -> list[Component | str]:
    """Where the run comes from, and its files."""
    if not has_networks(run):
        return [*sharing(run), " ", "The run's files can be downloaded when it has ended."]
    origin = "made by the command in models/pretrained/README.md"
    look = dcc.Link("Explore its neurons", href=urls.explore(run=run.id))
    return [
        *sharing(run),
        " ",
        look,
        " · download: ",
        *run_files(run),
        origin if run.id in bundled_ids() else f"run {run.id}",
    ]


def run_files(run: Run) -> list[Component | str]:
    """A link to each file of a run."""
    links: list[Component | str] = []
    for kind in urls.DOWNLOADS:
        name = {"aria-label": f"{kind} of {run_title(run)}"}
        links += [html.A(kind, href=urls.download(run.id, kind), download="", **name), " · "]
    return links
