"""What the tasks with brackets have in common: something is open, and the answer closes it."""

from random import Random
from typing import ClassVar

from models.tasks.near import fewer, misspelled, more
from models.tasks.task import Cued, Drawn, Example

CLOSING = {"(": ")", "[": "]"}


class Brackets(Drawn, Cued):
    """N brackets, of which at least one is open at any time, an X, and what closes all that are open.

    At each step a bracket is opened or closed with chance 1/2, but the last open one is never closed before
    the X: so there is always something to close, about as much as the square root of N.
    """

    opening: ClassVar[str]  # the brackets that open, one of each kind
    shuffled: ClassVar[bool] = False  # whether any open bracket may be closed, or only the last
    draws = 4
    trained = (1, 20)

    def stem(self, longest: int, rng: Random) -> str:
        text, opened = "", []
        for _ in range(longest):
            if len(opened) > 1 and rng.random() < 0.5:
                text += rng.choice(opened if self.shuffled else opened[-1:])
                self.close(opened, text[-1])
            else:
                text += rng.choice(self.opening)
                opened.append(CLOSING[text[-1]])
        return text

    def close(self, opened: list[str], bracket: str) -> None:
        """Close one of the open brackets."""
        if self.shuffled:
            opened.remove(bracket)
        else:
            opened.pop()

    def opened(self, asked: str) -> list[str]:
        """What would close each open bracket, the last opened last; nothing where no prompt begins so."""
        opened: list[str] = []
        for bracket in asked:
            if bracket in self.opening:
                opened.append(CLOSING[bracket])
            elif len(opened) > 1 and bracket in self.closing(opened):
                self.close(opened, bracket)
            else:
                return []
        return opened

    def closing(self, opened: list[str]) -> list[str]:
        """The brackets of which one may come next, if any may be closed."""
        return opened if self.shuffled else opened[-1:]

    def may_follow(self, asked: str) -> str:
        opened = self.opened(asked)
        if not opened:
            return "" if asked else self.opening
        closing = dict.fromkeys(self.closing(opened)) if len(opened) > 1 else ()
        return "".join((self.opening, *closing, self.cue))

    def answer(self, asked: str) -> str:
        opened = self.opened(asked)
        return "".join(sorted(opened) if self.shuffled else reversed(opened))

    def near_negatives(self, example: Example, rng: Random) -> list[Example]:
        if len(self.opening) == 1:
            return [fewer(example), more(example)]
        return misspelled(example, "".join(CLOSING.values()), rng)
