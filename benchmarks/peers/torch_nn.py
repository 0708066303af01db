"""torch's own recurrent modules."""

import torch
from torch import Tensor, nn

from benchmarks.peers.one_seed import OneSeedAtATime

MODULES: dict[str, type[nn.RNNBase]] = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}


class Recurrent(nn.Module):
    """A module of torch.nn and a linear readout.

    torch gives each block two biases, whose sum moves twice as fast under Adam. Here the second one stays
    0, so that the mathematics is ours; only the GRU's has a part of its own, d, inside the reset gate.

    Args:
        cell: a name in MODULES.
        weights: W (D, n H), U (H, n H), b (1, n H), V (H, V), v (1, V), and d (1, H) of the GRU.
    """

    def __init__(self, cell: str, weights: dict[str, Tensor]) -> None:
        super().__init__()
        hidden, vocabulary = weights["V"].shape
        self.recurrent = MODULES[cell](vocabulary, hidden)
        self.readout = nn.Linear(hidden, vocabulary)
        second = self.recurrent.bias_hh_l0
        with torch.no_grad():
            self.recurrent.weight_ih_l0.copy_(weights["W"].T)
            self.recurrent.weight_hh_l0.copy_(weights["U"].T)
            self.recurrent.bias_ih_l0.copy_(weights["b"][0])
            second.zero_()
            self.readout.weight.copy_(weights["V"].T)
            self.readout.bias.copy_(weights["v"][0])
            if "d" in weights:
                second[2 * hidden :] = weights["d"][0]
        if "d" in weights:
            free = torch.arange(3 * hidden) >= 2 * hidden
            second.register_hook(lambda gradient: gradient * free)
        else:
            second.requires_grad_(False)

    def forward(self, x: Tensor) -> Tensor:
        h, _ = self.recurrent(x)
        return self.readout(h).flatten(0, 1)


class TorchNN(OneSeedAtATime):
    """`torch.nn.LSTM`, `torch.nn.GRU` or `torch.nn.RNN`."""

    def build(self, weights: dict[str, Tensor]) -> nn.Module:
        return Recurrent(self.work.cell, weights)
