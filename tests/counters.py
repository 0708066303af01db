"""Networks that count, made by hand or shipped, and whether each N is exact, read in full."""

from math import cos, sin
from pathlib import Path

import torch

from models import bundle
from models.analysis.length import Reader
from models.network import Network
from models.tasks import TASKS

COUNTING = TASKS["counting"]
FOLDER = Path(__file__).parents[1] / "models" / "pretrained"


def counter(forget: float = 100.0, up: float = 100.0, down: float = -100.0, cell: str = "lstm") -> Network:
    """One unit that gains tanh(up) for each a and tanh(down) for each b, and shows whether any are left."""
    network = Network(cell, 4, 1).requires_grad_(False)
    weights = network.cells[0]
    weights.W[:] = torch.tensor(
        [[100.0, 0, up, 0], [-200.0, 0, 0, 0], [100.0, 0, down, 0], [0.0, 0, 0, 0]]
    )  # a, X, b, $ to i, f, g, o
    weights.b[:] = torch.tensor([[0.0, forget, 0, 100]])
    network.V[:] = torch.tensor([[0.0, 0, 10, 0]])
    network.v[:] = torch.tensor([[-20.0, -20, -3, 0]])
    return network


def brute_force(network: Network, lengths: list[int]) -> list[bool]:
    """Whether each length is exact, by torch, all side by side."""
    reader = Reader(network.as_ensemble(), COUNTING, lengths)
    return reader.exact(lengths)[0].tolist()


def first_wrong(network: Network, up_to: int) -> int:
    return brute_force(network, list(range(1, up_to + 1))).index(False) + 1


def shipped(recipe: str, cell: str, seed: int) -> Network:
    run = bundle.load_file(str(FOLDER / f"counting-{recipe}.safetensors"))
    return run.network(cell).select(seed).requires_grad_(False)


def disturbed(weight: float) -> Network:
    """A perfect counter beside two units that turn in a circle for ever, which its input gate sees."""
    network, small = Network("lstm", 4, 3).requires_grad_(False), counter()
    cell, one = network.cells[0], small.cells[0]
    cell.W[:, ::3], cell.b[:, ::3] = one.W, one.b
    network.V[:1], network.v[:] = small.V, small.v
    i, f, g, o = (cell.columns(block).start for block in "ifgo")
    for unit in (1, 2):
        cell.b[0, [i + unit, f + unit, g + unit, o + unit]] = torch.tensor([100.0, -200.0, 0.1, 100.0])
    cell.U[1:, g + 1 : g + 3] = 2 * torch.tensor([[cos(1), sin(1)], [-sin(1), cos(1)]])
    cell.U[1, i] = weight
    return network
