"""What a finished (or stopped) training on text holds."""

from dataclasses import dataclass, field, fields
from typing import Any

from torch import Tensor

from models.network import Network
from models.text.config import TextConfig


@dataclass(frozen=True)
class Learned:
    """What the networks of a run have read.

    Attributes:
        name, title, kind, licence: as in the Corpus.
        sha256: of the corpus.
        characters: how many were learned from.
        held_out: how many were measured on.
    """

    name: str
    title: str
    kind: str
    licence: str
    sha256: str
    characters: int
    held_out: int


@dataclass(frozen=True)
class TextResult:
    """One cell of a run, S seeds.

    Attributes:
        weights: parameter name -> (S, ...) values.
        history: per seed {"step", "bits", "validation_step", "validation", "rate_step", "rate"}, each a list:
            mean training bits per character since the point before, bits per character held out, and the
            learning rates with the steps from which they held.
        bits_per_character: per seed, on what was held out; None where that is not finite.
        stopped_at: per seed the step at which its loss was no longer finite, or None.
        seconds: training time of all seeds.
        engine: "fused" or "autograd".
        p_correct: (N,) float16, the first seed's probability of each character that came next in the run's
            `excerpt_size` first held-out characters; what the error analysis compares.
        samples: what the first seed wrote at several temperatures: {"temperature", "prompt", "text",
            "scores"}, the scores being those of models/analysis/verdicts.py.
        findings: how well the first seed's neurons follow what the detectors look for, the best of each:
            the rows of models/analysis/detectors.py.
        errors: the tables of models/analysis/errors.py.
    """

    weights: dict[str, Tensor]
    history: list[dict[str, list[float]]]
    bits_per_character: list[float | None]
    stopped_at: list[int | None]
    seconds: float
    engine: str
    p_correct: Tensor
    samples: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    errors: dict[str, Any] = field(default_factory=dict)

    @property
    def parameters(self) -> int:
        """How many parameters one seed has."""
        return sum(value[0].numel() for value in self.weights.values())

    def summary(self) -> dict[str, Any]:
        """The row of the table, and what the command line prints."""
        return {
            "bits_per_character": self.bits_per_character,
            "parameters": self.parameters,
            "stopped_at": self.stopped_at,
            "seconds": round(self.seconds, 2),
            "engine": self.engine,
        }


@dataclass(frozen=True)
class TextRun:
    """A training on text, and what became of it. `finished` is false where it was stopped early.

    Attributes:
        alphabet: the characters that its networks know, in the order of their numbers.
        learned: what they have read.
        baselines: name -> bits per character on what was held out: unigram, 3-gram, 5-gram, gzip, xz.
        reference: errors of n-grams on the excerpt, for models/analysis/errors.py.
        sample: a text to begin with on screen, written by the best network; never a part of the corpus.
    """

    config: TextConfig
    alphabet: str
    learned: Learned
    cells: dict[str, TextResult]
    baselines: dict[str, float]
    finished: bool
    code_version: str
    reference: dict[str, Any] = field(default_factory=dict)
    sample: str = ""

    @property
    def about(self) -> str:
        """What its networks have learned from, in a sentence."""
        learned = self.learned
        return f"Learned from {learned.characters:,} characters of {learned.title} ({learned.licence})."

    @property
    def command(self) -> str:
        """What trains the same networks; a text of one's own has no name that the command line knows."""
        usual = TextConfig()
        chosen = {
            field.name: value
            for field in fields(TextConfig)
            if (value := getattr(self.config, field.name)) != getattr(usual, field.name)
        }
        named = {"corpus": self.config.corpus, **chosen}
        if named["corpus"].startswith("text-"):
            named["corpus"] = "FILE"
        words = [f"--{name.replace('_', '-')} {spelled(value)}" for name, value in named.items()]
        return f"python -m models train --task {self.config.task} {' '.join(words)}".replace(" True", "")

    def network(self, cell: str, place: int = 0) -> Network:
        """One trained network; place: on the axis of seeds, from 0."""
        network = empty_network(self.config, cell, len(self.alphabet))
        network.load_state_dict({name: value[place] for name, value in self.cells[cell].weights.items()})
        return network.requires_grad_(False)


def spelled(value: Any) -> str:
    """A setting as the command line takes it."""
    return ",".join(value) if isinstance(value, tuple) else str(value)


def empty_network(config: TextConfig, cell: str, vocabulary: int) -> Network:
    """One network of the size that the config asks for, with weights that are yet to be filled in."""
    return Network(cell, vocabulary, config.hidden, config.layers, None, config.activation)
