"""Pages that belong together: the links between them, and how each writes its state into the address."""

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Input, Output, State, clientside_callback, dcc, html
from dash.development.base_component import Component

from dashboard import ids, urls

Pages = tuple[tuple[str, str], ...]  # name and path


def link_id(path: str, to: str) -> str:
    """The link on one of the pages to another one.

    Each page has ids of its own: a callback is left alone on pages that have none of its outputs.
    """
    return "-".join([path.rpartition("/")[2], "to", to.rpartition("/")[2]])


def links(
    path: str, query: dict[str, str], pages: Pages = urls.EXPLORER, label: str = "Explorer"
) -> Component:
    """One link for each of the pages; they keep what is looked into."""
    items = [
        dbc.NavLink(
            name,
            id=link_id(path, to),
            href=urls.explore(to, **query),
            active=to == path,
            **({"class_name": "here"} if to == path else {}),
        )
        for name, to in pages
    ]
    return html.Nav(dbc.Nav(items, class_name="explorer-links"), **{"aria-label": label})


def place(
    path: str, names: list[str], usual: dict[str, object] | None = None, pages: Pages = urls.EXPLORER
) -> Component:
    """What the browser needs to write this page's state into the address.

    Args:
        path: of the page.
        names: the query parameters, in the order of the components that `register` was given.
        usual: values that are left out of the address.
    """
    to = [path for _, path in pages]
    return dcc.Store(id=ids.PLACE, data={"path": path, "names": names, "usual": usual or {}, "links": to})


def register(path: str, components: list[tuple[str, str]], pages: Pages = urls.EXPLORER) -> None:
    """Keep the address of the page at path in step with these components (id, property)."""
    clientside_callback(
        ClientsideFunction("gatescope", "view"),
        [Output(link_id(path, to), "href") for _, to in pages],  # a list, so that one is answered as many are
        *(Input(component, prop) for component, prop in components),
        State(ids.PLACE, "data"),
        prevent_initial_call=True,
    )
