"""Content that only changes as a whole: plain elements made by `assets/static.js`.

Dash goes through every component of the page at each change of anything; a table of 200 cells is one here.
"""

from collections.abc import Iterable
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from dashboard import ids


def filled(place: str, content: Any) -> Component:
    """A place for `written` content; another one goes into the store `ids.content(place)`."""
    return html.Div([html.Div(id=place), dcc.Store(id=ids.content(place), data=content)])


def written(content: object) -> Any:
    """Components of `dash.html` as plain data: {"type", "props"}, text, numbers, and lists of them."""
    if isinstance(content, Component):
        props = content.to_plotly_json()["props"]
        children = written(props.get("children"))
        return {"type": content._type, "props": {**props, "children": children}}
    return [written(part) for part in content] if isinstance(content, list | tuple) else content


def register(app: Dash, places: Iterable[str]) -> None:
    """Wire these places, in the browser."""
    for place in places:
        app.clientside_callback(
            ClientsideFunction("gatescope", "still"),
            # Without an output, Dash would not call it for what a page holds from the start.
            Output(place, "data-shown"),
            Input(ids.content(place), "data"),
        )
