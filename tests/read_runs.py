"""For tests of the pages Read and Errors of texts: a small run with findings and an error analysis."""

from dataclasses import replace
from functools import cache
from typing import Any

import torch

from models.analysis import errors
from models.text.run import TextRun
from tests.text_runs import ALPHABET, SAMPLE, tiny_run

RUN, BARE = "analysed", "bare"  # ids in the store; the second one has neither findings nor an analysis
# Long enough for several stretches of reading, and for the largest windows of the error analysis.
LONG = "".join(f"{SAMPLE}# {'abcdefins'[k % 9] * (k % 7)}\n" for k in range(18)).replace("#", "&")


def row(detector: str, title: str, layer: int, unit: int, vector: str, score: float) -> dict[str, Any]:
    """One row of models.analysis.detectors.detect."""
    measure = "R squared" if detector == "outer_indentation" else "AUC"
    return {
        "detector": detector, "title": title, "layer": layer, "unit": unit, "vector": vector, "score": score,
        "measure": measure, "control": 0.1 if measure == "R squared" else 0.55, "share": 0.25,
    }  # fmt: skip


FINDINGS = [
    row("outer_indentation", "Outer indentation", 1, 4, "c", 0.91),
    row("outer_indentation", "Outer indentation", 0, 2, "h", 0.62),
    row("quotes", "Inside quotes", 0, 1, "i", 0.8),
    row("next:space", "Next is space", 1, 0, "o", 0.99),
]


@cache
def analysed_run(**fields: object) -> TextRun:
    """A tiny run that was measured on LONG; its GRU has no findings."""
    run = tiny_run("held-out-nowhere", **fields)
    cells = {}
    for cell, result in run.cells.items():
        network = run.network(cell)
        cells[cell] = replace(
            result,
            p_correct=errors.p_correct(network, ALPHABET, LONG),
            errors=errors.errors(network, ALPHABET, LONG),
            findings=FINDINGS if cell == "lstm" else [],
        )
    return replace(run, cells=cells, reference=errors.reference(LONG[:600], LONG))


def bare_run() -> TextRun:
    """A run that was stopped before anything was measured."""
    run = tiny_run("held-out-nowhere")
    cells = {cell: replace(result, p_correct=torch.zeros(0).half()) for cell, result in run.cells.items()}
    return replace(run, cells=cells, finished=False)
