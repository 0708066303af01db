"""Trained networks for looking into: small forward passes, in the web process."""

from random import Random

import numpy as np

from dashboard import context
from dashboard.figures import CellTrace
from dashboard.kept import kept
from dashboard.store.schema import Run
from models import bundle
from models.analysis.trace import Reading, Trace, read
from models.comparison import Comparison
from models.network import Network
from models.tasks import Task

LONGEST_TEXT = 200
LONGEST_N = 80
TOP = 3  # predictions shown at each step
TOGETHER = 20  # seeds that read side by side


class NotThereError(LookupError):
    """There are no trained networks for this run; the message says why."""


@kept(megabytes=64)
def comparison(run_id: str, finished_at: float | None) -> Comparison:
    """The networks of a finished run."""
    data = context.store().artifact(run_id, "bundle")
    if data is None:
        raise NotThereError(
            "This run ended before any network was kept. Train it again to look into its gates."
        )
    return bundle.loads(data)


@kept(megabytes=32)
def neighbours(run_id: str, finished_at: float | None, cell: str, first: int) -> Network:
    """The networks of a finished run from seed `first` on, counted from 0: at most TOGETHER of them."""
    whole = comparison(run_id, finished_at)
    return whole.network(cell).select(range(first, min(first + TOGETHER, whole.config.seeds)))


@kept(megabytes=48)
def readings(run_id: str, finished_at: float | None, first: int, text: str) -> dict[str, Reading]:
    """Everything that these networks of each cell do while they read text.

    Side by side they take little longer than one, and then another seed is there at once.
    """
    trained = comparison(run_id, finished_at)
    return {
        cell: read(neighbours(run_id, finished_at, cell, first), trained.task.alphabet, [text])
        for cell in trained.config.cells
    }


def example_text(task: Task, n: int) -> str:
    """The task's own string of length n."""
    return task.example(task.stems(n, Random(0))[0], n).text


def ended(run: Run | None) -> Run:
    """The run itself. Raises NotThereError where it has no networks yet."""
    if run is None or run.is_live:
        raise NotThereError("The gates can be seen as soon as training ends.")
    return run


def traces(
    run_id: str, finished_at: float | None, text: str, seed: int, layer: int
) -> dict[str, tuple[Trace, CellTrace]]:
    """What each cell of the run does while it reads text: (everything, one layer as the figure wants it).

    Args:
        run_id, finished_at: of a run that has ended.
        text: what is read.
        seed, layer: places on the axes of seeds and layers, from 0.

    Raises:
        NotThereError: where no network of it was kept.
        ValueError: for a text, seed or layer that cannot be shown.
    """
    trained = comparison(run_id, finished_at)
    config, task = trained.config, trained.task
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"The text has {len(text)} characters; at most {LONGEST_TEXT} can be shown.")
    if not 0 <= seed < config.seeds:
        raise ValueError(f"This run has {config.seeds} seeds.")
    if not 0 <= layer < config.layers:
        raise ValueError(f"This run has {config.layers} layers.")
    first = seed - seed % TOGETHER
    found = {
        cell: reading.of(task.alphabet, text, seed - first, 0)
        for cell, reading in readings(run_id, finished_at, first, text).items()
    }
    return {cell: (result, cell_trace(result, task, layer)) for cell, result in found.items()}


def cell_trace(result: Trace, task: Task, layer: int) -> CellTrace:
    """One layer of a trace in the form that the figure and its table want."""
    ranked = rankings(result)
    return CellTrace(
        chars=list(result.characters),
        verdicts=result.verdicts(task),
        predicted=list(result.predicted),
        probability=[top[0][1] for top in ranked],
        top=[", ".join(f"{character} {p:.1%}" for character, p in top) for top in ranked],
        arrays=result.layers[layer],
        known=[len(task.allowed(result.characters[: t + 1])) == 1 for t in range(len(result.characters))],
    )


def rankings(result: Trace) -> list[list[tuple[str, float]]]:
    """For each step the likeliest next characters after it, the best first."""
    chances = result.next.numpy()
    best = np.argsort(-chances, axis=1, kind="stable")[:, :TOP]
    return [
        [(result.alphabet[k], p) for k, p in zip(places, ps, strict=True)]
        for places, ps in zip(best.tolist(), np.take_along_axis(chances, best, 1).tolist(), strict=True)
    ]


def forget() -> None:
    """Drop everything that is remembered; for tests."""
    for cached in (comparison, neighbours, readings):
        cached.cache_clear()
