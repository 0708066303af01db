"""`measure`: how far a trained run generalizes."""

import argparse
import sys
from collections.abc import Sequence
from statistics import median
from typing import Any

from models import bundle
from models.analysis.length import exact, n_max
from models.analysis.metrics import first_failing, generalization_set, shares
from models.analysis.statistics import compare_pairs, median_interval, wilson
from models.commands import filming
from models.kernels.compiled import is_warm
from models.kernels.warm import warm_up
from models.network import Network
from models.tasks import Task

HELP = "how far a trained run generalizes"
LONGEST_MEASURED = 1_000_000  # where single lengths are asked for
LONGEST_UP_TO = 20_000  # where every length up to it is tried


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", help="a run (.safetensors)")
    parser.add_argument("--up-to", type=int, help="N_max of every seed, trying every N up to this one")
    parser.add_argument("--lengths", help="only these N, with commas between")
    parser.add_argument(
        "--metrics",
        action="store_true",
        help="the field's measures as well, with intervals and tests of cells",
    )


def run(options: argparse.Namespace) -> dict[str, Any]:
    if films := filming.opened(options.run):
        return filming.measured(films, options)
    comparison = bundle.load_file(options.run)
    asked = options.lengths is not None
    lengths = sorted({whole(text) for text in options.lengths.split(",")}) if asked else []
    up_to = options.up_to if options.up_to is not None or (asked and not options.metrics) else 1000
    check_lengths(lengths, LONGEST_MEASURED)
    check_lengths([up_to] if up_to is not None else [], LONGEST_UP_TO)
    if not is_warm():
        print("compiling the kernels, once per machine", file=sys.stderr)
        warm_up()
    cells: dict[str, dict[str, Any]] = {}
    for cell in comparison.cells:
        network = comparison.network(cell)
        cells[cell] = {}
        if up_to is not None:
            cells[cell]["n_max"] = n_max(network, comparison.task, up_to)[0]
        if lengths:
            table = exact(network, comparison.task, lengths)
            columns = zip(lengths, zip(*table, strict=True), strict=True)
            cells[cell]["exact"] = {str(n): list(column) for n, column in columns}
        if options.metrics:
            cells[cell]["metrics"] = metrics(network, comparison.task, cells[cell]["n_max"], up_to)
        print(f"{cell} measured", file=sys.stderr)
    if not options.metrics:
        return {"cells": cells}
    return {"cells": cells, "pairs": compare_pairs({cell: found["n_max"] for cell, found in cells.items()})}


def metrics(network: Network, task: Task, n_max: list[int], up_to: int) -> dict[str, Any]:
    """The field's measures of one cell: a value for each seed, and their medians and intervals."""
    reached = sum(n >= up_to for n in n_max)
    return {
        "first_failing": first_failing(n_max, up_to),
        "generalization_set": generalization_set(n_max),
        "n_max": summarized(n_max),
        "reached": {"share": reached / len(n_max), "interval": wilson(reached, len(n_max))},
        **{name: {"seeds": values, **summarized(values)} for name, values in shares(network, task).items()},
    }


def summarized(values: Sequence[float]) -> dict[str, Any]:
    return {"median": float(median(values)), "interval": median_interval(values)}


def check_lengths(lengths: Sequence[int], largest: int) -> None:
    """Raise ValueError, naming the bounds, for a length outside them."""
    for n in lengths:
        if not 1 <= n <= largest:
            raise ValueError(f"a length must be from 1 to {largest}, not {n}")


def whole(text: str) -> int:
    """A whole number, or a ValueError that shows what was given."""
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"a length is a whole number, not {text!r}") from None
