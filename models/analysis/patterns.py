"""Features that a user makes: inside any word of a list, inside a match of a regular expression."""

import re
from collections.abc import Sequence

import re2

from models.analysis.feature import Feature, inside

LONGEST_PATTERN = 200  # characters of a regular expression
MOST_WORDS = 100

SILENT = re2.Options()
SILENT.log_errors = False  # errors are raised; without this they are printed too


def words_feature(words: Sequence[str]) -> Feature:
    """Whether the character belongs to one of these words, which stand alone and are written the same.

    Raises:
        ValueError: for no word, or for too many.
    """
    chosen = [word.strip() for word in words if word.strip()]
    if not 1 <= len(chosen) <= MOST_WORDS:
        raise ValueError(f"give from 1 to {MOST_WORDS} words, with commas between")
    longest_first = sorted(chosen, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    named = ", ".join(chosen)
    short = named if len(chosen) < 4 else f"{', '.join(chosen[:3])} …"
    return Feature(
        "words",
        "Words",
        f"Whether the character belongs to one of the words {named}.",
        f"inside {short}",
        "yes-no",
        lambda text: inside((match.span() for match in pattern.finditer(text)), len(text)),
    )


def regex_feature(pattern: str) -> Feature:
    """Whether the character belongs to a match of the regular expression.

    The syntax is that of RE2, which has no lookaround and no backreferences, and therefore needs time in
    proportion to the text for every pattern: Cox (2007), Regular expression matching can be simple and fast.

    Raises:
        ValueError: for a pattern that is empty, too long or no regular expression.
    """
    if not 1 <= len(pattern) <= LONGEST_PATTERN:
        raise ValueError(f"give a regular expression of 1 to {LONGEST_PATTERN} characters")
    try:
        compiled = re2.compile(pattern, SILENT)
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else error
        raise ValueError(
            f"{pattern!r} is not a regular expression in RE2's syntax, without lookaround ({reason})"
        ) from None
    return Feature(
        "regex",
        "Regular expression",
        f"Whether the character belongs to a match of {pattern}.",
        f"inside {pattern}",
        "yes-no",
        lambda text: inside((match.span() for match in compiled.finditer(text)), len(text)),
    )
