"""What can be looked into: one network with its alphabet, or the recording of one."""

from dataclasses import dataclass, replace

from models.analysis.trace import Trace, trace
from models.cells import CELLS
from models.comparison import Comparison
from models.network import Network, Taps, untapped
from models.tasks import TASKS, Task
from models.text.run import TextRun


@dataclass(frozen=True)
class Specimen:
    """One network under the microscope, wherever it comes from.

    Attributes:
        name: what it is called on screen.
        alphabet: its characters, in the order of its numbers.
        cell: a name in CELLS.
        network: the weights of one seed, without the axis S; None where there is only a recording.
        task: what it was trained on, where that is one of TASKS.
        recording: what it did on one text, where there is no network.
        has_readout: whether its predictions are its own; a bare `torch.nn.LSTM` has none.
        sample: a text to begin with.
        kind: of the texts that it has learned, one of KINDS in models/corpora/corpus.py; "" where not known.
        notes: what was recognised, lined up or left out while it was opened, a sentence each.
    """

    name: str
    alphabet: str
    cell: str
    network: Network | None = None
    task: Task | None = None
    recording: Trace | None = None
    has_readout: bool = True
    sample: str = ""
    kind: str = ""
    notes: tuple[str, ...] = ()

    @property
    def symbols(self) -> tuple[str, ...]:
        """What it traces, in the order it is computed."""
        return tuple(self.recording.layers[0]) if self.recording else CELLS[self.cell].symbols

    @property
    def layers(self) -> int:
        return len(self.recording.layers if self.recording else self.network.cells)

    @property
    def hidden(self) -> int:
        """Units per layer, H."""
        return self.recording.layers[0]["h"].shape[1] if self.recording else self.network.hidden

    def read(self, text: str, taps: Taps = untapped) -> Trace:
        """What it does while it reads text; `next` is empty where the readout is not its own.

        Raises:
            ValueError: for a text that it cannot read; a recording has only its own, and cannot be tapped.
        """
        if self.recording is None:
            result = trace(self.network, self.alphabet, text, taps)
            return result if self.has_readout else replace(result, next=result.next[:, :0])
        if text != self.recording.characters or taps is not untapped:
            raise ValueError("a recording shows what was recorded: there is no network that could read anew")
        return self.recording


def of_run(comparison: Comparison, cell: str, seed: int) -> Specimen:
    """One seed of one cell of a run.

    Args:
        comparison: the run.
        cell: one of its cells.
        seed: by its number, as in the run's config.

    Raises:
        ValueError: for a cell or seed that the run does not have.
    """
    config = comparison.config
    place = place_of(comparison, cell, seed)
    task = TASKS[config.task]
    network = comparison.network(cell).select(place).requires_grad_(False)
    return Specimen(f"{task.title}, {cell}, seed {seed}", task.alphabet, cell, network, task)


def of_text_run(run: TextRun, cell: str, seed: int) -> Specimen:
    """One seed of one cell of a training on text, as `of_run`."""
    place, learned = place_of(run, cell, seed), run.learned
    return Specimen(
        name=f"{learned.title}, {cell}, seed {seed}",
        alphabet=run.alphabet,
        cell=cell,
        network=run.network(cell, place),
        sample=run.sample,
        kind=learned.kind,
        notes=(run.about,),
    )


def place_of(run: Comparison | TextRun, cell: str, seed: int) -> int:
    """Where a seed is on the axis S; ValueError for a cell or seed that the run does not have."""
    if cell not in run.cells:
        raise ValueError(f"unknown cell {cell!r}; this run has {', '.join(run.cells)}")
    first, last = run.config.first_seed, run.config.first_seed + run.config.seeds - 1
    if not first <= seed <= last:
        raise ValueError(f"unknown seed {seed}; this run has seeds {first} to {last}")
    return seed - first
