"""`train`: train a comparison and save it as one file."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import fields
from typing import Any

from models import bundle
from models.cells import CELLS
from models.commands.files import check_writable
from models.compare import compare
from models.engines import ENGINES
from models.training.config import LIMITS, Config

HELP = "train a comparison and save it as one file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", help="where to write the run (.safetensors)")
    parser.add_argument("--engine", choices=ENGINES, help="what trains; by default the sooner done")
    parser.add_argument("--cells", default="all", help="names with commas between, or all")
    for field in fields(Config):
        if field.name != "cells":
            kind = number(field.name, field.type) if field.name in LIMITS else str
            parser.add_argument(f"--{field.name.replace('_', '-')}", type=kind, default=field.default)


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


def run(options: argparse.Namespace) -> dict[str, Any]:
    chosen = {f.name: getattr(options, f.name) for f in fields(Config) if f.name != "cells"}
    cells = list(CELLS) if options.cells == "all" else options.cells.split(",")
    config = Config.from_json({**chosen, "cells": cells})
    check_writable(options.out)
    comparison = compare(config, report=print_progress, engine=options.engine)
    if options.out:
        with open(options.out, "wb") as file:
            file.write(bundle.dumps(comparison))
    return {
        "task": config.task,
        "recipe": config.recipe,
        "config": config.to_json(),
        "cells": {cell: result.summary() for cell, result in comparison.cells.items()},
    }


def print_progress(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        if row["kind"] == "progress":
            end = "\n" if row["fraction"] == 1 else " "
            at = f"{row['fraction']:4.0%}  {row['phase']}  step {row['step']}/{row['steps']}"
            print(f"\r{at}", end=end, file=sys.stderr, flush=True)
        elif row["kind"] == "stopped":
            where = f"{row['cell']} seed {row['seed']} at step {row['step']}"
            print(f"\n{where}: the loss is not finite; this seed stops here", file=sys.stderr)
