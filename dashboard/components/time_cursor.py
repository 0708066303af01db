"""One step in time, chosen by slider, mouse or keys, shown in every trace and read out in numbers."""

from collections.abc import Iterable

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.encoding import Encoded


def time_cursor(
    steps: int = 1,
    step: int = 1,
    readout: dict | Encoded | None = None,
    figure: str = ids.TRACES,
    units: str | None = None,
) -> Component:
    """The slider and the readout; `max` and `value` of the slider belong to whoever reads a new string.

    The readout is built from the store `ids.TRACES_READOUT`: {"chars": [...], "cells": {cell: {"names",
    "color", "next": [[[char, probability], ...] per step], "verdicts": [...]}}}, and "held": {"label",
    "values": [number or None per step]} where one neuron is chosen.

    Args:
        figure: the figure that it belongs to; there is one time cursor on a page.
        units: the select that holds the neurons: the keys up and down step through it.
    """
    belongs = {"data-figure": figure} | ({"data-units": units} if units else {})
    slider = dcc.Slider(
        id=ids.TIME_SLIDER,
        min=1,
        max=steps,
        step=1,
        value=step,
        marks=None,
        updatemode="drag",
        allow_direct_input=False,
    )
    return html.Div(
        [
            html.Div(
                [html.Span("Step", id="time-slider-label", className="field-label"), slider], className="time"
            ),
            html.Div(id=ids.CURSOR_READOUT, className="readout"),
            dcc.Store(id=ids.TRACES_READOUT, data=readout),
        ],
        role="group",
        className="time-cursor",
        **{"aria-labelledby": "time-slider-label"},
        **belongs,
    )


def register(app: Dash, figures: Iterable[str] = (ids.TRACES,)) -> None:
    """Wire slider, readout and every figure that a time cursor may belong to, all in the browser."""
    app.clientside_callback(
        ClientsideFunction("gatescope", "cursor"),
        # Without an output, Dash would not call it for what a page holds from the start.
        Output(ids.CURSOR_READOUT, "data-step"),
        Input(ids.TIME_SLIDER, "value"),
        Input(ids.TRACES_READOUT, "data"),
    )
    for figure in figures:
        app.clientside_callback(
            ClientsideFunction("gatescope", "pick"),
            Output(ids.TIME_SLIDER, "value", allow_duplicate=True),
            Input(figure, "hoverData"),
            Input(figure, "clickData"),
            State(ids.TIME_SLIDER, "value"),
            prevent_initial_call=True,
        )
