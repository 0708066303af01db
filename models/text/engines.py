"""Which engine trains a network on text."""

from torch import Tensor

from models.text.autograd import AutogradTextTrainer
from models.text.config import TextConfig
from models.text.trainer import TextTrainer

TEXT_ENGINES: dict[str, type[TextTrainer]] = {"autograd": AutogradTextTrainer}


def make_text_trainer(
    cell: str, seed: int, config: TextConfig, numbers: Tensor, vocabulary: int, engine: str | None = None
) -> TextTrainer:
    """A trainer of one network, as TextTrainer; engine: a name in TEXT_ENGINES, or None for the first."""
    return TEXT_ENGINES[engine or next(iter(TEXT_ENGINES))](cell, config, numbers, vocabulary, seed)
