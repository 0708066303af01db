"""Trains networks on a text side by side, then looks into them."""

from collections.abc import Callable
from dataclasses import asdict, replace
from time import monotonic

import torch

from models import __version__
from models.analysis.examine import BRIEFLY, examine, prompt
from models.analysis.sample import write
from models.corpora.corpus import Corpus
from models.kernels.compiled import is_warm
from models.kernels.threads import side_by_side
from models.kernels.warm import warm_up
from models.text import checkpoint as checkpoints
from models.text.baselines import baselines
from models.text.config import TextConfig
from models.text.engines import make_text_trainer
from models.text.fitting import check_fit
from models.text.lane import Lane
from models.text.measure import spread
from models.text.orders import Orders, Paused, Report, Row, no_orders, silent
from models.text.run import Learned, TextResult, TextRun
from models.text.trainer import streams

VALIDATIONS = 20  # times that each network is measured, and writes something, while it learns
GLIMPSE, GLIMPSE_TEMPERATURE = 120, 0.5  # what it then writes
TURN = 0.3  # seconds, about, after which all networks have gone the same steps
KEEP_EVERY, KEEP_SHARE = 20.0, 0.05  # seconds between checkpoints; the part of the time that they may take
TRAINING_SHARE = 0.8  # of the progress bar; the rest is measuring

Keep = Callable[[bytes], None]


def train_text(
    config: TextConfig,
    corpus: Corpus,
    report: Report = silent,
    orders: Callable[[], Orders] = no_orders,
    checkpoint: bytes | None = None,
    keep: Keep | None = None,
    engine: str | None = None,
) -> TextRun:
    """Train every cell and seed of the config on a text, in turns of a few steps, and look into them.

    Args:
        config: what to train.
        corpus: what is learned, and what is held out.
        report: gets rows as they arise, each a JSON-able dictionary with a "kind": "progress" (fraction,
            step, steps, phase, until: the fraction at which the phase ends), "corpus" (the fields of
            Learned but its kind), "baselines" (bits), "loss" and "validation" (cell, seed, step, bits),
            "writes" (cell, seed, step, text), "rate" (step, learning_rate), "stopped" (cell, seed, step: the
            loss was no longer finite), "result" (cell and the summary of its result).
        orders: asked about twice a second whether to stop, to pause, or to go on at another learning rate.
        checkpoint: of the same config and corpus; the training goes on from there and comes to the same
            networks, to the last bit, as one that was never interrupted. Only new rows are reported.
        keep: given a fresh checkpoint about every 20 seconds.
        engine: a name in TEXT_ENGINES for all networks, or None for the fastest.

    Raises:
        Paused: with a checkpoint, where `orders` say so.
        ValueError: for a text that the config does not fit, and a checkpoint that does not fit either.
    """
    check_fit(config, corpus)
    course = Course(config, corpus, report, orders, keep, engine)
    if checkpoint is not None:
        course.rate = checkpoints.restore(checkpoint, config, corpus.sha256, course.lanes)
    learned = learned_from(corpus)
    report([{**asdict(learned), "kind": "corpus"}, course.progress("baselines")])
    found = baselines(*corpus.parts)
    report([{"kind": "baselines", "bits": found}])
    course.compile()
    trained = course.train()
    cells = {
        cell: from_training([lane for lane in course.lanes if lane.cell == cell]) for cell in config.cells
    }
    return course.look_into(TextRun(config, corpus.alphabet, learned, cells, found, trained, __version__))


def learned_from(corpus: Corpus) -> Learned:
    """What is kept of a corpus with the networks that have read it."""
    about = (corpus.name, corpus.title, corpus.kind, corpus.licence, corpus.sha256)
    return Learned(*about, *map(len, corpus.parts))


def from_training(lanes: list[Lane]) -> TextResult:
    """What is known of a cell from the training of its seeds alone."""
    weights = [lane.trainer.network().state_dict() for lane in lanes]
    return TextResult(
        weights={name: torch.stack([each[name] for each in weights]).clone() for name in weights[0]},
        history=[lane.history for lane in lanes],
        bits_per_character=[],
        stopped_at=[lane.trainer.stopped_at for lane in lanes],
        seconds=sum(lane.seconds for lane in lanes),
        engine=lanes[0].trainer.engine,
        p_correct=torch.empty(0, dtype=torch.half),
    )


class Course:
    """The way of all networks of a run, from their first step to what is known of them in the end.

    Attributes:
        rate: the learning rate of the next turn.
    """

    def __init__(
        self,
        config: TextConfig,
        corpus: Corpus,
        report: Report,
        orders: Callable[[], Orders],
        keep: Keep | None,
        engine: str | None,
    ) -> None:
        self.config, self.corpus, self.report, self.orders, self.keep = config, corpus, report, orders, keep
        numbers = streams(corpus.parts[0], corpus.alphabet, config.batch)
        vocabulary = len(corpus.alphabet)
        self.lanes = [
            Lane(cell, seed, make_text_trainer(cell, seed, config, numbers, vocabulary, engine))
            for cell, seed in config.lanes
        ]
        self.rate, self.turn = config.learning_rate, 1
        self.validate_every = max(1, config.steps // VALIDATIONS)
        self.keep_at = monotonic() + KEEP_EVERY

    def compile(self) -> None:
        """Have the kernels ready, which takes a while, once per machine."""
        if any(lane.trainer.engine == "fused" for lane in self.lanes) and not is_warm():
            self.report([self.progress("compiling")])
            warm_up()

    def train(self) -> bool:
        """To the end, or until told to stop: whether it came to the end."""
        threads = torch.get_num_threads()
        # Each network on one thread: a second one on the same small matrix product makes it six times slower.
        torch.set_num_threads(1)
        try:
            return self.train_on(threads)
        finally:
            torch.set_num_threads(threads)

    def train_on(self, threads: int) -> bool:
        """`train`, so many networks at once."""
        while going := [lane for lane in self.lanes if not lane.ended]:
            begun, until, rate = monotonic(), self.goal(going), self.rate
            behind = [lane for lane in going if lane.trainer.done < until]
            for place in range(0, len(behind), threads):
                if self.told_to_stop():
                    return False
                self.advance(behind[place : place + threads], until, rate)
            seconds = max(monotonic() - begun, 1e-6)
            self.turn = max(1, min(2 * self.turn, int(self.turn * TURN / seconds)))
            self.keep_now_and_then()
        return True

    def goal(self, going: list[Lane]) -> int:
        """The step up to which all networks go in this turn."""
        first = min(lane.trainer.done for lane in going)
        validation = (first // self.validate_every + 1) * self.validate_every
        return min(first + self.turn, validation, self.config.steps)

    def advance(self, lanes: list[Lane], until: int, rate: float) -> None:
        """Train a few networks side by side, and report."""

        def go(lane: Lane) -> list[Row]:
            rows = lane.advance(until, rate)
            due = until % self.validate_every == 0 or until == self.config.steps
            return rows + self.glance(lane) if due and lane.trainer.done == until else rows

        rows = [row for found in side_by_side(go, lanes, threads=len(lanes)) for row in found]
        self.report([*rows, self.progress("training")])

    def glance(self, lane: Lane) -> list[Row]:
        """How good a network is by now, and what it writes."""
        rows = lane.validate(self.corpus.alphabet, spread(self.corpus.parts[1], BRIEFLY))
        if rows:
            begin, alphabet = prompt(self.corpus), self.corpus.alphabet
            network, t = lane.trainer.network(), GLIMPSE_TEMPERATURE
            written = write(network, alphabet, begin, GLIMPSE, t, seed=lane.seed)
            text = begin + "".join(each.character for each in written)
            rows.append(lane.row("writes", step=lane.trainer.done, text=text))
        return rows

    def told_to_stop(self) -> bool:
        """Ask for orders and follow them: pause, take another learning rate, or say that it is over."""
        orders = self.orders()
        if orders.pause:
            raise Paused(self.checkpoint())
        if orders.learning_rate not in (None, self.rate):
            self.rate = orders.learning_rate
            self.report([{"kind": "rate", "step": self.steps_done, "learning_rate": self.rate}])
        return orders.stop

    def checkpoint(self) -> bytes:
        """Where the training stands."""
        return checkpoints.dumps(self.config, self.corpus.sha256, self.rate, self.lanes)

    def keep_now_and_then(self) -> None:
        """Hand out a checkpoint if it is time; a large one less often."""
        if self.keep is None or monotonic() < self.keep_at:
            return
        begun = monotonic()
        self.keep(self.checkpoint())
        now = monotonic()
        self.keep_at = now + max(KEEP_EVERY, (now - begun) / KEEP_SHARE)

    @property
    def steps_done(self) -> int:
        """The step that all networks have reached which still go on."""
        steps = self.config.steps
        return min((lane.trainer.done for lane in self.lanes if not lane.ended), default=steps)

    def progress(self, phase: str, measured: float = 0.0) -> Row:
        """How far everything is; measured: the part of the measuring that is done."""
        steps = self.config.steps
        done = sum(steps if lane.ended else lane.trainer.done for lane in self.lanes)
        fraction = TRAINING_SHARE * done / (steps * len(self.lanes)) + (1 - TRAINING_SHARE) * measured
        row = {"kind": "progress", "fraction": fraction, "step": self.steps_done, "steps": steps}
        return {**row, "phase": phase, "until": 1.0 if phase == "measuring" else TRAINING_SHARE}

    def look_into(self, run: TextRun) -> TextRun:
        """Examine the networks; of a run that was stopped, before or now, only what is known at once."""
        reported: set[str] = set()
        for share, found in examine(run, self.corpus, brief=not run.finished):
            rows = [
                {
                    "kind": "result",
                    "cell": cell,
                    "first_seed": self.config.first_seed,
                    **result.summary(),
                }
                for cell, result in found.cells.items()
                if len(result.bits_per_character) == self.config.seeds and cell not in reported
            ]
            reported |= {row["cell"] for row in rows}
            self.report([*rows, self.progress("measuring", share)])
            if run.finished and self.told_to_stop():
                return self.look_into(replace(run, finished=False))
        return found


__all__ = ["Orders", "Paused", "train_text"]
