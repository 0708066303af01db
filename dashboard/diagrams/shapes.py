"""The parts of a diagram: inlets, boxes, sums and valves, each in a group of its own."""

from xml.etree.ElementTree import Element, SubElement

from dashboard.diagrams.naming import NAMINGS, label
from dashboard.diagrams.places import SUM, Point
from models.graphs.node import Node, is_symbol

BOX_WIDTH, BOX_HEIGHT, SUM_RADIUS, VALVE_RADIUS, DISC_RADIUS, INLET_RADIUS = 68, 38, 8, 13, 11, 3.5
SIGNS = {"sigmoid": "σ", "tanh": "tanh", "phi": "tanh", "complement": "1−"}


def draw(group: Element, node: Node, at: Point, level: bool = False) -> None:
    """Whatever a node is drawn as; level: whether the pipe through it goes across."""
    if not node.sources:
        SubElement(group, "circle", spot(at, INLET_RADIUS))
    elif node.kind == "product":
        valve(group, node, at, level)
    elif node.kind == "sum":
        total(group, at)
    elif is_symbol(node):
        box(group, node, at)
    else:
        function(group, node, at)


def box(group: Element, node: Node, at: Point) -> None:
    """A gate or candidate: its name, its value, a bar that shows the value, and what squashes it."""
    x, y = at
    left, bottom = x - BOX_WIDTH / 2, y + BOX_HEIGHT / 2
    outline = {"x": left, "y": y - BOX_HEIGHT / 2, "width": BOX_WIDTH, "height": BOX_HEIGHT, "rx": 5}
    part(group, "rect", "outline", **outline)
    named(group, node.name, (x, y - 5), "middle", room=False)
    value(group, (x, y + 10), "middle")
    bar = {"x": left + 6, "y": bottom - 5, "width": BOX_WIDTH - 12, "height": 2}
    part(group, "rect", "track", **bar)
    part(group, "rect", "bar", **bar)
    part(group, "text", "sign", x=x + 5, y=bottom + 14).text = SIGNS[node.kind]


def total(group: Element, at: Point) -> None:
    """A sum."""
    x, y = at
    SubElement(group, "circle", spot(at, SUM_RADIUS) | {"class": "outline"})
    SubElement(group, "path", {"d": f"M{x - 4:g} {y:g}h8M{x:g} {y - 4:g}v8", "class": "plus"})


def function(group: Element, node: Node, at: Point) -> None:
    """What is computed of one number and has no letter: 1 - z, or tanh of the cell state."""
    x, y = at
    half = 5 * len(SIGNS[node.kind])
    part(group, "rect", "outline", x=x - half, y=y - 10, width=2 * half, height=20, rx=10)
    part(group, "text", "sign", x=x, y=y + 4, anchor="middle").text = SIGNS[node.kind]
    if node.kind == "complement":
        value(group, (x, y - 15), "middle")
    else:
        value(group, (x - half - 5, y + 4), "end")


def valve(group: Element, node: Node, at: Point, level: bool) -> None:
    """A disc across a pipe, through which a channel is as wide as the gate says."""
    x, y = at
    SubElement(group, "circle", spot(at, VALVE_RADIUS) | {"class": "outline"})
    turned = f"translate({x:g} {y:g})" + ("" if level else " rotate(90)")
    inside = SubElement(group, "g", {"transform": turned})
    SubElement(inside, "path", {"d": f"M-{VALVE_RADIUS} 0H{VALVE_RADIUS}", "class": "pipe"})
    SubElement(inside, "circle", {"r": f"{DISC_RADIUS}", "class": "disc"})
    SubElement(inside, "path", {"d": f"M-{DISC_RADIUS} 0H{DISC_RADIUS}", "class": "channel"})
    if y == SUM:
        value(group, (x, y + VALVE_RADIUS + 13), "middle")
    elif not is_symbol(node):  # the number of a symbol is at the end of its pipe
        value(group, (x + VALVE_RADIUS + 4, y - 7), "start")


def named(group: Element, symbol: str, at: Point, anchor: str, room: bool = True) -> None:
    """The name in each naming; the style sheet shows one of them. Without room a word goes without its t."""
    for naming in NAMINGS:
        word, below = label(symbol, naming)
        text = part(group, "text", f"name {naming}", x=at[0], y=at[1], anchor=anchor)
        text.text = word
        if room or naming == "standard":
            SubElement(text, "tspan", {"dy": "3", "class": "below"}).text = below


def value(group: Element, at: Point, anchor: str) -> None:
    """Where the number is written."""
    part(group, "text", "value", x=at[0], y=at[1], anchor=anchor)


def part(group: Element, tag: str, kind: str, anchor: str = "", **numbers: float) -> Element:
    """A shape or text of a class, at and of these sizes."""
    placed = {name: f"{number:g}" for name, number in numbers.items()}
    return SubElement(group, tag, {"class": kind} | placed | ({"text-anchor": anchor} if anchor else {}))


def spot(at: Point, radius: float) -> dict[str, str]:
    """A circle."""
    return {"cx": f"{at[0]:g}", "cy": f"{at[1]:g}", "r": f"{radius:g}"}
