"""Checks of JSON that may be anyone's: each returns what it was given, or raises ValueError."""

import json
from collections.abc import Callable
from math import isfinite
from typing import Any, TypeVar

LONGEST_LINE = 300  # characters
LONGEST_TEXT = 100_000
LONGEST_PLAIN = 4 * 2**20  # characters of JSON
MOST_NAMES = 100
DEEPEST = 12  # tables within tables
LARGEST_NUMBER = 2**53

Kind = TypeVar("Kind")


def a_text(value: Any) -> str:
    """A text that can be sent as UTF-8."""
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise ValueError(f"a text is expected, of at most {LONGEST_TEXT} characters")
    value.encode()
    return value


def a_line(value: Any) -> str:
    """A few words."""
    if not a_text(value).isprintable() or len(value) > LONGEST_LINE:
        raise ValueError(f"a line is expected, of at most {LONGEST_LINE} characters")
    return value


def count(value: Any) -> int:
    """A whole number from 0."""
    if type(value) is not int or not 0 <= value <= LARGEST_NUMBER:
        raise ValueError("a whole number is expected, from 0")
    return value


def amount(value: Any) -> float:
    """A finite number."""
    if type(value) not in (int, float) or not isfinite(value):
        raise ValueError("a finite number is expected")
    return value


def table(value: Any, kind: Callable[[Any], Kind]) -> dict[str, Kind]:
    """Names with one value each."""
    if not isinstance(value, dict) or len(value) > MOST_NAMES:
        raise ValueError(f"a table is expected, of at most {MOST_NAMES} names")
    return {a_line(name): kind(each) for name, each in value.items()}


def plain(value: Any, kind: type[Kind] = dict) -> Kind:
    """JSON of this kind, of a bounded size, with finite numbers and texts that can be sent."""
    if not isinstance(value, kind):
        raise ValueError("a table or a list is expected, and there is the other")
    if len(json.dumps(value, allow_nan=False, ensure_ascii=False).encode()) > LONGEST_PLAIN:
        raise ValueError("a table is too large to be shown")
    if is_deeper(value, DEEPEST):
        raise ValueError("a table is too deep to be shown")
    return value


def is_deeper(value: Any, levels: int) -> bool:
    """Whether lists and tables are within each other to more than so many levels."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels < 0 or any(is_deeper(each, levels - 1) for each in inside)
