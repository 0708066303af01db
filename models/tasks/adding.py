"""Add two marked numbers, among many that are not marked."""

from random import Random

from models.tasks.near import other
from models.tasks.task import END, Cued, Drawn, Example

DIGITS = "012"
ALL_ZERO = str.maketrans(DIGITS, "0" * len(DIGITS))
BEGINNINGS = ("*0*00", "*00*0", "0*0*0")  # which two of the first three digits are marked


class Adding(Drawn, Cued):
    """Two marked digits and N that are not, an =, then the sum of the two, and the end.

    Digits go from 0 to 2, so that the sum is a single character; a * stands before a marked one. Both are
    among the first three digits, since one stem must do for every N: what grows is the gap.
    After the adding problem of Hochreiter & Schmidhuber (1997), Long short-term memory, which is regression,
    and so another task: real numbers, each beside its mark, one marked among the first ten and one anywhere
    in the first half, and a sum that need only be close.

    >>> Adding().example("*12*2102", 2)
    Example(prompt='*12*21=', answer='3$')
    >>> Adding().allowed("*1"), Adding().allowed("*12"), Adding().allowed("*12*2"), Adding().allowed("*12*2=")
    ('*012', '*', '012=', '3')
    """

    name = "adding"
    title = "Adding"
    verb = ("adds over gaps", "add over gaps")
    alphabet = "01234*=" + END
    hidden = 20
    layers = 1
    rate = 0.02
    draws = 12
    cue = "="

    def stem(self, longest: int, rng: Random) -> str:
        marks = rng.choice(BEGINNINGS)
        pattern = marks + "0" * (longest - 1)  # the beginning has one that is not marked
        return "".join(rng.choice(DIGITS) if place == "0" else place for place in pattern)

    def asked(self, stem: str, n: int) -> str:
        return stem[: len(BEGINNINGS[0]) + n - 1]

    def may_follow(self, asked: str) -> str:
        pattern, size = asked.translate(ALL_ZERO), len(BEGINNINGS[0])
        if len(asked) < size:
            following = {marks[len(asked)] for marks in BEGINNINGS if marks.startswith(pattern)}
            return "*" * ("*" in following) + DIGITS * ("0" in following)
        known = pattern[:size] in BEGINNINGS and not set(pattern[size:]) - {"0"}
        return DIGITS + self.cue if known else ""

    def answer(self, asked: str) -> str:
        return str(sum(int(part[0]) for part in asked.split("*")[1:]))

    def near_negatives(self, example: Example, rng: Random) -> list[Example]:
        return [other(example, 0, "01234", rng)]
