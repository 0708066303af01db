"""How a run is getting on: a badge, a progress bar, and a sentence that screen readers announce."""

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard import ids

COLORS = {
    "queued": "secondary",
    "running": "primary",
    "done": "success",
    "cancelled": "secondary",
    "failed": "danger",
    "interrupted": "warning",
}


def status_strip() -> Component:
    """Set `children` and `color` of the badge, `value` ("0" to "100") of the bar, `children` of the text.

    `ids.ANNOUNCE` is what a screen reader says: set it seldom.
    """
    return html.Div(
        [
            dbc.Badge("ready", id=ids.STATUS_BADGE, color="secondary", pill=True),
            html.Progress(id=ids.PROGRESS_BAR, value="0", max="100", **{"aria-label": "Training"}),
            html.Span(id=ids.STATUS_TEXT),
            html.Span(id=ids.ANNOUNCE, className="visually-hidden", role="status", **{"aria-live": "polite"}),
        ],
        className="status-strip",
    )
