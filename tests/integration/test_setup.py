"""What the set-up promises, as far as it can be told without installing anything."""

import ast
import json
import os
import re
import subprocess
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from dashboard.routes import plotly_js

ROOT = Path(__file__).parents[2]
PACKAGES = ("models", "dashboard")
TARGETS = ("help", "run", "test", "check", "setup", "setup-dev", "rehearse", "clean")

# Names that appear in licence headers and as SVG's namespace; a browser asks nothing of them.
ALLOWED_HOSTS = {"www.w3.org", "getbootstrap.com", "github.com"}
# plotly.js names these for a button and for maps, neither of which any figure has, and in licences.
OF_PLOTLY = {
    "cloud.plotly.com",
    "cdn.plot.ly",
    "plotly.com",
    "feross.org",
    "syntheti.cc",
    "getify.mit-license.org",
}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def requirement_lines(path: Path) -> list[str]:
    lines = (line.split("#")[0].strip() for line in path.read_text().splitlines())
    return [line for line in lines if line and not line.startswith("-r ")]


def direct_requirements() -> set[str]:
    """Names above the first "indirect" heading."""
    names = set()
    for line in (ROOT / "requirements.txt").read_text().split("# --- indirect")[0].splitlines():
        if match := re.match(r"[A-Za-z0-9._-]+", line):
            names.add(canonical(match[0]))
    return names


def imported(path: Path) -> set[str]:
    """Top-level packages that a file imports, at its head or inside a function."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module)
    return {name.split(".")[0] for name in names}


@cache
def distributions() -> dict[str, list[str]]:
    return dict(packages_distributions())


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt", "tools/audit-requirements.txt"])
def test_every_requirement_is_pinned_once(file):
    lines = requirement_lines(ROOT / file)
    for line in lines:
        assert re.fullmatch(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[0-9][A-Za-z0-9.]*", line), line
    names = [canonical(re.split(r"\[|==", line)[0]) for line in lines]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("package", PACKAGES)
def test_every_import_is_a_direct_requirement(package):
    known = direct_requirements()
    for path in sorted((ROOT / package).rglob("*.py")):
        for name in imported(path) - set(sys.stdlib_module_names) - set(PACKAGES):
            candidates = {canonical(found) for found in distributions().get(name, [name])}
            assert candidates & known, f"{path.relative_to(ROOT)} imports {name}"


@pytest.mark.parametrize("target", TARGETS)
def test_make_knows(target):
    plan = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True)
    assert plan.returncode == 0, plan.stderr
    assert "warning" not in plan.stderr


@pytest.mark.parametrize("script", sorted([*(ROOT / "tools").glob("*.sh"), ROOT / ".ci" / "run"]), ids=str)
def test_scripts_parse_and_are_executable(script):
    assert os.access(script, os.X_OK)
    shell = script.read_text().splitlines()[0].split("/")[-1].split()[-1]
    assert subprocess.run([shell, "-n", script], capture_output=True, text=True).stderr == ""


def find_python(folder: Path, **versions: bool) -> subprocess.CompletedProcess:
    """Run tools/python.sh where only the given interpreters exist; True means in range."""
    for name, in_range in versions.items():
        fake = folder / name.replace("_", ".")
        fake.write_text(f"#!/bin/sh\nexit {0 if in_range else 1}\n")
        fake.chmod(0o755)
    env = {"PATH": str(folder), "HOME": str(folder)}
    return subprocess.run(["/bin/sh", ROOT / "tools/python.sh"], env=env, capture_output=True, text=True)


def test_python3_is_preferred_when_in_range(tmp_path):
    assert find_python(tmp_path, python3=True, python3_13=True).stdout.strip() == str(tmp_path / "python3")


def test_another_python_is_found_when_python3_is_out_of_range(tmp_path):
    assert find_python(tmp_path, python3=False, python3_12=True).stdout.strip() == str(
        tmp_path / "python3.12"
    )


def test_no_python_in_range_is_one_clear_sentence(tmp_path):
    answer = find_python(tmp_path, python3=False)
    assert answer.returncode == 1
    assert "needs Python 3.11, 3.12 or 3.13" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_assets_ask_no_other_host():
    for path in sorted((ROOT / "assets").rglob("*")):
        if path.suffix in (".css", ".js", ".html", ".svg"):
            text = path.read_text()
            hosts = set(re.findall(r"(?:https?:|url\(['\"]?)//([\w.-]+)", text))
            known = ALLOWED_HOSTS | (OF_PLOTLY if path.name == plotly_js.NAME else set())
            assert hosts <= known, f"{path.name}: {hosts - known}"


def test_host_manifest():
    manifest = json.loads((ROOT / "app.json").read_text())
    assert manifest["env"]["SECRET_KEY"]["generator"] == "secret"
    # With an ordinary index alone, torch brings CUDA and outgrows a host's limit.
    assert manifest["env"]["PIP_EXTRA_INDEX_URL"]["value"] == "https://download.pytorch.org/whl/cpu"
