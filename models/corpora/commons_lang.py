"""Apache Commons Lang, the article's Java: a jar of sources that is fetched once, by name and checksum.

GATESCOPE_COMMONS_LANG: a jar of its sources, or a folder with them, of any version; nothing is fetched then.
GATESCOPE_MAVEN: where Maven's artifacts are fetched from, if not from Maven Central.
"""

import hashlib
import os
import tempfile
import time
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

from models.corpora.archives import unpack
from models.corpora.cleaning import clean, ended
from models.corpora.corpus import Document
from models.corpora.files import paths_below, read_sources
from models.corpora.headers import without_header
from models.corpora.limits import check_size
from models.corpora.source import Source

VERSION = "3.17.0"
JAR = f"commons-lang3-{VERSION}-sources.jar"
PLACE = f"org/apache/commons/commons-lang3/{VERSION}/{JAR}"
MAVEN = "https://repo1.maven.org/maven2"
# As published by Reproducible Central (github.com/jvm-repo-rebuild/reproducible-central, commons-lang3-3.17.0
# .buildinfo and .buildcompare), which built the same bytes from the sources.
SIZE = 728_980
SHA512 = (
    "15954a47f38df821f97282d130c16e4885dcae16503e3876adc5518a3f6f7f3e"
    "cfa62b777b98b6ae11878e305f99ed28181c28f3369d4da2a3fb7c696d4be1d2"
)
SILENCE, PATIENCE = 10, 60  # seconds without a byte, and for the whole jar
SOURCES = "src/main/java"
HELP = "set GATESCOPE_COMMONS_LANG to its sources jar or a folder with its sources"

Texts = tuple[tuple[Document, ...], tuple[str, ...]]


def read(headers: bool) -> Texts:
    """Its main sources, from where GATESCOPE_COMMONS_LANG says, else from the jar that was or is fetched."""
    own = os.environ.get("GATESCOPE_COMMONS_LANG", "").strip()
    if own:
        return read_own(Path(own).expanduser(), headers)
    return of_jar(jar(), headers), (f"Apache Commons Lang {VERSION}.",)


def read_own(path: Path, headers: bool) -> Texts:
    """A jar or a folder that somebody has put there."""
    notes = ("Apache Commons Lang, from where GATESCOPE_COMMONS_LANG says.",)
    try:
        if path.is_dir():
            root = path / SOURCES if (path / SOURCES).is_dir() else path
            documents = read_sources(root, paths_below(root, ".java", ("test",)), headers)
        else:
            check_size(path.stat().st_size)
            documents = of_jar(path.read_bytes(), headers)
    except OSError as error:
        raise ValueError(
            f"GATESCOPE_COMMONS_LANG is {str(path)!r}, which cannot be read: {error.strerror}"
        ) from None
    if not documents:
        raise ValueError(f"GATESCOPE_COMMONS_LANG is {str(path)!r}, which holds no Java sources")
    return documents, notes


def of_jar(data: bytes, headers: bool) -> tuple[Document, ...]:
    """The Java files of a jar, in the order of their paths."""
    files, _ = unpack(data, lambda name: name.endswith(".java"))
    texts = {name: clean(content.decode("utf-8", "ignore"))[0] for name, content in files.items()}
    if not headers:
        texts = {name: without_header(text) for name, text in texts.items()}
    return tuple(Document(name, ended(text)) for name, text in texts.items() if text.strip())


def jar() -> bytes:
    """The jar: from the cache where it is there and whole, else fetched, checked and kept."""
    kept = cache() / JAR
    try:
        data = kept.read_bytes()
        if is_whole(data):
            return data
    except OSError:
        pass
    data = fetch()
    keep(data, kept)
    return data


def cache() -> Path:
    """The folder for what may be fetched again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "gatescope"


def is_whole(data: bytes) -> bool:
    return len(data) == SIZE and hashlib.sha512(data).hexdigest() == SHA512


def fetch() -> bytes:
    """The jar from Maven Central, whole and unchanged.

    Raises:
        ValueError: where it cannot be fetched, or is another one.
    """
    address = f"{os.environ.get('GATESCOPE_MAVEN', '').strip().rstrip('/') or MAVEN}/{PLACE}"
    if urlsplit(address).scheme not in ("https", "http"):
        raise ValueError("GATESCOPE_MAVEN must begin with https:// or http://")
    data, begun = b"", time.monotonic()
    try:
        with urlopen(address, timeout=SILENCE) as answer:
            # One byte more than it has tells a longer one.
            while len(data) <= SIZE and (part := answer.read1(SIZE + 1 - len(data))):
                data += part
                if time.monotonic() - begun > PATIENCE:
                    raise TimeoutError(f"not there after {PATIENCE} seconds")
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        if isinstance(error, HTTPError):
            error.close()
        raise ValueError(
            f"Apache Commons Lang could not be fetched from {address} ({reason}); "
            f"connect to the internet, or {HELP}"
        ) from None
    if not is_whole(data):
        raise ValueError(f"what {address} gave is not {JAR}, since its checksum is another one; {HELP}")
    return data


def keep(data: bytes, path: Path) -> None:
    """Write it to the cache as a whole or not at all; without a cache it is fetched again."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(data)
        os.replace(file.name, path)
    except OSError:
        pass


SOURCE = Source(
    "java",
    "Java: Apache Commons Lang",
    "The article's Java code; its sources are fetched from Maven Central the first time.",
    "java",
    "Apache License 2.0",
    read,
)
