"""What a neuron may follow in prose, tweets among it: to be inside something, or how far inside."""

import re
from collections.abc import Callable
from functools import lru_cache

from models.analysis.feature import ALL, Feature, Reading, everywhere
from models.corpora import tweet_labels

TOKENS = {"hashtag": "#", "mention": "@", "url": ""}  # and the character that begins each, where it is one
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

labels = lru_cache(maxsize=8)(tweet_labels.labels)  # which many features ask for


def marked(name: str) -> Callable[[str], Reading]:
    """Reads whether the label of this name is on."""
    return lambda text: everywhere(labels(text)[name])


def placed(name: str) -> Callable[[str], Reading]:
    """Reads how many characters of the hashtag, the mention or the web address have been read; only there."""

    def read(text: str) -> Reading:
        count, reading = 0, []
        for character, on in zip(text, labels(text)[name], strict=True):
            count = 0 if not on else 1 if character == TOKENS[name] else count + 1
            reading.append((ALL, float(count)) if on else None)
        return reading

    return read


def among_capitals(text: str) -> Reading:
    found, reading = labels(text), [None] * len(text)
    for word in WORD.finditer(text):
        start, end = word.span()
        if text[start].isupper() and not any(found[token][start] for token in TOKENS):
            reading[start:end] = [(ALL, float(on)) for on in found["proper_noun"][start:end]]
    return reading


PROSE: dict[str, Feature] = {
    "hashtag": Feature(
        "hashtag", "Inside a hashtag", "Whether the character is part of a hashtag.",
        "inside a hashtag", "yes-no", marked("hashtag"),
    ),
    "hashtag_position": Feature(
        "hashtag_position", "Position in a hashtag",
        "How many characters of the hashtag have been read, in hashtags only.",
        "position in a hashtag", "number", placed("hashtag"),
    ),
    "url": Feature(
        "url", "Inside a URL", "Whether the character is part of a web address.",
        "inside a URL", "yes-no", marked("url"),
    ),
    "url_position": Feature(
        "url_position", "Position in a URL",
        "How many characters of the web address have been read, in web addresses only.",
        "position in a URL", "number", placed("url"),
    ),
    "mention": Feature(
        "mention", "Inside a mention", "Whether the character is part of a mention, as in @name.",
        "inside a mention", "yes-no", marked("mention"),
    ),
    "mention_position": Feature(
        "mention_position", "Position in a mention",
        "How many characters of the mention have been read, in mentions only.",
        "position in a mention", "number", placed("mention"),
    ),
    "quotes": Feature(
        "quotes", "Inside quotes", "Whether a quotation in double quotes is open on this line.",
        "inside quotes", "yes-no", marked("quotation"),
    ),
    "proper_noun": Feature(
        "proper_noun", "Proper noun",
        "Whether the character is part of a name: exact in made-up tweets, elsewhere told by the capital.",
        "proper nouns", "yes-no", marked("proper_noun"),
    ),
    "proper_capital": Feature(
        "proper_capital", "Proper noun, not just a capital",
        "Whether a word with a capital is a name; only in such words, and in no hashtag, mention or URL.",
        "proper nouns among capitals", "yes-no", among_capitals,
    ),
    "auxiliary": Feature(
        "auxiliary", "Auxiliary and “to be”",
        "Whether the character is part of an auxiliary verb with a form of “to be”, as in will be.",
        "auxiliary + to be", "yes-no", marked("auxiliary"),
    ),
}  # fmt: skip
