"""What every cell in CELLS promises, whichever it is."""

import inspect
import subprocess
import sys

import pytest
import torch

from models.cells import CELLS
from models.names import NAMES
from models.network import Network, untouched
from models.training.config import LIMITS

CELL_NAMES = list(CELLS)


def random_network(cell: str, seeds: int | None = None, layers: int = 1, hidden: int = 5) -> Network:
    torch.manual_seed(0)
    network = Network(cell, 4, hidden, layers, seeds).double().requires_grad_(False)
    for parameter in network.parameters():
        parameter.uniform_(-1, 1)
    return network


@pytest.mark.parametrize("cell", CELL_NAMES)
@pytest.mark.parametrize("layers", range(1, LIMITS["layers"][1] + 1))
def test_taps_hear_exactly_the_symbols_in_their_order(cell: str, layers: int) -> None:
    network = random_network(cell, layers=layers)
    heard = []

    def listen(layer: int, symbol: str, value: torch.Tensor) -> torch.Tensor:
        heard.append((layer, symbol))
        assert value.shape == (2, 5)
        return value

    network.step(network.encode(torch.tensor([0, 1])), network.zero_state(2), listen)
    assert heard == [(layer, symbol) for layer in range(layers) for symbol in CELLS[cell].symbols]


@pytest.mark.parametrize("cell", CELL_NAMES)
def test_values_stay_in_the_range_that_the_glossary_gives_unless_the_cell_says_otherwise(cell: str) -> None:
    network, beyond = random_network(cell), set()

    def check(layer: int, symbol: str, value: torch.Tensor) -> torch.Tensor:
        name = NAMES[symbol]
        inside = (value >= name.low).all() and (value <= name.high).all()
        beyond.update([symbol] * (not inside))
        if name.scale == "gate":
            assert (value > 0).all() and (value < 1).all()
        return value

    state = network.zero_state(3)
    for _ in range(20):
        _, state = network.step(network.encode(torch.randint(4, (3,))), state, check)
    assert beyond <= set(CELLS[cell].unbounded)


@pytest.mark.parametrize("cell", CELL_NAMES)
@pytest.mark.parametrize("layers", [1, 3])
def test_a_seed_among_others_computes_what_it_computes_alone(cell: str, layers: int) -> None:
    together = random_network(cell, seeds=3, layers=layers)
    text = torch.randint(4, (2, 7))
    scores = together(text)
    assert scores.shape == (3, 7, 2, 4)
    for seed in range(3):
        torch.testing.assert_close(together.select(seed)(text), scores[seed])
    torch.testing.assert_close(together.select([2, 0])(text), scores[[2, 0]])


@pytest.mark.parametrize("cell", CELL_NAMES)
def test_a_tap_that_replaces_h_changes_what_comes_next(cell: str) -> None:
    network = random_network(cell)

    def silence(layer: int, symbol: str, value: torch.Tensor) -> torch.Tensor:
        return torch.zeros_like(value) if symbol == "h" else value

    x, state = network.encode(torch.tensor([1])), network.zero_state(1)
    h, new = network.step(x, state, silence)
    assert not h.any() and not any(layer.get("h", h).any() for layer in new)
    assert network.step(x, state, untouched)[0].any()


@pytest.mark.parametrize("cell", CELL_NAMES)
def test_the_state_is_carried_by_name_and_starts_at_zero(cell: str) -> None:
    network = random_network(cell)
    (state,) = network.zero_state(2)
    assert tuple(state) == CELLS[cell].state_symbols
    _, (new,) = network.step(network.encode(torch.tensor([0, 1])), [state])
    assert tuple(new) == CELLS[cell].state_symbols


@pytest.mark.parametrize("cell", CELL_NAMES)
def test_the_docstring_can_serve_as_help(cell: str) -> None:
    text = inspect.getdoc(CELLS[cell])
    assert CELLS[cell].title and CELLS[cell].paper
    for symbol in CELLS[cell].symbols:
        assert symbol in NAMES and f"{symbol}_t" in text


def test_models_work_without_the_web() -> None:
    modules = "models.__main__, models.compare, models.bundle, models.analysis.trace"
    code = f"import sys, {modules}; print([m for m in ('dash', 'plotly', 'flask') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
