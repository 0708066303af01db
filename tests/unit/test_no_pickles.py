"""Nothing from anybody is unpickled or run: not in our code, not in the jobs' cache."""

import ast
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from diskcache.core import MODE_PICKLE

from dashboard.jobs.background import job_cache
from dashboard.settings import Settings

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for package in ("dashboard", "models") for path in (ROOT / package).rglob("*.py"))
UNPICKLERS = {"pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml"}
RUNNERS = {"eval", "exec", "compile", "__import__"}  # as functions of their own; re.compile is another


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    """Such as "torch.load"."""
    return ast.unparse(call.func)


def keyword(call: ast.Call, name: str) -> object:
    found = [word.value for word in call.keywords if word.arg == name]
    return found[0].value if found and isinstance(found[0], ast.Constant) else None


def test_there_are_sources() -> None:
    assert len(SOURCES) > 150


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_source_unpickles_or_runs_what_it_is_given(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        assert UNPICKLERS.isdisjoint(name.split(".")[0] for name in names), names
    for call in calls(path):
        name = name_of(call)
        assert name not in RUNNERS and name not in ("os.system", "os.popen"), name
        assert keyword(call, "shell") is not True and keyword(call, "allow_pickle") is not True, name
        if name == "torch.load":
            assert keyword(call, "weights_only") is True


def test_what_jobs_leave_is_json_in_a_folder_of_ones_own(tmp_path: Path) -> None:
    settings = Settings.from_env({"DATA_DIR": str(tmp_path)})
    (tmp_path / "jobs").mkdir(mode=0o755)
    with job_cache(settings) as cache:
        assert (tmp_path / "jobs").stat().st_mode & 0o777 == 0o700
        cache.set("key", {"run": ["x", 1]})
        assert cache.get("key") == {"run": ["x", 1]}
        with pytest.raises(TypeError):
            cache.set("other", object())
    with sqlite3.connect(tmp_path / "jobs" / "cache.db") as db:
        modes = [mode for (mode,) in db.execute("SELECT mode FROM Cache")]
    db.close()
    assert modes and MODE_PICKLE not in modes
