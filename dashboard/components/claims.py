"""The article's claims about networks of text, each with a verdict, its numbers and a link to the neuron."""

from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import urls
from models.analysis.claims import check
from models.text.run import TextRun

HEADS = ("the article says", "here", "the numbers", "the neuron")


def claims_table(source: str, run: TextRun, cell: str) -> Component:
    """One row for each claim about this kind of text.

    Args:
        source: id of the run.
        run: the run.
        cell: one of its cells.
    """
    result = run.cells[cell]
    checked = check(result.findings, run.learned.kind, [sample["text"] for sample in result.samples])
    if not checked:
        return html.P("The article makes no claims about networks of this kind of text.")
    head = html.Thead(html.Tr([html.Th(text, scope="col") for text in HEADS]))
    body = html.Tbody([row(each, source, run, cell) for each in checked])
    return html.Table([head, body], className="table table-sm")


def row(each: dict[str, Any], source: str, run: TextRun, cell: str) -> Component:
    return html.Tr(
        [
            html.Td([each["claim"], html.Div([each["figure"], ". ", each["how"]], className="muted")]),
            html.Td(each["verdict"], className="verdict"),
            html.Td(each["words"]),
            html.Td(link(each["finding"], source, run, cell)),
        ]
    )


def link(finding: dict[str, Any] | None, source: str, run: TextRun, cell: str) -> Component | str:
    """The text read by the neuron that was found; "" where there is none."""
    if finding is None:
        return ""
    address = urls.explore(
        urls.TEXT_READ, run=source, cell=cell, seed=run.config.first_seed, layer=finding["layer"] + 1,
        vector=finding["vector"], neuron=finding["unit"] + 1, detector=finding["detector"],
    )  # fmt: skip
    return dcc.Link("read by it", href=address)
