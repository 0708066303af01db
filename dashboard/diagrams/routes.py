"""The way of each wire of a diagram, and where wires branch."""

from collections import defaultdict
from itertools import pairwise

from dashboard.diagrams.places import PLACES, Edge, Point
from models.graphs import GRAPHS
from models.graphs.node import edges

NEXT = "next step"  # where the pipe of a state leads
BESIDE = {"x": 5, "h-": -5}  # so that the two come to a sum side by side


def routes(cell: str) -> dict[Edge, list[Point]]:
    """The corners of every wire, from node to node; those of the states lead on to the next step."""
    places = PLACES[cell]
    found = {(source, target): route(cell, source, target) for source, target in sorted(edges(GRAPHS[cell]))}
    return found | {
        (symbol, NEXT): [places.at[symbol], *corners] for symbol, corners in places.outputs.items()
    }


def route(cell: str, source: str, target: str) -> list[Point]:
    """The corners of an edge: those of the layout, else across and then up or down."""
    places = PLACES[cell]
    start, end = places.at[source], places.at[target]
    if bends := places.bends.get((source, target)):
        return [start, *bends, end]
    beside = BESIDE.get(source, 0) if target.startswith("sum") else 0
    across = (end[0] + beside, start[1])
    return [start, end] if across in (start, end) else [start, across, (across[0], end[1])]


def junctions(cell: str) -> dict[Point, Edge]:
    """Where a wire leaves another one from the same node; wires that only cross have none."""
    of: dict[str, list[Edge]] = defaultdict(list)
    ways = routes(cell)
    for edge in ways:
        of[edge[0]].append(edge)
    return {
        corner: edge
        for together in of.values()
        for edge in together
        for corner in ways[edge][1:-1]
        if any(passes(ways[other], corner) for other in together if other != edge)
    }


def passes(way: list[Point], point: Point) -> bool:
    """Whether a way goes straight through a point, which is none of its corners."""
    x, y = point
    return any(
        (ax == bx == x and min(ay, by) < y < max(ay, by)) or (ay == by == y and min(ax, bx) < x < max(ax, bx))
        for (ax, ay), (bx, by) in pairwise(way)
    )
