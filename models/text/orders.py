"""What a training on text is told while it runs, and what it answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.text.config import LIMITS
from models.training.checked import check_number

Row = dict[str, Any]
Report = Callable[[list[Row]], None]


@dataclass(frozen=True)
class Orders:
    """What is wanted now.

    Attributes:
        stop: end here, measure briefly, and return what there is.
        pause: end here, with a checkpoint from which the training can go on.
        learning_rate: another one from the next step on, before it is reduced along the cosine; None for no
            change.
    """

    stop: bool = False
    pause: bool = False
    learning_rate: float | None = None

    def __post_init__(self) -> None:
        if self.learning_rate is not None:
            check_number("learning_rate", self.learning_rate, False, LIMITS["learning_rate"])


class Paused(Exception):  # noqa: N818  it is no error
    """The training was paused; `checkpoint` is where it goes on."""

    def __init__(self, checkpoint: bytes) -> None:
        super().__init__("the training was paused")
        self.checkpoint = checkpoint


def no_orders() -> Orders:
    """The orders of nobody: go on."""
    return Orders()


def silent(rows: list[Row]) -> None:
    """The report that nobody reads."""
