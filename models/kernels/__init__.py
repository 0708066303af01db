"""Compiled counterparts of the cells, each held to its cell by a test. A new one is one file and one line."""

from models.kernels.feedforward import Feedforward
from models.kernels.gru import GRU
from models.kernels.kernel import Kernel
from models.kernels.lstm import LSTM
from models.kernels.peephole import Peephole
from models.kernels.rnn import RNN

KERNELS: dict[str, type[Kernel]] = {
    "feedforward": Feedforward,
    "rnn": RNN,
    "lstm": LSTM,
    "gru": GRU,
    "peephole": Peephole,
}

__all__ = ["KERNELS", "Kernel"]
