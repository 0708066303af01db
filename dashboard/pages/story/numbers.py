"""The numbers that the words name, all of them measured on the runs that ship."""

import re
from collections.abc import Iterator, Mapping
from statistics import median
from typing import Any

from dashboard import textruns
from dashboard.access import shipped_run
from dashboard.bundled import bundled_id
from dashboard.claimed import Claimed, table
from dashboard.pages.story.step import Panel, Picture, Step, TextClaim
from dashboard.runview import shown_view
from models.analysis.claims import check
from models.tasks import TASKS

COUNTING = bundled_id("counting", "plain")


class Reached(Mapping[str, str]):
    """What is known without reading any network: `counting-plain lstm`, `shortest`, `longest`, `seeds`."""

    def __getitem__(self, name: str) -> str:
        if name in ("shortest", "longest"):
            return str(TASKS["counting"].trained[name == "longest"])
        if name == "seeds":
            return str(len(results(COUNTING)["lstm"]["n_max"]))
        run, _, cell = name.rpartition(" ")
        if not run:
            raise KeyError(name)
        result = results(run)[cell]
        middle, tried = median(result["n_max"]), result["measured_up_to"]
        return f"≥ {tried:,}" if middle >= tried else f"{middle:g}"

    def __iter__(self) -> Iterator[str]:
        return iter(("shortest", "longest", "seeds"))

    def __len__(self) -> int:
        return 3


def results(run: str) -> dict[str, Any]:
    """By cell, N_max of every seed and how far was tried."""
    return shown_view(shipped_run(run)).results


class Known(dict):
    """Numbers of a step, and behind them those of every run."""

    def __missing__(self, name: str) -> str:
        return Reached()[name]


def numbers_of(step: Step, picture: Picture | Panel) -> Known:
    """All that the words of a step may name, once its figure is there."""
    known = Known(picture.numbers)
    for row in rows_of(step):
        known |= {name: number["median"] for name, number in row["numbers"].items()}
    return known


def rows_of(step: Step) -> list[Claimed]:
    """The step's rows of the table of claims."""
    return [row for row in table() if row["id"] in step.claims]


def text_rows(step: Step) -> list[tuple[TextClaim, dict[str, Any]]]:
    """The step's claims about networks of text, each with what was checked."""
    return [(claim, text_row(claim)) for claim in step.claims if isinstance(claim, TextClaim)]


def text_row(claim: TextClaim) -> dict[str, Any]:
    """One claim about a network of text."""
    run = textruns.text_run(claim.source)
    result = run.cells[claim.cell]
    checked = check(result.findings, run.learned.kind, [sample["text"] for sample in result.samples])
    return next(row for row in checked if row["id"] == claim.id)


def words(text: str, known: Mapping[str, Any] | None = None) -> str:
    """A sentence with its numbers, and minus signs before those below 0."""
    return re.sub(r"(?<!\w)-(?=\.?\d)", "−", text.format_map(Reached() if known is None else known))
