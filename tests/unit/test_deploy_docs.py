"""docs/deploy.md tells every setting, and what hosts read names none that does not exist."""

import ast
import json
import re
from pathlib import Path

import pytest
import yaml

from dashboard.settings import SETTINGS

ROOT = Path(__file__).parents[2]
CODE = ("dashboard", "models", "benchmarks", "tools")
SCRIPTS = ("Procfile", "Makefile", *(f"tools/{path.name}" for path in (ROOT / "tools").glob("*.sh")))
# What programs of others read: gunicorn, pip, and what every shell has.
OTHERS = {"WEB_CONCURRENCY", "PIP_EXTRA_INDEX_URL"}
SHELL = {"PATH", "HOME", "PWD"}
OF_IMAGES = {"PYTHONUNBUFFERED", "PATH"}


def told() -> dict[str, tuple[str, str]]:
    """Every setting in the tables of docs/deploy.md: its default and its meaning."""
    rows = re.findall(
        r"^\| `([A-Z_]+)` \| (.*?) \| (.+) \|$", (ROOT / "docs/deploy.md").read_text(), re.MULTILINE
    )
    assert len(rows) == len({name for name, _, _ in rows}), "no setting is told twice"
    return {name: (default.strip("`"), meaning) for name, default, meaning in rows}


def read_in_python(path: Path) -> set[str]:
    """Names of environment variables that a file asks for: environ["X"], environ.get("X"), getenv("X")."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ"):
            asked = node.slice
        elif isinstance(node, ast.Call) and re.search(r"environ\.\w+$|getenv$", ast.unparse(node.func)):
            asked = node.args[0] if node.args else None
        else:
            continue
        if isinstance(asked, ast.Constant) and isinstance(asked.value, str):
            found.add(asked.value)
    return found


def read_elsewhere() -> set[str]:
    """Every environment variable that is read past the settings."""
    found = set()
    for folder in CODE:
        for path in (ROOT / folder).rglob("*.py"):
            found |= read_in_python(path)
    for name in SCRIPTS:
        found |= set(re.findall(r"\$\{?([A-Z][A-Z_]{2,})\b", (ROOT / name).read_text()))
    return found - SHELL


def known() -> set[str]:
    return {name for name, _, _ in SETTINGS} | read_elsewhere() | OTHERS


def test_what_is_read_is_found(tmp_path):
    file = tmp_path / "some.py"
    file.write_text('import os\nos.environ["A_B"]\nos.environ.get("C", "")\nos.getenv("D")\nother["E"]\n')
    assert read_in_python(file) == {"A_B", "C", "D"}
    assert {"GATESCOPE_MAVEN", "CHROMIUM", "WORKER_CONCURRENCY", "PYTHON"} <= read_elsewhere()


@pytest.mark.parametrize(("name", "default", "_"), SETTINGS, ids=[name for name, _, _ in SETTINGS])
def test_every_setting_is_told_with_its_default(name, default, _):
    assert name in told(), f"docs/deploy.md does not tell {name}"
    assert told()[name][0] == default
    assert told()[name][1].strip()


def test_every_other_variable_that_is_read_is_told():
    assert read_elsewhere() | OTHERS <= set(told())


def test_nothing_is_told_that_does_not_exist():
    assert set(told()) <= known()


def test_what_hosts_set_exists():
    app = json.loads((ROOT / "app.json").read_text())["env"]
    assert set(app) <= known()
    render = yaml.safe_load((ROOT / "render.yaml").read_text())
    groups = [*render["services"], *render["envVarGroups"]]
    for group in groups:
        assert {each["key"] for each in group.get("envVars", ()) if "key" in each} <= known()
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    assert set(compose["x-gatescope"]["environment"]) <= known()
    image = re.findall(r"^ENV (.*)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert {word.split("=")[0] for line in image for word in line.split()} - OF_IMAGES <= known()


def test_values_that_hosts_set_are_good_ones(tmp_path):
    from dashboard.settings import Settings

    app = json.loads((ROOT / "app.json").read_text())["env"]
    values = {name: about.get("value") or "k" * 32 for name, about in app.items()}
    assert Settings.from_env(values | {"DATA_DIR": str(tmp_path)}).logs == "json"
    render = yaml.safe_load((ROOT / "render.yaml").read_text())
    values = {each["key"]: each.get("value", "k" * 32) for each in render["envVarGroups"][0]["envVars"]}
    assert Settings.from_env(values | {"DATA_DIR": str(tmp_path)}).proxies == 1


def test_links_of_the_page_lead_somewhere():
    page = (ROOT / "docs/deploy.md").read_text()
    for link in re.findall(r"\]\(([^)#]+)", page):
        if not link.startswith("http"):
            assert (ROOT / "docs" / link).exists(), link
    for path in re.findall(r"`((?:tools|bin|docs|dashboard|models)/[\w./-]+)`", page):
        assert (ROOT / path).exists(), path
