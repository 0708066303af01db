"""The films that a reader may watch and cut, and what the networks that ship believe of their frames."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import torch

from dashboard.bundled import FOLDER
from dashboard.png import data_url
from models.scenes import run as scenes
from models.scenes.pictures import draw_pictures
from models.scenes.story import KINDS, beliefs, draw_films, lags

FILE = FOLDER / "scenes" / "films.safetensors"
LONGEST = 36  # frames that a film may be brought to by repeating some
DRAWN = 5  # films drawn from the process, besides those that were thought up
FRAMES = 12  # of each of these
SEED = 100  # of the first of them: none of these was learned from
BEST = "best"  # in the place of a cell: the best that can be believed

STAGED = {
    "attack": (
        "An attack, long after its foe was seen",
        "foe water pause water water water pause water water pause water water surprise water",
    ),
    "surprise": (
        "A look of surprise, and nothing else",
        "pause water water surprise water water water pause water",
    ),
    "nights": (
        "A night, and another day",
        "foe water water night water spring water water night shower water water",
    ),
    "shower": (
        "A shower that goes on for long",
        "shower water water pause water water water pause water water pause water water water pause water",
    ),
}


@dataclass(frozen=True)
class Film:
    """A film before anybody has cut it.

    Attributes:
        title: what is in it.
        kinds: (T,) numbers in KINDS.
        pictures: (T, SIZE, SIZE).
    """

    title: str
    kinds: np.ndarray
    pictures: np.ndarray

    def image(self, frame: int) -> str:
        """The picture of a frame as an address."""
        return data_url(self.pictures[frame])


@lru_cache(maxsize=1)
def films() -> dict[str, Film]:
    """By key, all films there are."""
    staged = [
        (key, title, [KINDS.index(kind) for kind in kinds.split()]) for key, (title, kinds) in STAGED.items()
    ]
    drawn = [
        (
            f"film-{k + 1}",
            f"Film {k + 1}, as it came",
            draw_films(1, FRAMES, np.random.default_rng(SEED + k)).kinds[0],
        )
        for k in range(DRAWN)
    ]
    found = {}
    for place, (key, title, kinds) in enumerate([*staged, *drawn]):
        numbers = np.array(kinds)
        found[key] = Film(title, numbers, draw_pictures(numbers, np.random.default_rng((SEED, place))))
    return found


@lru_cache(maxsize=1)
def shipped() -> scenes.SceneRun:
    """The networks that ship."""
    return scenes.load_file(str(FILE))


@dataclass(frozen=True)
class Cut:
    """A film as a reader has cut it, and the network of each cell that watches it.

    Attributes:
        key: of the film.
        order: which of its frames are shown, one after the other; each may be left out or come again.
        seed: which network of each cell, from 0.
    """

    key: str
    order: tuple[int, ...]
    seed: int

    @property
    def film(self) -> Film:
        return films()[self.key]

    @property
    def kinds(self) -> np.ndarray:
        """(T,) in the order of the cut."""
        return self.film.kinds[list(self.order)]

    @property
    def lags(self) -> list[int]:
        """How far back each frame is settled, as `story.lags`."""
        return lags(self.kinds[None])[0].tolist()

    def beliefs(self) -> dict[str, np.ndarray]:
        """By cell, and for BEST, the probability of each label at each frame, (T, L)."""
        pictures = torch.from_numpy(self.film.pictures[None, list(self.order)])
        run = shipped()
        networks = {cell: viewer(cell, self.seed).watch(pictures)[0].numpy() for cell in run.config.cells}
        return {**networks, BEST: beliefs(self.kinds[None])[0]}


@lru_cache(maxsize=64)
def viewer(cell: str, seed: int) -> Any:
    """One network of those that ship."""
    return shipped().viewer(cell).select(seed)


def read_cut(key: Any, order: Any, seed: Any) -> Cut:
    """What an address or a browser asks for; what makes no sense is as if it had not been said."""
    key = key if isinstance(key, str) and key in films() else next(iter(films()))
    whole = tuple(range(len(films()[key].kinds)))
    seeds = shipped().config.seeds
    number = int(seed) if isinstance(seed, str) and seed.isdecimal() and len(seed) < 4 else 0
    return Cut(key, read_order(order, len(whole)) or whole, number if number < seeds else 0)


def read_order(text: Any, frames: int) -> tuple[int, ...]:
    """Numbers of frames with points between, from 0; empty where it is no order of this film."""
    parts = text.split(".") if isinstance(text, str) and len(text) <= 4 * LONGEST else []
    if not all(part.isascii() and part.isdecimal() for part in parts):
        return ()
    order = tuple(map(int, parts))
    return order if len(order) <= LONGEST and all(frame < frames for frame in order) else ()
