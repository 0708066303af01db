"""The LSTM with one thing changed at a time: the variants of Greff et al. (2017), under their names.

Greff, Srivastava, Koutnik, Steunebrink & Schmidhuber (2017), LSTM: A search space odyssey. They change an
LSTM with peepholes, their "vanilla", which is our `peephole`. Ours change the LSTM without, our `lstm`, which
is the network of Chen's article and their NP (no peepholes). Nothing else is different.
"""

import torch
from torch import Tensor, sigmoid, tanh

from models.cells.cell import Cell, State, Tap

PAPER = "Greff, Srivastava, Koutnik, Steunebrink & Schmidhuber 2017"


class NIG(Cell):
    """An LSTM without an input gate: every candidate is written as it is.

        f_t = sigmoid(x_t W_f + h_{t-1} U_f + b_f)      forget gate
        g_t = tanh(x_t W_g + h_{t-1} U_g + b_g)         candidate
        o_t = sigmoid(x_t W_o + h_{t-1} U_o + b_o)      output gate
        c_t = f_t c_{t-1} + g_t                         cell state
        h_t = o_t tanh(c_t)                             hidden state

    NIG in Greff et al. (2017), LSTM: A search space odyssey, but without peepholes.
    """

    symbols = ("f", "g", "o", "c", "h")
    state_symbols = ("h", "c")
    blocks = ("f", "g", "o")
    variant_of = "lstm"
    title = "LSTM without input gate (NIG)"
    paper = PAPER

    def step(self, x: Tensor, state: State, tap: Tap) -> State:
        h, c = state["h"], state["c"]
        f, g, o = (x @ self.W + h @ self.U + self.b).chunk(3, dim=-1)
        f = tap("f", sigmoid(f))
        g = tap("g", tanh(g))
        o = tap("o", sigmoid(o))
        c = tap("c", f * c + g)
        h = tap("h", o * tanh(c))
        return {"h": h, "c": c}


class NFG(Cell):
    """An LSTM without a forget gate, as in 1997: whatever was written stays.

        i_t = sigmoid(x_t W_i + h_{t-1} U_i + b_i)      input gate
        g_t = tanh(x_t W_g + h_{t-1} U_g + b_g)         candidate
        o_t = sigmoid(x_t W_o + h_{t-1} U_o + b_o)      output gate
        c_t = c_{t-1} + i_t g_t                         cell state
        h_t = o_t tanh(c_t)                             hidden state

    NFG in Greff et al. (2017), LSTM: A search space odyssey, but without peepholes. Hochreiter &
    Schmidhuber (1997), Long short-term memory, had no forget gate yet.
    """

    symbols = ("i", "g", "o", "c", "h")
    state_symbols = ("h", "c")
    blocks = ("i", "g", "o")
    variant_of = "lstm"
    title = "LSTM without forget gate (NFG)"
    paper = PAPER

    def step(self, x: Tensor, state: State, tap: Tap) -> State:
        h, c = state["h"], state["c"]
        i, g, o = (x @ self.W + h @ self.U + self.b).chunk(3, dim=-1)
        i = tap("i", sigmoid(i))
        g = tap("g", tanh(g))
        o = tap("o", sigmoid(o))
        c = tap("c", c + i * g)
        h = tap("h", o * tanh(c))
        return {"h": h, "c": c}


class NOG(Cell):
    """An LSTM without an output gate: the long-term memory is always shown.

        i_t = sigmoid(x_t W_i + h_{t-1} U_i + b_i)      input gate
        f_t = sigmoid(x_t W_f + h_{t-1} U_f + b_f)      forget gate
        g_t = tanh(x_t W_g + h_{t-1} U_g + b_g)         candidate
        c_t = f_t c_{t-1} + i_t g_t                     cell state
        h_t = tanh(c_t)                                 hidden state

    NOG in Greff et al. (2017), LSTM: A search space odyssey, but without peepholes.
    """

    symbols = ("i", "f", "g", "c", "h")
    state_symbols = ("h", "c")
    blocks = ("i", "f", "g")
    variant_of = "lstm"
    title = "LSTM without output gate (NOG)"
    paper = PAPER

    def step(self, x: Tensor, state: State, tap: Tap) -> State:
        h, c = state["h"], state["c"]
        i, f, g = (x @ self.W + h @ self.U + self.b).chunk(3, dim=-1)
        i = tap("i", sigmoid(i))
        f = tap("f", sigmoid(f))
        g = tap("g", tanh(g))
        c = tap("c", f * c + i * g)
        h = tap("h", tanh(c))
        return {"h": h, "c": c}


class NIAF(Cell):
    """An LSTM without an input activation function: its candidate is linear, of any size.

        i_t = sigmoid(x_t W_i + h_{t-1} U_i + b_i)      input gate
        f_t = sigmoid(x_t W_f + h_{t-1} U_f + b_f)      forget gate
        g_t = x_t W_g + h_{t-1} U_g + b_g               candidate
        o_t = sigmoid(x_t W_o + h_{t-1} U_o + b_o)      output gate
        c_t = f_t c_{t-1} + i_t g_t                     cell state
        h_t = o_t tanh(c_t)                             hidden state

    NIAF in Greff et al. (2017), LSTM: A search space odyssey, but without peepholes. A recipe that makes
    gates steeper leaves the candidate alone: nothing squashes it, so it would only grow.
    """

    symbols = ("i", "f", "g", "o", "c", "h")
    state_symbols = ("h", "c")
    blocks = ("i", "f", "g", "o")
    linear = ("g",)
    unbounded = ("g",)
    kept = 1.4
    variant_of = "lstm"
    title = "LSTM with a linear candidate (NIAF)"
    paper = PAPER

    def step(self, x: Tensor, state: State, tap: Tap) -> State:
        h, c = state["h"], state["c"]
        i, f, g, o = (x @ self.W + h @ self.U + self.b).chunk(4, dim=-1)
        i = tap("i", sigmoid(i))
        f = tap("f", sigmoid(f))
        g = tap("g", g)
        o = tap("o", sigmoid(o))
        c = tap("c", f * c + i * g)
        h = tap("h", o * tanh(c))
        return {"h": h, "c": c}


class NOAF(Cell):
    """An LSTM without an output activation function: it shows its long-term memory in full size.

        i_t = sigmoid(x_t W_i + h_{t-1} U_i + b_i)      input gate
        f_t = sigmoid(x_t W_f + h_{t-1} U_f + b_f)      forget gate
        g_t = tanh(x_t W_g + h_{t-1} U_g + b_g)         candidate
        o_t = sigmoid(x_t W_o + h_{t-1} U_o + b_o)      output gate
        c_t = f_t c_{t-1} + i_t g_t                     cell state
        h_t = o_t c_t                                   hidden state

    NOAF in Greff et al. (2017), LSTM: A search space odyssey, but without peepholes.
    """

    symbols = ("i", "f", "g", "o", "c", "h")
    state_symbols = ("h", "c")
    blocks = ("i", "f", "g", "o")
    unbounded = ("h",)
    variant_of = "lstm"
    title = "LSTM with a linear output (NOAF)"
    paper = PAPER

    def step(self, x: Tensor, state: State, tap: Tap) -> State:
        h, c = state["h"], state["c"]
        i, f, g, o = (x @ self.W + h @ self.U + self.b).chunk(4, dim=-1)
        i = tap("i", sigmoid(i))
        f = tap("f", sigmoid(f))
        g = tap("g", tanh(g))
        o = tap("o", sigmoid(o))
        c = tap("c", f * c + i * g)
        h = tap("h", o * c)
        return {"h": h, "c": c}


class CIFG(Cell):
    """An LSTM whose input and forget gates are coupled: it forgets as much as it writes.

        i_t = sigmoid(x_t W_i + h_{t-1} U_i + b_i)      input gate
        f_t = 1 - i_t                                   forget gate
        g_t = tanh(x_t W_g + h_{t-1} U_g + b_g)         candidate
        o_t = sigmoid(x_t W_o + h_{t-1} U_o + b_o)      output gate
        c_t = f_t c_{t-1} + i_t g_t                     cell state
        h_t = o_t tanh(c_t)                             hidden state

    CIFG in Greff et al. (2017), LSTM: A search space odyssey, but without peepholes. A GRU ties the two in
    the same way. As f has no bias of its own, i starts at minus the forget bias, which opens f as far.
    """

    symbols = ("i", "f", "g", "o", "c", "h")
    state_symbols = ("h", "c")
    blocks = ("i", "g", "o")
    variant_of = "lstm"
    title = "LSTM with coupled gates (CIFG)"
    paper = PAPER

    def open_forget_gate(self, bias: float) -> None:
        self.b[..., self.columns("i")] = -bias

    def step(self, x: Tensor, state: State, tap: Tap) -> State:
        h, c = state["h"], state["c"]
        i, g, o = (x @ self.W + h @ self.U + self.b).chunk(3, dim=-1)
        i = tap("i", sigmoid(i))
        f = tap("f", 1 - i)
        g = tap("g", tanh(g))
        o = tap("o", sigmoid(o))
        c = tap("c", f * c + i * g)
        h = tap("h", o * tanh(c))
        return {"h": h, "c": c}


class FGR(Cell):
    """An LSTM with full gate recurrence: every gate also sees all three gates of the step before.

        i_t = sigmoid(x_t W_i + h_{t-1} U_i + i_{t-1} R_ii + f_{t-1} R_fi + o_{t-1} R_oi + b_i)  input gate
        f_t = sigmoid(x_t W_f + h_{t-1} U_f + i_{t-1} R_if + f_{t-1} R_ff + o_{t-1} R_of + b_f)  forget gate
        g_t = tanh(x_t W_g + h_{t-1} U_g + b_g)                                                  candidate
        o_t = sigmoid(x_t W_o + h_{t-1} U_o + i_{t-1} R_io + f_{t-1} R_fo + o_{t-1} R_oo + b_o)  output gate
        c_t = f_t c_{t-1} + i_t g_t                                                              cell state
        h_t = o_t tanh(c_t)                                                                      hidden state

    The nine matrices are the blocks of R (3 H, 3 H): a row for each old gate, a column for each new one, both
    in the order i, f, o. Before the first character all gates are 0. FGR in Greff et al. (2017), LSTM: A
    search space odyssey, but without peepholes; it was in Hochreiter & Schmidhuber (1997).
    """

    symbols = ("i", "f", "g", "o", "c", "h")
    state_symbols = ("h", "c", "i", "f", "o")
    blocks = ("i", "f", "g", "o")
    kept = 1.5
    variant_of = "lstm"
    title = "LSTM with full gate recurrence (FGR)"
    paper = PAPER

    def __init__(self, inputs: int, hidden: int, seeds: int | None = None, activation: str = "tanh") -> None:
        super().__init__(inputs, hidden, seeds, activation)
        self.R = self.parameter(3 * hidden, 3 * hidden)

    def step(self, x: Tensor, state: State, tap: Tap) -> State:
        h, c = state["h"], state["c"]
        gates = torch.cat([state["i"], state["f"], state["o"]], dim=-1)
        i, f, g, o = (x @ self.W + h @ self.U + self.b).chunk(4, dim=-1)
        r_i, r_f, r_o = (gates @ self.R).chunk(3, dim=-1)
        i = tap("i", sigmoid(i + r_i))
        f = tap("f", sigmoid(f + r_f))
        g = tap("g", tanh(g))
        o = tap("o", sigmoid(o + r_o))
        c = tap("c", f * c + i * g)
        h = tap("h", o * tanh(c))
        return {"h": h, "c": c, "i": i, "f": f, "o": o}
