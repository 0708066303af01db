"""`reproduce`: the article's experiments run again, and its claims judged by what comes out."""

import argparse
import sys
from itertools import zip_longest
from textwrap import TextWrapper
from time import perf_counter
from typing import Any

from models.commands.progress import print_progress
from models.reproduce.checking import COLUMNS, as_rows, check_all, count, tally
from models.reproduce.experiments import EXPERIMENTS
from models.reproduce.study import Study

HELP = "run the article's experiments again, and judge its claims by what comes out"
SEEDS = 20
WIDTHS = (30, 24, 40, 13)  # of the columns, in characters


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("article",), help="whose experiments: article")
    parser.add_argument("--seeds", type=int, default=SEEDS, help=f"of each cell; {SEEDS} if left out")
    parser.add_argument(
        "--from-shipped", action="store_true", help="measure the runs that ship, in place of training"
    )


def run(options: argparse.Namespace) -> dict[str, Any]:
    for each in EXPERIMENTS.values():
        each.config(options.seeds)  # refuses a number of seeds before anything is trained
    if options.from_shipped and options.seeds > SEEDS:
        raise ValueError(f"the runs that ship have {SEEDS} seeds each; --seeds may be 1 to {SEEDS} of them")
    begun, studies = perf_counter(), {}
    for place, (name, each) in enumerate(EXPERIMENTS.items(), 1):
        doing = "reading" if options.from_shipped else f"training {', '.join(each.cells)} for"
        say(f"{doing} {name}, {place} of {len(EXPERIMENTS)}")
        run = each.shipped() if options.from_shipped else each.trained(options.seeds, print_progress)
        studies[name] = Study(run, options.seeds)
    rows = list(check_all(studies, say))
    return {
        "from": "the runs that ship" if options.from_shipped else "training",
        "seeds": options.seeds,
        "seconds": round(perf_counter() - begun, 1),
        "verdicts": count(rows),
        "runs": {name: study.comparison.config.to_json() for name, study in studies.items()},
        "claims": rows,
    }


def readable(result: dict[str, Any]) -> str:
    """The table, and below it how each verdict is reached."""
    lines = [*row(COLUMNS), *row(tuple("-" * width for width in WIDTHS))]
    for cells in as_rows(result["claims"]):
        lines += [*row(cells), ""]
    for claim in result["claims"]:
        lines += wrapped(f"{claim['claim']} {claim['rule']}", sum(WIDTHS), "  ")
    seeds = f"{result['seeds']} seed{'s' * (result['seeds'] > 1)}"
    measured = f"from {result['from']}, {seeds}, in {result['seconds']:.1f} s"
    return "\n".join([*lines, "", f"{tally(result['verdicts'])}; {measured}"])


def say(words: str) -> None:
    """A line of progress."""
    print(words, file=sys.stderr, flush=True)


def row(cells: tuple[str, ...]) -> list[str]:
    """The lines of one row, each cell wrapped to its column."""
    columns = [wrapped(cell, width) for cell, width in zip(cells, WIDTHS, strict=True)]
    return [
        "  ".join(part.ljust(width) for part, width in zip(parts, WIDTHS, strict=True)).rstrip()
        for parts in zip_longest(*columns, fillvalue="")
    ]


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """The lines of a text, broken between words only."""
    return TextWrapper(width, subsequent_indent=indent, break_on_hyphens=False).wrap(text)
