"""A network without memory."""

from torch import Tensor

from models.cells.cell import Cell, State, Tap


class Feedforward(Cell):
    """One hidden layer that sees the present character and nothing else.

        h_t = phi(x_t W + b)

    It carries no state, so it cannot tell the third b from the last. phi is tanh or ReLU.
    Rumelhart, Hinton & Williams (1986), Learning representations by back-propagating errors.
    """

    symbols = ("h",)
    state_symbols = ()
    blocks = ("h",)
    has_activation = True
    has_gates = False
    title = "Feedforward net"
    paper = "Rumelhart, Hinton & Williams 1986"

    def step(self, x: Tensor, state: State, tap: Tap) -> State:
        return {"h": tap("h", self.phi(x @ self.W + self.b))}
