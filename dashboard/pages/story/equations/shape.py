"""All that the browser has to know of terms, equations and diagrams; only the numbers are missing."""

from typing import Any

from dashboard.diagrams.naming import NAMINGS, called, label
from dashboard.diagrams.svg import diagram
from dashboard.pages.story.equations.build_up import PREDICTION, STAGES, there
from dashboard.pages.story.equations.live import TASK, UNITS
from dashboard.pages.story.equations.terms import SIGNS, flow
from dashboard.theme import cell_style
from models.graphs import GRAPHS
from models.graphs.expression import Part, definition
from models.graphs.node import BEFORE
from models.names import NAMES

# What is said of a weight, by its letter; all others are biases.
WEIGHTS = {
    "W": "Weights of the input, a row for each character: the one that is read picks its row.",
    "U": "Weights of the hidden state, from each neuron (row) to each neuron (column).",
    "p": "Weights of the peephole, from each neuron’s cell state to its own gate.",
    "V": "Weights of the prediction, from each neuron (row) to each character (column).",
}
BIAS = "A bias: what is added whatever is read."
# What is said of an operation that has no letter, by its kind.
BETWEEN = {
    "product": "What the gate lets through.",
    "sum": "Everything that comes in, added up.",
    "complement": "As far as the update gate does not keep.",
    "tanh": "Squashed to lie between −1 and 1.",
}


def shape() -> dict[str, Any]:
    """The page without its numbers.

    Returns:
        "stages": for each its cell, its symbol and the symbols whose equations are there by then;
        "terms": for each how it is written, called and explained in each naming;
        "cells": for each its name, its symbols, its diagram and the right-hand side of everything that it
        computes, in which a list holds the name of a value.
    """
    stages = [
        {"cell": stage.cell, "symbol": stage.symbol, "there": there(place)}
        for place, stage in enumerate(STAGES)
    ]
    return {
        "alphabet": TASK.alphabet,
        "units": UNITS,
        "stages": stages,
        "terms": {term: about(term, kind) for term, kind in all_terms().items()},
        "cells": {cell: of_cell(cell) for cell in GRAPHS},
    }


def of_cell(cell: str) -> dict[str, Any]:
    """One cell's part of that."""
    graph = flow(cell)
    computed = [name for name, node in graph.items() if node.sources]
    return {
        "name": cell_style(cell).short,
        "diagram": diagram(cell),
        "right": {name: filled(definition(graph, name)) for name in computed},
    }


def filled(tokens: list[Part | str]) -> list[Any]:
    """A right-hand side to be filled in with numbers."""
    return [[token.value] if isinstance(token, Part) else SIGNS.get(token, token) for token in tokens]


def all_terms() -> dict[str, str]:
    """Every symbol, state, operation and weight of any cell, and its kind."""
    found = {}
    for node in (node for cell in GRAPHS for node in flow(cell).values()):
        found |= {node.name: node.kind} | {weight: "weight" for weight in node.weights if weight}
    return found


def about(term: str, kind: str) -> dict[str, dict[str, Any]]:
    """How a term is written and called, and what it is."""
    said = meaning(term, kind)
    return {
        "label": {naming: label(term, naming) for naming in NAMINGS},
        "called": {naming: called(term, naming) for naming in NAMINGS},
        "meaning": {"standard": said, "article": renamed(said)},
    }


def meaning(term: str, kind: str) -> str:
    """What a term is, in a sentence or two."""
    if kind == "input":
        return "The character read at this step, as a vector: 1 in its place, 0 elsewhere."
    if kind == "weight":
        return f"{WEIGHTS.get(term[0], BIAS)} Learned, and the same at every step."
    if term == PREDICTION:
        return "The probability of each next character."
    if term.endswith(BEFORE):
        return "What it was after the step before; 0 before the first."
    return NAMES[term].meaning if term in NAMES else BETWEEN[kind]


def renamed(text: str) -> str:
    """The same in the article's words."""
    for name in NAMES.values():
        text = text.replace(name.standard, f"{name.article} gate" if name.scale == "gate" else name.article)
    return text
