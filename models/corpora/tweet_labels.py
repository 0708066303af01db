"""What is what in tweets: found from their text alone, and exact for those that are made up here."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from models.corpora.tweet_words import ADVERBS, AFTER_NOT, CITIES, DAYS, FIRST, LAST, TOPICS

NAMES = ("hashtag", "url", "mention", "quotation", "capital", "proper_noun", "auxiliary")

Span = tuple[int, int]  # from, to

TOKEN = re.compile(
    r"""(?P<url>(?:https?://|www\.)[^\s"<>]*[\w/])
    |(?P<hashtag>(?<!\w)\#\w*[^\W\d]\w*)
    |(?P<mention>(?<![\w.])@\w+)""",
    re.VERBOSE,
)
QUOTATION = re.compile('["“](?P<inside>[^"“”\n]*)["”]?')


def either(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


KNOWN = re.compile(
    rf"\b(?:{either(chain(CITIES, DAYS, *(topic.names for topic in TOPICS)))}"
    rf"|(?:{either(FIRST)})(?: (?:{either(LAST)}))?|(?:{either(LAST)}))\b"
)
# A word that begins with one capital; I and ALL CAPS do not.
CAPITALIZED = re.compile(r"(?<!\w)[^\W\d_a-z](?=[a-zß-öø-ÿ])[^\W\d_]+")
BEFORE_SENTENCE = re.compile(r'(?:^|[.!?…:"“(\n-])\s*$')
LOOKED_BACK = 4  # characters, for what ends a sentence

SOMEHOW = rf"(?: (?:not|{either(ADVERBS + AFTER_NOT)}))?"
AUXILIARY = re.compile(
    rf"\b(?:can|could|may|might|must|shall|should|will|would)(?:n't|not)?{SOMEHOW} (?:be|have been)\b"
    rf"|\b(?:can't|won't){SOMEHOW} (?:be|have been)\b"
    rf"|\b(?:has|have|had)(?:n't)?{SOMEHOW} been\b"
    rf"|\b(?:am|is|are|was|were)(?:n't)?{SOMEHOW} being\b"
    rf"|(?<=\w)'(?:ll|d){SOMEHOW} (?:be|have been)\b|(?<=\w)'(?:ve|s){SOMEHOW} been\b",
    re.IGNORECASE,
)


def labels(text: str) -> dict[str, list[bool]]:
    """What the characters of a text of tweets, one a line, belong to.

    hashtag, url, mention: with #, https:// and @. quotation: from the opening quote to before the closing
    one, at most to the end of the line. capital: a capital letter. proper_noun: a name, with the small words
    and spaces within it. auxiliary: an auxiliary verb with a form of "to be", as in will never be.

    In made-up tweets the labels are those that they were made with. Elsewhere, as in what a network writes, a
    word with a capital within a sentence is a name too.

    Args:
        text: T characters.

    Returns:
        For each of NAMES, T values.
    """
    spans: dict[str, list[Span]] = {name: [] for name in NAMES}
    for match in TOKEN.finditer(text):
        spans[match.lastgroup].append(match.span())
    tokens = on(chain(spans["url"], spans["hashtag"], spans["mention"]), len(text))
    spans["quotation"] = [(match.start(), match.end("inside")) for match in QUOTATION.finditer(text)]
    spans["proper_noun"] = list(proper_nouns(text, tokens))
    spans["auxiliary"] = [match.span() for match in AUXILIARY.finditer(text) if not tokens[match.start()]]
    found = {name: on(some, len(text)) for name, some in spans.items()}
    return {**found, "capital": [character.isupper() for character in text]}


def on(spans: Iterable[Span], length: int) -> list[bool]:
    """For each of `length` characters whether it is inside one of the spans."""
    values = [False] * length
    for start, end in spans:
        values[start:end] = [True] * (end - start)
    return values


def proper_nouns(text: str, tokens: list[bool]) -> Iterator[Span]:
    """Known names, and words within a sentence that have a capital; next to each other they are one name."""
    known = [match.span() for match in KNOWN.finditer(text) if not tokens[match.start()]]
    yield from known
    named = on(known, len(text))
    for match in CAPITALIZED.finditer(text):
        start, end = match.span()
        if named[start] or tokens[start]:
            continue
        after_name = start > 1 and text[start - 1] == " " and named[start - 2]
        if after_name or not begins_sentence(text, start, tokens):
            named[start:end] = [True] * (end - start)
            yield (start - after_name, end)


def begins_sentence(text: str, start: int, tokens: list[bool]) -> bool:
    """Whether a word at this place may have its capital from its place: also after a link or a hashtag."""
    before = text[max(0, start - LOOKED_BACK) : start]
    end = start - len(before) + len(before.rstrip(" "))
    return end == 0 or tokens[end - 1] or BEFORE_SENTENCE.search(before) is not None
