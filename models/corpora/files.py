"""Source files that are installed on this machine, as documents."""

import hashlib
import os
from collections.abc import Collection
from pathlib import Path

from models.corpora.cleaning import clean, ended
from models.corpora.corpus import Document
from models.corpora.headers import without_header

MOST = 5_000_000  # characters of a built-in corpus; more than a laptop reads in one training


def paths_below(root: Path, ending: str, without: Collection[str] = ()) -> list[str]:
    """The paths, relative to the root and with slashes, of all files of that ending, sorted.

    Args:
        root: the folder.
        ending: of the files' names, ".py".
        without: names of folders that are left out, wherever they are.
    """
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in without and not name.startswith(".")]
        below = Path(folder).relative_to(root)
        found += [(below / name).as_posix() for name in names if name.endswith(ending)]
    return sorted(found)


def read_sources(root: Path, paths: Collection[str], headers: bool, most: int = MOST) -> tuple[Document, ...]:
    """Source files as documents, in the order of their paths, at most about `most` characters.

    Of more, files are taken in the order of a hash of their names until there are enough: a choice from
    everywhere, and much the same in the next version of the same sources.

    Args:
        root: the folder.
        paths: relative to it; they become the documents' names.
        headers: whether comments about a licence at the top of a file stay.
        most: how many characters are enough.
    """
    chosen, size = [], 0
    for path in sorted(paths, key=lambda path: hashlib.sha256(path.encode()).digest()):
        if size >= most:
            break
        text, _ = clean((root / path).read_bytes().decode("utf-8", "ignore"))
        text = text if headers else without_header(text)
        if text.strip():
            chosen.append(Document(path, ended(text)))
            size += len(text)
    return tuple(sorted(chosen, key=lambda document: document.name))


def not_all(documents: Collection[Document], paths: Collection[str]) -> tuple[str, ...]:
    """The note that says how many files were read, where that is not all of them."""
    if sum(len(document.text) for document in documents) < MOST:
        return ()
    chosen = f"{len(documents)} of {len(paths)} files, chosen by a hash of their names"
    return (f"{chosen}: about {MOST:,} characters.",)
