"""Reads strings with noise on every pre-activation, which is a bias that is new for each character."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.func import functional_call

from models.cells import State
from models.network import Network, NetworkTap, untouched


class Step(nn.Module):
    """One time step of a network as a module, so that each step may have a bias of its own."""

    def __init__(self, network: Network, tap: NetworkTap) -> None:
        super().__init__()
        self.network, self.tap = network, tap

    def forward(self, x: Tensor, state: list[State]) -> tuple[Tensor, list[State]]:
        return self.network.step(x, state, self.tap)


def read_noisily(
    network: Network,
    weights: dict[str, Tensor],
    characters: Tensor,
    size: float,
    generators: Sequence[torch.Generator],
    tap: NetworkTap = untouched,
) -> Tensor:
    """Next-character scores (S, T, B, V) of strings (B, T), as `Network.forward`, but with noise.

    Args:
        network: S seeds, whose parameters are not used.
        weights: name -> parameter (S, ...), used instead.
        characters: (B, T) numbers.
        size: standard deviation of the noise on each pre-activation.
        generators: each seed draws from its own.
        tap: as in `Network.step`.
    """
    step, batch = Step(network, tap), len(characters)
    weights = {f"network.{name}": value for name, value in weights.items()}
    biases = [name for name in weights if name.endswith(".b")]
    state, top = network.zero_state(batch), []
    for x in network.encode(characters).unbind(1):
        noisy = {name: weights[name] + size * draw(weights[name], batch, generators) for name in biases}
        h, state = functional_call(step, weights | noisy, (x, state))
        top.append(h @ weights["network.V"] + weights["network.v"])
    return torch.stack(top, 1)


def draw(bias: Tensor, batch: int, generators: Sequence[torch.Generator]) -> Tensor:
    """Standard normal numbers for a bias (S, 1, n H): another for each string, (S, B, n H)."""
    drawn = [torch.randn(batch, bias.shape[-1], generator=generator) for generator in generators]
    return torch.stack(drawn).to(bias.dtype)
