"""Compiles all kernels before anybody needs them: `python -m models.kernels.warm`."""

import os
from dataclasses import replace

from models.kernels import KERNELS
from models.kernels.compiled import is_warm, note_warm
from models.kernels.reader import FusedReader
from models.kernels.trainer import FusedTrainer
from models.tasks import TASKS
from models.training.config import Config

SMALL = Config(seeds=1, longest=1, hidden=1, steps=1)


def warm_up() -> None:
    """Train and read a step with each kernel, so that its machine code is in this process and on disk."""
    task = TASKS[SMALL.task]
    for cell in KERNELS:
        trainer = FusedTrainer(cell, replace(SMALL, cells=(cell,)))
        trainer.advance(1, 1)
        FusedReader(trainer.network(), task, task.stems(1, None)).exact([1])
    note_warm()


if __name__ == "__main__":
    os.nice(5)
    if not is_warm():
        print("Compiling the kernels, once per machine (half a minute)", flush=True)
    warm_up()
