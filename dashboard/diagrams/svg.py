"""A cell as an SVG, which `assets/story-diagram.js` fills with numbers.

Its colours are variables of the page, so that it is light or dark as the page is.
"""

from xml.etree.ElementTree import Element, SubElement, tostring

from dashboard.diagrams import shapes
from dashboard.diagrams.naming import label
from dashboard.diagrams.places import PLACES, Edge, Point
from dashboard.diagrams.routes import NEXT, junctions, routes
from dashboard.theme import cell_style
from models.cells import CELLS
from models.graphs import GRAPHS
from models.graphs.expression import plain
from models.graphs.node import Graph, computed_by, is_symbol

WIDTH = 400


def diagram(cell: str) -> str:
    """The SVG of a cell, its valves half open and without numbers.

    A node has its name as data-term, a valve its gate as data-gate, and whatever an equation adds to the
    drawing has the symbol of that equation as data-of.
    """
    graph, places, owners = GRAPHS[cell], PLACES[cell], owned(cell)
    root = frame(cell, places.height)
    ways = routes(cell)
    for edge in sorted(ways, key=lambda edge: is_pipe(graph, edge)):
        path = "M" + "L".join(f"{x:g} {y:g}" for x, y in ways[edge])
        wire(root, "path", edge, graph, owners).set("d", path)
    for at, edge in junctions(cell).items():
        wire(root, "circle", edge, graph, owners).attrib |= shapes.spot(
            at, 3.5 if is_pipe(graph, edge) else 2.25
        )
    for node in graph.values():
        group = SubElement(root, "g", {"class": f"node {node.kind}", "data-term": node.name})
        if node.sources:
            group.set("data-of", owners[node.name])
        level = False
        if node.kind == "product":
            gate, other = node.sources
            group.set("data-gate", gate)
            level = ways[other, node.name][-2][1] == places.at[node.name][1]
        shapes.draw(group, node, places.at[node.name], level)
    for channel in root.iterfind(".//*[@class='channel']"):
        channel.set("clip-path", f"url(#diagram-{cell}-disc)")
    for symbol, at in places.ports.items():
        port(root, symbol, at, symbol in owners)
    return tostring(root, encoding="unicode")


def frame(cell: str, height: float) -> Element:
    """The empty drawing, with its name and what it shows in words."""
    name = f"diagram-{cell}"
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {WIDTH} {height:g}"})
    root.attrib |= {"id": name, "class": "cell-diagram", "style": f"--cell: {cell_style(cell).color}"}
    root.attrib |= {"role": "img", "aria-labelledby": f"{name}-title", "aria-describedby": f"{name}-desc"}
    SubElement(root, "title", id=f"{name}-title").text = f"One time step of the {CELLS[cell].title}"
    SubElement(root, "desc", id=f"{name}-desc").text = said(cell)
    clip = SubElement(root, "clipPath", id=f"{name}-disc")  # keeps the channels within their discs
    SubElement(clip, "circle", r=f"{shapes.DISC_RADIUS}")
    return root


def said(cell: str) -> str:
    """What flows where, as equations."""
    return "; ".join(plain(GRAPHS[cell], symbol) for symbol in CELLS[cell].symbols)


def owned(cell: str) -> dict[str, str]:
    """Every node that is computed, and whose equation it belongs to."""
    return {node: symbol for symbol in CELLS[cell].symbols for node in computed_by(GRAPHS[cell], symbol)}


def is_pipe(graph: Graph, edge: Edge) -> bool:
    """Whether a memory flows there, or what a valve lets through; thin lines say how far valves open."""
    if edge[1] == NEXT:
        return True
    source, target = (graph[end] for end in edge)
    if target.kind == "product":
        return source.name == target.sources[1]
    return source.kind == "product" or (target.kind == "tanh" and not is_symbol(target))


def wire(root: Element, tag: str, edge: Edge, graph: Graph, owners: dict[str, str]) -> Element:
    """A line or a junction of an edge, which is part of the equation of a symbol."""
    source, target = edge
    ends = {"data-from": source, "data-to": target, "data-of": owners[source if target == NEXT else target]}
    kind = "pipe" if is_pipe(graph, edge) else "line"
    return SubElement(root, tag, {"class": f"{kind} {'wire' if tag == 'path' else 'junction'}"} | ends)


def port(root: Element, symbol: str, at: Point, computed: bool) -> None:
    """The name and the value of what comes in at the left, or goes out at the right."""
    x, y = at
    anchor = "start" if x < WIDTH / 2 else "end"
    group = SubElement(root, "g", {"class": "port", "data-term": symbol})
    if computed:
        group.set("data-of", symbol)
    shapes.named(group, symbol, at, anchor)
    beside = symbol == "x"  # a character is short
    word = label(symbol, "standard")
    shapes.value(group, (x + 12 * len("".join(word)), y) if beside else (x, y + 15), anchor)
