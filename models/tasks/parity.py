"""Is the number of ones odd?"""

from random import Random

from models.tasks.near import other
from models.tasks.task import END, Cued, Drawn, Example


class Parity(Drawn, Cued):
    """N random bits, an X, then 1 if the number of ones is odd, otherwise 0, and the end.

    One bit of state suffices, but every character matters as much as any other, and flips it.
    Delétang et al. (2023), Neural networks and the Chomsky hierarchy; Hahn (2020), Theoretical limitations of
    self-attention in neural sequence models.

    >>> Parity().example("01101", 4)
    Example(prompt='0110X', answer='0$')
    >>> Parity().allowed("01"), Parity().allowed("01X"), Parity().allowed("01X0")
    ('01X', '1', '')
    """

    name = "parity"
    title = "Parity"
    verb = ("keeps the parity", "keep the parity")
    alphabet = "01X" + END
    hidden = 20
    layers = 1
    rate = 0.02
    draws = 6

    def stem(self, longest: int, rng: Random) -> str:
        return "".join(rng.choices("01", k=longest))

    def may_follow(self, asked: str) -> str:
        return "" if set(asked) - set("01") else "01X" if asked else "01"

    def answer(self, asked: str) -> str:
        return str(asked.count("1") % 2)

    def near_negatives(self, example: Example, rng: Random) -> list[Example]:
        return [other(example, 0, "01", rng)]
