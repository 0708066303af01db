"""A deep-learning code base: the Python sources of the installed torch.

Those that people write a network with: `nn`, `optim`, `distributions`, `utils/data`, `autograd`, `amp`,
`linalg`, `fft`, `special`, `sparse`, `nested` and the modules `functional`, `_tensor`, `serialization`,
`hub`, `random` and `storage`. Compilers, generated tables and tests are left out.
"""

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from models.corpora.corpus import Document
from models.corpora.files import not_all, paths_below, read_sources
from models.corpora.source import Source

FOLDERS = ("nn", "optim", "distributions", "utils/data", "autograd", "amp", "linalg", "fft", "special")
FOLDERS += ("sparse", "nested")
MODULES = ("functional.py", "_tensor.py", "serialization.py", "hub.py", "random.py", "storage.py")
# triton kernels and what they were tuned to, and the tests of quantized layers
WITHOUT = frozenset(("__pycache__", "testing", "test"))
TABLES = frozenset(("sparse/_triton_ops_meta.py",))


def read(headers: bool) -> tuple[tuple[Document, ...], tuple[str, ...]]:
    """The sources, found without importing torch."""
    # find_spec of a top-level package looks for it and runs none of it.
    found = find_spec("torch")
    folder = (list(found.submodule_search_locations or []) if found else []) or [""]
    root = Path(folder[0])
    paths = [f"{name}/{path}" for name in FOLDERS for path in paths_below(root / name, ".py", WITHOUT)]
    paths += [name for name in MODULES if (root / name).is_file()]
    paths = [path for path in paths if path not in TABLES]
    documents = read_sources(root, paths, headers) if folder[0] else ()
    if not documents:
        raise ValueError("torch's Python sources are not installed here; choose another corpus")
    return documents, (f"The Python sources of torch {installed()}.", *not_all(documents, paths))


def installed() -> str:
    """The version of torch, without asking torch."""
    try:
        return version("torch")
    except PackageNotFoundError:
        return "of unknown version"


SOURCE = Source(
    "torch",
    "Deep-learning code: torch",
    "The Python sources of the installed torch that networks are written with.",
    "python",
    "BSD 3-clause",
    read,
)
