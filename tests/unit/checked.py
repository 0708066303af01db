"""Figures in plotly's own classes, which refuse what plotly does not know; the app draws without them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import plotly.graph_objects as go

from dashboard.figures.drawing import Drawing


def checked(make: Callable[..., Drawing]) -> Callable[..., go.Figure]:
    """The same function, its figure in plotly's classes."""

    @wraps(make)
    def made(*args: Any, **options: Any) -> go.Figure:
        drawn = make(*args, **options)
        figure = go.Figure(data=drawn.data, layout=drawn.layout)
        sent, plotly = drawn.to_plotly_json(), figure.to_plotly_json()
        for ours, theirs in zip(sent["data"], plotly["data"], strict=True):
            assert {"z": ours.get("z")} == {"z": theirs.get("z")}, "numbers are packed as plotly packs them"
        return figure

    return made
