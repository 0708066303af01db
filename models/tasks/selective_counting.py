"""Count the a's among distractors, write as many b's."""

from random import Random

from models.tasks.near import fewer, more
from models.tasks.task import END, Drawn, Example


class SelectiveCounting(Drawn):
    """N a's with X's mixed in, then Y, then N b's and the end.

    Before, between and after the a's stand runs of X, each X followed by another with chance 1/2,
    so that there are about as many distractors as a's. They must be read without being counted.

    >>> SelectiveCounting().example("XaaXXa", 2)
    Example(prompt='XaaXXY', answer='bb$')
    >>> SelectiveCounting().allowed("XaaX"), SelectiveCounting().allowed("XaaXY")
    ('aXY', 'b')
    """

    name = "selective_counting"
    title = "Selective counting"
    verb = ("counts", "count")
    alphabet = "aXYb" + END
    hidden = 20
    layers = 1
    counted = "a"
    draws = 3

    def stem(self, longest: int, rng: Random) -> str:
        text = []
        for character in " " + "a" * longest:
            text.append(character)
            while rng.random() < 0.5:
                text.append("X")
        return "".join(text[1:])

    def example(self, stem: str, n: int) -> Example:
        end = -1
        for _ in range(n):
            end = stem.index("a", end + 1)
        while end + 1 < len(stem) and stem[end + 1] == "X":
            end += 1
        return Example(stem[: end + 1] + "Y", "b" * n + END)

    def allowed(self, prefix: str) -> str:
        mixed, cue, b = prefix.partition("Y")
        count = mixed.count("a")
        if set(mixed) - {"a", "X"} or set(b) - {"b"} or (cue and not count) or len(b) > count:
            return ""
        if not cue:
            return "aXY" if count else "aX"
        return "b" if len(b) < count else END

    def near_negatives(self, example: Example, rng: Random) -> list[Example]:
        return [fewer(example), more(example)]
