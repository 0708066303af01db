"""What a task is: strings of which a part is given and the rest follows from it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import ClassVar

END = "$"


@dataclass(frozen=True)
class Example:
    """One string: the prompt is read, the answer must be written, its end symbol included."""

    prompt: str
    answer: str

    @property
    def text(self) -> str:
        return self.prompt + self.answer


class Task(ABC):
    """A family of strings over a small alphabet, one length parameter N.

    A network reads a string character by character from a zero state and predicts the next one. The
    loss counts every position; exactness counts the answer, where the next character is determined.

    A stem is a stretch from which the prompts of every length branch off: the prompt of length N is
    the beginning of the stem and one last character, the cue. So a long stem is read once for all N.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    verb: ClassVar[tuple[str, str]]  # "LSTM counts to 18", "LSTM and GRU count to 18"
    alphabet: ClassVar[str]  # every character, END last
    random: ClassVar[bool]  # whether stems are drawn anew for each batch
    hidden: ClassVar[int]  # units to begin with; of the article's tasks those of its networks
    layers: ClassVar[int]  # layers to begin with
    rate: ClassVar[float] = 0.01  # learning rate to begin with
    trained: ClassVar[tuple[int, int]] = (1, 10)  # shortest and longest N to train on
    measured: ClassVar[int] = 1000  # the largest N that is worth trying
    counted: ClassVar[str] = ""  # the character that is counted, where one is

    @property
    def begins_with(self) -> dict[str, int | float]:
        """The settings of a training to begin with, by their names in Config."""
        shortest, longest = self.trained
        return {
            "hidden": self.hidden,
            "layers": self.layers,
            "shortest": shortest,
            "longest": longest,
            "learning_rate": self.rate,
            "measure_up_to": self.measured,
        }

    @abstractmethod
    def stems(self, longest: int, rng: Random) -> list[str]:
        """Stems that hold the prompts of every length from 1 to `longest`, without their cues."""

    @abstractmethod
    def example(self, stem: str, n: int) -> Example:
        """The string of length n on this stem; its prompt without the last character begins the stem."""

    @abstractmethod
    def allowed(self, prefix: str) -> str:
        """The characters that may follow this prefix; "" where no string of the task begins so."""

    def near_negatives(self, example: Example, rng: Random) -> list[Example]:
        """Strings that are no strings of the task, each off by a little from this one, which is."""
        return []

    def examples(self, lengths: Iterable[int], rng: Random) -> list[Example]:
        """One string per length and stem: the training set, or one fresh draw where the task is random."""
        return [self.example(stem, n) for n in lengths for stem in self.stems(n, rng)]

    def check(self, text: str) -> None:
        """Raise ValueError, naming the alphabet, for an empty text or a character outside it."""
        check_text(text, self.alphabet)


class Drawn(Task):
    """A task whose stems are drawn character by character: a longer one goes on from a shorter one."""

    random = True
    draws: ClassVar[int]  # stems per length

    def stems(self, longest: int, rng: Random) -> list[str]:
        return [self.stem(longest, rng) for _ in range(self.draws)]

    @abstractmethod
    def stem(self, longest: int, rng: Random) -> str:
        """One stem that holds the prompts of every length from 1 to `longest`."""


class Cued(Task):
    """A task whose cue is one character that stands nowhere else in a prompt.

    Such a task is told by what may stand before the cue, and by what then has to follow.
    """

    cue: ClassVar[str] = "X"

    @abstractmethod
    def may_follow(self, asked: str) -> str:
        """The characters that may follow this beginning of a prompt; "" where no prompt begins so."""

    @abstractmethod
    def answer(self, asked: str) -> str:
        """The answer to a prompt, given without its cue, without the end symbol."""

    def asked(self, stem: str, n: int) -> str:
        """The prompt of length n on this stem, without its cue."""
        return stem[:n]

    def example(self, stem: str, n: int) -> Example:
        asked = self.asked(stem, n)
        return Example(asked + self.cue, self.answer(asked) + END)

    def allowed(self, prefix: str) -> str:
        asked, cue, written = prefix.partition(self.cue)
        may = self.may_follow(asked)
        if not cue or self.cue not in may:
            return "" if cue else may
        return rest(self.answer(asked) + END, written)[:1]


def rest(answer: str, written: str) -> str:
    """What of the answer is still to be written; "" where it is done, or where this does not begin it."""
    return answer[len(written) :] if answer.startswith(written) else ""


def check_text(text: str, alphabet: str) -> None:
    """Raise ValueError, naming the alphabet, for an empty text or a character outside it."""
    if not text:
        raise ValueError(f"type at least one character of {spelled(alphabet)}")
    unknown = sorted(set(text) - set(alphabet))
    if unknown:
        raise ValueError(f"there is no character {unknown[0]!r}; the alphabet is {spelled(alphabet)}")


def end_of(alphabet: str) -> str:
    """The end symbol, where it is the last character as in every task; "" where $ is one like any other."""
    return END if alphabet.endswith(END) else ""


def spelled(alphabet: str) -> str:
    """The characters with spaces between, those that cannot be seen as in Python."""
    return " ".join(c if c.isprintable() and c != " " else repr(c) for c in alphabet)
