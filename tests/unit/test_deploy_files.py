"""What hosts read: the Procfile, app.json, render.yaml, the Dockerfile and compose.yaml fit one another."""

import json
import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
NEEDED = (
    *("Procfile", "app.json", "requirements.txt", "assets", "dashboard", "models"),
    *("tools/process.sh", "tools/build.sh"),
)
TORCH = "https://download.pytorch.org/whl/cpu"  # its CPU build


def lines() -> dict[str, str]:
    """The Procfile: the name of each process and its line."""
    return dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())


def render() -> dict:
    return yaml.safe_load((ROOT / "render.yaml").read_text())


def compose() -> dict:
    return yaml.safe_load((ROOT / "compose.yaml").read_text())


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, continued lines joined."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    found = re.sub(r"\\\n\s*", " ", text).strip().splitlines()
    return [tuple(line.split(" ", 1)) for line in found if line]


@pytest.mark.parametrize("name", ["release", "web", "worker"])
def test_every_process_has_a_line_that_a_shell_can_read(name):
    assert subprocess.run(["sh", "-n", "-c", lines()[name]], capture_output=True).returncode == 0
    if name != "release":
        assert " exec " in f" {lines()[name]}", "the process itself gets the host's signals"


def test_the_worker_asks_redis_for_no_more_than_it_needs():
    words = shlex.split(lines()["worker"])
    assert {"--without-gossip", "--without-mingle", "--without-heartbeat"} <= set(words)
    assert words[words.index("--app") + 1] == "dashboard.jobs.celery_app"


def test_the_manifest_fits_herokus_form():
    app = json.loads((ROOT / "app.json").read_text())
    assert set(app) <= {"name", "description", "keywords", "env", "addons", "formation"}
    assert len(app["name"]) <= 30 and len(app["description"]) <= 140
    for name, about in app["env"].items():
        assert re.fullmatch(r"[A-Z][A-Z0-9_]*", name)
        assert about["description"].endswith(".")
        assert about.get("generator") == "secret" or isinstance(about["value"], str)
        assert set(about) <= {"description", "value", "generator"}
    assert app["env"]["SECRET_KEY"]["generator"] == "secret"
    assert {addon["plan"].split(":")[0] for addon in app["addons"]} == {"heroku-postgresql", "heroku-redis"}
    assert set(app["formation"]) == set(lines()) - {"release"}
    for about in app["formation"].values():
        assert about["quantity"] >= 1 and about["size"] in ("basic", "standard-1x", "standard-2x")


def test_the_blueprint_fits_renders_form():
    found = render()
    assert set(found) == {"services", "databases", "envVarGroups"}
    kinds = {service["name"]: service["type"] for service in found["services"]}
    assert sorted(kinds.values()) == ["keyvalue", "web", "worker"]
    groups = {group["name"] for group in found["envVarGroups"]}
    databases = {database["name"] for database in found["databases"]}
    for service in found["services"]:
        if service["type"] == "keyvalue":
            assert service["ipAllowList"] == [], "nobody else's"
            continue
        assert service["runtime"] == "python"
        assert service["startCommand"] == f"tools/process.sh {service['type']}"
        assert service["buildCommand"].split(" && ") == ["pip install -r requirements.txt", "tools/build.sh"]
        for each in service["envVars"]:
            assert each.get("fromGroup", "gatescope") in groups
            assert each.get("fromDatabase", {"name": "gatescope-runs"})["name"] in databases
            assert kinds[each.get("fromService", {"name": "gatescope-jobs"})["name"]] == "keyvalue"
        assert {each.get("key") for each in service["envVars"]} == {None, "DATABASE_URL", "REDIS_URL"}
    web = next(service for service in found["services"] if service["type"] == "web")
    assert web["preDeployCommand"] == "tools/process.sh release"
    secrets = {each["key"] for each in found["envVarGroups"][0]["envVars"] if each.get("generateValue")}
    assert "SECRET_KEY" in secrets
    for each in found["envVarGroups"][0]["envVars"]:
        assert each.get("generateValue") is True or isinstance(each["value"], str)


def test_the_image_runs_every_process_as_nobody_in_particular():
    names = [name for name, _ in instructions()]
    assert set(names) <= {
        *("ARG", "FROM", "WORKDIR", "RUN", "ENV", "COPY"),
        *("USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"),
    }
    last = dict(instructions())
    assert last["USER"] not in ("root", "0") and names.index("USER") > names.index("RUN")
    assert json.loads(last["ENTRYPOINT"]) == ["tools/process.sh"]
    assert json.loads(last["CMD"])[0] in lines()
    check = json.loads(last["HEALTHCHECK"].partition(" CMD ")[2])
    compile(check[2], "HEALTHCHECK", "exec")
    assert "/healthz" in check[2]
    assert any(name == "RUN" and text == "tools/build.sh" for name, text in instructions())
    assert any(
        "https://download.pytorch.org/whl/cpu" in text for name, text in instructions() if name == "ARG"
    )


def test_the_image_is_of_a_python_that_is_tested():
    python = (ROOT / ".python-version").read_text().strip()
    assert ("ARG", f"PYTHON={python}") in instructions()


def test_all_of_it_starts_together():
    services = compose()["services"]
    assert set(services) == {*lines(), "redis", "postgres"}
    for name in lines():
        command = services[name].get("command", "web")
        assert command == name
        assert services[name].get("healthcheck") == (None if name == "web" else {"disable": True})
    for name in ("web", "worker"):
        assert services[name]["depends_on"]["release"]["condition"] == "service_completed_successfully"
        assert set(services[name]["depends_on"]) == {"release", "redis", "postgres"}
    assert all(port.startswith("127.0.0.1:") for port in services["web"]["ports"]), "a proxy stands before it"


@pytest.mark.parametrize("file", [".dockerignore", ".slugignore"])
def test_nothing_that_runs_is_left_out(file):
    left_out = [
        line.strip("/") for line in (ROOT / file).read_text().splitlines() if line[:1] not in ("", "#")
    ]
    for needed in NEEDED:
        assert not any(needed == each or needed.startswith(f"{each}/") for each in left_out), needed
    assert {"tests", "docs", "benchmarks"} <= set(left_out)


@pytest.mark.parametrize("script", ["bin/post_compile", "tools/process.sh", "tools/build.sh"])
def test_scripts_of_hosts_parse_and_are_executable(script):
    assert os.access(ROOT / script, os.X_OK)
    assert subprocess.run(["sh", "-n", ROOT / script], capture_output=True, text=True).stderr == ""
