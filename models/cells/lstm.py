"""The long short-term memory cell."""

from torch import Tensor, sigmoid, tanh

from models.cells.cell import Cell, State, Tap


class LSTM(Cell):
    """A long-term memory c behind three gates, and a working memory h read out of it.

        i_t = sigmoid(x_t W_i + h_{t-1} U_i + b_i)      input gate: save
        f_t = sigmoid(x_t W_f + h_{t-1} U_f + b_f)      forget gate: remember, 1 = keep
        g_t = tanh(x_t W_g + h_{t-1} U_g + b_g)         candidate
        o_t = sigmoid(x_t W_o + h_{t-1} U_o + b_o)      output gate: focus
        c_t = f_t c_{t-1} + i_t g_t                     cell state
        h_t = o_t tanh(c_t)                             hidden state

    Hochreiter & Schmidhuber (1997), Long short-term memory, with the forget gate of Gers,
    Schmidhuber & Cummins (2000), Learning to forget. The same as `torch.nn.LSTM`, and NP (no peepholes)
    in Greff et al. (2017), LSTM: A search space odyssey.
    """

    symbols = ("i", "f", "g", "o", "c", "h")
    state_symbols = ("h", "c")
    blocks = ("i", "f", "g", "o")
    title = "LSTM"
    paper = "Hochreiter & Schmidhuber 1997; Gers, Schmidhuber & Cummins 2000"

    def step(self, x: Tensor, state: State, tap: Tap) -> State:
        h, c = state["h"], state["c"]
        i, f, g, o = (x @ self.W + h @ self.U + self.b).chunk(4, dim=-1)
        i = tap("i", sigmoid(i))
        f = tap("f", sigmoid(f))
        g = tap("g", tanh(g))
        o = tap("o", sigmoid(o))
        c = tap("c", f * c + i * g)
        h = tap("h", o * tanh(c))
        return {"h": h, "c": c}
