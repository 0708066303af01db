"""What a built-in corpus is before it is read."""

from collections.abc import Callable
from dataclasses import dataclass

from models.corpora.corpus import Corpus, Document

Read = Callable[[bool], tuple[tuple[Document, ...], tuple[str, ...]]]


@dataclass(frozen=True)
class Source:
    """A corpus that is had without an upload; `load` reads it.

    Attributes:
        name: its key in CORPORA.
        title: what it is called on screen.
        about: what it holds, in one sentence.
        kind: one of KINDS.
        licence: that of the texts, in a few words.
        read: the documents and the notes, given whether licence headers stay.
    """

    name: str
    title: str
    about: str
    kind: str
    licence: str
    read: Read

    def load(self, headers: bool = False) -> Corpus:
        """Read it.

        Args:
            headers: whether comments about a licence at the top of a file stay.

        Raises:
            ValueError: where it cannot be had here; one sentence says why, and what to do.
        """
        documents, notes = self.read(headers)
        return Corpus(self.name, self.title, self.kind, self.licence, documents, notes)
