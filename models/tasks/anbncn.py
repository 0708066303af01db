"""Count the a's, write as many b's, and as many c's."""

from random import Random

from models.tasks.near import fewer, more
from models.tasks.task import END, Cued, Example


class AnBnCn(Cued):
    """N a's, N b's and N c's, then the end: a^N b^N c^N.

    The first b is the cue: from there on everything is determined. No context-free grammar writes this,
    since the a's must be counted twice: down on the b's, and down again on the c's.
    Gers & Schmidhuber (2001), LSTM recurrent networks learn simple context-free and context-sensitive
    languages.

    >>> AnBnCn().example("aaaaa", 3)
    Example(prompt='aaab', answer='bbccc$')
    >>> AnBnCn().allowed("aa"), AnBnCn().allowed("aab"), AnBnCn().allowed("aabb"), AnBnCn().allowed("aabbcc")
    ('ab', 'b', 'c', '$')
    """

    name = "anbncn"
    title = "aⁿbⁿcⁿ"
    verb = ("counts", "count")
    alphabet = "abc" + END
    random = False
    hidden = 10
    layers = 1
    counted = "a"
    cue = "b"

    def stems(self, longest: int, rng: Random) -> list[str]:
        return ["a" * longest]

    def may_follow(self, asked: str) -> str:
        return "" if set(asked) - {"a"} else "ab" if asked else "a"

    def answer(self, asked: str) -> str:
        n = len(asked)
        return "b" * (n - 1) + "c" * n

    def near_negatives(self, example: Example, rng: Random) -> list[Example]:
        last = len(example.answer) - 2  # the last c
        near = [change(example, place) for place in (0, last) for change in (fewer, more)]
        return list(dict.fromkeys(near))  # where N = 1 there is only a c
