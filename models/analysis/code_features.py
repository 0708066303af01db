"""What a neuron may follow in source code: comments, quotations, brackets, the indentation around it."""

import re
from functools import lru_cache, partial
from typing import NamedTuple

from models.analysis.feature import Feature, Reading, everywhere, inside, pieces

# A quotation in single or double quotes ends with its line; what else is never closed goes on to the end.
QUOTATION = r"""(?P<quotation>(?P<quote>["'])(?:\\.|(?!(?P=quote))[^\\\n])*(?P<quotation_end>(?P=quote)|))"""
LEXERS: dict[str, re.Pattern[str]] = {
    "python": re.compile(
        r"""(?P<line>\#[^\n]*)
        |(?P<block>(?P<quotes>"{3}|'{3})(?:\\.|[^\\]|\\\Z)*?(?P<block_end>(?P=quotes)|\Z))|"""
        + QUOTATION,
        re.VERBOSE | re.DOTALL,
    ),
    "java": re.compile(
        r"""(?P<line>//[^\n]*)|(?P<block>/\*.*?(?P<block_end>\*/|\Z))|""" + QUOTATION,
        re.VERBOSE | re.DOTALL,
    ),
}
# How many characters open each of them.
OPENING: dict[str, dict[str, int]] = {
    "python": {"line": 1, "block": 3, "quotation": 1},
    "java": {"line": 2, "block": 2, "quotation": 1},
}
PREFIXES = " \tbBrRuU"  # what may stand before a docstring on its line
DEPTH = {**dict.fromkeys("([{", 1), **dict.fromkeys(")]}", -1)}


class Span(NamedTuple):
    """A stretch of a source text that is no code: a comment, or a quotation.

    start, end: where it is, opening and closing included.
    known: where a reader knows to be inside: from the last character of the opening to before the last of the
        closing.
    """

    comment: bool
    start: int
    end: int
    known: tuple[int, int]


@lru_cache(maxsize=8)
def not_code(text: str, language: str) -> tuple[Span, ...]:
    """The comments and quotations of a text in this language, which begins outside of both.

    In Python a string in three quotes that begins its line is a docstring: a comment here.
    """
    found = []
    for match in LEXERS[language].finditer(text):
        kind, (start, end) = match.lastgroup, match.span()
        line = text.rfind("\n", 0, start) + 1
        string = language == "python" and kind == "block" and text[line:start].strip(PREFIXES)
        closed = bool(match["block_end"] or match["quotation_end"])
        known = (start + OPENING[language][kind] - 1, end - closed)
        found.append(Span(kind != "quotation" and not string, start, end, known))
    return tuple(found)


def comment(text: str, language: str) -> Reading:
    return inside((span.known for span in not_code(text, language) if span.comment), len(text))


def quotes(text: str, language: str) -> Reading:
    return inside((span.known for span in not_code(text, language) if not span.comment), len(text))


def brackets(text: str, language: str) -> Reading:
    code = bytearray(b"\1") * len(text)
    for span in not_code(text, language):
        code[span.start : span.end] = bytes(span.end - span.start)
    depth, reading = 0, []
    for character, counts in zip(text, code, strict=True):
        depth = max(0, depth + DEPTH.get(character, 0) * counts)
        reading.append(depth)
    return everywhere(reading)


def outer_indentation(text: str) -> Reading:
    outer, reading = 0, []
    for line in pieces(text, "\n"):
        width = len(line) - len(line.lstrip(" \t\n"))
        reading += [outer] * min(width, len(line))
        if width < len(line):
            outer = width
            reading += [outer] * (len(line) - width)
    return everywhere(reading)


OUTER_INDENTATION = Feature(
    "outer_indentation", "Outer indentation",
    "How many spaces and tabs begin the line; within them, and on empty lines, those of the line before.",
    "outer indentation", "number", outer_indentation,
)  # fmt: skip


def features_of(language: str) -> dict[str, Feature]:
    """What only a parser of the language knows, by the features' names."""
    comments = {"python": "after # or in a docstring", "java": "after // or between /* and */"}[language]
    made = (
        Feature(
            "comment", "Inside a comment",
            f"Whether the character is part of a comment: {comments}.",
            "inside a comment", "yes-no", partial(comment, language=language),
        ),
        Feature(
            "quotes", "Inside quotes",
            "Whether a quotation is open: a string that is no comment.",
            "inside quotes", "yes-no", partial(quotes, language=language),
        ),
        Feature(
            "brackets", "Bracket depth",
            "How many round, square and curly brackets are open, without those in comments and quotations.",
            "bracket depth", "number", partial(brackets, language=language),
        ),
    )  # fmt: skip
    return {feature.name: feature for feature in made}


CODE: dict[str, dict[str, Feature]] = {language: features_of(language) for language in LEXERS}
