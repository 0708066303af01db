"""The vanilla recurrent network."""

from torch import Tensor

from models.cells.cell import Cell, State, Tap


class RNN(Cell):
    """A hidden state that is rewritten as a whole at every step.

        h_t = phi(x_t W + h_{t-1} U + b)

    The hidden state is at once the memory and the output. phi is tanh or ReLU.
    Elman (1990), Finding structure in time. The same as `torch.nn.RNN`.
    """

    symbols = ("h",)
    state_symbols = ("h",)
    blocks = ("h",)
    has_activation = True
    has_gates = False
    title = "Vanilla RNN"
    paper = "Elman 1990"

    def step(self, x: Tensor, state: State, tap: Tap) -> State:
        return {"h": tap("h", self.phi(x @ self.W + state["h"] @ self.U + self.b))}
