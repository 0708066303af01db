"""Source files as one long text of known characters."""

import re
from collections.abc import Sequence
from pathlib import Path

# What source code is written in: tab, newline and the printable characters of ASCII.
ALPHABET = "\t\n" + "".join(map(chr, range(32, 127)))
HELD_OUT = 0.05  # the share at a text's end that is kept from training

BLOCK_COMMENT, LINE_COMMENTS = r"/\*.*?\*/", r"(?:(?:#|//)[^\n]*\n)+"
FIRST_COMMENT = re.compile(rf"\s*(?:{BLOCK_COMMENT}|{LINE_COMMENTS})\s*", re.DOTALL)
LICENCE = re.compile("licen[cs]e|copyright", re.IGNORECASE)


def without_header(source: str) -> str:
    """A source text without the comment at its top, if that speaks of a licence or a copyright."""
    comment = FIRST_COMMENT.match(source)
    return source[comment.end() :] if comment and LICENCE.search(comment[0]) else source


def read_sources(folders: Sequence[str], ending: str, alphabet: str = ALPHABET, headers: bool = True) -> str:
    """All source files in these folders as one text, in the order of their paths.

    Args:
        folders: searched with all the folders inside them.
        ending: of the names of the files, ".java".
        alphabet: every other character is left out, as are bytes that are not UTF-8.
        headers: whether comments about the licence at the top of a file stay.

    Raises:
        ValueError: where there is nothing to read.
    """
    texts = []
    for folder in map(Path, folders):
        paths = sorted(path for path in folder.rglob(f"*{ending}") if path.is_file())
        if not paths:
            raise ValueError(f"no file in {str(folder)!r} ends in {ending!r}; name a folder that has some")
        texts += [path.read_text(encoding="utf-8", errors="ignore") for path in paths]
    if not headers:
        texts = [without_header(text) for text in texts]
    known = set(alphabet)
    return "".join(character for text in texts for character in text if character in known)


def split(text: str) -> tuple[str, str]:
    """What is trained on, and the last part, which is only measured on."""
    cut = round(len(text) * (1 - HELD_OUT))
    return text[:cut], text[cut:]
