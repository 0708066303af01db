"""What the neurons of the small tasks may follow: counts, open brackets, a memory."""

from collections.abc import Callable, Mapping
from itertools import accumulate

from models.analysis.feature import ALL, Feature, Reading, each_string

ROUND, SQUARE = {"(": 1.0, ")": -1.0}, {"[": 1.0, "]": -1.0}


def counter(worth: Mapping[str, float]) -> Callable[[str], Reading]:
    """What adds up what each character is worth; a phase for each of them, and no value at others."""

    def read(string: str) -> Reading:
        total, reading = 0.0, []
        for character in string:
            total += worth.get(character, 0)
            reading.append((character, total) if character in worth else None)
        return reading

    return read


def ignores(string: str) -> Reading:
    mixed = len(string.partition("Y")[0])
    should = {"a": ("a", 1.0), "X": ("X", 0.0)}
    return [should.get(character) if t < mixed else None for t, character in enumerate(string)]


def remembers(string: str) -> Reading:
    cue = len(string.partition("Y")[0])
    began = {"A": 1.0, "B": 0.0}.get(string[0])
    return [(ALL, began) if began is not None and 1 <= t <= cue else None for t in range(len(string))]


def inner_round(string: str) -> Reading:
    opened, reading = "", []
    for character in string:
        if character in "([":
            opened += character
        elif character in ")]":
            opened = opened[:-1]
        reading.append((ALL, float(opened[-1] == "(")) if opened else None)
    return reading


def odd(string: str) -> Reading:
    asked = string.partition("X")[0]
    ones = accumulate(character == "1" for character in asked)
    return [*((ALL, float(n % 2)) for n in ones), *[None] * (len(string) - len(asked))]


def entered(string: str) -> Reading:
    way, last = {"T": 1.0, "P": 0.0}.get(string[1:2]), string.find("E")
    until = last if last >= 0 else len(string) - 1
    return [(ALL, way) if way is not None and 2 <= t <= until else None for t in range(len(string))]


TASK_FEATURES: dict[str, Feature] = {
    "count": Feature(
        "count", "Count",
        "How many a's have been read, less the b's that have been written since: up on a's, down on b's.",
        "counts a's", "number", each_string(counter({"a": 1, "b": -1})),
    ),
    "count_c": Feature(
        "count_c", "Count for c",
        "How many a's have been read, less the c's that have been written since: up on a's, down on c's.",
        "counts for c", "number", each_string(counter({"a": 1, "c": -1})),
    ),
    "count_half": Feature(
        "count_half", "Count by halves",
        "How many a's have been read, less half of the b's: up on a's, down half as much on b's.",
        "counts a's", "number", each_string(counter({"a": 1, "b": -0.5})),
    ),
    "ignores": Feature(
        "ignores", "Ignores X",
        "Whether the neuron moves on a's and holds still on the X's among them.",
        "ignores X", "change", each_string(ignores),
    ),
    "remembers": Feature(
        "remembers", "Remembers A or B",
        "Whether the string began with A, from the second character to the Y.",
        "remembers A/B", "yes-no", each_string(remembers),
    ),
    "open": Feature(
        "open", "Open brackets",
        "How many brackets are open: up where one opens, down where one closes.",
        "open brackets", "number", each_string(counter(ROUND | SQUARE)),
    ),
    "open_round": Feature(
        "open_round", "Open round brackets",
        "How many round brackets are open.",
        "open ( )", "number", each_string(counter(ROUND)),
    ),
    "open_square": Feature(
        "open_square", "Open square brackets",
        "How many square brackets are open.",
        "open [ ]", "number", each_string(counter(SQUARE)),
    ),
    "inner_round": Feature(
        "inner_round", "Inside a round bracket",
        "Whether the innermost open bracket, the one to close next, is a round one.",
        "inside ( )", "yes-no", each_string(inner_round),
    ),
    "odd": Feature(
        "odd", "Odd",
        "Whether the number of ones is odd so far, before the X.",
        "odd", "yes-no", each_string(odd),
    ),
    "entered": Feature(
        "entered", "Remembers T or P",
        "Whether the second character was T, from the third to where the walk has ended.",
        "remembers T/P", "yes-no", each_string(entered),
    ),
}  # fmt: skip
