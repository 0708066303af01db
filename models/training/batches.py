"""Strings to tensors: what is read, what comes next, and where there is anything to predict."""

from collections import deque
from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from models.tasks import TASKS, Example, Task


class Batch(NamedTuple):
    """B strings side by side, short ones padded at the end.

    characters: (B, T) numbers of the characters read.
    targets: (B, T) numbers of the characters that follow.
    mask: (B, T) true where there is a next character.
    answer: (B, T) true where that is one of the answer.
    """

    characters: Tensor
    targets: Tensor
    mask: Tensor
    answer: Tensor


def encode(text: str, alphabet: str) -> list[int]:
    """The numbers of the characters, by their place in the alphabet."""
    return [alphabet.index(character) for character in text]


def make_batch(examples: Sequence[Example], alphabet: str) -> Batch:
    """Every string whole, from its first character to the one before the end symbol."""
    texts = [example.text for example in examples]
    ends = torch.tensor([len(text) for text in texts])
    longest = int(ends.max())
    # As one text: the batches of a random task would else take as long as its small networks.
    whole = "".join(text.ljust(longest, alphabet[0]) for text in texts)
    places = {ord(character): place for place, character in enumerate(alphabet)}
    numbers = torch.tensor(
        np.frombuffer(whole.translate(places).encode("latin-1"), np.uint8), dtype=torch.long
    )
    numbers = numbers.view(len(texts), longest)
    t, begins = torch.arange(longest - 1), torch.tensor([len(example.prompt) for example in examples]) - 1
    mask = t < ends[:, None] - 1
    return Batch(numbers[:, :-1], numbers[:, 1:], mask, mask & (t >= begins[:, None]))


def batches(task: str, lengths: Sequence[int]) -> Iterator[Batch]:
    """The training data, without end: the whole training set each time, or a fresh draw each time.

    Every cell and every seed sees the same batches in the same order.
    """
    chosen, rng = TASKS[task], Random(0)
    if not chosen.random:
        whole = make_batch(chosen.examples(lengths, rng), chosen.alphabet)
        while True:
            yield whole
    while True:
        yield make_batch(chosen.examples(lengths, rng), chosen.alphabet)


class Stream:
    """The training data by the number of the step, for trainers that go side by side.

    Every cell and every seed sees the same batches. The last `keep` are kept, so whoever lags behind by no
    more than that finds them again.
    """

    def __init__(self, source: Iterator[Batch], keep: int) -> None:
        self.source, self.made, self.kept = source, 0, deque(maxlen=keep)

    def at(self, step: int) -> Batch:
        """The batch of this step."""
        while self.made <= step:
            self.kept.append(next(self.source))
            self.made += 1
        return self.kept[step - self.made]


class BatchStream(Stream):
    """The strings of a task."""

    KEPT = 256

    def __init__(self, task: str, lengths: Sequence[int]) -> None:
        super().__init__(batches(task, lengths), self.KEPT)


def lowest_loss(task: Task, lengths: Sequence[int]) -> float | None:
    """The mean cross-entropy (nats per character) of a reader who knows the training set by heart.

    Nothing can predict when the a's stop; this is what remains. None where the strings are random.
    """
    if task.random:
        return None
    texts = [example.text for example in task.examples(lengths, Random(0))]
    after: dict[str, list[str]] = {}
    for text in texts:
        for t in range(1, len(text)):
            after.setdefault(text[:t], []).append(text[t])
    surprise = [
        -torch.tensor(following.count(character) / len(following)).log()
        for following in after.values()
        for character in following
    ]
    return float(torch.stack(surprise).mean())
