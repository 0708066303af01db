"""A node as it stands in an equation, from the data flow."""

from dataclasses import dataclass

from models.graphs.node import BEFORE, Graph, is_symbol

TIMES = " "  # between two factors, elementwise
PLUS = " + "
BIASES = "bdv"  # weights with a small letter


@dataclass(frozen=True)
class Part:
    """A factor or a summand, which has one value.

    Attributes:
        terms: the symbols and weights that are multiplied, in the order in which they are written.
        value: the name of the value, as `models.graphs.values` gives it.
    """

    terms: tuple[str, ...]
    value: str


Expression = list[Part | str]  # a string is an operator, a function or a parenthesis


def part_of(source: str, weight: str) -> Part:
    """A summand with a weight; a peephole stands before what it multiplies."""
    if not source:
        return Part((weight,), weight)
    terms = (weight, source) if weight.startswith("p") else (source, weight)
    return Part(terms, f"{source} {weight}")


def definition(graph: Graph, name: str) -> Expression:
    """The right-hand side of a node, down to symbols and weights."""
    node = graph[name]
    if node.kind == "sum":
        summands = [
            [part_of(source, weight)] if weight else expression(graph, source)
            for source, weight in node.parts
        ]
        return [token for summand in summands for token in (PLUS, *summand)][1:]
    if node.kind == "product":
        return [*factor(graph, node.sources[0]), TIMES, *factor(graph, node.sources[1])]
    inner = expression(graph, node.sources[0])
    return ["1 - ", *inner] if node.kind == "complement" else [f"{node.kind}(", *inner, ")"]


def expression(graph: Graph, name: str) -> Expression:
    """A node where it is used: its letter, or what it is made of."""
    known = name not in graph or is_symbol(graph[name])  # the readout takes h from any cell
    return [Part((name,), name)] if known else definition(graph, name)


def factor(graph: Graph, name: str) -> Expression:
    """The same, in parentheses where it is a sum."""
    found = expression(graph, name)
    loose = name in graph and not is_symbol(graph[name]) and graph[name].kind in ("sum", "complement")
    return ["(", *found, ")"] if loose else found


def plain(graph: Graph, symbol: str) -> str:
    """The equation of a symbol in plain text, as the docstrings of the cells have it."""
    right = definition(graph, symbol)
    words = [t if isinstance(t, str) else " ".join(map(at_step, t.terms)) for t in right]
    return f"{at_step(symbol)} = {''.join(words)}"


def at_step(term: str) -> str:
    """A term in plain text: "h_{t-1}", "c_t", or a weight as it is."""
    if term.endswith(BEFORE):
        return f"{term.removesuffix(BEFORE)}_{{t-1}}"
    return f"{term}_t" if len(term) == 1 and term.islower() and term not in BIASES else term
