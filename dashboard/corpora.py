"""The texts that there are to train on: those of CORPORA, and the visitors' own."""

from dataclasses import replace
from functools import lru_cache

from dashboard import context
from dashboard.store.texts import OWN, OwnText, Texts
from models.corpora import CORPORA
from models.corpora.corpus import Corpus
from models.corpora.own import from_bytes, from_text
from models.corpora.preview import preview
from models.text.config import TextConfig
from models.text.fitting import check_fit

GONE = "this text is no longer here: its room was needed for newer ones; bring it once more"


UNKNOWN = f"choose a text to learn: one of {', '.join(CORPORA)}, or one of your own"


def own_text(name: object) -> OwnText | None:
    """The visitor's own text of this name; a browser may send anything at all."""
    from dashboard.access import seen_text  # not in jobs, which know nothing of the web

    return seen_text(name)


def title_of(name: str) -> str:
    """What a text is called on screen, also where it is gone."""
    if name in CORPORA:
        return CORPORA[name].title
    own = own_text(name)
    return own.filename if own else "a text of one's own"


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


@lru_cache(maxsize=3)
def opened(name: str, headers: bool) -> Corpus:
    """The same in the web process, which remembers the last few."""
    return read_corpus(context.texts(), name, headers)


def check_name(name: object) -> None:
    """Raise ValueError, in one sentence, where there is no text of this name."""
    if not (isinstance(name, str) and name in CORPORA) and own_text(name) is None:
        raise ValueError(GONE if isinstance(name, str) and name.startswith(OWN) else UNKNOWN)


@lru_cache(maxsize=16)
def counted(name: str, headers: bool) -> dict:
    """What the text holds, in numbers."""
    return preview(opened(name, headers))


def check(config: TextConfig) -> None:
    """Raise ValueError, in one sentence, for a training that its text is not there or too short for."""
    check_name(config.corpus)
    check_fit(config, opened(config.corpus, config.headers))


def parsed(data: bytes, filename: str, pasted: bool, headers: bool) -> Corpus:
    """What a visitor brought, as a corpus. Raises ValueError, in one sentence, for what is none."""
    if not pasted:
        return from_bytes(data, filename, headers)
    try:
        return from_text(data.decode())
    except UnicodeDecodeError as error:
        raise ValueError("the pasted text is not in UTF-8; send it as a file") from error
