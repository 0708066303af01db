"""Every number that a network computes while it reads a string."""

from dataclasses import dataclass

import torch

from models.network import Network, NetworkTap, untouched
from models.tasks import Task
from models.training.batches import encode


@dataclass(frozen=True)
class Trace:
    """What one network did, character by character.

    Attributes:
        alphabet: every character; the order of the columns of `next`.
        characters: the T characters that were read.
        layers: for each layer, symbol -> [T][H] values.
        next: [T][V], the probability of each next character.
    """

    alphabet: str
    characters: str
    layers: list[dict[str, list[list[float]]]]
    next: list[list[float]]

    @property
    def predicted(self) -> str:
        """The most likely next character after each one read."""
        return "".join(self.alphabet[max(range(len(p)), key=p.__getitem__)] for p in self.next)

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


@torch.inference_mode()
def trace(network: Network, task: Task, text: str, tap: NetworkTap = untouched) -> Trace:
    """Read text from a zero state and keep every symbol of every layer.

    Args:
        network: a single network, without the axis S.
        task: whose alphabet the text is written in.
        text: at least one character.
        tap: an intervention; the trace shows what it returned.

    Raises:
        ValueError: for an empty text or a character outside the alphabet.
    """
    if not text:
        raise ValueError(f"type at least one character of {' '.join(task.alphabet)}")
    task.check(text)
    layers: list[dict[str, list[list[float]]]] = [{s: [] for s in cell.symbols} for cell in network.cells]

    def keep(layer: int, symbol: str, value: torch.Tensor) -> torch.Tensor:
        value = tap(layer, symbol, value)
        layers[layer][symbol].append(value[0].tolist())
        return value

    state, probabilities = network.zero_state(1), []
    for number in encode(text, task.alphabet):
        h, state = network.step(network.encode(torch.tensor([number])), state, keep)
        probabilities.append(network.readout(h)[0].softmax(-1).tolist())
    return Trace(task.alphabet, text, layers, probabilities)
