"""Loaded by every process of a stage before anything else: lets a test hold trainings, and shift the clock.

The folder BRAKES tells what is wanted, by files:

    hold   a training waits once it has measured a little, and goes on when the file is gone
    hang   the same, but for an hour, without a sign of life, and deaf to whoever asks it to stop
    clock  seconds that time.time is off by

`held RUN PART` says that a training waits.
"""

import os
import sys
import time
from collections.abc import Callable
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

from hurry import hurry

ENOUGH = 20  # loss rows after which a training is held: by then one on text has a checkpoint
PAUSE = 0.02
FOLDER = Path(os.environ["BRAKES"])

if sys.orig_argv[-2:] == ["-m", "models.kernels.warm"]:
    os._exit(0)  # the machine code is there when tests run, and finding that out takes seconds


def brake(reporter: ModuleType) -> None:
    """Let trainings wait where they report."""
    report = reporter.Reporter.report

    def report_and_wait(self: Any, rows: list[dict]) -> None:
        report(self, rows)
        self.losses = getattr(self, "losses", 0) + sum(row["kind"] == "loss" for row in rows)
        if self.losses >= ENOUGH and (wanted("hold") or wanted("hang")):
            self.flush()
            (FOLDER / f"held {self._part.run_id} {self._part.number}").touch()
            wait(self._news)

    reporter.Reporter.report = report_and_wait


def wait(news: Any) -> None:
    """Wait as a long computation does, or one that never ends."""
    pulse = news.__self__
    if wanted("hang"):
        pulse._news_at -= 3600
    while wanted("hang") or (wanted("hold") and not pulse.should_stop.is_set() and not pulse.pause):
        if not wanted("hang"):
            news()
        time.sleep(PAUSE)


def wanted(name: str) -> bool:
    return (FOLDER / name).exists()


def shift_the_clock() -> None:
    """From now on time.time is off by what stands in the file."""
    true = time.time

    def shifted() -> float:
        try:
            return true() + float((FOLDER / "clock").read_text())
        except (FileNotFoundError, ValueError):
            return true()

    time.time = shifted


CHANGES: dict[str, Callable[[ModuleType], None]] = {"dashboard.jobs.reporter": brake, "models.learn": hurry}


class Changer(MetaPathFinder):
    """Changes a module when it has been imported."""

    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        """The module as it is found anyway; what is to be changed is changed when it runs."""
        if name not in CHANGES:
            return None
        spec = PathFinder.find_spec(name, path)
        run = spec.loader.exec_module

        def run_and_change(module: ModuleType) -> None:
            run(module)
            CHANGES[name](module)

        spec.loader.exec_module = run_and_change
        return spec


shift_the_clock()
sys.meta_path.insert(0, Changer())
