"""A page with made-up results in real figure cards, for test_figure_card.py."""

from pathlib import Path

from dash import Dash, Input, Output, html

from dashboard import ids
from dashboard.components import figure_card, head, navbar, time_cursor
from dashboard.figures import (
    CellTrace,
    LossCurve,
    loss_figure,
    loss_rows,
    traces_figure,
    traces_rows,
)
from dashboard.theme import cell_style
from models.cells import architectures

CHARS, SAYS = list("aaXbb"), list("aXbb\n")
CURVES = {"lstm": LossCurve([1, 2], [1.0, 0.5], [0.9, 0.4], [1.1, 0.6])}


def trace(symbols, verdicts):
    return CellTrace(CHARS, verdicts, SAYS, [0.9] * 5, ["b .90"] * 5, {s: [[0.1, 0.5]] * 5 for s in symbols})


TRACES = {
    "lstm": trace("hcfigo", ["free", "free", "right", "right", "right"]),
    "gru": trace("hrzn", ["free", "free", "right", "right", "wrong"]),
}


def many(value):
    """Curves and traces as large as the networks of the article: their rows are thousands of numbers."""
    curve = LossCurve(list(range(500)), [value] * 500, [value] * 500, [value] * 500)
    arrays = {symbol: [[value] * 20] * 26 for symbol in "hcfigo"}
    seen = CellTrace(["<b>"] * 26, [""] * 26, ["b"] * 26, [0.9] * 26, ["b .90"] * 26, arrays)
    return dict.fromkeys(architectures(), curve), dict.fromkeys(architectures(), seen)


def readout():
    return {
        "chars": CHARS,
        "cells": {
            cell: {
                "names": cell_style(cell).short,
                "color": cell_style(cell).color,
                "next": [[[char, 0.9], ["x", 0.06], ["y", 0.04]] for char in t.predicted],
                "verdicts": t.verdicts,
            }
            for cell, t in TRACES.items()
        },
    }


def create_server():
    app = Dash(
        __name__,
        assets_folder=str(Path(__file__).parents[2] / "assets"),
        index_string=head.INDEX_STRING,
        meta_tags=head.META_TAGS,
        update_title=None,
        use_async=False,
    )
    app.layout = html.Div(
        [
            navbar.navbar([("Compare", "/")]),
            html.Main(
                [
                    figure_card.figure_card(ids.LOSS, "Training loss", "How to read it."),
                    figure_card.figure_card(
                        ids.TRACES,
                        "Traces",
                        "Neurons by steps.",
                        scroll=True,
                        above=time_cursor.time_cursor(5, 3),
                    ),
                    html.Button(id="load", hidden=True),
                    html.Button(id="many", hidden=True),
                ],
                id=ids.MAIN,
                tabIndex=-1,
            ),
        ]
    )
    navbar.register(app)
    figure_card.register(app, [ids.LOSS, ids.TRACES])
    time_cursor.register(app)

    @app.callback(
        Output(ids.source(ids.LOSS), "data"),
        Output(ids.rows(ids.LOSS), "data"),
        Output(ids.source(ids.TRACES), "data"),
        Output(ids.rows(ids.TRACES), "data"),
        Output(ids.TRACES_READOUT, "data"),
        Input("load", "n_clicks"),
    )
    def load(clicks):
        curves = {} if clicks == 1 else CURVES
        return (
            loss_figure(curves, 0.4, 2),
            loss_rows(curves),
            traces_figure(TRACES, "standard", 3),
            traces_rows(TRACES),
            readout(),
        )

    @app.callback(
        Output(ids.rows(ids.LOSS), "data", allow_duplicate=True),
        Output(ids.rows(ids.TRACES), "data", allow_duplicate=True),
        Input("many", "n_clicks"),
        prevent_initial_call=True,
    )
    def load_many(clicks):
        curves, traces = many(clicks)
        return loss_rows(curves), traces_rows(traces)

    hashes = " ".join([head.head_script_hash(), *app.csp_hashes()])
    policy = (
        f"default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline';"
        " img-src 'self' data: blob:; frame-ancestors 'none'"
    )

    @app.server.after_request
    def add_policy(response):
        response.headers["Content-Security-Policy"] = policy
        return response

    return app.server
