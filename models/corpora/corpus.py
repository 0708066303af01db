"""What a corpus is: documents, and which of them are kept back to measure on."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

HELD_OUT = 0.1  # of the characters, about
FEW = 20  # documents; with fewer the end of the text is held out instead of whole documents
MOST_CHARACTERS = 128  # the largest alphabet; rarer characters are left out
KINDS = ("python", "java", "tweets", "text")  # what can be checked in it, and looked for


@dataclass(frozen=True)
class Document:
    """One file, one tweet, one row: what belongs together and is never split between learning and measuring.

    Attributes:
        name: of the file, or its number.
        text: its characters.
    """

    name: str
    text: str


@dataclass(frozen=True)
class Corpus:
    """Texts to learn from.

    Attributes:
        name: a key in CORPORA, or "text-" and the first 16 hex digits of the SHA-256 of a visitor's own text.
        title: what it is called on screen.
        kind: one of KINDS.
        licence: that of the texts, in a few words.
        documents: in their order; joined, they are the whole text.
        notes: what was recognised, converted or left out on the way, a sentence each.
    """

    name: str
    title: str
    kind: str
    licence: str
    documents: tuple[Document, ...]
    notes: tuple[str, ...] = ()

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each character occurs."""
        counts = Counter()
        for document in self.documents:
            counts.update(document.text)
        return counts

    @cached_property
    def alphabet(self) -> str:
        """Its most frequent characters, at most MOST_CHARACTERS, sorted."""
        return "".join(sorted(character for character, _ in self.counts.most_common(MOST_CHARACTERS)))

    @cached_property
    def parts(self) -> tuple[str, str]:
        """What is learned and what is held out, each one text of characters in the alphabet.

        Whole documents are held out, chosen by a hash of their names, so that a document stays on its side
        when others come or go. Of few documents it is the last tenth of the text.
        """
        held = [is_held_out(document.name) for document in self.documents]
        if len(self.documents) < FEW or not any(held) or all(held):
            whole = self.only_known(document.text for document in self.documents)
            cut = round(len(whole) * (1 - HELD_OUT))
            return whole[:cut], whole[cut:]
        learned, kept = (
            self.only_known(d.text for d, h in zip(self.documents, held, strict=True) if h is side)
            for side in (False, True)
        )
        return learned, kept

    def only_known(self, texts: Iterable[str]) -> str:
        """The texts one after the other, without the characters that are not in the alphabet."""
        whole, unknown = "".join(texts), self.counts.keys() - set(self.alphabet)
        return re.sub(f"[{re.escape(''.join(unknown))}]", "", whole) if unknown else whole

    @cached_property
    def sha256(self) -> str:
        """Of the two parts: the same corpus on another machine has the same one."""
        return hashlib.sha256("\0".join(self.parts).encode("utf-8", "surrogatepass")).hexdigest()


def is_held_out(name: str) -> bool:
    """Whether a document of this name is held out: one in ten, the same on every machine."""
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:8]) % 10 == 0
