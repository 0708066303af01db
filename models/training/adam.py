"""Adam on one array. torch's own imports a compiler at first use: 1.6 s before the first step."""

import torch
from torch import Tensor


class Adam:
    """Kingma & Ba (2015), Adam: a method for stochastic optimization. The same as `torch.optim.Adam`.

        m = beta1 m + (1 - beta1) g         mean of the gradient
        v = beta2 v + (1 - beta2) g^2       mean of its square
        theta = theta - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)

    Args:
        theta: the array that is optimized, in place, (S, P).
    """

    beta1, beta2, epsilon = 0.9, 0.999, 1e-8

    def __init__(self, theta: Tensor) -> None:
        self.theta, self.t = theta, 0
        self.m, self.v = torch.zeros_like(theta), torch.zeros_like(theta)

    @torch.no_grad()
    def step(self, g: Tensor, rate: float) -> None:
        """One step against the gradient g (S, P)."""
        self.t += 1
        self.m.lerp_(g, 1 - self.beta1)
        self.v.mul_(self.beta2).addcmul_(g, g, value=1 - self.beta2)
        root = (self.v.sqrt() / (1 - self.beta2**self.t) ** 0.5).add_(self.epsilon)
        self.theta.addcdiv_(self.m, root, value=-rate / (1 - self.beta1**self.t))
