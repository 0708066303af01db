"""The long texts that a network can read: what is held out of its corpus, what it wrote, a visitor's own."""

from dataclasses import dataclass
from functools import lru_cache

from dashboard import context, textruns
from dashboard.access import seen_text
from dashboard.corpora import read_corpus
from dashboard.guard.visitor import visitor
from dashboard.networks import NotThereError
from dashboard.store.texts import OWN
from models.text.run import TextRun

LONGEST = 20_000  # characters that a visitor may bring
SHOWN = 10_000  # of what is held out
HELD, SAMPLE = "held", "sample"
WITHOUT_NETWORK = ("stdlib", "torch", "tweets")  # corpora that every machine has
FILENAME = "passage"  # a name without an ending: the text is read as it is


@dataclass(frozen=True)
class Passage:
    """A text to read.

    Attributes:
        text: its characters, all known to the network.
        note: where it comes from, in a sentence or two.
    """

    text: str
    note: str


def offered(run: TextRun, shown: str = "") -> dict[str, str]:
    """What this run's networks can read: id -> what it is called. `shown` may be a visitor's own text."""
    found = {}
    if run.learned.name in WITHOUT_NETWORK or seen_text(run.learned.name):
        found[HELD] = "held out from what it learned"
    if run.sample:
        found[SAMPLE] = "what the network wrote"
    if shown.startswith(OWN) and seen_text(shown):
        found[shown] = "your own text"
    return found


def check_offered(run: TextRun, name: str) -> None:
    """Raise NotThereError for a text that this visitor cannot read with this run."""
    if name not in offered(run, name):
        raise NotThereError(f"there is no text {name[:40]!r} here to read; choose another one")


def passage(source: str, name: str) -> Passage:
    """The text of this name for this run.

    Raises:
        NotThereError: where there is no such run or text (any more).
        ValueError: for a text that the run's networks cannot read.
    """
    run = textruns.text_run(source)
    check_offered(run, name)
    if name == SAMPLE:
        return Passage(
            run.sample[:LONGEST], f"Written by a network of this run, which learned from {about(run)}."
        )
    if name == HELD:
        return held_out(run)
    text = own_text(name)
    check(text, run.alphabet)
    return Passage(text, "A text of your own.")


def own_text(name: str) -> str:
    """What a visitor has brought, as text."""
    data = context.texts().data(name)
    if data is None:
        raise NotThereError("this text is no longer here; bring it once more")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise ValueError("this file is not plain text in UTF-8; paste the text that is to be read") from error


def about(run: TextRun) -> str:
    return f"{run.learned.title} ({run.learned.licence})"


def held_out(run: TextRun) -> Passage:
    """The beginning of what is held out, as this machine has it."""
    text, sha256 = held_out_text(run.learned.name, run.config.headers)
    known = set(run.alphabet)
    shown = "".join(character for character in text if character in known)[:SHOWN]
    if not shown:
        raise ValueError("of what is held out the network knows no character; choose another text")
    note = f"Held out: no network of this run has learned from it. From {about(run)}."
    if sha256 != run.learned.sha256:
        note = (
            f"From {about(run)}, as it is on this machine: not the very text that the network learned from, "
            "so it may have seen parts of this."
        )
    return Passage(shown, note)


@lru_cache(maxsize=8)
def held_out_text(name: str, headers: bool) -> tuple[str, str]:
    """The beginning of what is held out of a corpus, and the SHA-256 of the whole, which is not kept."""
    corpus = read_corpus(context.texts(), name, headers)
    return corpus.parts[1][:LONGEST], corpus.sha256


def check(text: str, alphabet: str) -> None:
    """Raise ValueError, in one sentence, for a text that cannot be read."""
    if not text:
        raise ValueError("type or paste at least one character")
    if len(text) > LONGEST:
        raise ValueError(f"the text has {len(text):,} characters; at most {LONGEST:,} can be read")
    known = set(alphabet)
    unknown = [(place, character) for place, character in enumerate(text, 1) if character not in known]
    if unknown:
        place, first = unknown[0]
        raise UnknownCharacterError(
            f"the network has never seen {spelled(first)}, character {place:,} of the text"
            + (f", and {len(unknown) - 1:,} further ones are unknown to it" if unknown[1:] else "")
        )


class UnknownCharacterError(ValueError):
    """A text has characters that the network does not know: it could be read without them."""


def spelled(character: str) -> str:
    """A character so that it can be seen, whatever it is."""
    return (
        f"“{character}”" if character.isprintable() and not character.isspace() else f"U+{ord(character):04X}"
    )


def add(source: str, text: str, leave_out: bool = False) -> str:
    """Keep a visitor's text for a run to read, and return its name.

    Args:
        source: the run.
        text: what was pasted; line ends of any kind become newlines.
        leave_out: drop the characters that the run's networks do not know.

    Raises:
        NotThereError: where there is no such run.
        ValueError: for a text that cannot be read; UnknownCharacterError where it could in part.
    """
    alphabet = textruns.text_run(source).alphabet
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if leave_out:
        known = set(alphabet)
        kept = "".join(character for character in text if character in known)
        if text and not kept:
            raise ValueError("the network knows none of these characters")
        text = kept
    check(text, alphabet)
    return context.texts().add(text.encode(), FILENAME, pasted=True, owner=visitor())


def forget() -> None:
    """Drop everything that is remembered; for tests."""
    held_out_text.cache_clear()
