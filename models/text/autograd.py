"""Training on text by torch's autograd: it trains any cell, and is what the compiled one is held to."""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from models.cells import State
from models.network import Network
from models.text.trainer import TextTrainer


def read_window(network: Network, numbers: Tensor, state: list[State]) -> tuple[Tensor, list[State]]:
    """Read on in B streams and predict each next character.

    Args:
        network: a single network, without the axis S.
        numbers: (B, T + 1): T characters are read, each predicts the one after it.
        state: after what was read before, one State per layer.

    Returns:
        The cross-entropy of each prediction in nats, (B, T), and the state at the end.
    """
    top = []
    for x in network.encode(numbers[:, :-1]).unbind(1):
        h, state = network.step(x, state)
        top.append(h)
    scores = network.readout(torch.stack(top, 1))
    return cross_entropy(scores.transpose(1, 2), numbers[:, 1:], reduction="none"), state


class AutogradTextTrainer(TextTrainer):
    """Through the cell's own `step`."""

    engine = "autograd"

    def gradient(self, numbers: Tensor) -> tuple[float, Tensor, list[State]]:
        losses, state = read_window(self.frame, numbers, self.carried)
        loss = losses.mean()
        parts = torch.autograd.grad(loss, self.parameters)
        carried = [{symbol: value.detach() for symbol, value in layer.items()} for layer in state]
        return loss.item(), torch.cat([part.flatten() for part in parts]), carried
