"""The texts that there are to train on: those of CORPORA, and the visitors' own."""

from dataclasses import replace

from dashboard.texts import Texts
from models.corpora import CORPORA
from models.corpora.corpus import Corpus
from models.corpora.own import from_bytes, from_text

GONE = "this text is no longer here: its room was needed for newer ones; bring it once more"


def is_there(texts: Texts, name: object) -> bool:
    """Whether there is a text of this name."""
    return isinstance(name, str) and (name in CORPORA or (name.isprintable() and bool(texts.about(name))))


def read_corpus(texts: Texts, name: str, headers: bool) -> Corpus:
    """The text of this name, ready to learn from.

    Raises:
        ValueError: where it is gone or cannot be read, in one sentence.
    """
    if name in CORPORA:
        return CORPORA[name].load(headers)
    about, data = texts.about(name), texts.data(name)
    if about is None or data is None:
        raise ValueError(GONE)
    return replace(parsed(data, about.filename, about.pasted, headers), name=name)


def parsed(data: bytes, filename: str, pasted: bool, headers: bool) -> Corpus:
    """What a visitor brought, as a corpus. Raises ValueError, in one sentence, for what is none."""
    return from_text(data.decode()) if pasted else from_bytes(data, filename, headers)
