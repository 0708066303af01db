"""Saturated time is counted gate by gate and neuron by neuron, over what is known."""

from dataclasses import replace
from math import isnan, nan

import pytest
import torch

from models.analysis.saturation import saturation
from models.analysis.trace import traces
from models.cells import CELLS
from models.network import Network
from models.tasks import TASKS

ALPHABET = TASKS["counting"].alphabet
GATES = {"feedforward": "", "rnn": "", "lstm": "ifo", "gru": "rz", "peephole": "ifo"}
GATES |= {"nig": "fo", "nfg": "io", "nog": "if", "niaf": "ifo", "noaf": "ifo", "cifg": "ifo", "fgr": "ifo"}


def network(cell: str) -> Network:
    torch.manual_seed(1)
    made = Network(cell, 4, 5, 2).requires_grad_(False)
    for parameter in made.parameters():
        parameter.uniform_(-4, 4)
    return made


@pytest.mark.parametrize("cell", list(CELLS))
def test_every_gate_is_counted_as_one_would_by_hand(cell: str) -> None:
    read = traces(network(cell), ALPHABET, ["aaXbb", "aX", "b"])
    for layer in range(2):
        found = saturation(read, layer)
        assert sorted(found) == sorted(GATES[cell])
        for symbol, shares in found.items():
            for unit in range(5):
                values = [float(v) for trace in read for v in trace.layers[layer][symbol][:, unit]]
                shut, opened = sum(v < 0.1 for v in values) / 8, sum(v > 0.9 for v in values) / 8
                assert shares[unit].tolist() == pytest.approx([shut, opened])


def test_steps_that_are_not_known_do_not_count() -> None:
    (read,) = traces(network("lstm"), ALPHABET, ["aaXb"])
    gate = torch.tensor([[nan, nan], [0.05, nan], [0.95, nan], [0.99, nan]])
    shares = saturation([replace(read, layers=[{"f": gate}])], 0)["f"]
    assert shares[0].tolist() == pytest.approx([1 / 3, 2 / 3])
    assert all(map(isnan, shares[1].tolist()))


def test_a_large_bias_opens_a_gate_for_good() -> None:
    made = network("lstm")
    made.cells[0].b[:, 5:10] = 100
    assert saturation(traces(made, ALPHABET, ["aaXbb"]), 0)["f"].tolist() == [[0, 1]] * 5
