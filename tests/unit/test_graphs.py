"""The data flow that diagrams and equations are made from, held to the cells themselves."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor

from dashboard import docstrings
from models.analysis.trace import trace
from models.cells import CELLS, architectures
from models.graphs import GRAPHS
from models.graphs.expression import plain
from models.graphs.node import BEFORE, computed_by, edges, seen_by
from models.graphs.values import values, weights
from models.network import Network

ALPHABET, TEXT = "abX$", "aaXbbX"
INPUTS, HIDDEN = 4, 3


def network_of(cell: str) -> Network:
    """A network with weights that are no zeros."""
    torch.manual_seed(7)
    network = Network(cell, len(ALPHABET), HIDDEN).double().requires_grad_(False)
    for parameter in network.parameters():
        parameter.normal_()
    return network


def test_every_architecture_has_a_graph_and_its_nodes_come_in_order() -> None:
    assert tuple(GRAPHS) == architectures()
    for name, graph in GRAPHS.items():
        cell, before = CELLS[name], set()
        states = {symbol + BEFORE for symbol in cell.state_symbols}
        for node in graph.values():
            assert set(node.sources) - {""} <= before
            before.add(node.name)
        assert states | {"x"} == {node.name for node in graph.values() if not node.sources}
        assert set(cell.symbols) <= set(graph)


@pytest.mark.parametrize("name", GRAPHS)
def test_the_edges_are_the_data_flow_of_the_cells_own_step(name: str) -> None:
    """All quantities are held at what they were but one: what is computed differently depends on that one."""
    cell = network_of(name).cells[0]
    given = {"x": torch.randn(1, INPUTS).double()}
    given |= {symbol + BEFORE: torch.randn(1, HIDDEN).double() for symbol in cell.state_symbols}

    def computed(given: dict[str, Tensor], hold: Callable[[str, Tensor], Tensor]) -> dict[str, Tensor]:
        seen: dict[str, Tensor] = {}

        def tap(symbol: str, value: Tensor) -> Tensor:
            seen[symbol] = value
            return hold(symbol, value)

        cell.step(given["x"], {s: given[s + BEFORE] for s in cell.state_symbols}, tap)
        return seen

    usual = computed(given, lambda symbol, value: value)
    depends: dict[str, set[str]] = {symbol: set() for symbol in cell.symbols}
    for moved in [*given, *cell.symbols]:
        other = {key: value + 0.5 * (key == moved) for key, value in given.items()}
        now = computed(other, lambda symbol, value, moved=moved: usual[symbol] + 0.5 * (symbol == moved))
        for symbol in cell.symbols:
            if not torch.allclose(now[symbol], usual[symbol]):
                depends[symbol].add(moved)
    assert {symbol: seen_by(GRAPHS[name], symbol) for symbol in cell.symbols} == depends


@pytest.mark.parametrize("name", GRAPHS)
def test_every_node_belongs_to_one_equation_and_leads_on(name: str) -> None:
    graph, symbols = GRAPHS[name], CELLS[name].symbols
    owned = [node for symbol in symbols for node in computed_by(graph, symbol)]
    assert sorted(owned) == sorted(node.name for node in graph.values() if node.sources)
    used = {source for source, _ in edges(graph)}
    assert set(graph) - used <= {"h"}


@pytest.mark.parametrize("name", GRAPHS)
def test_the_equations_are_those_of_the_cells_docstring(name: str) -> None:
    written = {}
    for line in docstrings.equations(CELLS[name]).splitlines():
        equation = line.split("   ")[0].strip()
        written[equation[0]] = equation
    assert {symbol: plain(GRAPHS[name], symbol) for symbol in CELLS[name].symbols} == written


@pytest.mark.parametrize("name", GRAPHS)
def test_what_the_graph_computes_is_what_the_network_traced(name: str) -> None:
    network = network_of(name)
    traced = trace(network, ALPHABET, TEXT)
    found = values(network, traced)
    for symbol in network.cells[0].symbols:
        assert torch.allclose(found[symbol], traced.layers[0][symbol])
    assert torch.allclose(found["y"], traced.next)


def sigma(value: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-value))


def test_every_number_of_a_peephole_lstm_is_what_numpy_makes_of_the_weights() -> None:
    network = network_of("peephole")
    found = {key: value.numpy() for key, value in values(network, trace(network, ALPHABET, TEXT)).items()}
    w = {key: value.numpy() for key, value in weights(network).items()}
    h = c = np.zeros(HIDDEN)
    for t, character in enumerate(TEXT):
        row = ALPHABET.index(character)
        parts = {s: [w[f"W_{s}"][row], h @ w[f"U_{s}"], w[f"b_{s}"][0]] for s in "ifgo"}
        i, f = (sigma(sum(parts[s]) + c * w[f"p_{s}"][0]) for s in "if")
        g = np.tanh(sum(parts["g"]))
        kept, written = f * c, i * g
        new = kept + written
        o = sigma(sum(parts["o"]) + new * w["p_o"][0])
        wanted = {
            "h-": h, "c-": c, "x W_i": parts["i"][0], "h- U_f": parts["f"][1], "c- p_i": c * w["p_i"][0],
            "sum g": sum(parts["g"]), "i": i, "f": f, "g": g, "o": o, "f c-": kept, "i g": written, "c": new,
            "c p_o": new * w["p_o"][0], "tanh c": np.tanh(new), "h": o * np.tanh(new),
        }  # fmt: skip
        for key, value in wanted.items():
            np.testing.assert_allclose(found[key][t], value, atol=1e-12, err_msg=key)
        h, c = wanted["h"], new
        scores = h @ w["V"] + w["v"][0]
        np.testing.assert_allclose(found["sum y"][t], scores, atol=1e-12)
        np.testing.assert_allclose(found["y"][t], np.exp(scores) / np.exp(scores).sum(), atol=1e-12)


def test_every_number_of_a_gru_is_what_numpy_makes_of_the_weights() -> None:
    network = network_of("gru")
    found = {key: value.numpy() for key, value in values(network, trace(network, ALPHABET, TEXT)).items()}
    w = {key: value.numpy() for key, value in weights(network).items()}
    h = np.zeros(HIDDEN)
    for t, character in enumerate(TEXT):
        row = ALPHABET.index(character)
        r, z = (sigma(w[f"W_{s}"][row] + h @ w[f"U_{s}"] + w[f"b_{s}"][0]) for s in "rz")
        inner = h @ w["U_n"] + w["d"][0]
        n = np.tanh(w["W_n"][row] + w["b_n"][0] + r * inner)
        wanted = {
            "r": r, "z": z, "h- U_n + d": inner, "r h-": r * inner, "n": n, "1 - z": 1 - z,
            "(1 - z) n": (1 - z) * n, "z h-": z * h, "h": (1 - z) * n + z * h,
        }  # fmt: skip
        for key, value in wanted.items():
            np.testing.assert_allclose(found[key][t], value, atol=1e-12, err_msg=key)
        h = wanted["h"]
