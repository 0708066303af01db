"""Programs in turns: first whether they do the same, then how long each takes."""

import gc
import math
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import torch

from benchmarks.peers import PROGRAMS, Program, Work

CHECKED = (1, 5, 20)  # steps after which the losses are compared
TOLERANCE = 1e-4  # of a loss; in float32 sums in another order make 1e-6, other mathematics 1e-3 and more
GLIMPSE = 0.05  # seconds from where a time is good enough to tell how many steps a repeat needs


@dataclass
class Entry:
    """One program at one work, and what was measured of it.

    Attributes:
        program: its name in PROGRAMS.
        first: seconds until the first step was done, with whatever it compiles.
        steps: of every seed in one repeat.
        times: seconds of each repeat.
    """

    work: Work
    program: str
    runner: Program
    first: float
    steps: int
    times: list[float]

    def row(self) -> dict[str, Any]:
        """The measurement, JSON-able."""
        one = 1e3 / (self.steps * self.work.config.seeds)
        times = {"median": median(self.times), "min": min(self.times), "max": max(self.times)}
        return {
            "cell": self.work.cell,
            "program": self.program,
            "ms_per_seed_step": {name: round(value * one, 6) for name, value in times.items()},
            "steps": self.steps,
            "repeats": len(self.times),
            "seconds_to_first_step": round(self.first, 3),
        }


def first_steps(program: Program) -> tuple[float, np.ndarray]:
    """Seconds until the first step is done, and the losses after CHECKED steps, (len(CHECKED), S)."""
    begin = perf_counter()
    program.reset()
    losses = [program.advance(CHECKED[0])]
    first = perf_counter() - begin
    losses += [program.advance(after - before) for before, after in pairwise(CHECKED)]
    return first, np.stack(losses)


def losses_of(name: str, work: Work) -> np.ndarray:
    """What this program's losses are after CHECKED steps, (len(CHECKED), S)."""
    return first_steps(PROGRAMS[name].make(work))[1]


def check(cell: str, name: str, losses: np.ndarray, expected: np.ndarray) -> None:
    """Raise ValueError unless the losses (len(CHECKED), S) are those of our own trainer."""
    wrong = ~(np.abs(losses - expected) <= TOLERANCE * expected)
    if wrong.any():
        at, seed = np.argwhere(wrong)[0]
        raise ValueError(
            f"{name} does not do the same {cell} training: at step {CHECKED[at]} its loss of seed {seed} is "
            f"{losses[at, seed]:.6f}, our autograd trainer's {expected[at, seed]:.6f}; nothing was timed"
        )


def timed(program: Program, steps: int) -> float:
    """Seconds for so many steps of every seed, from the initial weights."""
    program.reset()
    gc.collect()
    begin = perf_counter()
    program.advance(steps)
    return perf_counter() - begin


def enough(program: Program, seconds: float) -> int:
    """How many steps take at least about so many seconds."""
    steps, took = 1, timed(program, 1)
    while took < min(GLIMPSE, seconds):
        steps *= 2
        took = timed(program, steps)
    return max(1, math.ceil(1.1 * seconds * steps / took))


def prepare(work: Work, names: list[str], seconds: float) -> list[Entry]:
    """The programs at this work, each seen to do the same training as our trainer on torch's autograd.

    Raises:
        ValueError: where one does not.
    """
    expected = losses_of("autograd", work)
    entries = []
    for name in names:
        runner = PROGRAMS[name].make(work)
        first, losses = first_steps(runner)
        check(work.cell, name, losses, expected)
        entries.append(Entry(work, name, runner, first, enough(runner, seconds), []))
    return entries


def take_turns(entries: list[Entry], repeats: int) -> list[dict[str, Any]]:
    """One repeat of each, then the next of each, so that what else the machine does meets all alike."""
    for _ in range(repeats):
        for entry in entries:
            entry.times.append(timed(entry.runner, entry.steps))
    return [entry.row() for entry in entries]


def on_cores(count: int, function: Callable[..., Any], *arguments: Any) -> Any:
    """What the function returns in a process of its own that may use so many cores.

    torch and our engine take as many threads as `torch.set_num_threads` says, XLA's client as many as the
    process has cores: where both are equal, no program has more than another.
    """
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(mine)[:count])  # the new process inherits it
    try:
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, spawn, torch.set_num_threads, (count,)) as pool:
            return pool.submit(function, *arguments).result()
    finally:
        os.sched_setaffinity(0, mine)
