"""What every text goes through before it is learned from."""

import re

# Tab and newline stay; surrogates alone are no characters, and a byte order mark within a text means nothing.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")


def clean(text: str) -> tuple[str, int]:
    """The text with newlines as \\n and without control characters, and how many of these it had."""
    return CONTROL.subn("", text.replace("\r\n", "\n").replace("\r", "\n"))


def ended(text: str) -> str:
    """The text with a newline at its end, so that the next document begins on its own line."""
    return text if text.endswith("\n") else text + "\n"
