"""Which engine trains a cell: the compiled kernels where they are faster, torch's autograd for the rest."""

from models.kernels import KERNELS
from models.kernels.trainer import FusedTrainer
from models.training.autograd import AutogradTrainer
from models.training.batches import BatchStream
from models.training.config import Config
from models.training.trainer import Trainer

ENGINES: dict[str, type[Trainer]] = {"fused": FusedTrainer, "autograd": AutogradTrainer}


def engine_for(cell: str, config: Config) -> str:
    """The name of the engine that trains this cell sooner."""
    return "fused" if cell in KERNELS else "autograd"


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
