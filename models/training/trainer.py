"""What a training is, whichever engine computes it: seeds, data, recipe, history."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

import torch
from torch import Tensor

from models.cells import CELLS, Cell
from models.network import Network
from models.tasks import TASKS
from models.training.batches import BatchStream, Stream
from models.training.config import Config
from models.training.recipes import recipe_of
from models.training.starting import start

NOISE_BLOCK = 50  # steps of noise drawn at a time, per seed


@dataclass
class History:
    """The training loss at recorded steps: step [points], loss [points][S]."""

    step: list[int] = field(default_factory=list)
    loss: list[list[float]] = field(default_factory=list)


class Trainer(ABC):
    """The training of one cell: all S seeds as rows of one flat parameter array theta (S, P).

    At each step the network runs with k (theta + noise), as the recipe says, theta being rounded where the
    recipe has a grid; `network()` folds all of it in.
    A seed whose loss or gradient is not finite stops there with its last weights; the others go on.
    The same config gives the same numbers on the same machine, and a seed's numbers do not depend on
    which other seeds run beside it.

    Args:
        cell: a name in CELLS.
        config: what to train.
        data: the batches, which trainers of the same config can share.
        dtype: of the parameters.
    """

    engine: ClassVar[str]

    def __init__(
        self, cell: str, config: Config, data: Stream | None = None, dtype: torch.dtype = torch.float32
    ) -> None:
        self.config, self.recipe, self.done = config, recipe_of(config.recipe), 0
        self.data = data or self.stream()
        self.history = History()
        self.stopped_at: list[int | None] = [None] * config.seeds
        self.frame = self.empty_network(cell)
        seeds = range(config.first_seed, config.first_seed + config.seeds)
        self.generators = self.frame.initialize(seeds, config.forget_bias)
        start(self.frame, self.generators, self.recipe, config.longest)
        self.frame.to(dtype)
        named = dict(self.frame.named_parameters())
        self.shapes = {name: value.shape for name, value in named.items()}
        self.theta = torch.cat([value.detach().flatten(1) for value in named.values()], 1)
        self.sloped = self.per_parameter(lambda name: steepened(CELLS[cell], name, config.hidden))
        self.sigma = self.per_parameter(
            lambda name: self.recipe.peephole_noise if name.endswith(".p") else self.recipe.weight_noise
        )
        self.peepholes = self.per_parameter(lambda name: name.endswith(".p"))
        self.magnified = self.per_parameter(lambda name: float(name == "V" and "z" in CELLS[cell].blocks))
        self.fixed = self.per_parameter(lambda name: self.recipe.fixed and stays(CELLS[cell], name))
        self.sigma *= 1 - self.fixed

    def stream(self) -> Stream:
        """The batches, where nobody shares theirs."""
        return BatchStream(self.config.task, self.config.lengths)

    def empty_network(self, cell: str) -> Network:
        """S networks of the size that the config asks for."""
        config, vocabulary = self.config, len(TASKS[self.config.task].alphabet)
        return Network(cell, vocabulary, config.hidden, config.layers, config.seeds, config.activation)

    @abstractmethod
    def run(self, steps: int) -> Tensor:
        """Train for so many steps, all in one block of noise; return the losses before each, (steps, S)."""

    def advance(self, steps: int, every: int) -> None:
        """Up to `steps` more steps; the losses of every `every`th step, and the last, are recorded."""
        end = min(self.done + steps, self.config.steps)
        while self.done < end:
            first = self.done
            losses = self.run(min(end - first, NOISE_BLOCK - first % NOISE_BLOCK))
            self.done = first + len(losses)
            for step, loss in enumerate(losses.tolist(), start=first):
                if step % every == 0 or step == self.config.steps - 1:
                    self.history.step.append(step + 1)
                    self.history.loss.append(loss)

    def per_parameter(self, value_of: Callable[[str], float | Tensor]) -> Tensor:
        """One number for each column of theta, (P,), by the name of the parameter it belongs to.

        What `value_of` returns is that of the whole parameter, or of each of its columns.
        """
        parts = [self.theta.new_zeros(s[1:]) + value_of(name) for name, s in self.shapes.items()]
        return torch.cat([part.flatten() for part in parts])

    def unflatten(self, flat: Tensor) -> dict[str, Tensor]:
        """The columns of (S, P) as named parameters, each with its axis S."""
        parts = flat.split([shape[1:].numel() for shape in self.shapes.values()], dim=1)
        named = zip(self.shapes.items(), parts, strict=True)
        return {name: part.reshape(shape) for (name, shape), part in named}

    def gain(self, step: int) -> Tensor:
        """The factor on each column of theta at this step: k on the cells, that of small steps on V."""
        slope = self.recipe.slope_at(step / self.config.steps) ** self.sloped
        return slope * self.recipe.slowness**self.magnified

    def rounded(self, step: int) -> Tensor:
        """theta (S, P) as the network has it at this step: on the grid, if any."""
        theta, grid = self.theta.detach(), self.recipe.grid_at(step / self.config.steps)
        return (theta / grid).round() * grid if grid else theta

    def rate(self, step: int) -> float:
        """The learning rate at this step: half a cosine down to 0."""
        return self.config.learning_rate * 0.5 * (1 + math.cos(math.pi * step / self.config.steps))

    def draw(self, generator: torch.Generator) -> Tensor:
        """The weight noise of NOISE_BLOCK steps of one seed, (NOISE_BLOCK, P)."""
        shape = (NOISE_BLOCK, len(self.sigma))
        return torch.randn(shape, generator=generator).to(self.sigma.dtype) * self.sigma

    def network(self) -> Network:
        """The networks as they are now, with all that the recipe does folded into their weights."""
        factor = self.gain(self.done) * self.recipe.saturation**self.sloped
        self.frame.load_state_dict(self.unflatten(self.rounded(self.done) * factor))
        return self.frame


def stays(cell: type[Cell], name: str) -> float:
    """Which parameters a fixed recurrence leaves as they begin: 1 or 0."""
    recurrent = bool(cell.state_symbols) and not cell.has_gates
    return float(recurrent and name.startswith("cells.") and name.rpartition(".")[2] in ("U", "b"))


def steepened(cell: type[Cell], name: str, hidden: int) -> float | Tensor:
    """Which weights a recipe's slope multiplies: 1 or 0 for one parameter, or for each of its columns.

    A gate that is a switch is a gate still; a block that is linear would become another number. So it keeps
    its weights, and only what is squashed is made steeper.
    """
    if not cell.has_gates or not name.startswith("cells."):
        return 0.0
    if name.rpartition(".")[2] not in ("W", "U", "b"):
        return 1.0
    return torch.tensor([float(block not in cell.linear) for block in cell.blocks]).repeat_interleave(hidden)
