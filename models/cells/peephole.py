"""The LSTM whose gates also see the long-term memory."""

import torch
from torch import Tensor, sigmoid, tanh

from models.cells.cell import Cell, State, Tap


class Peephole(Cell):
    """An LSTM whose gates also look at the cell state, each unit at its own.

        i_t = sigmoid(x_t W_i + h_{t-1} U_i + p_i c_{t-1} + b_i)    input gate
        f_t = sigmoid(x_t W_f + h_{t-1} U_f + p_f c_{t-1} + b_f)    forget gate
        g_t = tanh(x_t W_g + h_{t-1} U_g + b_g)                     candidate
        c_t = f_t c_{t-1} + i_t g_t                                 cell state
        o_t = sigmoid(x_t W_o + h_{t-1} U_o + p_o c_t + b_o)        output gate: sees the new c
        h_t = o_t tanh(c_t)                                         hidden state

    The peephole weights p (3, H) hold p_i, p_f, p_o and start at 0, so that a fresh peephole LSTM
    is an LSTM. Gers & Schmidhuber (2000), Recurrent nets that time and count. Greff et al. (2017),
    LSTM: A search space odyssey, call it vanilla.
    """

    symbols = ("i", "f", "g", "c", "o", "h")
    state_symbols = ("h", "c")
    blocks = ("i", "f", "g", "o")
    starts_at_zero = ("p",)
    title = "Peephole LSTM"
    paper = "Gers & Schmidhuber 2000"

    def __init__(self, inputs: int, hidden: int, seeds: int | None = None, activation: str = "tanh") -> None:
        super().__init__(inputs, hidden, seeds, activation)
        self.p = self.parameter(3, hidden)

    def step(self, x: Tensor, state: State, tap: Tap) -> State:
        h, c = state["h"], state["c"]
        p_i, p_f, p_o = torch.split(self.p, 1, dim=-2)
        i, f, g, o = (x @ self.W + h @ self.U + self.b).chunk(4, dim=-1)
        i = tap("i", sigmoid(i + p_i * c))
        f = tap("f", sigmoid(f + p_f * c))
        g = tap("g", tanh(g))
        c = tap("c", f * c + i * g)
        o = tap("o", sigmoid(o + p_o * c))
        h = tap("h", o * tanh(c))
        return {"h": h, "c": c}
