"""How long training takes, beside others on the same work: `python -m benchmarks.training --json`.

The work is counting on N = 1 to 10 as one batch, float32. Every program starts from the same weights, is
first seen to do the same mathematics, and then trains in turns with the others; times are milliseconds for
one training step of one seed. `--scaling` asks instead how they grow with seeds, hidden units and length.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.peers import CELLS, PROGRAMS, Work, installed
from benchmarks.rounds import on_cores, prepare, take_turns
from models.training.config import LIMITS, Config

STEPS = int(LIMITS["steps"][1])  # the longest training there is: no repeat comes to its end
OURS = "fused"
COLUMNS = ("median", "min", "max", "times")
# what grows -> how far, and which programs are measured
SCALES: dict[str, tuple[tuple[int, ...], list[str]]] = {
    "seeds": ((1, 5, 20, 100, 500), ["fused", "autograd"]),
    "hidden": ((10, 20, 32, 64, 128), ["fused", "autograd", "torch.nn"]),
    "longest": ((10, 25, 50, 100), ["fused", "autograd"]),  # N: 21, 51, 101 and 201 characters are read
}


def work(cell: str, hidden: int, seeds: int, longest: int = 10) -> Work:
    """One training of the benchmark."""
    return Work(cell, Config(hidden=hidden, seeds=seeds, longest=longest, steps=STEPS))


def side_by_side(hidden: int, seeds: int, repeats: int, seconds: float) -> list[dict[str, Any]]:
    """One row for each cell and program, all in one series of turns."""
    entries = []
    for cell in CELLS:
        names = [name for name in installed() if cell in PROGRAMS[name].cells]
        entries += prepare(work(cell, hidden, seeds), names, seconds)
    return take_turns(entries, repeats)


def scaling(hidden: int, seeds: int, repeats: int, seconds: float) -> list[dict[str, Any]]:
    """One row for each size and program; the LSTM, one size changed at a time."""
    LIMITS["seeds"] = (1, max(SCALES["seeds"][0]))  # visitors get fewer; the engines have no bound
    rows = []
    for axis, (sizes, names) in SCALES.items():
        for size in sizes:
            there = work("lstm", **{"hidden": hidden, "seeds": seeds, axis: size})
            measured = take_turns(prepare(there, names, seconds), repeats)
            rows += [{"axis": axis, "size": size, **row} for row in measured]
    return rows


def with_ratios(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """How many times as long as our engine each program takes on the same work, by the medians."""

    def key(row: dict[str, Any]) -> tuple[Any, ...]:
        return row["threads"], row["cell"], row.get("axis"), row.get("size")

    ours = {key(row): row["ms_per_seed_step"]["median"] for row in rows if row["program"] == OURS}
    for row in rows:
        yield {**row, "times_ours": round(row["ms_per_seed_step"]["median"] / ours[key(row)], 2)}


def machine() -> dict[str, Any]:
    """What a figure depends on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    packages = ["torch", "numba", *(["jax"] if "jax" in installed() else [])]
    return {
        "cpu": (models or [platform.machine()])[0],
        "cores": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        **{name: version(name) for name in packages},
    }


def table(found: dict[str, Any]) -> Iterator[str]:
    """The measurement as lines of text."""
    for part in ("machine", "work"):
        yield ", ".join(f"{name} {value}" for name, value in found[part].items())
    for name in found["programs"]:
        yield f"{name:10}{PROGRAMS[name].about}"
    for name in found["missing"]:
        yield f"{name:10}is not installed and was left out: pip install -r requirements-dev.txt"
    yield "\nmilliseconds for one step of one seed, and how many times ours"
    yield f"{'threads':9}{'size':14}{'cell':10}{'program':10}" + "".join(f"{name:>10}" for name in COLUMNS)
    for row in found["rows"]:
        size = f"{row['axis']} {row['size']}" if "axis" in row else ""
        times = "".join(f"{row['ms_per_seed_step'][name]:10.5f}" for name in COLUMNS[:-1])
        place = f"{row['threads']:<9}{size:14}{row['cell']:10}{row['program']:10}"
        yield place + times + f"{row['times_ours']:10.2f}"


def parse() -> argparse.Namespace:
    """The options, within what this machine can do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hidden", type=int, default=10, help="units per network")
    parser.add_argument("--seeds", type=int, default=20, help="networks of each cell")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2], help="a series of turns for each")
    parser.add_argument("--repeats", type=int, default=7, help="turns")
    parser.add_argument("--seconds", type=float, default=0.2, help="the least for one turn of one program")
    parser.add_argument("--scaling", action="store_true", help="how times grow, for the LSTM, instead")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    options = parser.parse_args()
    if not hasattr(os, "sched_getaffinity"):
        parser.error("only on Linux can all programs be held to the same cores")
    cores = len(os.sched_getaffinity(0))
    if not all(1 <= threads <= cores for threads in options.threads):
        parser.error(f"--threads on this machine: from 1 to {cores}")
    if options.repeats < 1:
        parser.error("--repeats: at least 1")
    return options


def main() -> None:
    options = parse()
    measure = scaling if options.scaling else side_by_side
    arguments = options.hidden, options.seeds, options.repeats, options.seconds
    rows = []
    try:
        strings, characters = work("lstm", options.hidden, options.seeds).batch.characters.shape
        for threads in options.threads:
            print(f"measuring with {threads} thread{'s' * (threads > 1)}", file=sys.stderr, flush=True)
            rows += [{"threads": threads, **row} for row in on_cores(threads, measure, *arguments)]
    except ValueError as error:
        sys.exit(str(error))
    measured = {row["program"] for row in rows}
    found = {
        "machine": machine(),
        "work": {
            "task": "counting",
            "strings": strings,
            "characters": characters,
            "hidden": options.hidden,
            "seeds": options.seeds,
        },
        "programs": [name for name in PROGRAMS if name in measured],
        "missing": [name for name in PROGRAMS if name not in installed()],
        "rows": list(with_ratios(rows)),
    }
    print(json.dumps(found) if options.json else "\n".join(table(found)))


if __name__ == "__main__":
    main()
