"""Compiles kernels once per machine: where machine code is kept from process to process."""

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import llvmlite
import numba
from llvmlite import binding

HERE = Path(__file__).parent


def _key() -> str:
    """Changes with anything that the machine code depends on: numba itself looks at one file only."""
    # A host that builds on another machine than it runs on may name a processor that both are at least.
    cpu = numba.config.CPU_NAME or binding.get_host_cpu_name()
    features = numba.config.CPU_FEATURES
    cpu += binding.get_host_cpu_features().flatten() if features is None else features
    text = [sys.version, numba.__version__, llvmlite.__version__, cpu]
    text += [file.read_text() for file in sorted(HERE.glob("*.py"))]
    return hashlib.sha256("\0".join(text).encode()).hexdigest()[:16]


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder.stat().st_uid == os.geteuid()  # machine code of others is not for us to run
    except OSError:
        return False


def _folder() -> Path | None:
    """Beside the sources, else among temporary files, begun with what is beside the sources; else nowhere."""
    key = _key()
    beside = HERE / "__pycache__" / f"compiled-{key}"
    if _writable(beside):
        return beside
    elsewhere = Path(tempfile.gettempdir()) / f"gatescope-{os.geteuid()}-compiled-{key}"
    if not _writable(elsewhere):
        return None
    if beside.is_dir() and not (elsewhere / "warm").exists():
        _copy(beside, elsewhere)
    return elsewhere


def _copy(source: Path, target: Path) -> None:
    """Copy what is in a folder, that on being warm last: others may read there, or copy the same, meanwhile.

    Nothing is taken over of who may write: nobody may, where an installation is read-only.
    """
    for file in sorted(filter(Path.is_file, source.rglob("*")), key=lambda file: file.name == "warm"):
        place = target / file.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as unfinished:
            unfinished.write(file.read_bytes())
        os.replace(unfinished.name, place)


FOLDER = _folder()
_here = False
if FOLDER:
    numba.config.CACHE_DIR = str(FOLDER)


def compiled(function: Callable) -> Callable:
    """What Python calls: compiled at the first call, kept on disk, run without the interpreter's lock."""
    return numba.njit(function, cache=FOLDER is not None, nogil=True, error_model="numpy")


def is_warm() -> bool:
    """Whether all kernels are in this process, or on disk, from where they load in a fraction of a second."""
    return _here or (FOLDER is not None and (FOLDER / "warm").exists())


def note_warm() -> None:
    """Write down that all kernels are in this process and, where there is one, in the folder."""
    global _here
    _here = True
    if FOLDER is not None:
        (FOLDER / "warm").touch()
        for older in set(FOLDER.parent.glob(FOLDER.name.replace(_key(), "*"))) - {FOLDER}:
            shutil.rmtree(older, ignore_errors=True)
