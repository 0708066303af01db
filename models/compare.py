"""Trains all cells of a comparison side by side, then measures them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import isfinite
from time import perf_counter
from typing import Any

from models import __version__
from models.analysis.length import contiguous, curve_lengths, exact, n_max, never
from models.comparison import CellResult, Comparison
from models.engines import make_trainer
from models.kernels.compiled import is_warm
from models.kernels.warm import warm_up
from models.tasks import TASKS
from models.training.batches import BatchStream
from models.training.config import Config
from models.training.trainer import Trainer

Row = dict[str, Any]
Report = Callable[[list[Row]], None]

POINTS = 200  # recorded losses per cell
GLANCES = 10  # times that generalization is measured while training
GLANCE_UP_TO = 100
TRAINING_SHARE = 0.9  # of the progress bar; the rest is measuring


def silent(rows: list[Row]) -> None:
    """The report that nobody reads."""


@dataclass
class Lane:
    """One cell on its way through the comparison."""

    cell: str
    trainer: Trainer
    seconds: float = 0.0
    reported: int = 0
    announced: set[int] = field(default_factory=set)

    def news(self) -> list[Row]:
        """What has been recorded since the last call: losses, and seeds that had to stop."""
        history, first = self.trainer.history, self.trainer.config.first_seed
        new = list(zip(history.step, history.loss, strict=True))[self.reported :]
        self.reported = len(history.step)
        stopped = stopped_rows(self.cell, first, self.trainer.stopped_at)
        unheard = [row for row in stopped if row["seed"] not in self.announced]
        self.announced |= {row["seed"] for row in unheard}
        return [loss_row(self.cell, first, step, losses) for step, losses in new] + unheard


def compare(
    config: Config,
    report: Report = silent,
    should_stop: Callable[[], bool] = never,
    engine: str | None = None,
) -> Comparison:
    """Train every cell of the config, in turns of a few steps, and measure how far each generalizes.

    Args:
        config: what to train.
        engine: a name in ENGINES for all cells, or None for the one that trains each cell sooner.
        report: gets rows as they arise, each a JSON-able dictionary with a "kind":
            "progress" (fraction, step, steps, phase), "loss" (cell, step, first_seed, losses: one for each
            seed, None where it is not finite), "length" (cell, step, first_seed, lengths, share, n_max: a
            glance while training), "stopped" (cell, seed, step: the loss was no longer finite), "result"
            (cell, first_seed and the summary of its result).
        should_stop: asked often; once true, what is trained so far is measured briefly and returned.
    """
    data = BatchStream(config.task, config.lengths)
    lanes = [Lane(cell, make_trainer(cell, config, engine, data)) for cell in config.cells]
    if any(lane.trainer.engine == "fused" for lane in lanes) and not is_warm():
        report([progress(0, 0, config, "compiling")])
        warm_up()
    every = max(1, config.steps // POINTS)
    glance_at = {round(config.steps * part / GLANCES) for part in range(1, GLANCES)}
    done = 0
    while done < config.steps and not should_stop():
        turn = min(every, config.steps - done)
        rows: list[Row] = []
        for lane in lanes:
            start = perf_counter()
            lane.trainer.advance(turn, every)
            lane.seconds += perf_counter() - start
            rows += lane.news()
        before, done = done, done + turn
        if any(before < at <= done for at in glance_at):
            rows += [glance(lane, done) for lane in lanes]
        rows.append(progress(TRAINING_SHARE * done / config.steps, done, config, "training"))
        report(rows)
    cells = {}
    for place, lane in enumerate(lanes):
        cells[lane.cell] = result = measure(lane, done == config.steps, should_stop)
        fraction = TRAINING_SHARE + (1 - TRAINING_SHARE) * (place + 1) / len(lanes)
        report(
            [result_row(lane.cell, config.first_seed, result), progress(fraction, done, config, "measuring")]
        )
    return Comparison(config, cells, done == config.steps and not should_stop(), __version__)


def replay(comparison: Comparison) -> list[Row]:
    """The rows that `compare` reported when it made this comparison, without the glances on the way."""
    rows: list[Row] = []
    first = comparison.config.first_seed
    for cell, result in comparison.cells.items():
        history = zip(result.history_step, result.history_loss, strict=True)
        rows += [loss_row(cell, first, step, losses) for step, losses in history]
        rows += stopped_rows(cell, first, result.stopped_at)
        rows.append(result_row(cell, first, result))
    return rows


def loss_row(cell: str, first_seed: int, step: int, losses: list[float]) -> Row:
    """The loss of each seed at a step, to as many digits as can be seen."""
    shown = [float(f"{loss:.6g}") if isfinite(loss) else None for loss in losses]
    return {"kind": "loss", "cell": cell, "step": step, "first_seed": first_seed, "losses": shown}


def stopped_rows(cell: str, first_seed: int, stopped_at: list[int | None]) -> list[Row]:
    """The seeds whose loss was no longer finite."""
    return [
        {"kind": "stopped", "cell": cell, "seed": seed, "step": step}
        for seed, step in enumerate(stopped_at, first_seed)
        if step is not None
    ]


def result_row(cell: str, first_seed: int, result: CellResult) -> Row:
    """What the table and the generalization figure show of one cell."""
    row = {"kind": "result", "cell": cell, "first_seed": first_seed, "lengths": result.lengths}
    return row | {"share": result.share} | result.summary()


def progress(fraction: float, step: int, config: Config, phase: str) -> Row:
    """How far the whole comparison is."""
    return {"kind": "progress", "fraction": fraction, "step": step, "steps": config.steps, "phase": phase}


def glance(lane: Lane, step: int) -> Row:
    """Generalization as it is now, at few lengths; N_max counts the tested lengths only."""
    start = perf_counter()
    config = lane.trainer.config
    lengths = curve_lengths(min(GLANCE_UP_TO, config.measure_up_to))
    table = exact(lane.trainer.network(), TASKS[config.task], lengths)
    lane.seconds += perf_counter() - start
    share = [sum(column) / len(column) for column in zip(*table, strict=True)]
    reached = [contiguous(lengths, row) for row in table]
    row = {"kind": "length", "cell": lane.cell, "step": step, "first_seed": config.first_seed}
    return {**row, "lengths": lengths, "share": share, "n_max": reached}


def measure(lane: Lane, whole: bool, should_stop: Callable[[], bool]) -> CellResult:
    """The cell's result; after an early stop only up to GLANCE_UP_TO, so that it comes at once."""
    start = perf_counter()
    trainer, config = lane.trainer, lane.trainer.config
    network, task = trainer.network(), TASKS[config.task]
    whole = whole and not should_stop()
    up_to = config.measure_up_to if whole else min(config.measure_up_to, GLANCE_UP_TO)
    reached, tried = n_max(network, task, up_to, should_stop if whole else never)
    lengths = curve_lengths(tried)
    table = exact(network, task, lengths)
    return CellResult(
        weights={name: value.detach().clone() for name, value in network.state_dict().items()},
        history_step=trainer.history.step,
        history_loss=trainer.history.loss,
        stopped_at=trainer.stopped_at,
        n_max=reached,
        lengths=lengths,
        exact=table,
        measured_up_to=tried,
        seconds=lane.seconds + perf_counter() - start,
        engine=trainer.engine,
    )
