"""Equations as they stand on the page, each term in both namings."""

import re
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.diagrams.naming import NAMINGS, label
from models.graphs import GRAPHS, READOUT
from models.graphs.expression import TIMES, Part, definition
from models.graphs.node import Graph, is_symbol

SIGNS = {"sigmoid(": "σ(", "phi(": "tanh(", "1 - ": "1 − "}  # phi of the run is tanh


def flow(cell: str) -> Graph:
    """Everything that is computed in a step, the prediction included."""
    return GRAPHS[cell] | READOUT


def symbols(cell: str) -> list[str]:
    """What a cell has an equation for, in the order in which it is computed."""
    return [node.name for node in flow(cell).values() if node.sources and is_symbol(node)]


def line(cell: str, symbol: str) -> list[Component]:
    """An equation whose terms can be pointed at."""
    right = definition(flow(cell), symbol)
    return [
        pointed(symbol),
        operator(" = "),
        *(factors(token) if isinstance(token, Part) else operator(token) for token in right),
    ]


def factors(part: Part) -> Component:
    """The factors of a summand, which stay on one line."""
    return html.Span([pointed(term) for term in part.terms], className="factors")


def pointed(term: str) -> Component:
    """A term that shows its numbers when it is pointed at."""
    return html.Button(
        written(term),
        type="button",
        tabIndex=-1,
        className="term",
        **{"data-term": term, "aria-describedby": "cells-numbers"},
    )


def operator(token: str) -> Component:
    """What stands between terms."""
    return html.Span(SIGNS.get(token, token), className="times" if token == TIMES else "operator")


def written(term: str) -> list[Component]:
    """A term in both namings; the style sheet shows one."""
    found = []
    for naming in NAMINGS:
        letter, below = label(term, naming)
        found.append(html.Span([html.Var(letter), *([html.Sub(below)] if below else [])], className=naming))
    return found


def sentence(text: str) -> list[Any]:
    """Text in which {term} stands for a term."""
    pieces = re.split(r"\{(.+?)\}", text)
    return [html.Span(written(piece)) if k % 2 else piece for k, piece in enumerate(pieces)]
