"""The films that a reader may watch and cut, and what the networks that ship believe of their frames."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import torch

from dashboard.bundled import FOLDER
from dashboard.png import data_url
from models.scenes import run as scenes
from models.scenes.measure import FAR
from models.scenes.pictures import draw_pictures
from models.scenes.story import CAST, KINDS, Films, beliefs, draw_films, lags

FILE = FOLDER / "scenes" / "films.safetensors"
LONGEST = 36  # frames that a film may be brought to by repeating some
DRAWN = 5  # films drawn from the process, besides those that were thought up
FRAMES = 12  # of each of these
SEED = 100  # of the first of them: none of these was learned from
BEST = "best"  # in the place of a cell: the best that can be believed

# Title, and frame by frame what it shows and the first letter of whom.
STAGED = {
    "attack": (
        "An attack, long after its foe was seen",
        "foe T, water T, shower B, water B, water B, water T, pause B, water B, water B, water T, "
        "surprise T, water T",
    ),
    "surprise": (
        "A look of surprise, and nothing else",
        "pause T, water T, water T, surprise T, water T, water B, pause B, water T",
    ),
    "night": (
        "A night, and another day",
        "foe B, water B, spring T, water T, water B, night B, water B, shower T, water T, water B, spring B, "
        "water B",
    ),
    "both": (
        "Two of them, each at something else",
        "spring T, foe B, water T, water B, water T, pause T, water T, water B, pause B, water B, water T, "
        "water B",
    ),
}


@dataclass(frozen=True)
class Film:
    """A film before anybody has cut it.

    Attributes:
        title: what is in it.
        frames: what its T frames show, as one film.
        pictures: (T, SIZE, SIZE).
    """

    title: str
    frames: Films
    pictures: np.ndarray

    @property
    def length(self) -> int:
        """How many frames it has, T."""
        return len(self.pictures)

    def image(self, frame: int) -> str:
        """The picture of a frame as an address."""
        return data_url(self.pictures[frame])


def staged(frames: str) -> Films:
    """One film, from how it is written above."""
    shown = [frame.split() for frame in frames.split(", ")]
    kinds = [KINDS.index(kind) for kind, _ in shown]
    who = [[name[0] for name in CAST].index(letter) for _, letter in shown]
    return Films(np.array([kinds]), np.array([who]))


@lru_cache(maxsize=1)
def films() -> dict[str, Film]:
    """By key, all films there are."""
    written = {key: (title, staged(frames)) for key, (title, frames) in STAGED.items()}
    for k in range(DRAWN):
        frames, _ = draw_films(1, FRAMES, np.random.default_rng(SEED + k))
        written[f"film-{k + 1}"] = (f"Film {k + 1}, as it came", frames)
    rng = np.random.default_rng(SEED)
    return {
        key: Film(title, frames, draw_pictures(frames, rng)[0]) for key, (title, frames) in written.items()
    }


@lru_cache(maxsize=1)
def shipped() -> scenes.SceneRun:
    """The networks that ship."""
    return scenes.load_file(str(FILE))


@lru_cache(maxsize=1)
def by_memory() -> list[int]:
    """All seeds, by how well their LSTM looks far back, the worst first."""
    (back,) = (row["right"]["seeds"] for row in shipped().measures["cells"]["lstm"] if row["lag"] == FAR)
    return np.argsort(back, kind="stable").tolist()


def usual_seed() -> int:
    """Whose networks watch unasked: those of the seed in the middle."""
    seeds = by_memory()
    return seeds[(len(seeds) - 1) // 2]


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
    def frames(self) -> Films:
        """What its frames show, in the order of the cut, as one film."""
        return self.film.frames.part((slice(None), list(self.order)))

    @property
    def lags(self) -> list[int]:
        """How far back each frame is settled, as `story.lags`."""
        return lags(self.frames)[0].tolist()

    def beliefs(self) -> dict[str, np.ndarray]:
        """By cell, and for BEST, the probability of each label at each frame, (T, L)."""
        pictures = torch.from_numpy(self.film.pictures[None, list(self.order)])
        run = shipped()
        networks = {cell: viewer(cell, self.seed).watch(pictures)[0].numpy() for cell in run.config.cells}
        return {**networks, BEST: beliefs(self.frames)[0]}


@lru_cache(maxsize=64)
def viewer(cell: str, seed: int) -> Any:
    """One network of those that ship."""
    return shipped().viewer(cell).select(seed)


def read_cut(key: Any, order: Any, seed: Any) -> Cut:
    """What an address or a browser asks for; what makes no sense is as if it had not been said."""
    key = key if isinstance(key, str) and key in films() else next(iter(films()))
    whole = tuple(range(films()[key].length))
    seeds = shipped().config.seeds
    number = int(seed) if isinstance(seed, str) and seed in map(str, range(seeds)) else usual_seed()
    return Cut(key, read_order(order, len(whole)) or whole, number)


def read_order(text: Any, frames: int) -> tuple[int, ...]:
    """Numbers of frames with points between, from 0; empty where it is no order of this film."""
    parts = text.split(".") if isinstance(text, str) and len(text) <= 4 * LONGEST else []
    if not all(part.isascii() and part.isdecimal() for part in parts):
        return ()
    order = tuple(map(int, parts))
    return order if len(order) <= LONGEST and all(frame < frames for frame in order) else ()
