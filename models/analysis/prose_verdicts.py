"""Whether tweets and other texts are well formed, as far as that can be seen from their signs.

Every function takes what was written and returns a share from 0 to 1, or None where nothing can be judged.
"""

import re

from models.analysis.code_verdicts import closings, share

LONGEST = 280  # characters of a tweet
BEFORE, LIKE_A_LINK = "\"'([“", ("http", "www.")  # what may stand before a link, and what begins one
LINK = re.compile(r"""https?://(?:[\w-]+\.)+[A-Za-z]{2,}(?:/[\w./?=&%#+~-]*)?[)"'”.,!?;:]*""")
HASHTAG = re.compile(r"(?<![\w#@])#(?=\w*[^\W\d_])\w+")
MENTION = re.compile(r"(?<![\w#@])@[A-Za-z0-9_]+(?![\w@])")


def written_lines(text: str) -> list[str]:
    """Its lines that are not blank, without the last where that breaks off; one alone counts all the same."""
    *whole, rest = text.split("\n")
    return [line for line in whole if line.strip()] or [line for line in [rest] if line.strip()]


def length(text: str) -> float | None:
    return share([len(line) <= LONGEST for line in written_lines(text)])


def like_a_link(word: str) -> bool:
    """Whether a word is meant as an address."""
    return "://" in word or word.lstrip(BEFORE).startswith(LIKE_A_LINK)


def links(text: str) -> float | None:
    found = [word.lstrip(BEFORE) for line in written_lines(text) for word in line.split()]
    found = [word for word in found if like_a_link(word)]
    return share([len(word) <= LONGEST and LINK.fullmatch(word) is not None for word in found])


def signs(text: str, sign: str, well_formed: re.Pattern[str]) -> float | None:
    """Of all these signs outside links, how many begin what is well formed."""
    rest = [word for line in written_lines(text) for word in line.split() if not like_a_link(word)]
    judged = sum(word.count(sign) for word in rest)
    return sum(len(well_formed.findall(word)) for word in rest) / judged if judged else None


def hashtags(text: str) -> float | None:
    return signs(text, "#", HASHTAG)


def mentions(text: str) -> float | None:
    return signs(text, "@", MENTION)


def quotations(text: str) -> float | None:
    """Lines in which double quotation marks come in pairs, of those that have any."""
    quoted = [line for line in written_lines(text) if any(mark in line for mark in '"“”')]
    return share([line.count('"') % 2 == 0 and line.count("“") == line.count("”") for line in quoted])


def brackets(text: str) -> float | None:
    return share(list(closings(text)))
