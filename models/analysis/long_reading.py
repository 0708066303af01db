"""Reading thousands of characters: as far as was asked for, every quantity kept in half precision."""

import time
from threading import Lock

import numpy as np
import torch
from torch import Tensor

from models.cells import Cell, State
from models.network import Network
from models.tasks.task import check_text
from models.training.batches import encode

STRETCH = 250  # characters that go through all layers before anybody may look at the clock
MOST_BYTES = 96 * 2**20  # of what one reading keeps


class LongReading:
    """What one network does on one text, read from its beginning and never further than was asked for.

    The numbers are those of models.analysis.trace, rounded to float16. Safe to share between threads.

    Args:
        network: a single network, without the axis S.
        alphabet: its characters, in the order of its numbers.
        text: what it reads; no longer than `most_characters` says.
        compiled: read with the kernels where a cell has one; otherwise by the cells' own `step`.

    Attributes:
        read: how many characters have been read.

    Raises:
        ValueError: for an empty text, one that needs too much memory, or a character outside the alphabet.
    """

    def __init__(self, network: Network, alphabet: str, text: str, compiled: bool = False) -> None:
        check_text(text, alphabet)
        if len(text) > (most := most_characters(network)):
            raise ValueError(
                f"the text has {len(text):,} characters; of this network's quantities {most:,} have room"
            )
        self.network, self.alphabet, self.text = network, alphabet, text
        self.read = 0
        self._numbers = torch.tensor(encode(text, alphabet))
        self._readers = [reader(network.cell, cell, k == 0, compiled) for k, cell in enumerate(network.cells)]
        self._kept = [
            {symbol: np.empty((len(text), network.hidden), np.float16) for symbol in cell.symbols}
            for cell in network.cells
        ]
        self._top = torch.empty(len(text), network.hidden)  # in full precision, for the predictions
        self._lock = Lock()

    def read_to(self, count: int, seconds: float = 0.0) -> int:
        """Read on to `count` characters at least, and further while there are seconds left.

        Returns:
            How many are read: a stretch is never left half read, so that it may be more than `count`.
        """
        deadline = time.monotonic() + seconds
        with self._lock, torch.inference_mode():
            while self.read < len(self.text) and (self.read < count or time.monotonic() < deadline):
                self._advance()
        return self.read

    def _advance(self) -> None:
        part = slice(self.read, min(self.read + STRETCH, len(self.text)))
        x = self._numbers[part]
        for kept, each in zip(self._kept, self._readers, strict=True):
            found = each.read(x)
            for symbol, values in kept.items():
                values[part] = found[symbol].numpy()
            x = found["h"]
        self._top[part] = x
        self.read = part.stop

    def values(self, layer: int, symbol: str, unit: int, start: int, stop: int) -> np.ndarray:
        """What one unit holds after each character from start to stop, both already read, as float16."""
        return self._kept[layer][symbol][start : min(stop, self.read), unit]

    @torch.inference_mode()
    def following(self, start: int, stop: int) -> Tensor:
        """The probability of each next character after those from start to stop: (T, V)."""
        return self.network.readout(self._top[start : min(stop, self.read)]).softmax(-1)


def most_characters(network: Network) -> int:
    """The longest text whose quantities have room."""
    return MOST_BYTES // (2 * sum(len(cell.symbols) for cell in network.cells) * network.hidden)


def reader(kind: str, cell: Cell, first: bool, compiled: bool) -> "StepReader":
    """What reads one layer: compiled where that is wanted and there is a kernel."""
    if compiled:
        from models.kernels import KERNELS

        if kind in KERNELS:
            return KernelReader(kind, cell, first)
    return StepReader(cell, first)


class StepReader:
    """One layer, through the cell's own `step`.

    Args:
        cell: the layer.
        first: whether it reads the numbers of characters rather than the hidden states of the layer below.
    """

    def __init__(self, cell: Cell, first: bool) -> None:
        self.cell, self.first = cell, first
        self.state: State = cell.zero_state(1)

    def read(self, x: Tensor) -> dict[str, Tensor]:
        """Read on: numbers (T,) or hidden states (T, D) in, each of the cell's symbols (T, H) out."""
        if self.first:
            x = torch.nn.functional.one_hot(x, self.cell.inputs).to(self.cell.W.dtype)
        seen: dict[str, list[Tensor]] = {symbol: [] for symbol in self.cell.symbols}

        def keep(symbol: str, value: Tensor) -> Tensor:
            seen[symbol].append(value)
            return value

        for step in x.unsqueeze(1).unbind(0):
            self.state = self.cell.step(step, self.state, keep)
        return {symbol: torch.cat(values) for symbol, values in seen.items()}


class KernelReader(StepReader):
    """One layer, through its compiled kernel: ten times as fast."""

    def __init__(self, kind: str, cell: Cell, first: bool) -> None:
        super().__init__(cell, first)
        from models.kernels.wide import Layer

        self.layer = Layer(kind, cell, first, 1, STRETCH)
        self.layer.load()

    def read(self, x: Tensor) -> dict[str, Tensor]:
        layer, steps = self.layer, len(x)
        layer.begin(self.state)
        wide = x if self.first else torch.nn.functional.pad(x, (0, layer.inputs - x.shape[1]))
        layer.read(wide, steps)
        self.state = layer.end(steps)
        blocks = torch.from_numpy(layer.gates[:steps, 0]).flatten(2)
        states = torch.from_numpy(layer.states[1 : steps + 1, 0]).flatten(2)
        found = {symbol: blocks[:, k] for k, symbol in enumerate(self.cell.blocks)}
        found |= {symbol: states[:, k] for k, symbol in enumerate(("h", "c")) if k < states.shape[1]}
        return {symbol: found[symbol][:, : self.cell.hidden] for symbol in self.cell.symbols}
