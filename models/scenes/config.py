"""What a training on films is, in one frozen value that round-trips through JSON."""

from dataclasses import dataclass
from typing import ClassVar

from models.cells import CELLS, architectures
from models.cells.cell import ACTIVATIONS
from models.scenes.pictures import SIZE
from models.training.checked import Checked, check_memory
from models.training.recipes import recipe_of

TASK = "scenes"
LIMITS: dict[str, tuple[float, float]] = {
    "frames": (2, 100),
    "films": (1, 128),
    "hidden": (1, 128),
    "layers": (1, 3),
    "seeds": (1, 100),
    "first_seed": (0, 1_000_000),
    "steps": (1, 20_000),
    "learning_rate": (1e-5, 1.0),
    "clip": (1e-3, 1e3),
    "forget_bias": (-10, 10),
}

KEPT = 12  # numbers kept per unit and frame, as on the small tasks


@dataclass(frozen=True)
class SceneConfig(Checked):
    """One training on films: the cells, how large they are and how they are trained.

    Attributes:
        task: always "scenes".
        cells: which architectures are compared.
        frames: frames of a film, T.
        films: new films at each step, B.
        hidden: units per layer, H.
        layers: stacked layers, L.
        activation: phi of the feedforward net and the vanilla RNN.
        seeds: independent networks per cell, S.
        first_seed: number of the first seed.
        steps: training steps.
        learning_rate: Adam's step size at the start; it falls to 0 along half a cosine.
        clip: the largest gradient norm, per seed.
        forget_bias: what the bias of a forget gate starts at; 1 starts out remembering.
        recipe: what is done to the weights during training; several with + between them.
    """

    task: str = TASK
    cells: tuple[str, ...] = architectures()
    frames: int = 24
    films: int = 16
    hidden: int = 20
    layers: int = 1
    activation: str = "tanh"
    seeds: int = 8
    first_seed: int = 0
    steps: int = 2400
    learning_rate: float = 0.015
    clip: float = 1.0
    forget_bias: float = 1.0
    recipe: str = "plain"

    LIMITS: ClassVar = LIMITS
    CHOICES: ClassVar = {"task": (TASK,), "activation": tuple(ACTIVATIONS)}

    def __post_init__(self) -> None:
        """Refuse what cannot be trained, with one sentence that says what would be right."""
        super().__post_init__()
        recipe_of(self.recipe)
        check_memory(self.memory, "fewer seeds, films, frames, hidden units or layers")

    @property
    def longest(self) -> int:
        """What a recipe takes for the largest N: a string is about three times as long."""
        return max(1, self.frames // 3)

    @property
    def memory(self) -> float:
        """About how many GB one training step keeps: float32, S x B x T x H for every layer, and pixels."""
        kept = KEPT * max(CELLS[cell].kept for cell in self.cells)
        each = kept * self.seeds * self.hidden * self.layers + SIZE * SIZE
        return 4 * each * self.films * self.frames / 1e9
