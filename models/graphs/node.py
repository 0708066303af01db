"""What the data flow of one time step is made of."""

from dataclasses import dataclass

BEFORE = "-"  # "h-" is h of the step before


@dataclass(frozen=True)
class Node:
    """One place that a number passes in each time step.

    Attributes:
        name: "x", a state before the step such as "h-", a symbol of the cell, or what an operation in
            between gives, such as "f c-".
        kind: "input", "state", "sum", "sigmoid", "tanh", "phi", "softmax", "product" or "complement" (1 - z).
        sources: the nodes that it is computed from; of a product the gate comes first.
        weights: of a sum, for each of its sources what that is multiplied by, "" for nothing. A source ""
            is the number 1, so its weight is a bias.
    """

    name: str
    kind: str
    sources: tuple[str, ...] = ()
    weights: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """What a sum adds up: (source, weight)."""
        return tuple(zip(self.sources, self.weights, strict=True))


Graph = dict[str, Node]  # by name, in the order in which they are computed


def graph(*nodes: Node) -> Graph:
    """Nodes by their names."""
    return {node.name: node for node in nodes}


def total(name: str, *parts: tuple[str, str]) -> Node:
    """A sum of parts, each a source and its weight."""
    sources, weights = zip(*parts, strict=True)
    return Node(name, "sum", sources, weights)


def is_symbol(node: Node) -> bool:
    """Whether it has a letter of its own: inputs, states and what a cell traces."""
    return len(node.name.removesuffix(BEFORE)) == 1


def edges(graph: Graph) -> set[tuple[str, str]]:
    """Every (source, target)."""
    return {(source, node.name) for node in graph.values() for source in node.sources if source}


def computed_by(graph: Graph, symbol: str) -> list[str]:
    """The nodes of a symbol's equation: itself, and what stands between it and other symbols."""
    found = [symbol]
    for name in found:
        inner = (source for source in graph[name].sources if source and not is_symbol(graph[source]))
        found += [source for source in inner if source not in found]
    return found


def seen_by(graph: Graph, symbol: str) -> set[str]:
    """The symbols that stand in a symbol's equation."""
    nodes = computed_by(graph, symbol)
    return {source for name in nodes for source in graph[name].sources if source and source not in nodes}
