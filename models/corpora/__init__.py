"""Texts to learn from. A new one is one file here and one line in CORPORA."""

from pathlib import Path

from models.corpora import commons_lang, own, stdlib, torch_sources, tweets
from models.corpora.corpus import Corpus, Document
from models.corpora.source import Source

CORPORA: dict[str, Source] = {
    "stdlib": stdlib.SOURCE,
    "torch": torch_sources.SOURCE,
    "tweets": tweets.SOURCE,
    "java": commons_lang.SOURCE,
}


def open_corpus(name_or_path: str, headers: bool = False) -> Corpus:
    """A corpus by its name in CORPORA, else of a file, a zip or a folder on this machine.

    Args:
        name_or_path: a folder that is called as a corpus is can be given as ./stdlib.
        headers: whether comments about a licence at the top of source files stay.

    Raises:
        ValueError: one sentence says what is wrong and what would be right.
    """
    if name_or_path in CORPORA:
        return CORPORA[name_or_path].load(headers)
    if not exists(name_or_path):
        raise ValueError(
            f"unknown corpus {name_or_path!r}; choose from {', '.join(CORPORA)}, or give the path of a text, "
            "a table, a zip of sources or a folder"
        )
    return own.from_path(name_or_path, headers)


def exists(path: str) -> bool:
    try:
        return bool(path) and Path(path).exists()
    except (OSError, ValueError):  # too long for a path, or with a null byte
        return False


__all__ = ["CORPORA", "Corpus", "Document", "Source", "open_corpus"]
