"""Which engine trains a cell: the compiled kernels where they are faster, torch's autograd for the rest."""

from random import Random

from models.cells import CELLS
from models.kernels import KERNELS
from models.kernels.room import room_bytes
from models.kernels.trainer import FusedTrainer
from models.tasks import TASKS
from models.training.autograd import AutogradTrainer
from models.training.batches import BatchStream
from models.training.config import Config
from models.training.recipes import recipe_of
from models.training.trainer import Trainer

ENGINES: dict[str, type[Trainer]] = {"fused": FusedTrainer, "autograd": AutogradTrainer}


LARGE, FEW = 112, 2  # hidden units and seeds; benchmarks/README.md shows where the lines cross
MOST_BYTES = 2**29  # that one thread may need to keep a batch for backpropagation


def engine_for(cell: str, config: Config) -> str:
    """The name of the engine that trains this cell sooner.

    A kernel computes LANES seeds at once, whether there are that many or not. For few large networks with
    gates torch's matrix products win.
    """
    if recipe_of(config.recipe).by_autograd:
        return "autograd"
    few_and_large = CELLS[cell].has_gates and config.hidden >= LARGE and config.seeds <= FEW
    if cell not in KERNELS or few_and_large or bytes_for(cell, config) > MOST_BYTES:
        return "autograd"
    return "fused"


def bytes_for(cell: str, config: Config) -> int:
    """About how much memory one thread of the fused engine needs for a batch."""
    task = TASKS[config.task]
    places = sum(len(example.text) for example in task.examples(config.lengths, Random(0)))
    return room_bytes(cell, len(task.alphabet), config.hidden, config.layers, places)


def make_trainer(
    cell: str, config: Config, engine: str | None = None, data: BatchStream | None = None
) -> Trainer:
    """A trainer, on torch.get_num_threads() threads.

    Args:
        cell: a name in CELLS.
        config: what to train.
        engine: a name in ENGINES, or None for the one that is sooner done.
        data: the batches, which the cells of a comparison share.
    """
    return ENGINES[engine or engine_for(cell, config)](cell, config, data)
