"""A peephole LSTM as one writes it where the library has none: a loop over the steps."""

import torch
from torch import Tensor, nn, sigmoid, tanh

from benchmarks.peers.one_seed import OneSeedAtATime


class PeepholeLoop(nn.Module):
    """The equations of `models/cells/peephole.py`, with the input's part computed for all steps at once.

    Args:
        weights: W (D, 4 H), U (H, 4 H), b (1, 4 H), p (3, H), V (H, V), v (1, V).
    """

    def __init__(self, weights: dict[str, Tensor]) -> None:
        super().__init__()
        for name, value in weights.items():
            setattr(self, name, nn.Parameter(value.clone()))

    def forward(self, x: Tensor) -> Tensor:
        p_i, p_f, p_o = self.p.unbind(0)
        h = c = x.new_zeros(x.shape[1], self.U.shape[0])
        outputs = []
        for x_t in (x @ self.W + self.b).unbind(0):
            i, f, g, o = torch.addmm(x_t, h, self.U).chunk(4, dim=1)
            i = sigmoid(i + p_i * c)
            f = sigmoid(f + p_f * c)
            c = f * c + i * tanh(g)
            o = sigmoid(o + p_o * c)
            h = o * tanh(c)
            outputs.append(h)
        return torch.cat(outputs) @ self.V + self.v


class TextbookLoop(OneSeedAtATime):
    """The peephole LSTM under autograd."""

    def build(self, weights: dict[str, Tensor]) -> nn.Module:
        return PeepholeLoop(weights)
