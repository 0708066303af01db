"""Training on text by compiled kernels: the same gradient as by autograd."""

import torch
from torch import Tensor

from models.cells import State
from models.kernels.wide import Layer, filled_up
from models.text.trainer import TextTrainer


class FusedTextTrainer(TextTrainer):
    """Forward and backward through one window, layer by layer: each layer reads all T characters at once.

    The numbers are float32, and those of autograd up to rounding.
    """

    engine = "fused"

    def __init__(self, *arguments: object, **settings: object) -> None:
        super().__init__(*arguments, **settings)
        streams, window = len(self.numbers), self.config.window
        self.layers = [
            Layer(self.cell, cell, place == 0, streams, window) for place, cell in enumerate(self.frame.cells)
        ]

    def gradient(self, numbers: Tensor) -> tuple[float, Tensor, list[State]]:
        steps = numbers.shape[1] - 1
        characters, targets = numbers[:, :-1].T.flatten(), numbers[:, 1:].T.flatten()
        inputs = [characters, *(layer.hidden_rows(1, steps + 1) for layer in self.layers)]
        for layer, carried, x in zip(self.layers, self.carried, inputs, strict=False):
            layer.load()
            layer.begin(carried)
            layer.read(x, steps)
        loss, d_x, d_V, d_v = self.readout(inputs[-1], targets)
        for layer, x in zip(reversed(self.layers), reversed(inputs[:-1]), strict=True):
            d_x = layer.read_back(d_x, x, steps)
        found = {"V": d_V, "v": d_v}
        for place, layer in enumerate(self.layers):
            found |= {f"cells.{place}.{name}": value for name, value in layer.gradient().items()}
        ordered = [found[name].flatten() for name, _ in self.frame.named_parameters()]
        return loss, torch.cat(ordered), [layer.end(steps) for layer in self.layers]

    def readout(self, h: Tensor, targets: Tensor) -> tuple[float, Tensor, Tensor, Tensor]:
        """The loss of targets (N,) predicted from hidden states (N, H), and its derivatives by h, V and v."""
        hidden = self.frame.hidden
        V = torch.zeros(filled_up(hidden), self.frame.vocabulary)
        V[:hidden] = self.frame.V.detach()
        p = torch.addmm(self.frame.v.detach(), h, V).log_softmax(1)
        rows = torch.arange(len(targets))
        loss = -p[rows, targets].mean().item()
        d_scores = p.exp_()
        d_scores[rows, targets] -= 1
        d_scores /= len(targets)
        return loss, d_scores @ V.T, (h.T @ d_scores)[:hidden], d_scores.sum(0)
