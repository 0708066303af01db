"""From an address, or the controls of the Read page of texts, to a neuron that there is and a text for it."""

from dataclasses import dataclass
from typing import Any

from dashboard import passages, textruns
from dashboard.chosen import as_number
from models.cells import CELLS
from models.text.run import TextRun

EVERY = "every"  # detector
USUAL_CELL = "lstm"


@dataclass(frozen=True)
class Place:
    """A neuron of a network, and the text that it reads; layer and unit count from 1.

    Attributes:
        source, cell, seed: the network.
        layer, symbol, unit: the neuron, and which of its values.
        text: one of `passages.offered`.
        detector: whose ranking is shown, or EVERY.
    """

    source: str
    cell: str
    seed: int
    layer: int
    symbol: str
    unit: int
    text: str
    detector: str

    @property
    def run(self) -> TextRun:
        return textruns.text_run(self.source)


def place_of(
    source: Any = None, cell: Any = None, seed: Any = None, layer: Any = None, symbol: Any = None,
    unit: Any = None, text: Any = None, detector: Any = None,
) -> Place:  # fmt: skip
    """What an address or the controls mean; what is missing or foreign is replaced by what there is.

    Raises:
        NotThereError: where there is no such run.
    """
    run = textruns.text_run(source)
    cells = run.config.cells
    cell = cell if cell in cells else USUAL_CELL if USUAL_CELL in cells else cells[0]
    seeds = textruns.seeds_of(run)
    seed = number if (number := as_number(seed)) in seeds else seeds[0]
    best = best_place(run, cell)
    given = (as_number(layer), symbol, as_number(unit))
    within = (
        given[0] and 1 <= given[0] <= run.config.layers,
        symbol in CELLS[cell].symbols if isinstance(symbol, str) else False,
        given[2] and 1 <= given[2] <= run.config.hidden,
    )
    layer, symbol, unit = (
        own if fits else usual for own, fits, usual in zip(given, within, best, strict=True)
    )
    there = passages.offered(run, text if isinstance(text, str) else "")
    text = text if isinstance(text, str) and text in there else next(iter(there), passages.SAMPLE)
    detector = detector if isinstance(detector, str) and detector in detectors(run, cell) else EVERY
    return Place(source, cell, seed, layer, symbol, unit, text, detector)


def best_place(run: TextRun, cell: str) -> tuple[int, str, int]:
    """Layer, symbol and unit that most clearly follow a detector, one of the next character at last."""
    findings = run.cells[cell].findings
    found = [row for row in findings if not row["detector"].startswith("next:")] or findings
    if not found:
        return run.config.layers, "c" if "c" in CELLS[cell].symbols else "h", 1
    best = max(found, key=lambda row: row["score"] - row["control"])
    return best["layer"] + 1, best["vector"], best["unit"] + 1


def detectors(run: TextRun, cell: str) -> dict[str, str]:
    """What the ranking is about: name -> title."""
    return {EVERY: "everything"} | {row["detector"]: row["title"] for row in run.cells[cell].findings}


def first_run() -> str | None:
    """The run that the page opens on: one whose held-out text is here, where there is one."""
    runs = list(textruns.text_runs())
    own = (source for source in runs if passages.HELD in passages.offered(textruns.text_run(source)))
    return next(own, runs[0] if runs else None)
