"""Terms of the equations as they stand on the page: in either naming, and what is said of each."""

import re
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.diagrams.naming import NAMINGS, called, label
from dashboard.diagrams.svg import diagram
from dashboard.pages.story.build_up import PREDICTION, STAGES, there
from dashboard.pages.story.live import TASK, UNITS
from dashboard.theme import cell_style
from models.graphs import GRAPHS, READOUT
from models.graphs.expression import TIMES, Part, definition, plain
from models.graphs.node import BEFORE, Graph, is_symbol
from models.names import NAMES

SIGNS = {"sigmoid(": "σ(", "phi(": "tanh(", "1 - ": "1 − "}  # phi of the run is tanh


def flow(cell: str) -> Graph:
    """Everything that is computed in a step, the prediction included."""
    return GRAPHS[cell] | READOUT


def symbols(cell: str) -> list[str]:
    """What a cell has an equation for, in the order in which it is computed."""
    return [node.name for node in flow(cell).values() if node.sources and is_symbol(node)]


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


def shape() -> dict[str, Any]:
    """All that the browser has to know of terms, equations and diagrams; only the numbers are missing.

    Returns:
        "stages": for each its cell, its symbol and the symbols whose equations are there by then;
        "terms": for each how it is written and called in each naming, and what is said of it;
        "cells": for each its name, its diagram and the right-hand side of everything that it computes, where
        a list holds the name of a value.
    """
    return {
        "alphabet": TASK.alphabet,
        "units": UNITS,
        "stages": [
            {"cell": stage.cell, "symbol": stage.symbol, "there": there(place)}
            for place, stage in enumerate(STAGES)
        ],
        "terms": {term: about(term) for term in all_terms()},
        "cells": {cell: of_cell(cell) for cell in GRAPHS},
    }


def of_cell(cell: str) -> dict[str, Any]:
    graph = flow(cell)
    computed = [name for name, node in graph.items() if node.sources]
    return {
        "name": cell_style(cell).short,
        "diagram": diagram(cell),
        "right": {name: filled(definition(graph, name)) for name in computed},
        "plain": {name: plain(graph, name) for name in computed},
    }


def filled(tokens: list[Part | str]) -> list[Any]:
    """A right-hand side to be filled in with numbers."""
    return [[token.value] if isinstance(token, Part) else SIGNS.get(token, token) for token in tokens]


def all_terms() -> list[str]:
    """Every symbol, state and weight of any cell."""
    found = {}
    for cell in GRAPHS:
        graph = flow(cell)
        for name, node in graph.items():
            found |= dict.fromkeys([name, *(weight for weight in node.weights if weight)])
    return list(found)


def about(term: str) -> dict[str, Any]:
    """How a term is written and called, and where its numbers come from."""
    return {
        "label": {naming: label(term, naming) for naming in NAMINGS},
        "called": {naming: called(term, naming) for naming in NAMINGS},
        "meaning": {"standard": meaning(term), "article": renamed(meaning(term))},
    }


def meaning(term: str) -> str:
    """One sentence about a term; of an operation in between what it is."""
    letter = term.removesuffix(BEFORE)
    if term == "x":
        return "The character read at this step, as a vector: 1 in its place, 0 elsewhere."
    if term == PREDICTION:
        return "The probability of each next character."
    if letter in NAMES:
        return (
            "What it was after the step before; 0 before the first."
            if letter != term
            else NAMES[term].meaning
        )
    if " " in term:
        return between(term)
    kinds = {"W": FROM_INPUT, "U": FROM_STATE, "p": FROM_MEMORY, "V": TO_OUTPUT}
    return f"{kinds.get(term[0], BIAS)} Learned, and the same at every step."


def renamed(text: str) -> str:
    """The same in the article's words."""
    for name in NAMES.values():
        text = text.replace(name.standard, f"{name.article} gate" if name.scale == "gate" else name.article)
    return text


FROM_INPUT = "Weights of the input, a row for each character: the one that is read picks its row."
FROM_STATE = "Weights of the hidden state, from each neuron (row) to each neuron (column)."
FROM_MEMORY = "Weights of the peephole, from each neuron’s cell state to its own gate."
TO_OUTPUT = "Weights of the prediction, from each neuron (row) to each character (column)."
BIAS = "A bias: what is added whatever is read."


def between(name: str) -> str:
    """What an operation that has no letter does."""
    node = next(graph[name] for graph in map(flow, GRAPHS) if name in graph)
    if node.kind == "product":
        return "What the gate lets through."
    if node.kind == "sum":
        return "A sum of everything that comes in."
    return (
        "What the update gate does not keep."
        if node.kind == "complement"
        else "Squashed to lie between −1 and 1."
    )


def line(cell: str, symbol: str) -> list[Any]:
    """An equation whose terms can be pointed at."""
    tokens = definition(flow(cell), symbol)
    right = [operator(token) if isinstance(token, str) else factors(token) for token in tokens]
    return [pointed(symbol), operator(" = "), *right]


def factors(part: Part) -> Component:
    """The factors of a summand, which stay on one line."""
    made = [html.Span(pointed(term)) for term in part.terms]
    return html.Span(made, className="factors")


def pointed(term: str) -> Component:
    """A term that shows its numbers when it is pointed at."""
    return html.Button(
        written(term),
        type="button",
        tabIndex=-1,
        className="term",
        **{"data-term": term, "aria-describedby": "story-numbers"},
    )


def operator(token: str) -> Component:
    return html.Span(SIGNS.get(token, token), className="times" if token == TIMES else "operator")
