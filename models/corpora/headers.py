"""The licence at the top of a source file, kept or left out."""

import re
from pathlib import PurePosixPath

# What a comment at the top of a file is in: elsewhere, as in Markdown, # begins a heading.
COMMENTED = (
    ".py", ".pyi", ".java", ".c", ".h", ".cc", ".cpp", ".hpp", ".cs", ".go", ".js", ".kt", ".rs", ".scala",
    ".sh", ".swift", ".ts",
)  # fmt: skip

FIRST_LINES = re.compile(r"\ufeff?(?:#!.*\n)?(?:#.*coding[:=].*\n)?")
COMMENT = re.compile(r"\s*(?:/\*.*?\*/[ \t]*\n?|(?:[ \t]*(?:#|//)[^\n]*(?:\n|\Z))+)", re.DOTALL)
MOST_COMMENTS = 20  # at a file's top are looked at
LICENCE = re.compile("licen[cs]e|copyright", re.IGNORECASE)


def without_header(source: str) -> str:
    """A source text without those comments at its top that speak of a licence or a copyright.

    The lines that must be first, #! and the coding, stay, as do other comments before and after.
    """
    first = FIRST_LINES.match(source).group()
    kept, place = "", len(first)
    for _ in range(MOST_COMMENTS):
        comment = COMMENT.match(source, place)
        if not comment:
            break
        if LICENCE.search(comment.group()):
            kept = kept.rstrip("\n") + "\n" if kept.strip() else ""
        else:
            kept += comment.group()
        place = comment.end()
    if len(first) + len(kept) == place:
        return source
    rest = source[place:].lstrip("\r\n")
    return first + kept + ("\n" if kept and rest else "") + rest


def has_comments(name: str) -> bool:
    """Whether a file of this name can have such a header."""
    return PurePosixPath(name).suffix.lower() in COMMENTED
