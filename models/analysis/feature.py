"""What a feature is, and how one is read from a text: string by string, line by line, span by span."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from models.tasks import END

# For each character of a text the phase and the value after reading it; None where there is none.
Reading = list[tuple[str, float] | None]

ALL = "all"  # the phase of a feature that has only one


@dataclass(frozen=True)
class Feature:
    """Something that can be said of a text at every step, and that a neuron may follow.

    Attributes:
        name: what it is called on the command line and in addresses.
        title: what it is called on screen.
        about: one sentence for a reader who meets it for the first time.
        label: what is written on a neuron that follows it.
        kind: "number"; "yes-no", 1 or 0; or "change", 1 where the neuron should move and 0 where it
            should hold still.
        read: from a text of T characters to T pairs: the phase, and the value after reading that
            character; None in place of a pair where the feature is not defined.
    """

    name: str
    title: str
    about: str
    label: str
    kind: str
    read: Callable[[str], Reading]


def pieces(text: str, end: str) -> list[str]:
    """The text cut behind each `end`; joined, the pieces are the text again."""
    *whole, rest = text.split(end)
    return [part + end for part in whole] + [rest] * bool(rest)


def separator(text: str) -> str:
    """What ends the strings of a text: a newline where there is one, otherwise the end symbol."""
    return "\n" if "\n" in text else END


def strings(text: str) -> list[str]:
    """The strings that a text consists of, each with what ends it."""
    return pieces(text, separator(text))


def each_string(read: Callable[[str], Reading]) -> Callable[[str], Reading]:
    """What reads every string of a text afresh."""
    return lambda text: [step for string in strings(text) for step in read(string)]


def each_line(read: Callable[[str], Reading]) -> Callable[[str], Reading]:
    """What reads every line of a text afresh."""
    return lambda text: [step for line in pieces(text, "\n") for step in read(line)]


def everywhere(values: list[int] | list[bool]) -> Reading:
    """A reading of one phase that is defined at every step."""
    return [(ALL, float(value)) for value in values]


def inside(spans: Iterable[tuple[int, int]], length: int) -> Reading:
    """Whether each of `length` characters is inside one of the spans (start, end)."""
    values = [False] * length
    for start, end in spans:
        values[start:end] = [True] * (end - start)
    return everywhere(values)
