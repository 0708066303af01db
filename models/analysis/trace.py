"""Every number that a network computes while it reads strings."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from models.network import Network, Taps, untapped
from models.tasks import Task
from models.tasks.task import check_text
from models.training.batches import encode


@dataclass(frozen=True)
class Trace:
    """What one network did, character by character.

    Attributes:
        alphabet: every character; the order of the columns of `next`.
        characters: the T characters that were read.
        layers: for each layer, symbol -> (T, H).
        next: (T, V), the probability of each next character; V is 0 where it is not known.
    """

    alphabet: str
    characters: str
    layers: list[dict[str, Tensor]]
    next: Tensor

    @property
    def predicted(self) -> str:
        """The most likely next character after each one read; "" where it is not known."""
        return "".join(self.alphabet[k] for k in self.next.argmax(-1)) if self.next.numel() else ""

    def verdicts(self, task: Task) -> list[str]:
        """Whether each prediction may follow what was read.

        "right" or "wrong"; "free" where it may and others may too; "" after what no string of the
        task begins with, and after the end.
        """
        result = []
        for t, guess in enumerate(self.predicted):
            allowed = task.allowed(self.characters[: t + 1])
            known = "free" if len(allowed) > 1 else "right"
            result.append("" if not allowed else known if guess in allowed else "wrong")
        return result


def trace(network: Network, alphabet: str, text: str, taps: Taps = untapped) -> Trace:
    """Read one text from a zero state and keep every symbol of every layer; see `traces`."""
    return traces(network, alphabet, [text], taps)[0]


def traces(network: Network, alphabet: str, texts: Sequence[str], taps: Taps = untapped) -> list[Trace]:
    """Read B texts side by side, each from a zero state, and keep every symbol of every layer.

    Args:
        network: a single network, without the axis S.
        alphabet: the characters that it knows, in the order of its numbers.
        texts: at least one, each of at least one character.
        taps: an intervention; the traces show what it returned.

    Raises:
        ValueError: for an empty text or a character outside the alphabet.
    """
    everything = read(network, alphabet, texts, taps)
    return [everything.of(alphabet, text, row) for row, text in enumerate(texts)]


@dataclass(frozen=True)
class Reading:
    """What S networks did on B texts, filled up to the longest.

    Attributes:
        layers: for each layer, symbol -> (T, ..., B, H); the dots are the axis S, where there is one.
        next: (T, ..., B, V).
    """

    layers: list[dict[str, Tensor]]
    next: Tensor

    def of(self, alphabet: str, text: str, *place: int) -> Trace:
        """The trace of one of the texts; place: its row, with several networks (seed, row)."""
        at = (slice(len(text)), *place)
        layers = [{symbol: values[at] for symbol, values in layer.items()} for layer in self.layers]
        return Trace(alphabet, text, layers, self.next[at])


@torch.inference_mode()
def read(network: Network, alphabet: str, texts: Sequence[str], taps: Taps = untapped) -> Reading:
    """The same as `traces` in one piece, which S networks may compute side by side."""
    for text in texts:
        check_text(text, alphabet)
    longest = max(map(len, texts))
    rows = torch.tensor([encode(text, alphabet) + [0] * (longest - len(text)) for text in texts])
    seen: list[dict[str, list[Tensor]]] = [{s: [] for s in cell.symbols} for cell in network.cells]
    state, top = network.zero_state(len(texts)), []
    encoded = network.encode(rows)
    for t, characters in enumerate(rows.unbind(1)):
        tap = taps(characters, torch.full_like(characters, t))

        def keep(layer: int, symbol: str, value: Tensor, tap=tap) -> Tensor:
            value = tap(layer, symbol, value)
            seen[layer][symbol].append(value)
            return value

        h, state = network.step(encoded[:, t], state, keep)
        top.append(h)
    following = network.readout(torch.stack(top)).softmax(-1)
    layers = [{symbol: torch.stack(values) for symbol, values in layer.items()} for layer in seen]
    return Reading(layers, following)
