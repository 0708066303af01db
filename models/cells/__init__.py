"""The cells. A new one is one file here and one line in CELLS."""

from models.cells.cell import Cell, State, Tap, untouched
from models.cells.feedforward import Feedforward
from models.cells.gru import GRU
from models.cells.lstm import LSTM
from models.cells.peephole import Peephole
from models.cells.rnn import RNN
from models.cells.variants import CIFG, FGR, NFG, NIAF, NIG, NOAF, NOG

CELLS: dict[str, type[Cell]] = {
    "feedforward": Feedforward,
    "rnn": RNN,
    "lstm": LSTM,
    "gru": GRU,
    "peephole": Peephole,
    "nig": NIG,
    "nfg": NFG,
    "nog": NOG,
    "niaf": NIAF,
    "noaf": NOAF,
    "cifg": CIFG,
    "fgr": FGR,
}

NAMED_AFTER = (
    "Variants of the LSTM are named as in Greff et al. (2017): their NP, no peepholes, is our lstm, and "
    "their vanilla LSTM is our peephole."
)


def architectures() -> tuple[str, ...]:
    """The cells that are compared where nothing else is asked for: all that are no variants."""
    return tuple(name for name, cell in CELLS.items() if not cell.variant_of)


def variants() -> tuple[str, ...]:
    """The cells that change one thing of another."""
    return tuple(name for name, cell in CELLS.items() if cell.variant_of)


__all__ = ["CELLS", "NAMED_AFTER", "Cell", "State", "Tap", "architectures", "untouched", "variants"]
