"""The command line: `python -m models list | train | measure | trace`.

Results go to stdout, progress to stderr. A wrong name, number or character ends with exit code 2 and
one line that says what would be right.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any, NoReturn

import torch

from models import bundle
from models.analysis.length import exact, n_max
from models.analysis.trace import trace
from models.cells import CELLS
from models.compare import compare
from models.comparison import Comparison
from models.tasks import TASKS
from models.training.config import LIMITS, Config
from models.training.recipes import RECIPES

LONGEST_MEASURED = 1_000_000  # where single lengths are asked for
LONGEST_UP_TO = 20_000  # where every length up to it is tried


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        if message.endswith("required: command"):
            message = f"name a command: {', '.join(COMMANDS)}"
        elif message.endswith("required: run"):
            message = "name a run, the .safetensors file that `train --out` has written"
        self.exit(2, f"{self.prog}: {message}\n")


def number(name: str, kind: type) -> Callable[[str], int | float]:
    """What reads one option's number, or says what its bounds are."""

    def read(text: str) -> int | float:
        try:
            return kind(text)
        except ValueError:
            low, high = LIMITS[name]
            right = "a whole number" if kind is int else "a number"
            message = f"must be {right} from {low:g} to {high:g}, not {text!r}"
            raise argparse.ArgumentTypeError(message) from None

    return read


def parser() -> Parser:
    top = Parser(prog="python -m models", description="Train, measure and trace recurrent networks.")
    commands = top.add_subparsers(dest="command", required=True, parser_class=Parser)

    listing = commands.add_parser("list", help="the cells, tasks and recipes there are")
    training = commands.add_parser("train", help="train a comparison and save it as one file")
    training.add_argument("--out", help="where to write the run (.safetensors)")
    training.add_argument("--cells", default="all", help="names with commas between, or all")
    for field in fields(Config):
        if field.name != "cells":
            kind = number(field.name, field.type) if field.name in LIMITS else str
            training.add_argument(f"--{field.name.replace('_', '-')}", type=kind, default=field.default)
    measuring = commands.add_parser("measure", help="how far a trained run generalizes")
    measuring.add_argument("run", help="a run (.safetensors)")
    measuring.add_argument("--up-to", type=int, help="N_max of every seed, trying every N up to this one")
    measuring.add_argument("--lengths", help="only these N, with commas between")
    tracing = commands.add_parser("trace", help="every gate and state while reading a text")
    tracing.add_argument("run", help="a run (.safetensors)")
    tracing.add_argument("--cell", required=True)
    tracing.add_argument("--seed", type=int, default=0)
    tracing.add_argument("--text", required=True)
    for command in (listing, training, measuring, tracing):
        command.add_argument("--json", action="store_true", help="print JSON")
    return top


def run_list(options: argparse.Namespace) -> dict[str, Any]:
    return {
        "cells": {
            name: {"title": cell.title, "paper": cell.paper, "symbols": list(cell.symbols)}
            for name, cell in CELLS.items()
        },
        "tasks": {n: {"title": task.title, "alphabet": list(task.alphabet)} for n, task in TASKS.items()},
        "recipes": {n: {"title": recipe.title, "about": recipe.about} for n, recipe in RECIPES.items()},
    }


def run_train(options: argparse.Namespace) -> dict[str, Any]:
    chosen = {f.name: getattr(options, f.name) for f in fields(Config) if f.name != "cells"}
    cells = list(CELLS) if options.cells == "all" else options.cells.split(",")
    config = Config.from_json({**chosen, "cells": cells})
    check_writable(options.out)
    comparison = compare(config, report=print_progress)
    if options.out:
        with open(options.out, "wb") as file:
            file.write(bundle.dumps(comparison))
    return {
        "task": config.task,
        "recipe": config.recipe,
        "config": config.to_json(),
        "cells": {cell: result.summary() for cell, result in comparison.cells.items()},
    }


def check_writable(out: str | None) -> None:
    """Raise ValueError before anything is trained that could not be saved."""
    if out is None:
        return
    folder = os.path.dirname(out) or "."
    new = os.path.isdir(folder) and os.access(folder, os.W_OK)
    old = os.path.isfile(out) and os.access(out, os.W_OK)
    if not out or os.path.isdir(out) or not (old if os.path.exists(out) else new):
        raise ValueError(
            f"cannot write to {out!r}; name a file in a folder that exists and can be written to"
        )


def print_progress(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        if row["kind"] == "progress":
            end = "\n" if row["fraction"] == 1 else " "
            at = f"{row['fraction']:4.0%}  {row['phase']}  step {row['step']}/{row['steps']}"
            print(f"\r{at}", end=end, file=sys.stderr, flush=True)
        elif row["kind"] == "stopped":
            where = f"{row['cell']} seed {row['seed']} at step {row['step']}"
            print(f"\n{where}: the loss is not finite; this seed stops here", file=sys.stderr)


def run_measure(options: argparse.Namespace) -> dict[str, Any]:
    comparison = bundle.load_file(options.run)
    asked = options.lengths is not None
    lengths = sorted({whole(text) for text in options.lengths.split(",")}) if asked else []
    up_to = options.up_to if options.up_to is not None or asked else 1000
    check_lengths(lengths, LONGEST_MEASURED)
    check_lengths([up_to] if up_to is not None else [], LONGEST_UP_TO)
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
        print(f"{cell} measured", file=sys.stderr)
    return {"cells": cells}


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


def run_trace(options: argparse.Namespace) -> dict[str, Any]:
    comparison = bundle.load_file(options.run)
    networks = comparison.network(pick_cell(comparison, options.cell))
    network = networks.select(pick_seed(comparison, options.seed))
    result = trace(network, comparison.task, options.text)
    return {
        "alphabet": list(result.alphabet),
        "chars": list(result.characters),
        "layers": result.layers,
        "next": [dict(zip(result.alphabet, p, strict=True)) for p in result.next],
    }


def pick_cell(comparison: Comparison, cell: str) -> str:
    if cell not in comparison.cells:
        raise ValueError(f"unknown cell {cell!r}; this run has {', '.join(comparison.cells)}")
    return cell


def pick_seed(comparison: Comparison, seed: int) -> int:
    """The place of a seed, given by its number, on the axis S."""
    first, count = comparison.config.first_seed, comparison.config.seeds
    if not first <= seed < first + count:
        raise ValueError(f"unknown seed {seed}; this run has seeds {first} to {first + count - 1}")
    return seed - first


COMMANDS = {"list": run_list, "train": run_train, "measure": run_measure, "trace": run_trace}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0, or 2 for anything the user can put right."""
    torch.set_num_threads(1)
    options, unknown = parser().parse_known_args(arguments)
    if unknown:
        kind = "option" if unknown[0].startswith("-") else "word"
        names = [name.replace("_", "-") for name in vars(options) if name not in ("command", "run")]
        choices = ", ".join(f"--{name}" for name in names)
        print(
            f"python -m models {options.command}: unknown {kind} {unknown[0]}; choose from {choices}",
            file=sys.stderr,
        )
        return 2
    try:
        result = COMMANDS[options.command](options)
    except (ValueError, OSError) as error:
        print(f"python -m models {options.command}: {error}", file=sys.stderr)
        return 2
    print(json.dumps(result) if options.json else readable(result))
    return 0


def readable(result: dict[str, Any]) -> str:
    """The same result for a person: one line per cell, task or recipe where there are such."""
    lines = []
    for group, rows in result.items():
        if group in ("cells", "tasks", "recipes"):
            lines.append(f"{group}:")
            lines += [f"  {name:20} {summary(row)}" for name, row in rows.items()]
        elif group in ("task", "recipe", "chars"):
            lines.append(f"{group}: {''.join(rows)}")
        elif group == "next":
            best = [max(p, key=p.get) for p in rows]
            lines.append(f"next:  {''.join(best)}")
    return "\n".join(lines)


def summary(row: dict[str, Any]) -> str:
    """`key: value` pairs on one line, lists without their brackets."""
    values = {key: " ".join(map(str, v)) if isinstance(v, list) else v for key, v in row.items()}
    return "  ".join(f"{key}: {value}" for key, value in values.items())


if __name__ == "__main__":
    sys.exit(main())
