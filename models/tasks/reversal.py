"""Write down backwards what was read."""

from random import Random

from models.tasks.near import misspelled
from models.tasks.task import END, Cued, Drawn, Example


class Reversal(Drawn, Cued):
    """A word w over {a, b, c} of length N, an X, and w backwards, then the end.

    A stack would do it for every length; the state of these networks is finite, as in copying.
    Grefenstette, Hermann, Suleyman & Blunsom (2015), Learning to transduce with unbounded memory; Delétang
    et al. (2023), Neural networks and the Chomsky hierarchy.

    >>> Reversal().example("abcab", 4)
    Example(prompt='abcaX', answer='acba$')
    >>> Reversal().allowed("abc"), Reversal().allowed("abcXc"), Reversal().allowed("abcXcba")
    ('abcX', 'b', '$')
    """

    name = "reversal"
    title = "Reversal"
    verb = ("reverses", "reverse")
    alphabet = "abcX" + END
    hidden = 20
    layers = 2
    draws = 6

    def stem(self, longest: int, rng: Random) -> str:
        return "".join(rng.choices("abc", k=longest))

    def may_follow(self, asked: str) -> str:
        return "" if set(asked) - set("abc") else "abcX" if asked else "abc"

    def answer(self, asked: str) -> str:
        return asked[::-1]

    def near_negatives(self, example: Example, rng: Random) -> list[Example]:
        return misspelled(example, "abc", rng)
