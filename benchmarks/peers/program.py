"""What every program of the training benchmark is given, and what it must offer."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from random import Random

import numpy as np
from torch import Tensor

from models.network import Network
from models.tasks import TASKS
from models.training.batches import Batch, make_batch
from models.training.config import Config


@dataclass(frozen=True)
class Work:
    """One training: S networks of one layer, plain recipe, the same strings at every step.

    Attributes:
        cell: a name in CELLS.
        config: task, sizes, seeds and Adam's settings. The step size falls along half a cosine over all of
            `config.steps`, however few of them a program is asked for.
    """

    cell: str
    config: Config

    @cached_property
    def alphabet(self) -> str:
        """The task's characters, in the order of their numbers."""
        return TASKS[self.config.task].alphabet

    @cached_property
    def batch(self) -> Batch:
        """The strings, (B, T)."""
        return make_batch(TASKS[self.config.task].examples(self.config.lengths, Random(0)), self.alphabet)

    @cached_property
    def weights(self) -> dict[str, Tensor]:
        """The initial weights by their letter.

        W (S, D, n H), U (S, H, n H) and b (S, 1, n H) with the cell's n blocks in the order of `Cell.blocks`;
        V (S, H, V) and v (S, 1, V) of the readout; p (S, 3, H) of the peephole LSTM, d (S, 1, H) of the GRU.
        """
        config = self.config
        network = Network(self.cell, len(self.alphabet), config.hidden, 1, config.seeds, config.activation)
        network.initialize(range(config.first_seed, config.first_seed + config.seeds), config.forget_bias)
        return {name.removeprefix("cells.0."): value for name, value in network.state_dict().items()}


class Program(ABC):
    """One way to train the networks of a Work.

    One step is the forward pass, the mean cross-entropy over the mask, the backward pass, clipping per seed
    and Adam.
    """

    def __init__(self, work: Work) -> None:
        self.work = work

    @abstractmethod
    def reset(self) -> None:
        """Begin anew, from the initial weights."""

    @abstractmethod
    def advance(self, steps: int) -> np.ndarray:
        """Train every seed for so many more steps.

        Returns:
            The losses (S,) of the last of these steps, before its update, nats per character.
        """
