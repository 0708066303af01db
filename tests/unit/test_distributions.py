"""Whether h is a sharpened c is counted, and what must hold by the equations holds."""

from dataclasses import replace
from math import nan
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from torch import Tensor

from models import bundle
from models.analysis.distributions import Distributions, distributions
from models.analysis.trace import Trace, traces
from models.cells import CELLS
from models.network import Network, NetworkTap, Taps, untapped
from models.specimen import of_run
from models.tasks import TASKS

ALPHABET = TASKS["counting"].alphabet
TEXTS = ["aaXbb$", "aaaaXbb", "abab"]
PRETRAINED = Path(bundle.__file__).parent / "pretrained"


def read(cell: str, taps: Taps = untapped, activation: str = "tanh") -> list[Trace]:
    torch.manual_seed(2)
    network = Network(cell, 4, 6, 2, activation=activation).requires_grad_(False)
    for parameter in network.parameters():
        parameter.uniform_(-2, 2)
    return traces(network, ALPHABET, TEXTS, taps)


@pytest.mark.parametrize("cell", ["lstm", "peephole"])
def test_histograms_and_shares_are_those_of_numpy(cell: str) -> None:
    known = read(cell)
    c, h = (np.concatenate([trace.layers[1][s].numpy().ravel() for trace in known]) for s in "ch")
    found = distributions(known, 1)
    assert found.note == ""
    assert found.correlation == pytest.approx(np.corrcoef(np.tanh(c), h)[0, 1], abs=1e-5)
    for name, values in {"c": c, "tanh c": np.tanh(c), "h": h}.items():
        one = found.vectors[name]
        counts, _ = np.histogram(values, one.edges.numpy())
        assert one.share.tolist() == pytest.approx((counts / len(values)).tolist())
        assert one.near_zero == pytest.approx((np.abs(values) < 0.1).mean())
        assert one.saturated == pytest.approx((np.abs(values) > 0.9).mean())
        assert one.near_zero + one.between + one.saturated == pytest.approx(1)
    assert found.vectors["h"].edges[[0, -1]].tolist() == [-1, 1]
    assert found.vectors["c"].edges[-1] == pytest.approx(max(1, np.abs(c).max()))


@pytest.mark.parametrize("cell", ["lstm", "peephole"])
def test_h_is_never_beyond_tanh_c(cell: str) -> None:
    vectors = distributions(read(cell), 0).vectors
    assert vectors["h"].near_zero >= vectors["tanh c"].near_zero
    assert vectors["h"].saturated <= vectors["tanh c"].saturated


def test_with_an_open_output_gate_h_is_tanh_c() -> None:
    def opened(characters: Tensor, places: Tensor) -> NetworkTap:
        return lambda layer, symbol, value: torch.ones_like(value) if symbol == "o" else value

    found = distributions(read("lstm", opened), 1)
    assert torch.equal(found.vectors["h"].share, found.vectors["tanh c"].share)
    assert found.correlation == pytest.approx(1)
    assert found.sharpened is False


@pytest.mark.parametrize("cell", [name for name, cell in CELLS.items() if "c" not in cell.symbols])
def test_a_cell_without_cell_state_has_only_h_and_says_so(cell: str) -> None:
    found = distributions(read(cell), 0)
    assert list(found.vectors) == ["h"]
    assert (found.correlation, found.sharpened) == (None, None)
    assert "no cell state" in found.note


def test_values_beyond_one_are_counted() -> None:
    one = distributions(read("rnn", activation="relu"), 1).vectors["h"]
    assert one.edges[-1] > 1
    assert float(one.share.sum()) == pytest.approx(1)


def test_steps_that_are_not_known_do_not_count() -> None:
    trace = read("lstm")[0]
    c, h = torch.tensor([[nan], [0.5], [2.0]]), torch.tensor([[0.05], [nan], [0.95]])
    one = distributions([replace(trace, layers=[{"c": c, "h": h}])], 0)
    assert (one.vectors["h"].saturated, one.vectors["h"].near_zero) == (1, 0)
    with pytest.raises(ValueError, match="no values"):
        distributions([replace(trace, layers=[{"h": torch.full((3, 1), nan)}])], 0)


@pytest.mark.parametrize(("recipe", "sharpened"), [("plain", False), ("sharpened", True)])
def test_only_the_sharpened_recipe_sharpens(recipe: str, sharpened: bool) -> None:
    comparison = bundle.load_file(PRETRAINED / f"counting-{recipe}.safetensors")

    def found(seed: int) -> Distributions:
        specimen = of_run(comparison, "lstm", seed)
        texts = [example.text for example in specimen.task.examples(range(1, 11), Random(0))]
        return distributions(traces(specimen.network, specimen.alphabet, texts), 0)

    assert {found(seed).sharpened for seed in range(20)} == {sharpened}
