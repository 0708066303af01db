"""Our own engines: all seeds at once."""

import numpy as np

from benchmarks.peers.program import Program, Work
from models.engines import make_trainer


class Ours(Program):
    """What `python -m models train` and the dashboard run, on as many threads as torch may use.

    Args:
        work: what is trained.
        engine: a name in ENGINES.
    """

    def __init__(self, work: Work, engine: str) -> None:
        super().__init__(work)
        self.engine = engine

    def reset(self) -> None:
        self.trainer = make_trainer(self.work.cell, self.work.config, self.engine)

    def advance(self, steps: int) -> np.ndarray:
        # Two calls, so that only the last loss is recorded: a run of 2000 steps records 200.
        self.trainer.advance(steps - 1, self.work.config.steps)
        self.trainer.advance(1, 1)
        return np.array(self.trainer.history.loss[-1])
