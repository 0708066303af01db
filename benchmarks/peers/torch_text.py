"""Training on text with torch's own recurrent modules, as one would write it."""

import math

import torch
from torch import nn

from benchmarks.peers.torch_nn import MODULES
from models.text.trainer import TextTrainer


class TorchText:
    """`torch.nn.LSTM`, `GRU` or `RNN` of several layers, its state carried from window to window.

    It starts from the weights of a trainer of ours and does the same training: truncated backpropagation,
    clipping, Adam along half a cosine. Its second bias stays 0, but for the GRU's inside the reset gate, so
    that the mathematics is the same.

    Args:
        trainer: that has not begun.
    """

    def __init__(self, trainer: TextTrainer) -> None:
        frame, self.config = trainer.frame, trainer.config
        hidden, vocabulary = frame.V.shape
        self.vocabulary, self.numbers = vocabulary, trainer.numbers.T.contiguous()
        self.recurrent = MODULES[trainer.cell](vocabulary, hidden, self.config.layers)
        self.readout = nn.Linear(hidden, vocabulary)
        with torch.no_grad():
            self.readout.weight.copy_(frame.V.T)
            self.readout.bias.copy_(frame.v[0])
            for layer, cell in enumerate(frame.cells):
                second = getattr(self.recurrent, f"bias_hh_l{layer}")
                getattr(self.recurrent, f"weight_ih_l{layer}").copy_(cell.W.T)
                getattr(self.recurrent, f"weight_hh_l{layer}").copy_(cell.U.T)
                getattr(self.recurrent, f"bias_ih_l{layer}").copy_(cell.b[0])
                second.zero_()
                if trainer.cell == "gru":
                    second[2 * hidden :] = cell.d[0]
                    free = torch.arange(3 * hidden) >= 2 * hidden
                    second.register_hook(lambda gradient, free=free: gradient * free)
                else:
                    second.requires_grad_(False)
        modules = (self.recurrent, self.readout)
        self.parameters = [p for module in modules for p in module.parameters() if p.requires_grad]
        self.adam = torch.optim.Adam(self.parameters, lr=self.config.learning_rate, fused=True)
        self.done, self.place, self.state = 0, 0, None

    def advance(self, steps: int, learning_rate: float) -> list[float]:
        """So many steps; the loss of each in bits per character."""
        return [self.step(learning_rate) / math.log(2) for _ in range(steps)]

    def step(self, learning_rate: float) -> float:
        """One window and one step of Adam; the loss in nats per character."""
        window = self.config.window
        part = self.numbers[self.place : self.place + window + 1]
        x = nn.functional.one_hot(part[:-1], self.vocabulary).float()
        h, state = self.recurrent(x, self.state)
        loss = nn.functional.cross_entropy(self.readout(h).flatten(0, 1), part[1:].flatten())
        self.adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.parameters, self.config.clip)
        for group in self.adam.param_groups:
            group["lr"] = learning_rate * 0.5 * (1 + math.cos(math.pi * self.done / self.config.steps))
        self.adam.step()
        self.done, self.place = self.done + 1, self.place + window
        self.state = tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()
        if self.place + window >= len(self.numbers):
            self.place, self.state = 0, None
        return loss.item()
