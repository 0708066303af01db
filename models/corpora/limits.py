"""How large a text of one's own may be, and how that is said."""

LARGEST = 20_000_000  # bytes of a file, and of what is packed in it
LEAST = 1_000  # characters; of fewer nothing is learned
MOST_FILES = 10_000  # in a folder or an archive


def check_size(size: int, what: str = "the file") -> None:
    """Raise ValueError for more bytes than are read."""
    if size > LARGEST:
        raise ValueError(f"{what} has {megabytes(size)}; at most {megabytes(LARGEST)} are read")


def check_count(count: int, what: str) -> None:
    """Raise ValueError for more files than are read."""
    if count > MOST_FILES:
        raise ValueError(f"{what} holds {count:,} files; at most {MOST_FILES:,} are read")


def counted(count: int, noun: str) -> str:
    """As in "1 file" and "2 files"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f}".removesuffix(".0") + " MB"
