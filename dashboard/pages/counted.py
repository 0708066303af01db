"""Counts what the buttons of a page have done, so that the page asks for news at once."""

from typing import Any


def counted(acted: Any) -> int:
    """One more than before; 1 for what is no count."""
    return acted + 1 if type(acted) is int and 0 <= acted < 2**31 else 1
