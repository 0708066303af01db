"""What more workers are good for: `python -m benchmarks.workers [--json]`.

A sweep of comparisons is split into parts, as by the server, and really trained: by one process and by
several, each on one thread, which take the next part whenever they are done with one. This goes in turns, so
that what else the machine does meets all alike, and the medians count. How long more workers would take than
the machine has cores for is computed from the times of the parts: each goes to the next who is free, and the
join of a run comes after its last part.
"""

import argparse
import json
import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from itertools import product
from statistics import median
from time import perf_counter, process_time
from typing import Any

import torch

from benchmarks.schedule import Recorded, table
from benchmarks.training import machine
from models import bundle
from models.cells import architectures
from models.compare import compare
from models.joining import join
from models.kernels.warm import warm_up
from models.splitting import split
from models.training.config import Config
from models.work import typical_seconds

SIMULATED = (1, 2, 5, 10, 20, 50, 100)


@dataclass
class Pass:
    """One training of the whole sweep.

    Attributes:
        seconds: from the first part to the last join, by the clock on the wall.
        parts: processor seconds of each part, by its place in the sweep.
        joins: those of each run's join.
    """

    seconds: float
    parts: list[float]
    joins: list[float]


def begin(all_ready: Any) -> None:
    """A worker begins: on one thread, with its kernels loaded, and not before the others."""
    torch.set_num_threads(1)
    warm_up()
    all_ready.wait(timeout=600)


def trained(config: dict[str, Any]) -> tuple[float, bytes]:
    """Train a part: the processor seconds that it took, and its file."""
    begun = process_time()
    data = bundle.dumps(compare(Config.from_json(config)))
    return process_time() - begun, data


def train(sweep: list[Config], workers: int) -> Pass:
    """Train a sweep by so many processes, once all of them are ready."""
    spawn = multiprocessing.get_context("spawn")
    parts = [(run, part) for run, config in enumerate(sweep) for part in split(config)]
    seconds, joins = [0.0] * len(parts), [0.0] * len(sweep)
    with ProcessPoolExecutor(workers, spawn, begin, (spawn.Barrier(workers),)) as pool:
        for ready in [pool.submit(os.getpid) for _ in range(workers)]:
            ready.result()
        begun = perf_counter()
        asked = {pool.submit(trained, part.to_json()): place for place, (_, part) in enumerate(parts)}
        found: dict[int, list[bytes]] = {run: [] for run in range(len(sweep))}
        missing = Counter(run for run, _ in parts)
        for done in as_completed(asked):
            place = asked[done]
            seconds[place], data = done.result()
            run = parts[place][0]
            found[run].append(data)
            if len(found[run]) == missing[run]:
                joins[run] = joined(sweep[run], found.pop(run))
        took = perf_counter() - begun
    return Pass(took, seconds, joins)


def joined(config: Config, parts: list[bytes]) -> float:
    """Join the files of a run's parts to that of the run; the processor seconds that it takes."""
    begun = process_time()
    bundle.dumps(join(config, [bundle.loads(data) for data in parts]))
    return process_time() - begun


def measure(sweep: list[Config], counts: list[int], repeats: int) -> dict[str, Any]:
    """The sweep by each number of workers, in turns; and what more of them would do."""
    passes: dict[int, list[Pass]] = {count: [] for count in counts}
    for repeat in range(repeats):
        for count, taken in passes.items():
            taken.append(train(sweep, count))
            print(f"{repeat + 1}/{repeats}: {count} workers, {taken[-1].seconds:.1f} s", file=sys.stderr)
    runs = recorded(sweep, passes[counts[0]])
    alone = median(each.seconds for each in passes[counts[0]])
    return {
        "parts": sum(len(run.parts) for run in runs),
        "processor_seconds": round(sum(run.total for run in runs), 2),
        "longest_part": round(max(max(run.parts) for run in runs), 2),
        "joins": round(sum(run.join for run in runs), 3),
        "expected_seconds": round(sum(map(typical_seconds, sweep)), 1),
        "real": [
            {
                "workers": count,
                "seconds": {
                    "median": round(median(each.seconds for each in taken), 2),
                    "min": round(min(each.seconds for each in taken), 2),
                    "max": round(max(each.seconds for each in taken), 2),
                },
                "speedup": round(alone / median(each.seconds for each in taken), 2),
            }
            for count, taken in passes.items()
        ],
        "simulated": table(runs, list(SIMULATED)),
    }


def recorded(sweep: list[Config], passes: list[Pass]) -> list[Recorded]:
    """How long the parts and joins of each run took, by the medians."""
    parts = iter([median(times) for times in zip(*(each.parts for each in passes), strict=True)])
    joins = [median(times) for times in zip(*(each.joins for each in passes), strict=True)]
    return [
        Recorded([next(parts) for _ in split(config)], seconds)
        for config, seconds in zip(sweep, joins, strict=True)
    ]


def lines(found: dict[str, Any]) -> Iterator[str]:
    """The measurement as lines of text."""
    for name in ("machine", "sweep"):
        yield ", ".join(f"{key} {value}" for key, value in found[name].items())
    yield (
        f"{found['parts']} parts, {found['processor_seconds']} s of a core together (expected "
        f"{found['expected_seconds']}), the longest {found['longest_part']}, joins {found['joins']}"
    )
    yield "\nreally trained\nworkers  seconds (least, most)  times as fast"
    for row in found["real"]:
        took = "{median:7.1f} ({min:.1f}, {max:.1f})".format(**row["seconds"])
        yield f"{row['workers']:7}  {took}  {row['speedup']:6.2f}"
    yield "\nby list scheduling\nworkers  seconds  times as fast  efficiency"
    for row in found["simulated"]:
        yield (f"{row['workers']:7}  {row['seconds']:7.1f}  {row['speedup']:13.2f}  {row['efficiency']:9.0%}")


def numbers(text: str) -> list[int]:
    """Whole numbers with commas between."""
    return [int(number) for number in text.split(",")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", default=",".join(architectures()), help="names with commas between")
    parser.add_argument("--tasks", default="counting", help="names with commas between, a run for each")
    parser.add_argument("--hidden", type=numbers, default=[10], help="units, such as 10,20: a run for each")
    parser.add_argument("--seeds", type=int, default=100, help="of each cell of a run")
    parser.add_argument("--steps", type=int, default=Config.steps, help="of each training")
    parser.add_argument("--workers", type=numbers, default=[1, 2], help="processes; the first number is 1")
    parser.add_argument("--repeats", type=int, default=3, help="turns")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    options = parser.parse_args()
    if options.workers[0] != 1:
        sys.exit("the first number of workers is 1: the others are compared with it")
    cells = tuple(options.cells.split(","))
    usual = Config(cells=cells, seeds=options.seeds, steps=options.steps)
    sweep = [
        replace(usual, task=task, hidden=hidden)
        for task, hidden in product(options.tasks.split(","), options.hidden)
    ]
    asked = {"cells": options.cells, "tasks": options.tasks, "hidden": options.hidden}
    about = {**asked, "seeds": options.seeds, "steps": options.steps, "load": os.getloadavg()[0]}
    found = {"machine": machine(), "sweep": about, **measure(sweep, options.workers, options.repeats)}
    print(json.dumps(found) if options.json else "\n".join(lines(found)))


if __name__ == "__main__":
    main()
