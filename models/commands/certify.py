"""`certify`: a proof that a network counts exactly, as far as float32 does, or where the proof ends."""

import argparse
import sys
from dataclasses import asdict
from typing import Any

from models import bundle
from models.analysis.certificate import COVERED, FLOAT_LIMIT, MOST, certify

HELP = "a proof that a network counts exactly, as far as float32 does"
LONGEST_PROOF = 10_000_000  # steps


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", help="a run (.safetensors) on counting")
    parser.add_argument("--cell", default="lstm", help=f"which cell of the run: {' or '.join(COVERED)}")
    parser.add_argument("--seed", type=int, help="which seed; all, if left out")
    parser.add_argument("--up-to", type=int, default=FLOAT_LIMIT, help="the largest N that is to be proved")
    parser.add_argument("--most", type=int, default=MOST, help="how many steps of a network may be computed")


def run(options: argparse.Namespace) -> dict[str, Any]:
    comparison = bundle.load_file(options.run)
    if options.cell not in comparison.cells:
        raise ValueError(f"this run has no cell {options.cell!r}; choose from {', '.join(comparison.cells)}")
    seeds = range(comparison.config.seeds) if options.seed is None else [options.seed]
    for name, value, least, most in (
        ("seed", seeds[0], 0, comparison.config.seeds - 1),
        ("up-to", options.up_to, 1, FLOAT_LIMIT),
        ("most", options.most, 1, LONGEST_PROOF),
    ):
        if not least <= value <= most:
            raise ValueError(f"--{name} must be from {least} to {most}, not {value}")
    found = {}
    for seed in seeds:
        network = comparison.network(options.cell).select(seed).requires_grad_(False)
        found[str(seed)] = asdict(certify(network, comparison.task, options.up_to, options.most))
        print(f"{options.cell} seed {seed}: every N to {found[str(seed)]['up_to']}", file=sys.stderr)
    return {"cell": options.cell, "certified": sum(c["holds"] for c in found.values()), "seeds": found}


def readable(result: dict[str, Any]) -> str:
    """The proof of each seed, a sentence a line."""
    blocks = [f"seed {seed}\n  " + "\n  ".join(c["argument"]) for seed, c in result["seeds"].items()]
    return "\n".join([*blocks, f"{result['certified']} of {len(result['seeds'])} certified"])
