"""Which kind of text it is, by its name and by what it looks like."""

import re
from pathlib import PurePosixPath

ENDINGS = {".py": "python", ".pyi": "python", ".java": "java"}
SAMPLE = 100_000  # characters that are looked at

PYTHON = re.compile(
    r"(?:def|class) \w+.*:$|(?:el)?if .+:$|else:$|try:$|except\b.*:$|for .+ in .+:$|while .+:$|with .+:$"
    r"|import \w|from [\w.]+ import |return\b|self\.\w|@\w+|\w+ = "
)
PYTHON_SURE = re.compile(r"^\s*(?:def \w+\(.*|class \w+.*:|import \w+|from [\w.]+ import )", re.MULTILINE)
JAVA = re.compile(r".*[;{}]$|\*|//|/\*|@\w+")
JAVA_SURE = re.compile(
    r"^\s*(?:package [\w.]+;|import [\w.*]+;|(?:public |final |abstract )*class \w+)", re.M
)
TWEET = re.compile(r"(?<!\w)[#@]\w|https?://")
LONGEST_TWEET = 300  # characters; a little more than a tweet has, for links that were spelled out


def kind_of(text: str, name: str = "") -> str:
    """One of KINDS.

    Args:
        text: what it is.
        name: of its file; an ending of source code decides.
    """
    ending = PurePosixPath(name).suffix.lower()
    if ending in ENDINGS:
        return ENDINGS[ending]
    lines = [line.strip() for line in text[:SAMPLE].splitlines() if line.strip()]
    if not lines:
        return "text"

    def share(pattern: re.Pattern[str]) -> float:
        return sum(pattern.match(line) is not None for line in lines) / len(lines)

    if PYTHON_SURE.search(text[:SAMPLE]) and share(PYTHON) > 0.3:
        return "python"
    if JAVA_SURE.search(text[:SAMPLE]) and share(JAVA) > 0.5:
        return "java"
    short = sum(len(line) <= LONGEST_TWEET for line in lines) / len(lines)
    marked = sum(TWEET.search(line) is not None for line in lines) / len(lines)
    return "tweets" if short > 0.95 and marked > 0.2 else "text"
