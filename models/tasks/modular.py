"""Add and subtract modulo 5."""

from random import Random

from models.tasks.near import other
from models.tasks.task import END, Cued, Drawn, Example

DIGITS = "01234"


class Modular(Drawn, Cued):
    """N digits from 0 to 4 with + or - between them, an =, then the result modulo 5, and the end.

    Five states suffice. A sign must be kept until its digit comes.
    Delétang et al. (2023), Neural networks and the Chomsky hierarchy: there with products too.

    >>> Modular().example("3+4-1-2", 3)
    Example(prompt='3+4-1=', answer='1$')
    >>> Modular().allowed("3"), Modular().allowed("3-"), Modular().allowed("3-4=")
    ('+-=', '01234', '4')
    """

    name = "modular"
    title = "Modular arithmetic"
    verb = ("calculates", "calculate")
    alphabet = DIGITS + "+-=" + END
    hidden = 20
    layers = 1
    rate = 0.02
    trained = (1, 5)
    draws = 12
    cue = "="

    def stem(self, longest: int, rng: Random) -> str:
        return "".join(rng.choice(DIGITS) + rng.choice("+-") for _ in range(longest))[:-1]

    def asked(self, stem: str, n: int) -> str:
        return stem[: 2 * n - 1]

    def may_follow(self, asked: str) -> str:
        if set(asked[::2]) - set(DIGITS) or set(asked[1::2]) - set("+-"):
            return ""
        return "+-=" if len(asked) % 2 else DIGITS

    def answer(self, asked: str) -> str:
        signs, digits = "+" + asked[1::2], asked[::2]
        return str(sum(int(sign + digit) for sign, digit in zip(signs, digits, strict=True)) % 5)

    def near_negatives(self, example: Example, rng: Random) -> list[Example]:
        return [other(example, 0, DIGITS, rng)]
