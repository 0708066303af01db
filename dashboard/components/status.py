"""How a run is getting on: a badge, a progress bar, and a sentence that screen readers announce."""

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard import ids


def status_strip() -> Component:
    """Set `children` and `color` of the badge, `value` (0 to 100) of the bar, `children` of the text."""
    return html.Div(
        [
            dbc.Badge("ready", id=ids.STATUS_BADGE, color="secondary", pill=True),
            html.Div(
                dbc.Progress(id=ids.PROGRESS_BAR, value=0, min=0, max=100),
                className="progress-frame",
            ),
            html.Span(id=ids.STATUS_TEXT, role="status", **{"aria-live": "polite"}),
        ],
        className="status-strip",
    )
