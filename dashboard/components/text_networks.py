"""The table of all networks that have learned a text: what they read, how well they predict and write it."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import urls
from dashboard.components.controls import cell_chip
from dashboard.overview import Network

HEADS = ("Text", "Learned from", "Bits per character", "Its best cell writes", "Made by")


def networks_table(found: Sequence[Network]) -> Component:
    """One row for each training; wider than a phone, it scrolls sideways."""
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in HEADS]))
    body = html.Tbody([row(each) for each in found])
    return html.Div(
        html.Table([head, body], className="table table-sm networks"),
        className="table-scroll",
        tabIndex=0,
        role="region",
        **{"aria-label": "All networks, scrolls sideways"},
    )


def row(each: Network) -> Component:
    """One training."""
    medians = each.row.medians
    bits = [
        html.Li([cell_chip(cell), f" {medians[cell]:.3f}" if cell in medians else " did not finish"])
        for cell in each.row.cells
    ]
    scores = [html.Li(f"{title}: {value}") for title, value in each.scores]
    made = [
        dcc.Link("its training", href=urls.explore(urls.TEXT_TRAIN, run=each.source)),
        html.Details([html.Summary("command"), html.Pre(each.command, className="made-by")]),
    ]
    return html.Tr(
        [
            html.Th(
                dcc.Link(each.row.name, href=urls.explore(urls.TEXT_WRITE, run=each.source)), scope="row"
            ),
            html.Td(
                [
                    f"{each.characters:,} characters, measured on {each.held_out:,} others",
                    html.Div(each.licence, className="muted"),
                ]
            ),
            html.Td(html.Ul(bits, className="plain-list")),
            html.Td(html.Ul(scores, className="plain-list") if scores else "not scored"),
            html.Td(made),
        ]
    )
