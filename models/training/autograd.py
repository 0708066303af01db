"""The trainer by torch's autograd: it trains any cell, and is what the compiled kernels are held to."""

import torch
from torch import Tensor
from torch.func import functional_call

from models.network import NetworkTap, untouched
from models.training.adam import Adam
from models.training.batches import Batch, Stream
from models.training.config import Config
from models.training.hard import hardening
from models.training.noisy import read_noisily
from models.training.trainer import NOISE_BLOCK, Trainer


def loss_per_seed(scores: Tensor, batch: Batch) -> Tensor:
    """Mean cross-entropy over all positions that count, nats per character: scores (S, T, B, V) to (S,)."""
    log_p = scores.log_softmax(-1)
    right = log_p.gather(-1, batch.targets.T[None, :, :, None].expand(len(scores), -1, -1, 1)).squeeze(-1)
    mask = batch.mask.T
    return -(right * mask).sum((1, 2)) / mask.sum()


def clip_per_seed(gradient: Tensor, limit: float) -> Tensor:
    """Scale each seed's gradient (S, P) to a norm of at most limit; seeds do not affect each other."""
    norm = gradient.norm(dim=1, keepdim=True)
    return gradient * (limit / norm.clamp(min=limit))


class AutogradTrainer(Trainer):
    """All seeds in one batch of torch operations, through the cell's own `step`."""

    engine = "autograd"

    def __init__(
        self, cell: str, config: Config, data: Stream | None = None, dtype: torch.dtype = torch.float32
    ) -> None:
        super().__init__(cell, config, data, dtype)
        self.theta.requires_grad_()
        self.adam = Adam(self.theta)

    def run(self, steps: int) -> Tensor:
        return torch.stack([self.step(self.done + k) for k in range(steps)])

    def step(self, step: int) -> Tensor:
        """One step of Adam on every seed that is still alive. Returns the losses (S,)."""
        losses, gradient = self.loss_and_gradient(step)
        self.stop_broken(losses, gradient, step)
        alive = torch.tensor([at is None for at in self.stopped_at])[:, None]
        before = self.theta.detach().clone()
        gradient = torch.where(alive, clip_per_seed(gradient, self.config.clip), 0.0)
        self.adam.step(gradient, self.rate(step))
        with torch.no_grad():
            self.theta.copy_(torch.where(alive, self.theta, before))
        return losses

    def loss_and_gradient(self, step: int) -> tuple[Tensor, Tensor]:
        """The losses (S,) on this step's batch, and their gradient by theta (S, P)."""
        batch = self.batch(step)
        # The gradient passes through the rounding as if it were not there.
        theta = self.theta + (self.rounded(step) - self.theta.detach())
        weights = self.unflatten((theta + self.noise(step)) * self.gain(step))
        frame, tap, size = self.frame, self.tap(step), self.recipe.gate_noise
        if size:
            scores = read_noisily(frame, weights, batch.characters, size, self.generators, tap)
        else:
            scores = functional_call(frame, weights, (batch.characters, tap))
        losses = loss_per_seed(scores, batch)
        # The penalty is not part of the loss that is shown, which stays comparable.
        (gradient,) = torch.autograd.grad((losses + self.penalty()).sum(), self.theta)
        return losses.detach(), gradient * (1 - self.fixed)

    def batch(self, step: int) -> Batch:
        """This step's strings, and what of them counts."""
        batch = self.data.at(step)
        return batch._replace(mask=batch.answer) if self.recipe.answers else batch

    def tap(self, step: int) -> NetworkTap:
        """What makes activations hard at this step, or changes nothing."""
        share = self.recipe.hard_at(step / self.config.steps)
        return hardening(self.frame.cells, share) if share else untouched

    def penalty(self) -> Tensor | float:
        """What the recipe asks for large peephole weights, (S,)."""
        decay = self.recipe.peephole_decay
        return decay * (self.theta.square() * self.peepholes).sum(1) if decay else 0.0

    def noise(self, step: int) -> Tensor | float:
        """This step's weight noise (S, P), each seed's from its own generator."""
        if not self.sigma.any():
            return 0.0
        place = step % NOISE_BLOCK
        if place == 0:
            self.block = torch.stack([self.draw(generator) for generator in self.generators], 1)
        return self.block[place]

    def stop_broken(self, losses: Tensor, gradient: Tensor, step: int) -> None:
        """Write down, once, the step at which a seed's loss or gradient stopped being finite."""
        broken = ~(losses.isfinite() & gradient.isfinite().all(1))
        for seed in broken.nonzero().flatten().tolist():
            if self.stopped_at[seed] is None:
                self.stopped_at[seed] = step
