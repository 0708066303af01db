"""The cells. A new one is one file here and one line in CELLS."""

from models.cells.cell import Cell, State, Tap, untouched
from models.cells.feedforward import Feedforward
from models.cells.gru import GRU
from models.cells.lstm import LSTM
from models.cells.peephole import Peephole
from models.cells.rnn import RNN

CELLS: dict[str, type[Cell]] = {
    "feedforward": Feedforward,
    "rnn": RNN,
    "lstm": LSTM,
    "gru": GRU,
    "peephole": Peephole,
}

__all__ = ["CELLS", "Cell", "State", "Tap", "untouched"]
