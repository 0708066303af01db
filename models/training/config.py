"""What a comparison is, in one frozen value that round-trips through JSON."""

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from models.cells import CELLS, architectures
from models.cells.cell import ACTIVATIONS
from models.tasks import TASKS
from models.training.checked import Checked, check_memory
from models.training.recipes import recipe_of

LIMITS: dict[str, tuple[float, float]] = {
    "shortest": (1, 100),
    "longest": (1, 100),
    "hidden": (1, 128),
    "layers": (1, 3),
    "seeds": (1, 100),
    "first_seed": (0, 1_000_000),
    "steps": (1, 20_000),
    "learning_rate": (1e-5, 1.0),
    "clip": (1e-3, 1e3),
    "forget_bias": (-10, 10),
    "measure_up_to": (1, 2_000),
}

KEPT = 12  # numbers kept per unit and step, measured on the LSTM

CHOICES: dict[str, tuple[str, ...]] = {
    "task": tuple(TASKS),
    "activation": tuple(ACTIVATIONS),
}


@dataclass(frozen=True)
class Config(Checked):
    """One comparison: a task, the cells, how large they are and how they are trained.

    Attributes:
        task: what the networks learn.
        cells: which architectures are compared.
        shortest, longest: the lengths N they are trained on.
        hidden: units per layer, H.
        layers: stacked layers, L.
        activation: phi of the feedforward net and the vanilla RNN.
        seeds: independent networks per cell, S: the same training from other initial weights.
        first_seed: number of the first seed.
        steps: training steps; each sees one batch of strings of every length.
        learning_rate: Adam's step size at the start; it falls to 0 along half a cosine.
        clip: the largest gradient norm, per seed.
        forget_bias: what the bias of a forget gate starts at; 1 starts out remembering.
        recipe: what is done to the weights during training; several with + between them.
        measure_up_to: the largest N that is tried when measuring how far a network generalizes.
    """

    task: str = "counting"
    cells: tuple[str, ...] = architectures()
    shortest: int = 1
    longest: int = 10
    hidden: int = 10
    layers: int = 1
    activation: str = "tanh"
    seeds: int = 20
    first_seed: int = 0
    steps: int = 2000
    learning_rate: float = 0.01
    clip: float = 1.0
    forget_bias: float = 1.0
    recipe: str = "plain"
    measure_up_to: int = 1000

    LIMITS: ClassVar = LIMITS
    CHOICES: ClassVar = CHOICES

    def __post_init__(self) -> None:
        """Refuse what cannot be trained, with one sentence that says what would be right."""
        super().__post_init__()
        recipe_of(self.recipe)
        if self.shortest > self.longest:
            raise ValueError(f"shortest ({self.shortest}) must not exceed longest ({self.longest})")
        check_memory(self.memory, "fewer seeds, hidden units or layers, or a smaller longest")

    @property
    def lengths(self) -> range:
        """The lengths N in the training set."""
        return range(self.shortest, self.longest + 1)

    @property
    def memory(self) -> float:
        """About how many GB one training step keeps: float32, S x B x T x H for every layer."""
        strings = len(self.lengths) * len(TASKS[self.task].stems(1, Random(0)))
        characters = 3 * self.longest + 2
        kept = KEPT * max(CELLS[cell].kept for cell in self.cells)
        return 4 * kept * self.seeds * strings * characters * self.hidden * self.layers / 1e9
