"""The standard library of the Python that runs this."""

import platform
import sysconfig
from pathlib import Path

from models.corpora.corpus import Document
from models.corpora.files import not_all, paths_below, read_sources
from models.corpora.source import Source

# Installed packages; tests; tables of characters, of help texts and of this machine; copies of pip.
WITHOUT = (
    "site-packages", "dist-packages", "__pycache__", "test", "tests", "idle_test", "encodings", "pydoc_data",
    "ensurepip", "__phello__",
)  # fmt: skip
GENERATED = "_sysconfigdata"


def read(headers: bool) -> tuple[tuple[Document, ...], tuple[str, ...]]:
    """Its modules: about 5 million characters of the 9 that are left without tests and tables."""
    root = Path(sysconfig.get_path("stdlib"))
    paths = [path for path in paths_below(root, ".py", WITHOUT) if is_written(path)]
    documents = read_sources(root, paths, headers)
    if not documents:
        raise ValueError(
            "this Python comes without the sources of its standard library; "
            "install one that has them, or choose another corpus"
        )
    version = f"The standard library of Python {platform.python_version()}."
    return documents, (version, *not_all(documents, paths))


def is_written(path: str) -> bool:
    """Whether it was written by hand, and is not this machine's configuration."""
    return not path.startswith(("config-", GENERATED))


SOURCE = Source(
    "stdlib",
    "Python's standard library",
    "The modules of the Python that runs this, without tests and tables.",
    "python",
    "PSF License 2",
    read,
)
