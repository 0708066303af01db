"""Count the a's, write twice as many b's."""

from random import Random

from models.tasks.near import fewer, more
from models.tasks.task import END, Cued, Example


class AnB2N(Cued):
    """N a's, an X, then 2N b's and the end: a^N X b^2N.

    Counting at two speeds: each a is worth two b's.
    Lan, Geyer, Chemla & Katzir (2022), Minimum description length recurrent neural networks.

    >>> AnB2N().example("aaaaa", 2)
    Example(prompt='aaX', answer='bbbb$')
    >>> AnB2N().allowed("aa"), AnB2N().allowed("aXb"), AnB2N().allowed("aXbb")
    ('aX', 'b', '$')
    """

    name = "anb2n"
    title = "aⁿb²ⁿ"
    verb = ("counts", "count")
    alphabet = "aXb" + END
    random = False
    hidden = 10
    layers = 1
    counted = "a"

    def stems(self, longest: int, rng: Random) -> list[str]:
        return ["a" * longest]

    def may_follow(self, asked: str) -> str:
        return "" if set(asked) - {"a"} else "aX" if asked else "a"

    def answer(self, asked: str) -> str:
        return "b" * (2 * len(asked))

    def near_negatives(self, example: Example, rng: Random) -> list[Example]:
        return [fewer(example), more(example)]
