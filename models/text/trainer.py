"""What training on text is, whichever engine computes it: truncated backpropagation, with carried state."""

import math
from abc import ABC, abstractmethod
from typing import ClassVar

import torch
from torch import Tensor
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from models.cells import State
from models.network import Network
from models.text.config import TextConfig
from models.training.adam import Adam


def streams(text: str, alphabet: str, count: int) -> Tensor:
    """The text cut into `count` equal stretches, as the numbers of its characters: (B, characters)."""
    number = {character: place for place, character in enumerate(alphabet)}
    length = len(text) // count
    return torch.tensor([number[character] for character in text[: count * length]]).view(count, length)


class TextTrainer(ABC):
    """The training of one network on B streams of characters that are read side by side, T at each step.

    The state at the end of one step is where the next begins, but gradients reach back no further than the
    step: truncated backpropagation through time (Williams & Peng 1990, An efficient gradient-based algorithm
    for on-line training of recurrent network trajectories). At the streams' end all begin anew, from zero;
    with `restart` single streams do so before. Adam's step size falls to 0 along half a cosine.
    The same arguments give the same weights on one machine, with or without a stop and a checkpoint between.

    Args:
        cell: a name in CELLS.
        config: what to train.
        numbers: (B, characters) what is read, as `streams` gives it; longer than the window.
        vocabulary: how many characters there are, V.
        seed: of the initial weights.
        dtype: of the parameters.
    """

    engine: ClassVar[str]

    def __init__(
        self,
        cell: str,
        config: TextConfig,
        numbers: Tensor,
        vocabulary: int,
        seed: int,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        self.cell, self.config, self.numbers, self.seed = cell, config, numbers, seed
        self.done, self.place = 0, 0
        self.stopped_at: int | None = None
        frame = Network(cell, vocabulary, config.hidden, config.layers, 1, config.activation)
        (self.generator,) = frame.initialize([seed], config.forget_bias)
        # A character is one row of W, alone: from +-1 it is as large as an embedding times a matrix would be.
        # From +-1/sqrt(H), two LSTM layers of 96 units are at 3.9 bits after 200 steps on tweets, not at 3.2.
        with torch.no_grad():
            frame.cells[0].W *= config.hidden**0.5
        self.frame = frame.select(0).to(dtype)
        self.parameters = list(self.frame.parameters())
        self.theta = parameters_to_vector(self.parameters).detach()
        # From here on the parameters are views of theta: what Adam does to it, it does to them.
        vector_to_parameters(self.theta, self.parameters)
        self.adam = Adam(self.theta)
        self.carried = self.frame.zero_state(len(numbers))

    @abstractmethod
    def gradient(self, numbers: Tensor) -> tuple[float, Tensor, list[State]]:
        """One window of B streams.

        Args:
            numbers: (B, T + 1): T characters are read, each predicts the one after it.

        Returns:
            The mean cross-entropy in nats per character, its gradient by theta (P,), and the last state;
            the first one is `self.carried`.
        """

    def advance(self, steps: int, learning_rate: float) -> list[float]:
        """Up to `steps` more steps; a network whose loss or gradient is not finite keeps its last weights.

        Args:
            steps: how many.
            learning_rate: Adam's step size, before it is reduced along the cosine.

        Returns:
            The loss of each step in bits per character.
        """
        bits = []
        for _ in range(min(steps, self.config.steps - self.done)):
            if self.stopped_at is not None:
                break
            bits.append(self.step(learning_rate) / math.log(2))
        return bits

    def step(self, learning_rate: float) -> float:
        """One window, and one step of Adam. Returns the loss in nats per character."""
        window = self.config.window
        loss, gradient, state = self.gradient(self.numbers[:, self.place : self.place + window + 1])
        norm = float(gradient.norm())
        if not math.isfinite(loss) or not math.isfinite(norm):
            self.stopped_at = self.done + 1
            return loss
        gradient *= self.config.clip / max(norm, self.config.clip)
        self.adam.step(
            gradient, learning_rate * 0.5 * (1 + math.cos(math.pi * self.done / self.config.steps))
        )
        self.place += window
        if self.place + window >= self.numbers.shape[1]:
            self.carried, self.place = self.frame.zero_state(len(self.numbers)), 0
        elif self.config.restart:
            kept = torch.rand(len(self.numbers), 1, generator=self.generator) >= self.config.restart
            self.carried = [{symbol: value * kept for symbol, value in layer.items()} for layer in state]
        else:
            self.carried = state
        self.done += 1
        return loss

    def network(self) -> Network:
        """The network as it is now; it changes when training goes on."""
        return self.frame

    def checkpoint(self) -> dict[str, Tensor]:
        """Everything that `restore` needs to go on as if there had been no stop."""
        found = {"theta": self.theta, "mean": self.adam.m, "square": self.adam.v}
        found["generator"] = self.generator.get_state()
        found["counters"] = torch.tensor([self.done, self.place, self.adam.t, self.stopped_at or 0])
        for layer, state in enumerate(self.carried):
            found |= {f"carried.{layer}.{symbol}": value for symbol, value in state.items()}
        return {name: value.detach().clone().contiguous() for name, value in found.items()}

    def restore(self, found: dict[str, Tensor]) -> None:
        """Go on from a checkpoint of a trainer that was made with the same arguments."""
        self.theta.copy_(found["theta"])
        self.adam.m.copy_(found["mean"])
        self.adam.v.copy_(found["square"])
        self.generator.set_state(found["generator"])
        self.done, self.place, self.adam.t, stopped = found["counters"].tolist()
        self.stopped_at = stopped or None
        self.carried = [
            {symbol: found[f"carried.{layer}.{symbol}"].clone() for symbol in state}
            for layer, state in enumerate(self.carried)
        ]
