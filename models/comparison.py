"""What a finished (or stopped) comparison holds."""

from dataclasses import dataclass
from math import isfinite, nan
from statistics import median

from torch import Tensor

from models.network import Network
from models.tasks import TASKS, Task
from models.training.config import Config


@dataclass(frozen=True)
class CellResult:
    """One cell of a comparison.

    Attributes:
        weights: parameter name -> (S, ...) values; slope folded in.
        history_step: the recorded training steps.
        history_loss: [points][S] training loss, nats per character.
        stopped_at: per seed the step at which its loss was no longer finite, or None.
        n_max: per seed the largest N such that every n <= N is exact; at most `measured_up_to`.
        lengths: where the generalization curve is measured.
        exact: [S][lengths], whether that length is exact.
        measured_up_to: the largest N that was tried.
        seconds: training and measuring time.
        engine: what trained it, a name in ENGINES.
    """

    weights: dict[str, Tensor]
    history_step: list[int]
    history_loss: list[list[float]]
    stopped_at: list[int | None]
    n_max: list[int]
    lengths: list[int]
    exact: list[list[bool]]
    measured_up_to: int
    seconds: float
    engine: str = "autograd"  # of runs from before there was a choice

    @property
    def share(self) -> list[float]:
        """The share of seeds that are exact at each of `lengths`."""
        return [sum(column) / len(column) for column in zip(*self.exact, strict=True)]

    @property
    def final_loss(self) -> list[float]:
        """Per seed its last recorded training loss; a part that was stopped has recorded less than others."""
        latest_first = self.history_loss[::-1]
        return [
            latest_first[0][seed]
            if stopped is not None
            else next((losses[seed] for losses in latest_first if isfinite(losses[seed])), nan)
            for seed, stopped in enumerate(self.stopped_at if latest_first else [])
        ]

    @property
    def parameters(self) -> int:
        """How many parameters one seed has."""
        return sum(value[0].numel() for value in self.weights.values())

    def summary(self) -> dict[str, object]:
        """The row of the table, and what the command line prints."""
        return {
            "n_max": self.n_max,
            "median": median(self.n_max),
            "parameters": self.parameters,
            "loss": [loss if isfinite(loss) else None for loss in self.final_loss],
            "stopped_at": self.stopped_at,
            "measured_up_to": self.measured_up_to,
            "seconds": round(self.seconds, 2),
            "engine": self.engine,
        }


@dataclass(frozen=True)
class Comparison:
    """A task, its cells, and what became of them. `finished` is false where it was stopped early."""

    config: Config
    cells: dict[str, CellResult]
    finished: bool
    code_version: str

    @property
    def task(self) -> Task:
        return TASKS[self.config.task]

    def network(self, cell: str) -> Network:
        """All S networks of one cell, with their trained weights."""
        network = empty_network(self.config, cell)
        network.load_state_dict(self.cells[cell].weights)
        return network.requires_grad_(False)


def empty_network(config: Config, cell: str) -> Network:
    """S networks of the size that the config asks for, with weights that are yet to be filled in."""
    vocabulary = len(TASKS[config.task].alphabet)
    return Network(cell, vocabulary, config.hidden, config.layers, config.seeds, config.activation)
