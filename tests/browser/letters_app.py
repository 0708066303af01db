"""A page with the reading figure of made-up numbers in a real card, for test_letters.py."""

from pathlib import Path

import numpy as np
from dash import Dash, Input, Output, dcc, html

from dashboard import ids
from dashboard.components import controls, figure_card, head, navbar, time_cursor
from dashboard.figures import ON_FIGURE, LetterRow, letters_figure, unit_rows

FIGURE, UNIT, VIEW = "reading-figure", "unit", "view"
TEXT = "ab\ncdefg\nhi jk"
HIDDEN = 3
VALUES = np.linspace(-1, 1, len(TEXT) * HIDDEN).reshape(len(TEXT), HIDDEN)
BIG_TEXT = "ab" * 500
BIG = np.random.default_rng(0).normal(size=(1000, 256))


def drawn(view, unit):
    """The figure of one view with one unit, and the text that it shows."""
    if view == "text":
        row = LetterRow("", TEXT, VALUES[:, unit], "h")
        return letters_figure(f"Unit {unit + 1}", [row], wrapped=True), TEXT
    if view == "big":
        return letters_figure(f"Unit {unit + 1} of many", unit_rows(BIG_TEXT, BIG, "h")), BIG_TEXT
    rows = unit_rows(TEXT, VALUES * 10, "c")
    return letters_figure(f"All units, {unit + 1}", rows, each=view == "each"), TEXT


def create_server():
    app = Dash(
        __name__,
        assets_folder=str(Path(__file__).parents[2] / "assets"),
        index_string=head.INDEX_STRING,
        meta_tags=head.META_TAGS,
        update_title=None,
        use_async=False,
    )
    units = {str(k): f"neuron {k + 1}" for k in range(HIDDEN)}
    above = html.Div(
        [
            controls.select(UNIT, "Neuron", units),
            time_cursor.time_cursor(len(TEXT), 5, figure=FIGURE, units=UNIT),
        ]
    )
    app.layout = html.Div(
        [
            navbar.navbar([("Explore", "/")]),
            html.Main(
                [
                    figure_card.figure_card(FIGURE, "Reading", "How to read it.", scroll=True, above=above),
                    dcc.Store(id=VIEW, data="text"),
                ],
                id=ids.MAIN,
                tabIndex=-1,
            ),
        ]
    )
    navbar.register(app)
    figure_card.register(app, [FIGURE])
    time_cursor.register(app, [FIGURE])

    @app.callback(
        Output(ids.source(FIGURE), "data"),
        Output(ids.rows(FIGURE), "data"),
        Output(ids.TRACES_READOUT, "data"),
        Output(ids.TIME_SLIDER, "max"),
        Input(VIEW, "data"),
        Input(UNIT, "value"),
    )
    def read(view, unit):
        figure, text = drawn(view, int(unit))
        held = {"label": f"h of neuron {int(unit) + 1}", "values": [0.25] * len(text)}
        return figure, ON_FIGURE, {"chars": list(text), "cells": {}, "held": held}, len(text)

    return app.server
