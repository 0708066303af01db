"""Compiles all kernels before anybody needs them: `python -m models.kernels.warm`."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import torch

from models.kernels import KERNELS
from models.kernels.compiled import FOLDER, is_warm, note_warm
from models.kernels.reader import FusedReader
from models.kernels.text import FusedTextTrainer
from models.kernels.trainer import FusedTrainer
from models.tasks import TASKS
from models.text.config import TextConfig
from models.training.config import Config

SMALL = Config(seeds=1, longest=1, hidden=1, steps=1)
SMALL_TEXT = TextConfig(hidden=1, layers=1, batch=1, window=2, steps=1)


def warm_up() -> None:
    """Train and read a step with each kernel, so that its machine code is in this process and on disk.

    Of several processes one compiles and the others wait for what it leaves on disk.
    """
    task = TASKS[SMALL.task]
    with alone():
        for cell in KERNELS:
            trainer = FusedTrainer(cell, replace(SMALL, cells=(cell,)))
            trainer.advance(1, 1)
            FusedReader(trainer.network(), task, task.stems(1, None)).exact([1])
            FusedTextTrainer(cell, SMALL_TEXT, torch.zeros(1, 4, dtype=torch.long), 2, seed=0).advance(
                1, 0.01
            )
        note_warm()


@contextmanager
def alone() -> Iterator[None]:
    """Hold the folder's lock, if there is a folder; the system lets go of it if the process dies."""
    if FOLDER is None:
        yield
        return
    with (FOLDER / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    os.nice(5)
    if not is_warm():
        print("Compiling the kernels, once per machine (half a minute)", flush=True)
    warm_up()
