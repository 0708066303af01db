"""Write down again what was read."""

from random import Random

from models.tasks.near import misspelled
from models.tasks.task import END, Drawn, Example


class Copying(Drawn):
    """A word w over {a, b, c} of length N, an X, and w again, then the end: w X w.

    The state must hold the word in order. It is finite, so no network copies words of every length.

    >>> Copying().example("abcab", 3)
    Example(prompt='abcX', answer='abc$')
    >>> Copying().allowed("abc"), Copying().allowed("abcXa"), Copying().allowed("abcXabc")
    ('abcX', 'b', '$')
    """

    name = "copying"
    title = "Copying"
    verb = ("copies", "copy")
    alphabet = "abcX" + END
    hidden = 20
    layers = 2
    draws = 6

    def stem(self, longest: int, rng: Random) -> str:
        return "".join(rng.choices("abc", k=longest))

    def example(self, stem: str, n: int) -> Example:
        return Example(stem[:n] + "X", stem[:n] + END)

    def allowed(self, prefix: str) -> str:
        word, cue, copy = prefix.partition("X")
        if set(word) - set("abc") or not word or not word.startswith(copy):
            return ""
        if not cue:
            return "abcX"
        return word[len(copy)] if len(copy) < len(word) else END

    def near_negatives(self, example: Example, rng: Random) -> list[Example]:
        return misspelled(example, "abc", rng)
