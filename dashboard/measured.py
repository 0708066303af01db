"""The field's measures of runs: of those that ship they are in a file, the others are read here."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from time import monotonic

from dashboard import networks
from dashboard.bundled import FOLDER
from dashboard.kept import kept
from dashboard.remembered import has_networks
from dashboard.store.schema import Run
from models.analysis.metrics import FAR, shares, strings
from models.analysis.statistics import Average, average
from models.tasks import TASKS
from models.training.config import Config
from models.work import per_character

SHIPPED = FOLDER / "measures.json"
MOST = 3e10  # multiply-adds to read a cell's networks, some seconds; larger ones the command line reads
PATIENCE = 1.0  # seconds after which an answer begins with no other cell
READING = Lock()  # in each web process one thread reads, the others serve


@dataclass(frozen=True)
class Cell:
    """One cell of a run that has ended."""

    run_id: str
    finished_at: float | None
    name: str


def cell_of(run: Run, name: str) -> Cell:
    return Cell(run.id, run.finished_at, name)


Measures = Mapping[str, Average]


@kept(megabytes=8)
def measures(cell: Cell) -> Measures:
    """Every share that `models.analysis.metrics` knows, of the networks of one cell."""
    found = shipped().get(cell.run_id, {}).get(cell.name)
    if found is None:
        trained = networks.comparison(cell.run_id, cell.finished_at)
        found = shares(trained.network(cell.name), trained.task)
    return {name: average(values) for name, values in found.items()}


@lru_cache(maxsize=1)
def shipped() -> dict[str, dict[str, dict[str, list[float]]]]:
    """Run -> cell -> measure -> a value for each seed."""
    return json.loads(SHIPPED.read_text())


def known(cell: Cell) -> Measures | None:
    """What is known of a cell without reading anything."""
    if cell.name in shipped().get(cell.run_id, {}):
        return measures(cell)
    with measures.cache_lock:
        return measures.cache.get(measures.cache_key(cell))


def measure(cells: Iterable[Cell]) -> None:
    """Read some of those that are not known, unless somebody else is at it; whoever asks comes again."""
    if not READING.acquire(blocking=False):
        return
    try:
        end = monotonic() + PATIENCE
        for cell in cells:
            measures(cell)
            if monotonic() > end:
                return
    finally:
        READING.release()


def unmeasured(cells: Iterable[tuple[Run, str]]) -> list[Cell]:
    """Those that are not known yet and can be read."""
    return [cell_of(*each) for each in cells if known(cell_of(*each)) is None and may_read(*each)]


def may_read(run: Run, cell: str) -> bool:
    """Whether the run has kept its networks, and those of this cell are not too large for a web server."""
    asked = Config.from_json(run.config)
    return has_networks(run) and asked.seeds * per_character(cell, asked) * characters(asked.task) <= MOST


@lru_cache(maxsize=len(TASKS))
def characters(task: str) -> int:
    """How many characters are read to measure one network: each answer with and without the truth."""
    examples = strings(TASKS[task], FAR)
    return 2 * len(examples) * max(len(example.text) for example in examples)
