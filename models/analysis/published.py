"""What others have published on how far trained networks count: a table to read ours beside.

Each measured in its own way, and most without a sign between the a's and the b's.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Published:
    """One result from the literature.

    Attributes:
        source, year: who, and when.
        task: the name in TASKS of the language, or of the one here that is nearest to it.
        model: what was trained.
        trained: on which lengths.
        reached: the largest N, as `note` says it is meant.
        note: what the number is, and what else is known.
        from_memory: taken from memory of the paper, and not checked against its text.
    """

    source: str
    year: int
    task: str
    model: str
    trained: str
    reached: int
    note: str = ""
    from_memory: bool = False

    @property
    def citation(self) -> str:
        """'Gers & Schmidhuber (2001)*': the mark says that it is from memory."""
        return f"{self.source} ({self.year}){'*' if self.from_memory else ''}"

    @property
    def short(self) -> str:
        """The citation with at most two names: 'Weiss et al. (2018)*'."""
        first, _, others = self.source.partition(",")
        return self.citation.replace(self.source, f"{first} et al.") if others else self.citation


PUBLISHED: tuple[Published, ...] = (
    Published("Chen", 2017, "counting", "LSTM, 10 units", "N up to 10", 18, "Exploring LSTMs: one network"),
    Published(
        "Rodriguez, Wiles & Elman", 1999, "counting", "simple RNN", "N up to 11", 16, from_memory=True
    ),
    Published(
        "Gers & Schmidhuber", 2001, "counting", "peephole LSTM", "N = 1 to 10", 118,
        "on average; the best reached 1000", from_memory=True,
    ),
    Published(
        "Weiss, Goldberg & Yahav", 2018, "counting", "LSTM, 10 units", "N below 100", 256,
        "their released network, run again, is exact to 779", from_memory=True,
    ),
    Published(
        "Weiss, Goldberg & Yahav", 2018, "counting", "GRU, 10 units", "N below 100", 38, from_memory=True
    ),
    Published(
        "Lan et al.", 2024, "counting", "LSTM, 3 units", "N up to 21", 80,
        "the best of 3,359 runs; with L1, L2 or dropout none passed 3",
    ),
    Published(
        "Lan et al.", 2022, "counting", "MDLRNN", "100 strings", 10_000,
        "found by genetic search, not by gradients, and proved",
    ),
    Published(
        "Gers, Pérez-Ortiz & Schmidhuber", 2002, "anbncn", "LSTM with a decoupled Kalman filter",
        "N up to 10", 1000, "“1000 and more”",
    ),
    Published(
        "Suzgun et al.", 2018, "anbncn", "LSTM, 3 units", "N = 1 to 50", 146,
        "the mean of 10 trials; the best reached 483",
    ),
)  # fmt: skip

FROM_MEMORY = "* from memory of the paper, not checked against its text."
THEORY = (
    "Theory (Weiss, Goldberg & Yahav 2018; Merrill 2019): an LSTM whose gates are saturated can count; a "
    "saturated GRU and a tanh RNN cannot count without bound."
)


def published_on(task: str) -> tuple[Published, ...]:
    """The results on one task, from the nearest to the farthest."""
    return tuple(sorted((one for one in PUBLISHED if one.task == task), key=lambda one: one.reached))
