"""torch's Adam is the oracle."""

import torch

from models.training.adam import Adam


def test_it_takes_the_steps_of_torchs_adam_bit_for_bit() -> None:
    torch.manual_seed(0)
    ours = torch.randn(3, 40)
    theirs = ours.clone().requires_grad_()
    adam, oracle = Adam(ours), torch.optim.Adam([theirs])
    for k in range(50):
        gradient, rate = torch.randn(3, 40) * 10 ** (k % 7 - 3), 0.01 / (k + 1)
        theirs.grad = gradient
        oracle.param_groups[0]["lr"] = rate
        oracle.step()
        adam.step(gradient, rate)
        assert torch.equal(ours, theirs.detach())
