"""The Text pages: the links between them, and how each writes its state into the address.

A page asks for `links` and `place` in its layout and calls `register` once, as the explorer's do.
"""

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Input, Output, State, clientside_callback, dcc, html
from dash.development.base_component import Component

from dashboard import ids, urls
from dashboard.components.place import link_id


def links(path: str, query: dict[str, str]) -> Component:
    """One link for each of the Text pages; they keep what is looked at."""
    items = [
        dbc.NavLink(
            name,
            id=link_id(path, to),
            href=urls.explore(to, **query),
            active=to == path,
            **({"class_name": "here"} if to == path else {}),
        )
        for name, to in urls.TEXT_PAGES
    ]
    return html.Nav(dbc.Nav(items, class_name="explorer-links"), **{"aria-label": "Text"})


def place(path: str, names: list[str], usual: dict[str, object] | None = None) -> Component:
    """What the browser needs to write this page's state into the address; as in components/place."""
    to = [path for _, path in urls.TEXT_PAGES]
    return dcc.Store(id=ids.PLACE, data={"path": path, "names": names, "usual": usual or {}, "links": to})


def register(path: str, components: list[tuple[str, str]]) -> None:
    """Keep the address of the page at path in step with these components (id, property)."""
    clientside_callback(
        ClientsideFunction("gatescope", "view"),
        *(Output(link_id(path, to), "href") for _, to in urls.TEXT_PAGES),
        *(Input(component, prop) for component, prop in components),
        State(ids.PLACE, "data"),
        prevent_initial_call=True,
    )
