"""The article's experiments: one run for each task, in its sizes, and one without an input gate."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models import bundle
from models.compare import compare
from models.comparison import Comparison
from models.tasks import TASKS
from models.training.config import Config

PRETRAINED = Path(__file__).parents[1] / "pretrained"


@dataclass(frozen=True)
class Experiment:
    """What is trained, and the run that ships in its place.

    Attributes:
        task: one of the article's.
        cells: whose networks are measured; the run that ships may have more.
        ships: the name of the run.
    """

    task: str
    cells: tuple[str, ...]
    ships: str

    def config(self, seeds: int) -> Config:
        """The article's sizes and lengths, and no recipe but the plain one."""
        begins_with = TASKS[self.task].begins_with
        return Config(task=self.task, cells=self.cells, seeds=seeds, recipe="plain", **begins_with)

    def trained(self, seeds: int, report: Callable[[list[dict[str, Any]]], None]) -> Comparison:
        """The run, trained now; report: as for `compare`."""
        return compare(self.config(seeds), report=report)

    def shipped(self) -> Comparison:
        """The run that ships."""
        return bundle.load_file(str(PRETRAINED / f"{self.ships}.safetensors"))


COUNTING, SELECTIVE, MEMORY, COPYING = "counting", "selective_counting", "state_memory", "copying"
FOUR = (COUNTING, SELECTIVE, MEMORY, COPYING)
UNGATED = "no_input_gate"
CELLS = ("lstm", "gru", "peephole")  # the article's own, and the two that it calls variations

EXPERIMENTS: dict[str, Experiment] = {
    COUNTING: Experiment("counting", CELLS, "counting-plain"),
    SELECTIVE: Experiment("selective_counting", CELLS, "selective_counting-plain"),
    MEMORY: Experiment("state_memory", CELLS, "state_memory-plain"),
    COPYING: Experiment("copying", CELLS, "copying-plain"),
    UNGATED: Experiment("selective_counting", ("nig",), "selective_counting-no_input_gate"),
}
