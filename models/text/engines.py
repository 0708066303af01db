"""Which engine trains a network on text: the compiled kernels, or torch's autograd for a cell without one."""

from torch import Tensor

from models.kernels import KERNELS
from models.kernels.text import FusedTextTrainer
from models.text.autograd import AutogradTextTrainer
from models.text.config import TextConfig
from models.text.trainer import TextTrainer

TEXT_ENGINES: dict[str, type[TextTrainer]] = {"fused": FusedTextTrainer, "autograd": AutogradTextTrainer}


def make_text_trainer(
    cell: str, seed: int, config: TextConfig, numbers: Tensor, vocabulary: int, engine: str | None = None
) -> TextTrainer:
    """A trainer of one network, as TextTrainer; engine: a name in TEXT_ENGINES, or None for the faster."""
    chosen = engine or ("fused" if cell in KERNELS else "autograd")
    return TEXT_ENGINES[chosen](cell, config, numbers, vocabulary, seed)
