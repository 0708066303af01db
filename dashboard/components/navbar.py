"""The bar on every page: where to go, theme, link to share, and help with a glossary."""

from collections.abc import Iterable
from math import isinf

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.theme import FIGURE_THEMES
from models.names import NAMES

ABOUT = {
    "Story": "tells what each gate is for, with a live network behind every claim",
    "Compare": "trains cells side by side, and shows every gate at every step",
    "Lab": "puts all runs of a task together: which cell counts, how far, and how sure we are",
    "Explore": "looks into one network: what its neurons follow, and what comes of changing them",
    "Text": "is about networks that read and write source code and tweets",
    "Runs": "lists what was trained, to open, compare and take away",
}
SHORTCUTS = {
    "← →": "move the time cursor, when the traces have the focus",
    "↑ ↓": "previous and next neuron, on the Read page",
    "Home End": "first and last step",
    "Shift ← →": "scroll the traces sideways",
    "Tab": "next control; Enter or Space opens help",
}


def navbar(pages: Iterable[tuple[str, str]]) -> Component:
    """The navigation bar.

    Args:
        pages: name and address of each page, in order.
    """
    links = [dbc.NavLink(name, href=to, active="exact" if to == "/" else "partial") for name, to in pages]
    actions = [
        button(
            ids.THEME_SWITCH,
            [html.Span(className="theme-icon"), "Theme"],
            **{"role": "switch", "aria-checked": "false", "aria-label": "Dark theme"},
        ),
        button(ids.SHARE, "Share", **{"aria-label": "Copy the link to this page"}),
        button(ids.HELP, "Help", **{"aria-haspopup": "dialog"}),
        html.Span(id=ids.SHARE_STATUS, className="share-status", role="status"),
    ]
    return html.Header(
        [
            dcc.Link("Gatescope", href="/", className="brand"),
            html.Nav(dbc.Nav(links), **{"aria-label": "Pages"}),
            html.Div(actions, className="actions"),
            help_panel(),
            dcc.Store(id=ids.THEME),
            dcc.Store(id=ids.FIGURE_THEMES, data=FIGURE_THEMES),
        ],
        className="site-header",
    )


def button(id: str, content: object, **attributes: str) -> Component:
    """One action of the bar."""
    return html.Button(
        content, id=id, type="button", className="btn btn-sm btn-outline-secondary", **attributes
    )


def help_panel() -> Component:
    """The pages, the glossary and the keyboard shortcuts."""
    head = html.Thead(
        html.Tr(
            [html.Th(text, scope="col") for text in ("", "name", "in the article", "range", "what it is")]
        )
    )
    body = html.Tbody(
        [
            html.Tr(
                [
                    html.Th(name.symbol, scope="row"),
                    html.Td(name.standard),
                    html.Td(name.article),
                    html.Td("any" if isinf(name.high) else f"{name.low} to {name.high}"),
                    html.Td(name.meaning),
                ]
            )
            for name in NAMES.values()
        ]
    )
    keys = [
        part
        for key, meaning in SHORTCUTS.items()
        for part in (html.Dt([html.Kbd(k) for k in key.split()]), html.Dd(meaning))
    ]
    pages = [part for name, about in ABOUT.items() for part in (html.Dt(name), html.Dd(about))]
    return dbc.Offcanvas(
        [
            html.H3("Pages"),
            html.Dl(pages, className="shortcuts"),
            html.H3("Letters"),
            html.Table([head, body], className="table table-sm glossary"),
            html.H3("Keys"),
            html.Dl(keys, className="shortcuts"),
            html.P("The article is Edwin Chen, “Exploring LSTMs” (2017).", className="text-secondary"),
        ],
        id=ids.HELP_PANEL,
        labelledBy=f"{ids.HELP_PANEL}-title",
        title=html.Span("Help", id=f"{ids.HELP_PANEL}-title"),
        placement="end",
        is_open=False,
    )


def register(app: Dash) -> None:
    """Wire the actions, all in the browser."""
    app.clientside_callback(
        ClientsideFunction("gatescope", "theme"),
        Output(ids.THEME, "data"),
        Output(ids.THEME_SWITCH, "aria-checked"),
        Input(ids.THEME_SWITCH, "n_clicks"),
    )
    app.clientside_callback(
        ClientsideFunction("gatescope", "share"),
        Output(ids.SHARE_STATUS, "children"),
        Input(ids.SHARE, "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("gatescope", "open"),
        Output(ids.HELP_PANEL, "is_open"),
        Input(ids.HELP, "n_clicks"),
        prevent_initial_call=True,
    )
