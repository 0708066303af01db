"""From bytes to characters: which encoding they are in."""

import codecs

from charset_normalizer import from_bytes

# The longer marks first: UTF-32's begins like that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
SAMPLE = 50_000  # bytes that are looked at
# What text without Unicode is found in; Windows' own come before what differs from them in few places.
OLDER = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "iso8859_2", "iso8859_7",
    "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr", "mac_roman",
)  # fmt: skip
# Control characters that texts have none of; tab, newline, form feed, return and escape they may.
NEVER = bytes(code for code in range(32) if code not in b"\t\n\x0b\x0c\r\x1b")
MOST_CONTROL = 0.001  # the share of them in a text that was damaged a little


def decode(data: bytes, what: str = "the file") -> tuple[str, str]:
    """The text of these bytes, and the name of the encoding that they are in.

    Args:
        data: a mark of Unicode at the beginning decides; else it is UTF-8 where it can be, UTF-16 where every
            other byte is 0, and for the rest charset-normalizer is asked.
        what: how a message calls it.

    Raises:
        ValueError: for what is no text.
    """
    for mark, encoding, name in MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), name
            except UnicodeDecodeError:
                raise ValueError(f"{what} begins as {name} but is not; save it as UTF-8") from None
    for start, encoding, name in ((1, "utf-16-le", "UTF-16"), (0, "utf-16-be", "UTF-16")):
        half = data[start:SAMPLE:2]
        if (
            len(data) % 2 == 0
            and half.count(0) > 0.5 * len(half)
            and data[1 - start : SAMPLE : 2].count(0) == 0
        ):
            return decoded(data, encoding, what), name
    sample = data[:SAMPLE]
    if len(sample) - len(sample.translate(None, NEVER)) > MOST_CONTROL * len(sample):
        raise ValueError(f"{what} is binary, and not text; choose a text, a table or a zip of source files")
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        if nearly_utf8(data):
            return data.decode("utf-8", "ignore"), "UTF-8 without its damaged bytes"
        around = max(0, error.start - SAMPLE // 2)
        encoding = guess(data[around : around + SAMPLE], what)
        return decoded(data, encoding, what), encoding


def nearly_utf8(data: bytes) -> bool:
    """Whether there are many more characters of UTF-8 beyond ASCII than places where it breaks."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return len(text) - len(text.encode("ascii", "ignore")) > 10 * broken


def guess(sample: bytes, what: str) -> str:
    """The most probable of the older encodings."""
    best = from_bytes(sample, cp_isolation=list(OLDER), preemptive_behaviour=False).best()
    if best is None:
        raise ValueError(f"{what} is in no encoding that is known here; save it as UTF-8")
    # Several may give the same text; the most common of them is what people call it.
    return next((name for name in OLDER if same(sample, name, best.encoding)), best.encoding)


def same(sample: bytes, one: str, other: str) -> bool:
    return sample.decode(one, "replace") == sample.decode(other, "replace")


def decoded(data: bytes, encoding: str, what: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise ValueError(f"{what} looks like {encoding} but is not; save it as UTF-8") from None
