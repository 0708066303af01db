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
    hidden: ClassVar[int]  # the article's network: units
    layers: ClassVar[int]  # the article's network: layers
    counted: ClassVar[str] = ""  # the character that is counted, where one is

    @abstractmethod
    def stems(self, longest: int, rng: Random) -> list[str]:
        """Stems that hold the prompts of every length from 1 to `longest`, without their cues."""

    @abstractmethod
    def example(self, stem: str, n: int) -> Example:
        """The string of length n on this stem; its prompt without the last character begins the stem."""

    @abstractmethod
    def allowed(self, prefix: str) -> str:
        """The characters that may follow this prefix; "" where no string of the task begins so."""

    def examples(self, lengths: Iterable[int], rng: Random) -> list[Example]:
        """One string per length and stem: the training set, or one fresh draw where the task is random."""
        return [self.example(stem, n) for n in lengths for stem in self.stems(n, rng)]

    def check(self, text: str) -> None:
        """Raise ValueError, naming the alphabet, for an empty text or a character outside it."""
        check_text(text, self.alphabet)


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
