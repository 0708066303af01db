"""The diagrams of the cells show the graph, all of it and nothing else, and nothing lies on anything."""

from itertools import combinations, pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest

from dashboard.diagrams.naming import NAMINGS, called, label
from dashboard.diagrams.places import PLACES, Point
from dashboard.diagrams.routes import BESIDE, NEXT, junctions, routes
from dashboard.diagrams.shapes import BOX_HEIGHT, BOX_WIDTH, VALVE_RADIUS
from dashboard.diagrams.svg import WIDTH, diagram
from models.cells import CELLS
from models.graphs import GRAPHS
from models.graphs.node import BEFORE, edges
from models.names import NAMES

SVG = "{http://www.w3.org/2000/svg}"
cells = pytest.mark.parametrize("cell", GRAPHS)


def parts(cell: str, kind: str) -> list[Element]:
    """The elements of a diagram that have this class."""
    return [each for each in fromstring(diagram(cell)).iter() if kind in each.get("class", "").split()]


def sizes(cell: str) -> dict[str, tuple[float, float]]:
    """Half the width and half the height of every box and valve."""
    found = {part.get("data-term"): (BOX_WIDTH / 2, BOX_HEIGHT / 2) for part in parts(cell, "node")}
    kinds = {name: GRAPHS[cell][name].kind for name in found}
    boxed = {name for name in found if f"sum {name}" in found}
    valves = {name for name, kind in kinds.items() if kind == "product"}
    return {name: found[name] for name in boxed} | {name: (VALVE_RADIUS, VALVE_RADIUS) for name in valves}


@cells
def test_it_has_every_node_and_every_edge_once_and_leads_on_where_a_state_does(cell: str) -> None:
    nodes = [part.get("data-term") for part in parts(cell, "node")]
    assert sorted(nodes) == sorted(GRAPHS[cell])
    wires = [(part.get("data-from"), part.get("data-to")) for part in parts(cell, "wire")]
    onward = {(symbol, NEXT) for symbol in {*CELLS[cell].state_symbols, "h"}}
    assert len(wires) == len(set(wires)) and set(wires) == edges(GRAPHS[cell]) | onward


@cells
def test_each_wire_goes_level_or_upright_from_its_node_to_its_node(cell: str) -> None:
    at = PLACES[cell].at
    for (source, target), way in routes(cell).items():
        assert way[0] == at[source]
        beside = abs(way[-1][0] - at.get(target, way[-1])[0])
        assert beside in (0, *map(abs, BESIDE.values())) and way[-1][1] == at.get(target, way[-1])[1]
        assert all(a != b and (a[0] == b[0] or a[1] == b[1]) for a, b in pairwise(way))


def enters(a: Point, b: Point, middle: Point, half: tuple[float, float]) -> bool:
    """Whether a level or upright line from a to b comes into a box."""
    return all(
        max(a[k], b[k]) > middle[k] - half[k] and min(a[k], b[k]) < middle[k] + half[k] for k in (0, 1)
    )


@cells
def test_no_box_or_valve_lies_on_another_or_on_a_wire_that_is_not_its_own(cell: str) -> None:
    at, half = PLACES[cell].at, sizes(cell)
    for one, other in combinations(half, 2):
        apart = [abs(at[one][k] - at[other][k]) - half[one][k] - half[other][k] for k in (0, 1)]
        assert max(apart) >= 4, (one, other)
    for (source, target), way in routes(cell).items():
        for name in half.keys() - {source, target}:
            assert not any(enters(a, b, at[name], half[name]) for a, b in pairwise(way)), (
                source,
                target,
                name,
            )


@cells
def test_everything_is_within_the_drawing(cell: str) -> None:
    places = PLACES[cell]
    points = [*places.at.values(), *places.ports.values(), *(p for way in routes(cell).values() for p in way)]
    assert all(0 < x < WIDTH and 0 < y < places.height for x, y in points)
    assert fromstring(diagram(cell)).get("viewBox") == f"0 0 {WIDTH} {places.height:g}"


@cells
def test_every_valve_knows_its_gate_and_stands_across_its_pipe(cell: str) -> None:
    graph, at = GRAPHS[cell], PLACES[cell].at
    valves = [part for part in parts(cell, "node") if part.get("data-gate")]
    assert {part.get("data-term") for part in valves} == {
        n.name for n in graph.values() if n.kind == "product"
    }
    for part in valves:
        gate, other = graph[part.get("data-term")].sources
        assert part.get("data-gate") == gate
        before = routes(cell)[other, part.get("data-term")][-2]
        upright = before[0] == at[part.get("data-term")][0]
        assert ("rotate(90)" in part.find(f"{SVG}g").get("transform")) == upright


def test_wires_that_branch_have_a_dot_and_wires_that_cross_have_none() -> None:
    assert set(junctions("rnn")) == set(junctions("feedforward")) == set()
    dots = junctions("peephole")
    assert {(24, 56), (346, 56), (374, 56)} <= set(dots)  # the memory is seen three times
    for x, y in dots:
        assert (x, y) != (75, 320)  # there x only passes h


@cells
def test_it_says_in_words_what_it_shows_and_its_colours_are_the_pages(cell: str) -> None:
    root = fromstring(diagram(cell))
    named = {each.get("id"): each for each in root.iter() if each.get("id")}
    assert root.get("role") == "img"
    assert named[root.get("aria-labelledby")].text == f"One time step of the {CELLS[cell].title}"
    assert "h_t = " in named[root.get("aria-describedby")].text
    assert all(name.startswith(f"diagram-{cell}") for name in named)  # several may be on one page
    assert not any({"fill", "stroke"} & set(each.attrib) for each in root.iter())


@cells
def test_every_quantity_is_named_in_both_namings_and_has_a_place_for_its_number(cell: str) -> None:
    groups = [part for kind in ("node", "port") for part in parts(cell, kind)]
    for symbol in (*CELLS[cell].symbols, *(s + BEFORE for s in CELLS[cell].state_symbols), "x"):
        found = [
            each for group in groups if group.get("data-term") == symbol for each in group.iter(f"{SVG}text")
        ]
        assert any(each.get("class") == "value" for each in found), symbol
        for naming in NAMINGS:
            if symbol in ("c", "h", "h-", "c-", "x") or f"sum {symbol}" in GRAPHS[cell]:
                words = {each.text for each in found if each.get("class") == f"name {naming}"}
                assert words == {label(symbol, naming)[0]}


def test_terms_are_written_in_letters_or_in_the_articles_words() -> None:
    assert [label(term, "standard") for term in ("f", "c-", "W_f", "b", "y")] == [
        ("f", "t"), ("c", "t−1"), ("W", "f"), ("b", ""), ("y", "t"),
    ]  # fmt: skip
    assert [label(term, "article") for term in ("f", "c-", "U_g", "p_o")] == [
        ("remember", "t"), ("ltm", "t−1"), ("U", "ltm′"), ("p", "focus"),
    ]  # fmt: skip
    for symbol, name in NAMES.items():
        assert (called(symbol, "standard"), called(symbol, "article")) == (name.standard, name.article)
    assert called("c-", "article") == "long-term memory of the step before"
