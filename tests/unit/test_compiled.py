"""Where machine code is kept: beside the sources, else among temporary files, else nowhere."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from models.kernels import compiled
from models.kernels.warm import alone

WITHOUT_A_FOLDER = """
import tempfile
from pathlib import Path
tempfile.TemporaryFile = lambda **_: (_ for _ in ()).throw(OSError("read-only"))
from models.kernels import compiled
from models.kernels.warm import alone
from models.kernels.trainer import FusedTrainer
from models.training.config import Config
assert compiled.FOLDER is None and not compiled.is_warm()
trainer = FusedTrainer("feedforward", Config(seeds=1, steps=1))
trainer.advance(1, 1)
print(trainer.history.loss[0][0])
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of kernels, and a folder for temporary files."""
    here, temporary = tmp_path / "kernels", tmp_path / "tmp"
    here.mkdir()
    temporary.mkdir()
    (here / "lstm.py").write_text("step = 1\n")
    monkeypatch.setattr(compiled, "HERE", here)
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return here


def forbid(monkeypatch: pytest.MonkeyPatch, *parents: Path) -> None:
    writable = compiled._writable
    monkeypatch.setattr(
        compiled, "_writable", lambda folder: folder.parent not in parents and writable(folder)
    )


def test_machine_code_lies_beside_the_sources(package: Path) -> None:
    assert compiled._folder().parent == package / "__pycache__"


def test_changed_sources_are_compiled_anew(package: Path) -> None:
    before = compiled._folder()
    (package / "lstm.py").write_text("step = 2\n")
    assert compiled._folder() != before


def test_a_read_only_installation_begins_with_the_machine_code_that_it_has(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (compiled._folder() / "warm").touch()
    forbid(monkeypatch, package / "__pycache__")
    found = compiled._folder()
    assert found.parent == package.parent / "tmp" and (found / "warm").exists()


def test_what_nobody_may_write_into_is_copied_to_where_one_may(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = compiled._folder()
    (beside / "kernels_1").mkdir()
    (beside / "kernels_1" / "lstm.nbc").write_bytes(b"code")
    (beside / "warm").touch()
    for folder in (beside / "kernels_1", beside):
        folder.chmod(0o555)
    forbid(monkeypatch, package / "__pycache__")
    found = compiled._folder()
    assert (found / "kernels_1" / "lstm.nbc").read_bytes() == b"code" and (found / "warm").exists()
    assert found.stat().st_mode & 0o700 == (found / "kernels_1").stat().st_mode & 0o700 == 0o700
    (found / "kernels_1" / "lstm.nbc").write_bytes(b"of another process")
    assert (compiled._folder() / "kernels_1" / "lstm.nbc").read_bytes() == b"of another process"
    for folder in (beside / "kernels_1", beside):
        folder.chmod(0o755)


def test_machine_code_is_for_the_processor_that_is_asked_for(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for_this_one = compiled._folder()
    monkeypatch.setattr(compiled.numba.config, "CPU_NAME", "x86-64-v3")
    monkeypatch.setattr(compiled.numba.config, "CPU_FEATURES", "")
    of_any = compiled._folder()
    monkeypatch.setattr(compiled.binding, "get_host_cpu_name", lambda: "another")
    assert for_this_one != of_any == compiled._folder()


def test_where_nothing_can_be_written_nothing_is_kept(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid(monkeypatch, package / "__pycache__", package.parent / "tmp")
    assert compiled._folder() is None


def test_without_a_folder_it_trains_all_the_same() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT_A_FOLDER], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) == pytest.approx(1.39, abs=0.3)  # ln 4: it knows nothing yet


def test_noting_that_all_is_compiled_clears_away_older_machine_code(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = compiled._folder()
    (package / "lstm.py").write_text("step = 2\n")
    now = compiled._folder()
    monkeypatch.setattr(compiled, "FOLDER", now)
    monkeypatch.setattr(compiled, "_here", False)
    assert not compiled.is_warm()
    compiled.note_warm()
    assert compiled.is_warm() and (now / "warm").exists() and not older.exists()


def test_of_several_processes_one_compiles_and_the_others_wait() -> None:
    waits = "from models.kernels.warm import alone\nprint('asks', flush=True)\nwith alone(): print('has it')"
    with alone():
        other = subprocess.Popen([sys.executable, "-c", waits], stdout=subprocess.PIPE, text=True)
        assert other.stdout.readline() == "asks\n"
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(0.5)
    assert other.communicate(timeout=60)[0] == "has it\n" and other.returncode == 0
