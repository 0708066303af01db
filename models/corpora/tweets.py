"""Made-up tweets: the same on every machine, and with labels that are known and not guessed."""

import re
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from models.corpora.corpus import Document
from models.corpora.source import Source
from models.corpora.tweet_grammar import CLOSING, OPENING, Author
from models.corpora.tweet_labels import NAMES, labels, on

COUNT, SEED = 40_000, 0  # of the corpus
LONGEST = 280  # characters of a tweet

BRACKET = re.compile(f"([{''.join(OPENING.values())}{CLOSING}])")
LABEL = {opening: label for label, opening in OPENING.items()}


@dataclass(frozen=True)
class Tweet:
    """One tweet, without a newline.

    Attributes:
        text: its characters.
        spans: (label, from, to) of what was marked while it was written.
    """

    text: str
    spans: tuple[tuple[str, int, int], ...]

    @property
    def labels(self) -> dict[str, list[bool]]:
        """For each of NAMES and each character whether it has that label, as it was written."""
        found = {
            name: on([(a, b) for label, a, b in self.spans if label == name], len(self.text))
            for name in NAMES
        }
        return {**found, "capital": [character.isupper() for character in self.text]}


def tweets(count: int, seed: int = SEED) -> list[Tweet]:
    """Made-up tweets; the first ones of a longer list are those of a shorter one."""
    random = Random(seed)
    found = []
    while len(found) < count:
        tweet = read(write(Author(random)))
        if len(tweet.text) <= LONGEST:
            found.append(tweet)
    return found


def write(author: Author) -> str:
    """One tweet with its marks: what is said, and then its links and hashtags."""
    chance = author.random()
    if chance < 0.1:
        text = f"RT {author.mention()}: {author.sentence()}"
    elif chance < 0.25:
        text = f"{author.mention()} {author.sentence()}"
    elif chance < 0.45:
        text = author.quotation()
    elif chance < 0.53:
        text = f"{author.shout()} {author.sentence()}"
    elif chance < 0.6:
        text = f"{author.sentence()} {author.shout()}"
    else:
        text = author.sentence()
    if author.random() < 0.2:
        text += f" {author.remark() if author.random() < 0.6 else author.sentence()}"
    if author.random() < 0.12:
        text += f" {author.pick(('Thanks', 'via', 'cc'))} {author.mention()}"
    if author.random() < 0.3:
        text += f" {author.link()}"
    chance = author.random()
    tags = [author.hashtag() for _ in range((chance < 0.5) + (chance < 0.25) + (chance < 0.1))]
    return " ".join([text, *dict.fromkeys(tags)])


def read(marked: str) -> Tweet:
    """The text of a tweet apart from its marks; marks may lie within each other."""
    parts, opened, spans, place = [], [], [], 0
    for part in BRACKET.split(marked):
        if part in LABEL:
            opened.append((LABEL[part], place))
        elif part == CLOSING:
            spans.append((*opened.pop(), place))
        else:
            parts.append(part)
            place += len(part)
    return Tweet("".join(parts), tuple(spans))


@lru_cache(maxsize=1)
def documents() -> tuple[Document, ...]:
    """The tweets of the corpus, one a line."""
    return tuple(Document(str(number), tweet.text + "\n") for number, tweet in enumerate(tweets(COUNT, SEED)))


SOURCE = Source(
    "tweets",
    "Made-up tweets",
    "Tweets from a grammar, with hashtags, links, mentions, quotations and names; nobody wrote them.",
    "tweets",
    "MIT, as Gatescope itself",
    lambda headers: (documents(), (f"{COUNT:,} tweets from seed {SEED}, the same on every machine.",)),
)

__all__ = ["COUNT", "NAMES", "SEED", "SOURCE", "Tweet", "labels", "tweets"]
