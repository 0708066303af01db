"""The last step of a host's build: what is left out, and for which folder the kernels are compiled."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# In place of Python: it says where packages are, and "compiles" a file that tells for which folder.
PYTHON = """#!/bin/sh
case "$*" in
    *sysconfig*) echo "$PACKAGES" ;;
    "-m compileall -q dashboard models") echo bytecode >>"$PACKAGES/log" ;;
    "-m models.kernels.warm")
        mkdir -m 700 -p models/kernels/__pycache__/compiled-1
        pwd >models/kernels/__pycache__/compiled-1/code ;;
    *) exit 9 ;;
esac
"""


@pytest.fixture
def tree(tmp_path):
    """A function that builds a tree of its own and returns what the script said: build(place) -> answer."""
    built, packages, programs = tmp_path / "built", tmp_path / "packages", tmp_path / "bin"
    (built / "models/kernels/__pycache__").mkdir(parents=True)
    (built / "tools").mkdir()
    shutil.copy(ROOT / "tools/build.sh", built / "tools/build.sh")
    for kept in ("torch/bin/torch_shm_manager", "torch/lib/code.so", "numpy/core.py", "scipy/testing.py"):
        write(packages / kept)
    for left_out in ("torch/bin/test_api", "torch/test/a", "torch/include/a.h", "numpy/random/tests/a.py"):
        write(packages / left_out)
    for package in ("networkx", "numba", "sympy"):
        write(packages / package / "a.py")
    write(programs / "python", PYTHON).chmod(0o755)

    def build(*place):
        env = {"PATH": f"{programs}:/usr/bin:/bin", "PACKAGES": str(packages)}
        command = ["sh", built / "tools/build.sh", *place]
        return subprocess.run(command, env=env, capture_output=True, text=True)

    build.built, build.packages = built, packages
    return build


def write(path, text=""):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def code(built):
    folder = built / "models/kernels/__pycache__/compiled-1"
    assert folder.stat().st_mode & 0o055 == 0o055, "whoever runs the app may read it"
    return (folder / "code").read_text().strip()


def test_what_is_never_run_is_left_out(tree):
    answer = tree()
    assert (answer.returncode, answer.stderr) == (0, "")
    files = {str(path.relative_to(tree.packages)) for path in tree.packages.rglob("*") if path.is_file()}
    assert files == {
        *("torch/bin/torch_shm_manager", "torch/lib/code.so", "numpy/core.py", "scipy/testing.py"),
        *("networkx/a.py", "numba/a.py", "sympy/a.py", "log"),
    }


def test_kernels_are_compiled_where_the_app_is_built(tree):
    assert tree().returncode == 0
    assert code(tree.built) == str(tree.built)


def test_kernels_are_compiled_for_the_folder_that_the_app_will_run_in(tree, tmp_path):
    place = tmp_path / "app"
    assert tree(place).returncode == 0
    assert code(tree.built) == str(place)
    assert list(place.iterdir()) == [], "nothing of it stays there"


def test_an_app_that_is_there_already_is_left_alone(tree, tmp_path):
    precious = write(tmp_path / "app/models/precious")
    answer = tree(tmp_path / "app")
    assert answer.returncode == 1 and "is there already" in answer.stderr
    assert precious.exists()
