"""A text of one's own: pasted, a file, a table, a zip of sources or a folder."""

import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from models.corpora import tables
from models.corpora.archives import is_archive, unpack
from models.corpora.cleaning import clean, ended
from models.corpora.corpus import Corpus, Document
from models.corpora.decoding import decode
from models.corpora.headers import COMMENTED, has_comments, without_header
from models.corpora.kinds import ENDINGS, kind_of
from models.corpora.limits import LARGEST, LEAST, check_count, check_size, counted

TABLES = {".csv": tables.read_csv, ".tsv": tables.read_csv, ".json": tables.read_json}
TABLES |= {".jsonl": tables.read_lines, ".ndjson": tables.read_lines}
TEXTS = (".txt", ".md", ".rst", ".tex", *COMMENTED)  # what is read in a folder or a zip
LICENCE = "your own text"
LONGEST_TITLE = 80  # characters
MOST_DOCUMENTS = 50_000  # of one table


def from_text(text: str, title: str = "Your text") -> Corpus:
    """A corpus of one pasted text.

    Raises:
        ValueError: for a text that is too short, too long or of one character; one sentence says so.
    """
    check_size(len(text), "the text")
    kind = kind_of(text)
    return corpus(title, lines_or_whole(text, kind, title), kind, headers=True)


def from_bytes(data: bytes, filename: str, headers: bool = False) -> Corpus:
    """A corpus of one file: a text, a table of texts or a zip of sources.

    Args:
        data: the file.
        filename: its ending says what it is; text is told from a zip by its content.
        headers: whether comments about a licence at the top of source files stay.

    Raises:
        ValueError: and nothing else, whatever the bytes are; one sentence says what is wrong.
    """
    check_size(len(data))
    if not data.strip():
        raise ValueError("the file is empty; choose one with a text")
    name = PurePosixPath(filename.replace("\\", "/")).name
    if is_archive(data):
        files, others = unpack(data, is_read)
        notes = [f"Left out {counted(others, 'file')} of other kinds in the zip."] if others else []
        return from_files(files, name, headers, notes)
    text, encoding = decode(data)
    notes = [f"Read as {encoding}."]
    read = TABLES.get(PurePosixPath(name).suffix.lower())
    if read:
        table = read(text)
        kind = kind_of("\n".join(table.texts))
        # A tweet is on one line.
        rows = [" ".join(text.splitlines()) for text in table.texts] if kind == "tweets" else table.texts
        return corpus(name, of_rows(rows), kind, True, notes + table.notes())
    kind = kind_of(text, name)
    return corpus(name, lines_or_whole(text, kind, name), kind, headers, notes)


def from_path(path: str | Path, headers: bool = False) -> Corpus:
    """A corpus of a file or a folder on this machine; its size is looked at before it is read.

    Raises:
        ValueError: as `from_bytes`, and for what cannot be read.
    """
    path = Path(path)
    try:
        if path.is_dir():
            return from_folder(path, headers)
        if not path.is_file():
            raise ValueError(f"{str(path)!r} is no file and no folder")
        check_size(path.stat().st_size)
        return from_bytes(path.read_bytes(), path.name, headers)
    except OSError as error:
        raise ValueError(f"{str(path)!r} cannot be read: {error.strerror}") from error


def from_folder(root: Path, headers: bool) -> Corpus:
    """A corpus of all texts and sources in a folder and those within."""
    names, others = [], 0
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if is_shown(name))
        below = Path(folder).relative_to(root)
        found = [(below / name).as_posix() for name in files if (root / below / name).is_file()]
        names += filter(is_read, found)
        others += len([name for name in found if not is_read(name)])
        check_count(len(names), "the folder")
    names.sort()
    check_size(sum((root / name).stat().st_size for name in names), "the text in the folder")
    notes = [f"Left out {counted(others, 'file')} of other kinds in the folder."] if others else []
    return from_files(
        {name: (root / name).read_bytes() for name in names}, root.resolve().name, headers, notes
    )


def from_files(files: dict[str, bytes], title: str, headers: bool, notes: Sequence[str]) -> Corpus:
    """A corpus of many files. Where most of the text is Python or Java, the rest is left out."""
    if not files:
        raise ValueError(f"there is no text or source in {title!r}; files like .py, .java and .txt are read")
    texts, encodings, unread = {}, Counter(), 0
    for name, data in files.items():
        try:
            texts[name], encoding = decode(data)
        except ValueError:
            unread += 1
        else:
            encodings[encoding] += 1
    sizes = Counter()
    for name, text in texts.items():
        sizes[ENDINGS.get(PurePosixPath(name).suffix.lower(), "text")] += len(text)
    kind = sizes.most_common(1)[0][0] if texts else "text"
    if 2 * sizes[kind] < sizes.total():
        kind = "text"
    told = [
        f"Read {counted(count, 'file')} as {name}." for name, count in encodings.items() if name != "UTF-8"
    ]
    told += [f"Left out {counted(unread, 'file')}, binary or in no known encoding."] if unread else []
    if kind != "text":
        count = len(texts)
        texts = {name: text for name, text in texts.items() if kind == kind_of("", name)}
        if len(texts) < count:
            told.append(f"Left out {counted(count - len(texts), 'file')}, not in {kind.capitalize()}.")
    documents = tuple(Document(name, text) for name, text in texts.items())
    return corpus(title, documents, kind, headers, [*notes, *told])


def is_shown(part: str) -> bool:
    """Whether a folder is one of the text, and not of a tool."""
    return not part.startswith((".", "__MACOSX", "__pycache__", "node_modules"))


def is_read(name: str) -> bool:
    """Whether a file in a folder or a zip is part of the text."""
    path = PurePosixPath(name)
    return path.suffix.lower() in TEXTS and all(map(is_shown, path.parts))


def lines_or_whole(text: str, kind: str, name: str) -> tuple[Document, ...]:
    """One document per tweet, else one."""
    if kind != "tweets":
        return (Document(name, text),)
    return of_rows([line for line in text.splitlines() if line.strip()])


def of_rows(rows: Sequence[str]) -> tuple[Document, ...]:
    """One document per row; of very many rows, neighbours share one."""
    size = -(-len(rows) // MOST_DOCUMENTS)
    return tuple(
        Document(str(number), "\n".join(rows[start : start + size]))
        for number, start in enumerate(range(0, len(rows), size))
    )


def corpus(
    title: str, documents: Sequence[Document], kind: str, headers: bool, notes: Sequence[str] = ()
) -> Corpus:
    """The corpus of these documents, cleaned, and refused where nothing can be learned from them."""
    cleaned, size, removed, without = [], 0, 0, 0
    for document in documents:
        text, count = clean(document.text)
        removed += count
        if not headers and (has_comments(document.name) or kind in ("python", "java")):
            short = without_header(text)
            without += short != text
            text = short
        if text.strip():
            size += len(text)
            cleaned.append(Document(clean(document.name)[0], ended(text)))
    whole = "".join(document.text for document in cleaned)
    if not whole:
        raise ValueError("the text is blank; choose one with letters in it")
    if size < LEAST:
        raise ValueError(
            f"the text has {counted(size, 'character')}; at least {LEAST:,} are needed to learn from"
        )
    only = set(whole) - {"\n"}
    if len(only) == 1:
        raise ValueError(f"the text is made of one character, {only.pop()!r}; there is nothing to predict")
    told = list(notes)
    told += [f"Left out {counted(removed, 'control character')}."] if removed else []
    told += [f"Left out the licence at the top of {counted(without, 'file')}."] if without else []
    digest = hashlib.sha256(whole.encode()).hexdigest()
    title = clean(title)[0].strip()[:LONGEST_TITLE] or "text"
    return Corpus(f"text-{digest[:16]}", title, kind, LICENCE, tuple(cleaned), tuple(told))


__all__ = ["LARGEST", "LEAST", "from_bytes", "from_path", "from_text"]
