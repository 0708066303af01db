"""What a corpus holds, in numbers, before anything is trained on it."""

from typing import Any

from models.corpora.corpus import Corpus

EXCERPT = 600  # characters from its beginning
MOST_FREQUENT = 12


def preview(corpus: Corpus) -> dict[str, Any]:
    """Counts and an excerpt, as JSON can hold them.

    Args:
        corpus: what is looked at.

    Returns:
        name, title, kind, licence, notes and excerpt; how many documents, characters, lines and distinct
        characters it has, and how many of these are in its alphabet; learned and held_out, in characters;
        left_out: how many characters are not in the alphabet; frequent: the most frequent characters, each
        with its share; longest_line, in characters.
    """
    counts, (learned, held_out) = corpus.counts, corpus.parts
    lines = longest = 0
    for document in corpus.documents:
        within = document.text.split("\n")
        lines += len(within) - (within[-1] == "")
        longest = max(longest, max(map(len, within)))
    return {
        "name": corpus.name,
        "title": corpus.title,
        "kind": corpus.kind,
        "licence": corpus.licence,
        "documents": len(corpus.documents),
        "characters": counts.total(),
        "lines": lines,
        "distinct": len(counts),
        "alphabet": len(corpus.alphabet),
        "learned": len(learned),
        "held_out": len(held_out),
        "left_out": counts.total() - len(learned) - len(held_out),
        "frequent": [[each, count / counts.total()] for each, count in counts.most_common(MOST_FREQUENT)],
        "longest_line": longest,
        "notes": list(corpus.notes),
        "excerpt": excerpt(corpus),
    }


def excerpt(corpus: Corpus) -> str:
    """Its first characters, over as many documents as it takes."""
    found = ""
    for document in corpus.documents:
        found += document.text[: EXCERPT - len(found)]
        if len(found) >= EXCERPT:
            break
    return found
