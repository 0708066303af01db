"""Remember one character over a gap."""

from random import Random

from models.tasks.near import other
from models.tasks.task import END, Example, Task


class StateMemory(Task):
    """A, N x's, Y, a; or B, N x's, Y, b; and the end.

    One bit must be kept over the gap, and is needed only after Y.

    >>> StateMemory().example("Bxxxx", 3)
    Example(prompt='BxxxY', answer='b$')
    >>> StateMemory().allowed("A"), StateMemory().allowed("Ax"), StateMemory().allowed("AxxY")
    ('x', 'xY', 'a')
    """

    name = "state_memory"
    title = "State memory"
    verb = ("remembers", "remember")
    alphabet = "ABxYab" + END
    random = False
    hidden = 20
    layers = 1

    def stems(self, longest: int, rng: Random) -> list[str]:
        return [first + "x" * longest for first in "AB"]

    def example(self, stem: str, n: int) -> Example:
        return Example(stem[: n + 1] + "Y", stem[0].lower() + END)

    def allowed(self, prefix: str) -> str:
        head, cue, tail = prefix.partition("Y")
        first, gap = head[:1], head[1:]
        if first not in tuple("AB") or set(gap) - {"x"} or (cue and not gap):
            return ""
        if not cue:
            return "xY" if gap else "x"
        return {"": first.lower(), first.lower(): END}.get(tail, "")

    def near_negatives(self, example: Example, rng: Random) -> list[Example]:
        return [other(example, 0, "ab", rng)]
