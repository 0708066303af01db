"""Write: several networks continue one text, side by side, character by character."""

from dash import html
from dash.development.base_component import Component

from dashboard import urls
from dashboard.components import text_tabs

TITLE = "Text"


def layout(**asked_for: str | list[str]) -> Component:
    """The page in the state that its address describes."""
    query = urls.single(asked_for)
    return html.Div(
        [html.H1("Text", className="page-title"), text_tabs.links(urls.TEXT_WRITE, query)],
        className="stack",
    )
