"""Count the a's, write as many b's."""

from random import Random

from models.tasks.near import fewer, more
from models.tasks.task import END, Example, Task


class Counting(Task):
    """N a's, an X, then N b's and the end: a^N X b^N.

    The reader cannot know when the a's stop, but from X on everything is determined.

    >>> Counting().example("aaaaa", 3)
    Example(prompt='aaaX', answer='bbb$')
    >>> Counting().allowed("aa"), Counting().allowed("aaXb"), Counting().allowed("aaXbb")
    ('aX', 'b', '$')
    """

    name = "counting"
    title = "Counting"
    verb = ("counts", "count")
    alphabet = "aXb" + END
    random = False
    hidden = 10
    layers = 1
    counted = "a"

    def stems(self, longest: int, rng: Random) -> list[str]:
        return ["a" * longest]

    def example(self, stem: str, n: int) -> Example:
        return Example(stem[:n] + "X", "b" * n + END)

    def allowed(self, prefix: str) -> str:
        a, cue, b = prefix.partition("X")
        if set(a) - {"a"} or set(b) - {"b"} or not a or len(b) > len(a):
            return ""
        if not cue:
            return "aX"
        return "b" if len(b) < len(a) else END

    def near_negatives(self, example: Example, rng: Random) -> list[Example]:
        return [fewer(example), more(example)]
