"""One network on its way through a training on text: its trainer and the curves it has drawn so far."""

from dataclasses import dataclass, field
from math import isfinite
from time import perf_counter

from models.text.measure import bits_per_character
from models.text.orders import Row
from models.text.trainer import TextTrainer

POINTS = 200  # recorded losses at most, about
VALIDATED = 400  # characters of each stream that is measured on while training
CURVES = ("step", "bits", "validation_step", "validation", "rate_step", "rate")


@dataclass
class Lane:
    """One cell and seed.

    Attributes:
        history: as in TextResult.
        total: the bits per character of the steps since the last recorded point, added up.
        seconds: of training.
    """

    cell: str
    seed: int
    trainer: TextTrainer
    history: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in CURVES})
    total: float = 0.0
    seconds: float = 0.0

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to train."""
        return self.trainer.stopped_at is not None or self.trainer.done == self.trainer.config.steps

    def advance(self, until: int, learning_rate: float) -> list[Row]:
        """Train up to a step. Returns what has been recorded: losses, and whether the network had to stop."""
        history, first, begun = self.history, self.trainer.done, perf_counter()
        if history["rate"][-1:] != [learning_rate]:
            history["rate_step"].append(first)
            history["rate"].append(learning_rate)
        losses = self.trainer.advance(until - first, learning_rate)
        self.seconds += perf_counter() - begun
        rows = [row for step, bits in enumerate(losses, first + 1) for row in self.record(step, bits)]
        if self.trainer.stopped_at is not None:
            rows.append(self.row("stopped", step=self.trainer.stopped_at))
        return rows

    def record(self, step: int, bits: float) -> list[Row]:
        """Add a loss; now and then their mean becomes a point."""
        history, steps = self.history, self.trainer.config.steps
        if not isfinite(bits):
            return []
        self.total += bits
        if step % max(1, steps // POINTS) and step != steps:
            return []
        mean = self.total / (step - (history["step"][-1] if history["step"] else 0))
        history["step"].append(step)
        history["bits"].append(mean)
        self.total = 0.0
        return [self.row("loss", step=step, bits=mean)]

    def validate(self, alphabet: str, text: str) -> list[Row]:
        """Measure on a text that is not learned; a network that has gone astray has no number to show."""
        bits = bits_per_character(self.trainer.network(), alphabet, text, VALIDATED)
        if not isfinite(bits):
            return []
        self.history["validation_step"].append(self.trainer.done)
        self.history["validation"].append(bits)
        return [self.row("validation", step=self.trainer.done, bits=bits)]

    def row(self, kind: str, **found: object) -> Row:
        """A row of the report about this network."""
        return {"kind": kind, "cell": self.cell, "seed": self.seed, **found}
