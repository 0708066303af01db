"""A network that sees pictures: the cells are the same, only what they read is not a character."""

import torch
from torch import Tensor

from models.network import Network
from models.scenes.config import SceneConfig
from models.scenes.pictures import SIZE
from models.scenes.story import LABELS


class Viewer(Network):
    """Pixels in, stacked cells, what is going on out: D = SIZE x SIZE inputs and V = L labels."""

    def encode(self, characters: Tensor) -> Tensor:
        """Pictures (B, T, SIZE, SIZE) to vectors (B, T, D), their brightness about 0."""
        return characters.flatten(-2).to(self.V.dtype) - 0.5

    @torch.no_grad()
    def watch(self, pictures: Tensor) -> Tensor:
        """What each seed believes: pictures (B, T, SIZE, SIZE) to probabilities (..., B, T, L)."""
        return self(pictures).softmax(-1).transpose(-2, -3)


def empty_viewer(config: SceneConfig, cell: str) -> Viewer:
    """S networks of the size that the config asks for, with weights that are yet to be filled in."""
    sizes = (len(LABELS), config.hidden, config.layers, config.seeds)
    return Viewer(cell, *sizes, config.activation, SIZE * SIZE)
