"""How networks learn from films: new ones at each step, the same for all cells and seeds."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from models.scenes.config import SceneConfig
from models.scenes.pictures import draw_pictures
from models.scenes.story import Films, draw_films, lags
from models.scenes.viewer import Viewer, empty_viewer
from models.training.autograd import AutogradTrainer
from models.training.batches import Batch, Stream

KEPT = 16  # batches; one has a megabyte
TRAINED, HELD_OUT = 0, 1  # seeds of the films that are learned from, and of those that are measured on


class Drawn(NamedTuple):
    """Films with their pictures (F, T, SIZE, SIZE) and labels (F, T)."""

    films: Films
    pictures: Tensor
    labels: Tensor


def draw(count: int, frames: int, rng: np.random.Generator) -> Drawn:
    """F new films of T frames, and a new picture for each frame."""
    films, labels = draw_films(count, frames, rng)
    return Drawn(films, torch.from_numpy(draw_pictures(films, rng)), torch.from_numpy(labels))


def batches(films: int, frames: int) -> Iterator[Batch]:
    """New films without end; every frame counts, and `answer` are those that need an earlier one."""
    rng = np.random.default_rng(TRAINED)
    while True:
        shown, pictures, labels = draw(films, frames, rng)
        answer = torch.from_numpy(lags(shown) != 0)
        yield Batch(pictures, labels, torch.ones_like(answer), answer)


class SceneTrainer(AutogradTrainer):
    """The training of one cell on films: everything but the data is as on the small tasks."""

    config: SceneConfig

    def stream(self) -> Stream:
        return film_stream(self.config)

    def empty_network(self, cell: str) -> Viewer:
        return empty_viewer(self.config, cell)


def film_stream(config: SceneConfig) -> Stream:
    """The films that all cells of a config learn from."""
    return Stream(batches(config.films, config.frames), KEPT)
