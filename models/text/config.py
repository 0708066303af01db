"""What a training on text is, in one frozen value that round-trips through JSON."""

from dataclasses import dataclass
from typing import ClassVar

from models.cells import CELLS, architectures
from models.cells.cell import ACTIVATIONS
from models.corpora.corpus import MOST_CHARACTERS
from models.network import size
from models.training.checked import Checked, check_memory

TASK = "text"
LIMITS: dict[str, tuple[float, float]] = {
    "hidden": (1, 512),
    "layers": (1, 3),
    "seeds": (1, 10),
    "first_seed": (0, 1_000_000),
    "steps": (1, 100_000),
    "batch": (1, 128),
    "window": (2, 500),
    "learning_rate": (1e-5, 1.0),
    "restart": (0, 1),
    "clip": (1e-3, 1e3),
    "forget_bias": (-10, 10),
}

KEPT = 16  # numbers kept per unit and character, measured on the LSTM
MOST_PARAMETERS = 15e6  # of all networks of a run: they make a file of 60 MB


@dataclass(frozen=True)
class TextConfig(Checked):
    """One training on text: a corpus, the cells, how large they are and how they are trained.

    Attributes:
        task: always "text".
        corpus: what the networks read: a name in CORPORA, or the name of a text of one's own.
        headers: whether comments about the licence at the top of a file stay.
        cells: which architectures are compared.
        hidden: units per layer, H.
        layers: stacked layers, L.
        activation: phi of the feedforward net and the vanilla RNN.
        seeds: independent networks per cell, S.
        first_seed: number of the first seed.
        steps: training steps; each sees B x T characters.
        batch: streams of text that are read side by side, B.
        window: characters per step, T; gradients reach back no further.
        learning_rate: Adam's step size at the start; it falls to 0 along half a cosine.
        restart: the probability, at each step and for each stream, that its state is set to zero.
        clip: the largest gradient norm.
        forget_bias: what the bias of a forget gate starts at; 1 starts out remembering.
    """

    task: str = TASK
    corpus: str = "stdlib"
    headers: bool = False
    cells: tuple[str, ...] = architectures()
    hidden: int = 128
    layers: int = 2
    activation: str = "tanh"
    seeds: int = 1
    first_seed: int = 0
    steps: int = 1500
    batch: int = 32
    window: int = 100
    learning_rate: float = 0.008
    restart: float = 0.0
    clip: float = 1.0
    forget_bias: float = 1.0

    LIMITS: ClassVar = LIMITS
    CHOICES: ClassVar = {"task": (TASK,), "activation": tuple(ACTIVATIONS)}

    def __post_init__(self) -> None:
        """Refuse what cannot be trained, with one sentence that says what would be right."""
        super().__post_init__()
        if (
            not isinstance(self.corpus, str)
            or not self.corpus.isprintable()
            or not 0 < len(self.corpus) < 200
        ):
            raise ValueError("corpus is the name of a text, in one line")
        if not isinstance(self.headers, bool):
            raise ValueError(f"headers is true or false, not {self.headers!r}")
        check_memory(self.memory, "fewer hidden units or layers, a smaller batch or a shorter window")
        if self.parameters > MOST_PARAMETERS:
            raise ValueError(
                f"these networks would have about {self.parameters / 1e6:.0f} million parameters together, "
                f"and {MOST_PARAMETERS / 1e6:.0f} million are allowed; choose fewer cells, seeds, layers or "
                "hidden units"
            )

    @property
    def parameters(self) -> int:
        """How many parameters all networks have together, at most: that of the largest alphabet."""
        each = [size(cell, MOST_CHARACTERS, self.hidden, self.layers) for cell in self.cells]
        return self.seeds * sum(each)

    @property
    def memory(self) -> float:
        """About how many GB one training step keeps: float32, B x T x H for every layer."""
        kept = KEPT * max(CELLS[cell].kept for cell in self.cells)
        return 4 * kept * self.batch * self.window * self.hidden * self.layers / 1e9

    @property
    def lanes(self) -> list[tuple[str, int]]:
        """Every network that is trained: its cell, and the number of its seed."""
        seeds = range(self.first_seed, self.first_seed + self.seeds)
        return [(cell, seed) for cell in self.cells for seed in seeds]
