"""Where in a text a character stands: in the indentation, at the beginning of a word, within one."""

from dataclasses import dataclass
from itertools import pairwise

QUOTES, BRACKETS = "\"'`", "()[]{}"


@dataclass(frozen=True)
class Place:
    """A kind of place that a character can have.

    Attributes:
        title: what it is called on screen.
        about: which characters have it.
    """

    title: str
    about: str


# By the letter that stands for it; every character has exactly one.
PLACES: dict[str, Place] = {
    "b": Place("Beginning of a word", "a letter or _ that follows neither a letter nor a digit nor _"),
    "w": Place("Within a word", "a letter or _ that follows a letter, a digit or _"),
    "d": Place("Digit", "0 to 9, and the digits of other scripts"),
    "s": Place("Space", "a space or tab after something else in the line"),
    "n": Place("Newline", "the end of a line"),
    "i": Place("Indentation", "a space or tab before anything else in the line"),
    "q": Place("Quotation mark", "one of \" ' `"),
    "o": Place("Bracket", "one of ( ) [ ] { }"),
    "p": Place("Punctuation", "every other character: . , ; = and the like"),
}


def places(text: str) -> str:
    """The kind of place of every character but the first, a letter of PLACES for each."""
    letters, blank = [], True
    for before, character in pairwise(text):
        blank = before == "\n" or (blank and before.isspace())
        letters.append(place(before, character, blank))
    return "".join(letters)


def place(before: str, character: str, blank: bool) -> str:
    """The kind of place of a character; blank: whether nothing but blanks stands before it in its line."""
    if character == "\n":
        return "n"
    if character.isspace():
        return "i" if blank else "s"
    if character.isdigit():
        return "d"
    if character.isalpha() or character == "_":
        return "w" if before.isalnum() or before == "_" else "b"
    if character in QUOTES:
        return "q"
    return "o" if character in BRACKETS else "p"
