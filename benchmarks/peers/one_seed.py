"""How torch's users train: one network, autograd, torch's Adam; then the next seed."""

import math
from abc import abstractmethod

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, one_hot

from benchmarks.peers.program import Program, Work

UNUSED = -100  # the target that cross_entropy leaves out


class OneSeedAtATime(Program):
    """Seed after seed. Of what torch offers, the faster on one core of 2026: the fused Adam, padding left
    out by its target, strings side by side with time first."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        batch = work.batch
        self.x = one_hot(batch.characters.T, len(work.alphabet)).to(torch.float32)  # (T, B, V)
        self.targets = batch.targets.masked_fill(~batch.mask, UNUSED).T.flatten()  # (T * B,)

    @abstractmethod
    def build(self, weights: dict[str, Tensor]) -> nn.Module:
        """One network with these weights, without the axis S; it maps x (T, B, V) to scores (T * B, V)."""

    def reset(self) -> None:
        seeds = range(self.work.config.seeds)
        weights = self.work.weights
        self.models = [self.build({name: value[s] for name, value in weights.items()}) for s in seeds]
        rate = self.work.config.learning_rate
        self.optimizers = [
            torch.optim.Adam([p for p in model.parameters() if p.requires_grad], rate, fused=True)
            for model in self.models
        ]
        self.done = 0

    def advance(self, steps: int) -> np.ndarray:
        pairs = zip(self.models, self.optimizers, strict=True)
        losses = [self.train(model, adam, steps) for model, adam in pairs]
        self.done += steps
        return np.array(losses)

    def train(self, model: nn.Module, adam: torch.optim.Adam, steps: int) -> float:
        """Train one seed on; its loss at the last step."""
        config, (group,) = self.work.config, adam.param_groups
        for step in range(self.done, self.done + steps):
            group["lr"] = config.learning_rate * 0.5 * (1 + math.cos(math.pi * step / config.steps))
            adam.zero_grad()
            loss = cross_entropy(model(self.x), self.targets, ignore_index=UNUSED)
            loss.backward()
            nn.utils.clip_grad_norm_(group["params"], config.clip)
            adam.step()
        return loss.item()
