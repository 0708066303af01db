"""Trains one cell, S seeds at once, a few steps at a time."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.func import functional_call

from models.cells import CELLS
from models.network import Network
from models.tasks import TASKS
from models.training.adam import Adam
from models.training.batches import Batch, batches
from models.training.config import Config
from models.training.recipes import RECIPES

NOISE_BLOCK = 50  # steps of noise drawn at a time, per seed


def loss_per_seed(scores: Tensor, batch: Batch) -> Tensor:
    """Mean cross-entropy over all positions, nats per character: scores (S, T, B, V) to (S,)."""
    log_p = scores.log_softmax(-1)
    right = log_p.gather(-1, batch.targets.T[None, :, :, None].expand(len(scores), -1, -1, 1)).squeeze(-1)
    mask = batch.mask.T
    return -(right * mask).sum((1, 2)) / mask.sum()


def clip_per_seed(gradient: Tensor, limit: float) -> Tensor:
    """Scale each seed's gradient (S, P) to a norm of at most limit; seeds do not affect each other."""
    norm = gradient.norm(dim=1, keepdim=True)
    return gradient * (limit / norm.clamp(min=limit))


@dataclass
class History:
    """The training loss at recorded steps: step [points], loss [points][S]."""

    step: list[int] = field(default_factory=list)
    loss: list[list[float]] = field(default_factory=list)


class Trainer:
    """The training of one cell: all S seeds as rows of one flat parameter array theta (S, P).

    At each step the network runs with k (theta + noise), as the recipe says; `network()` folds k in.
    A seed whose loss or gradient is not finite stops there with its last weights; the others go on.
    The same config gives the same numbers on the same machine, and a seed's numbers do not depend on
    which other seeds run beside it.
    """

    def __init__(self, cell: str, config: Config, dtype: torch.dtype = torch.float32) -> None:
        self.config, self.recipe, self.done = config, RECIPES[config.recipe], 0
        self.history = History()
        self.stopped_at: list[int | None] = [None] * config.seeds
        alphabet = TASKS[config.task].alphabet
        self.frame = Network(
            cell, len(alphabet), config.hidden, config.layers, config.seeds, config.activation
        )
        seeds = range(config.first_seed, config.first_seed + config.seeds)
        self.generators = self.frame.initialize(seeds, config.forget_bias)
        self.frame.to(dtype)
        self.data = batches(config.task, config.lengths)
        named = dict(self.frame.named_parameters())
        self.shapes = {name: value.shape for name, value in named.items()}
        self.theta = torch.cat([value.detach().flatten(1) for value in named.values()], 1).requires_grad_()
        self.adam = Adam(self.theta)
        has_gates = CELLS[cell].has_gates
        self.sloped = self.per_parameter(lambda name: has_gates and name.startswith("cells."))
        self.sigma = self.per_parameter(
            lambda name: self.recipe.peephole_noise if name.endswith(".p") else self.recipe.weight_noise
        )

    def per_parameter(self, value_of: Callable[[str], float]) -> Tensor:
        """One number for each column of theta, by the name of the parameter it belongs to: (P,)."""
        return torch.cat(
            [self.theta.new_full((s[1:].numel(),), value_of(name)) for name, s in self.shapes.items()]
        )

    def unflatten(self, flat: Tensor) -> dict[str, Tensor]:
        """The columns of (S, P) as named parameters, each with its axis S."""
        parts = flat.split([shape[1:].numel() for shape in self.shapes.values()], dim=1)
        named = zip(self.shapes.items(), parts, strict=True)
        return {name: part.reshape(shape) for (name, shape), part in named}

    def gain(self) -> Tensor:
        """The factor on each column of theta now: k on the cells, 1 on the readout."""
        return self.recipe.slope_at(self.done / self.config.steps) ** self.sloped

    def noise(self) -> Tensor | float:
        """This step's weight noise (S, P), each seed's from its own generator."""
        if not self.sigma.any():
            return 0.0
        place = self.done % NOISE_BLOCK
        if place == 0:
            shape = (NOISE_BLOCK, self.theta.shape[1])
            draws = [torch.randn(shape, generator=g) for g in self.generators]
            self.block = torch.stack(draws, 1).to(self.theta.dtype) * self.sigma
        return self.block[place]

    def step(self) -> Tensor:
        """One step of Adam on every seed that is still alive. Returns the losses (S,)."""
        batch = next(self.data)
        scores = functional_call(
            self.frame, self.unflatten((self.theta + self.noise()) * self.gain()), (batch.characters,)
        )
        losses = loss_per_seed(scores, batch)
        (gradient,) = torch.autograd.grad(losses.sum(), self.theta)
        self.stop_broken(losses, gradient)
        alive = torch.tensor([at is None for at in self.stopped_at])[:, None]
        before = self.theta.detach().clone()
        gradient = torch.where(alive, clip_per_seed(gradient, self.config.clip), 0.0)
        rate = self.config.learning_rate * 0.5 * (1 + math.cos(math.pi * self.done / self.config.steps))
        self.adam.step(gradient, rate)
        with torch.no_grad():
            self.theta.copy_(torch.where(alive, self.theta, before))
        self.done += 1
        return losses.detach()

    def stop_broken(self, losses: Tensor, gradient: Tensor) -> None:
        """Write down, once, the step at which a seed's loss or gradient stopped being finite."""
        broken = ~(losses.isfinite() & gradient.isfinite().all(1))
        for seed in broken.nonzero().flatten().tolist():
            if self.stopped_at[seed] is None:
                self.stopped_at[seed] = self.done

    def advance(self, steps: int, every: int) -> None:
        """Up to `steps` more steps; the losses of every `every`th step, and the last, are recorded."""
        for _ in range(min(steps, self.config.steps - self.done)):
            losses = self.step()
            if (self.done - 1) % every == 0 or self.done == self.config.steps:
                self.history.step.append(self.done)
                self.history.loss.append(losses.tolist())

    def network(self) -> Network:
        """The networks as they are now, with k folded into their weights."""
        self.frame.load_state_dict(self.unflatten(self.theta.detach() * self.gain()))
        return self.frame
