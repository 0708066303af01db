"""The card with a long text, its overview and what stands at the cursor; assets/text-read.js fills it."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.controls import help_button

TITLE = "Text, coloured by a neuron"
HELP = (
    "Each character is coloured by what the neuron holds after reading it; the bar says which value a colour "
    "stands for. A cell state has no bounds, so its scale ends at the largest value in this text. Underlined "
    "is where what the neuron follows is true. The strip beside the text shows all of it: click to go there. "
    "The keys left and right move through the text, up and down through the neurons."
)
FORMATS = {"png": "the lines in view as a picture", "csv": "the values", "json": "text and values"}


def reader_card(subject: dict[str, Any], step: int) -> Component:
    """The card.

    Args:
        subject: the network, as pages/text/read.py describes it to the browser.
        step: the character at the cursor, from 1.
    """
    buttons = [
        html.Button(
            name.upper(),
            id=f"reader-{name}",
            type="button",
            className="btn btn-sm btn-outline-secondary",
            **{"aria-label": f"Download {what} as {name.upper()}"},
        )
        for name, what in FORMATS.items()
    ]
    heading = html.H2(TITLE, id="reader-heading", className="card-heading")
    return html.Section(
        [
            html.Header(
                [
                    html.Div([heading, *help_button("reader", TITLE, HELP)], className="field-head"),
                    html.Div(
                        buttons, className="btn-group exports", role="group", **{"aria-label": "Downloads"}
                    ),
                ]
            ),
            html.P(id="reader-finding", className="finding"),
            html.Div(id="reader-error", role="alert", className="form-error"),
            html.Div(
                [html.Div(id="reader-key"), html.Div(id="reader-progress", role="status")],
                className="reader-above",
            ),
            html.Div(
                [
                    html.Div(
                        id=ids.READER_VIEW,
                        className="reader-view",
                        tabIndex=0,
                        role="region",
                        **{"aria-label": f"{TITLE}; arrow keys move the cursor and choose the neuron"},
                    ),
                    html.Div(id="reader-map", className="reader-map", **{"aria-hidden": "true"}),
                ],
                className="reader",
            ),
            html.Div(id="reader-readout", className="readout"),
            html.Div(id="reader-note", className="reader-note muted"),
            dcc.Store(id=ids.READER_SUBJECT, data=subject),
            dcc.Store(id=ids.READER_STEP, data=step),
        ],
        className="card figure-card",
        **{"aria-labelledby": "reader-heading"},
    )
