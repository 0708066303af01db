"""The gated recurrent unit."""

from torch import Tensor, sigmoid, tanh

from models.cells.cell import Cell, State, Tap


class GRU(Cell):
    """One memory instead of two: what is forgotten is replaced.

        r_t = sigmoid(x_t W_r + h_{t-1} U_r + b_r)              reset gate
        z_t = sigmoid(x_t W_z + h_{t-1} U_z + b_z)              update gate: 1 = keep
        n_t = tanh(x_t W_n + b_n + r_t (h_{t-1} U_n + d))       candidate
        h_t = (1 - z_t) n_t + z_t h_{t-1}                       hidden state

    Cho et al. (2014), Learning phrase representations using RNN encoder-decoder, in the variant
    of `torch.nn.GRU`: the reset gate acts after the matrix product, and has a bias d (1, H) inside.
    """

    symbols = ("r", "z", "n", "h")
    state_symbols = ("h",)
    blocks = ("r", "z", "n")
    title = "GRU"
    paper = "Cho et al. 2014"

    def __init__(self, inputs: int, hidden: int, seeds: int | None = None, activation: str = "tanh") -> None:
        super().__init__(inputs, hidden, seeds, activation)
        self.d = self.parameter(1, hidden)

    def step(self, x: Tensor, state: State, tap: Tap) -> State:
        h = state["h"]
        x_r, x_z, x_n = (x @ self.W + self.b).chunk(3, dim=-1)
        h_r, h_z, h_n = (h @ self.U).chunk(3, dim=-1)
        r = tap("r", sigmoid(x_r + h_r))
        z = tap("z", sigmoid(x_z + h_z))
        n = tap("n", tanh(x_n + r * (h_n + self.d)))
        h = tap("h", (1 - z) * n + z * h)
        return {"h": h}
