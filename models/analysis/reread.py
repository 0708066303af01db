"""A text that was written before, with the chances that a network gives each of its characters."""

from collections.abc import Iterator

from torch import Tensor

from models.analysis.sample import Reading, Written, beginning, written
from models.network import Network
from models.tasks.task import check_text
from models.training.batches import encode


class Dictation:
    """In the place of a Draw: what comes next is already known, whatever the scores are."""

    def __init__(self, numbers: list[int]) -> None:
        self.numbers = iter(numbers)

    def __call__(self, scores: Tensor) -> int:
        return next(self.numbers)


def reread(network: Network, alphabet: str, prompt: str, text: str) -> Iterator[Written]:
    """Each character of the text as the network that wrote it after the prompt saw it.

    Raises ValueError for a character outside the alphabet; arguments as for models.analysis.sample.write.
    """
    check_text(prompt + text, alphabet)
    numbers = encode(text, alphabet)
    before = encode(prompt or beginning(alphabet), alphabet)
    return written(Reading(network), alphabet, before, len(numbers), Dictation(numbers))
