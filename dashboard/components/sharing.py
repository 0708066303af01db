"""Who may see a run: its owner alone, until its owner makes it public."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import MATCH, Input, Output, State, callback, html
from dash.development.base_component import Component

from dashboard import context, ids
from dashboard.access import may_change, own_run
from dashboard.bundled import ships
from dashboard.store.schema import Run

HELP = (
    "Only you can open a private run. A public one is listed on Runs for everyone, and opens from its link."
)
SAID = {True: "Everyone may see it now.", False: "Only you can see it now."}


def sharing(run: Run) -> list[Component]:
    """A switch for the owner; a word for everyone else, but for what ships."""
    if ships(run.id):
        return []
    if not may_change(run):
        return [html.Span("public, another visitor’s", className="badge text-bg-secondary")]
    switch = dbc.Switch(
        id={"type": ids.PUBLIC, "run": run.id},
        value=run.public,
        label="public",
        className="public-switch",
    )
    said = html.Span(id={"type": ids.PUBLIC_SAID, "run": run.id}, role="status")
    return [html.Span([switch, said], title=HELP, className="sharing")]


@callback(
    Output({"type": ids.PUBLIC_SAID, "run": MATCH}, "children"),
    Input({"type": ids.PUBLIC, "run": MATCH}, "value"),
    State({"type": ids.PUBLIC, "run": MATCH}, "id"),
    prevent_initial_call=True,
)
def publish(public: Any, name: Any) -> str:
    """Show the run to everyone, or to its owner alone."""
    run = own_run(name.get("run") if isinstance(name, dict) else None)
    if run is None:
        return "Only its owner can change that."
    if not isinstance(public, bool) or public == run.public:
        return ""
    context.store().publish(run.id, public)
    return SAID[public]
