"""Write down what was read, as often as asked."""

from itertools import product
from random import Random

from models.tasks.near import fewer, more, other
from models.tasks.task import END, Cued, Example

WORD = 3  # characters


class RepeatCopy(Cued):
    """A word w of three letters from {a, b}, N 1's, an X, and w written N times, then the end.

    The word, the count, and the place in the word must be held together. Before N stands in unary, it is not
    known how often will be asked.
    Graves, Wayne & Danihelka (2014), Neural Turing machines: there with N as a number.

    >>> RepeatCopy().example("abb1111", 2)
    Example(prompt='abb11X', answer='abbabb$')
    >>> RepeatCopy().allowed("ab"), RepeatCopy().allowed("abb1"), RepeatCopy().allowed("abb1Xab")
    ('ab', '1X', 'b')
    """

    name = "repeat_copy"
    title = "Repeat copy"
    verb = ("repeats", "repeat")
    alphabet = "ab1X" + END
    random = False
    hidden = 20
    layers = 1
    trained = (1, 6)
    measured = 200
    counted = "1"

    def stems(self, longest: int, rng: Random) -> list[str]:
        return ["".join(word) + "1" * longest for word in product("ab", repeat=WORD)]

    def asked(self, stem: str, n: int) -> str:
        return stem[: WORD + n]

    def may_follow(self, asked: str) -> str:
        word, times = asked[:WORD], asked[WORD:]
        if set(word) - set("ab") or set(times) - {"1"}:
            return ""
        return "1X" if times else "1" if len(word) == WORD else "ab"

    def answer(self, asked: str) -> str:
        return asked[:WORD] * len(asked[WORD:])

    def near_negatives(self, example: Example, rng: Random) -> list[Example]:
        place = rng.randrange(len(example.answer) - 1)
        return [fewer(example, 0, WORD), more(example, 0, WORD), other(example, place, "ab", rng)]
