"""What a recipe does to fresh weights, before the first step."""

from collections.abc import Sequence
from math import log

import torch

from models.network import Network
from models.training.recipes import Recipe


@torch.no_grad()
def start(network: Network, generators: Sequence[torch.Generator], recipe: Recipe, longest: int) -> None:
    """Change the fresh weights of S seeds as the recipe says; each seed draws from its own generator.

    Args:
        network: S seeds, as `initialize` has left them.
        generators: each seed's own.
        recipe: `recurrence`, `slowness` and `chrono` are what it says of the beginning.
        longest: the largest N of the training set; a string is about three times as long.
    """
    for cell in network.cells:
        if recipe.recurrence != "uniform" and cell.state_symbols and not cell.has_gates:
            cell.U.copy_(torch.eye(network.hidden))
            if recipe.fixed:
                cell.b.zero_()
        if recipe.slowness != 1 and "z" in cell.blocks:
            cell.b[..., cell.columns("z")] = log(recipe.slowness)
        if recipe.chrono and "f" in cell.blocks:
            for b, generator in zip(cell.b, generators, strict=True):
                u = torch.empty(network.hidden).uniform_(1, 3 * longest, generator=generator)
                parts = b.view(len(cell.blocks), network.hidden)
                parts[cell.blocks.index("f")] = u.log()
                if "i" in cell.blocks:
                    parts[cell.blocks.index("i")] = -u.log()
