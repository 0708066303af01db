"""Every training on text in a few words and numbers, for the overview."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from dashboard import textruns
from dashboard.figures.text_overview import TextRow
from dashboard.networks import NotThereError
from dashboard.text_scores import as_rows
from models.analysis.verdicts import VERDICTS
from models.text.run import TextRun


@dataclass(frozen=True)
class Network:
    """One training.

    Attributes:
        source: its id.
        row: its bits per character, and those of the baselines.
        characters, held_out: how much was learned from, and measured on.
        licence: of the text.
        best: the cell that needs the fewest bits per character, or "".
        scores: what can be checked in the samples of that cell: [[title, value]].
        command: what makes it again.
    """

    source: str
    row: TextRow
    characters: int
    held_out: int
    licence: str
    best: str
    scores: list[list[str]]
    command: str


def networks(sources: Iterable[str]) -> list[Network]:
    """The trainings with these ids, without those that cannot be read."""
    found = []
    for source in sources:
        with suppress(NotThereError):
            found.append(summary(source, textruns.written_at(source)))
    return found


@lru_cache(maxsize=128)
def summary(source: str, at: float | None) -> Network:
    """One training; `at` is when it was last written. Weights need not stay in memory for it."""
    run = textruns.text_run(source)
    bits = {cell: result.bits_per_character for cell, result in run.cells.items()}
    row = TextRow(textruns.title(source), bits, run.baselines)
    best = min(row.medians, key=row.medians.get, default="")
    learned = run.learned
    return Network(
        source,
        row,
        learned.characters,
        learned.held_out,
        learned.licence,
        best,
        as_rows(mean_scores(run, best), learned.kind),
        run.command,
    )


def mean_scores(run: TextRun, cell: str) -> dict[str, float | None]:
    """The mean of each score over the samples of a cell in which there was something to judge."""
    found = [sample["scores"] for sample in run.cells[cell].samples] if cell else []
    means = {}
    for name in VERDICTS.get(run.learned.kind, {}):
        judged = [scores[name] for scores in found if isinstance(scores.get(name), int | float)]
        if judged:
            means[name] = sum(judged) / len(judged)
    return means
