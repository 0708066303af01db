"""The error analyses of the trainings on text: whose is shown, and which networks can be compared with it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dashboard import textruns
from dashboard.networks import NotThereError
from dashboard.theme import cell_style
from models.analysis.error_tables import by_kind, compare, ngram_table
from models.text.run import TextRun

USUAL_CELL = "lstm"


@dataclass(frozen=True)
class Analysed:
    """One cell of one run, whose errors are known.

    Attributes:
        source: id of the run.
        cell: one of its cells.
    """

    source: str
    cell: str

    @cached_property
    def run(self) -> TextRun:
        return textruns.text_run(self.source)

    @property
    def name(self) -> str:
        """As in a sentence: 'LSTM of 2 layers x 128 units'."""
        return f"{cell_style(self.cell).short} of {textruns.size(self.run.config)}"

    @property
    def key(self) -> str:
        """As in an address."""
        return f"{self.source}:{self.cell}"

    @property
    def bits(self) -> float:
        """Bits per character held out; infinite where the network has gone astray."""
        found = self.run.cells[self.cell].bits_per_character[0]
        return float("inf") if found is None else found

    @property
    def kinds(self) -> str:
        return self.run.reference["kinds"]

    @property
    def p(self) -> Any:
        return self.run.cells[self.cell].p_correct

    def all_kinds(self) -> dict[str, list[dict[str, Any]]]:
        """By cell of the run, its errors by kind of character."""
        return {cell: by_kind(self.kinds, result.p_correct) for cell, result in self.run.cells.items()}

    def all_windows(self) -> dict[str, list[dict[str, Any]]]:
        """By cell of the run, its errors by how much it may see."""
        found = {cell: result.errors.get("windows", {}) for cell, result in self.run.cells.items()}
        return {cell: table["windows"] for cell, table in found.items() if table.get("windows")}

    def ngrams(self) -> tuple[int, list[dict[str, Any]]]:
        """How many errors the cell makes, and what n-grams have to do with them."""
        errors = sum(row["errors"] for row in by_kind(self.kinds, self.p))
        return errors, ngram_table(self.p, self.run.reference)

    def against(self, other: "Analysed") -> dict[str, Any]:
        """Which of its errors another one removes, and which it adds."""
        return compare(self.kinds, self.p, other.p)


def is_analysed(run: TextRun) -> bool:
    """Whether the run has an error analysis; one that was stopped early may have none."""
    reference = run.reference
    kinds = reference.get("kinds")
    return (
        isinstance(kinds, str)
        and bool(kinds)
        and isinstance(reference.get("ngram"), dict)
        and all(len(result.p_correct) == len(kinds) for result in run.cells.values())
    )


def analysed_runs(shown: str = "") -> dict[str, str]:
    """Every run with an error analysis: id -> what it is called in a list."""
    runs = textruns.text_runs(shown)
    return {source: title for source, title in runs.items() if is_analysed(textruns.text_run(source))}


def analysed(source: Any, cell: Any) -> Analysed:
    """The cell that is asked for, or the run's usual one. Raises NotThereError where there is no run."""
    run = textruns.text_run(source)
    if not is_analysed(run):
        raise NotThereError("this run has no error analysis: it was stopped before it was measured")
    cells = run.config.cells
    usual = USUAL_CELL if USUAL_CELL in cells else cells[0]
    return Analysed(source, cell if isinstance(cell, str) and cell in cells else usual)


def others(one: Analysed) -> dict[str, Analysed]:
    """The networks that read the same text: by key, the best first, itself last."""
    found = {}
    for source in {one.source: "", **analysed_runs()}:
        run = textruns.text_run(source)
        if run.reference["kinds"] != one.kinds or run.learned.sha256 != one.run.learned.sha256:
            continue
        found |= {each.key: each for each in (Analysed(source, cell) for cell in run.config.cells)}
    own = found.pop(one.key)
    ranked = sorted(found.values(), key=lambda each: each.bits)
    return {each.key: each for each in (*ranked, own)}


def other(one: Analysed, key: Any) -> Analysed:
    """The network to compare with that is asked for, or the first one."""
    there = others(one)
    return there.get(key) if isinstance(key, str) and key in there else next(iter(there.values()))
