"""The Procfile's own web line, run as a host would run it."""

import os
import runpy
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from models.kernels.compiled import is_warm

ROOT = Path(__file__).parents[2]
BOOT_S, STOP_S = 60, 15


def web_line() -> str:
    lines = (ROOT / "Procfile").read_text().splitlines()
    return next(line.removeprefix("web:").strip() for line in lines if line.startswith("web:"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port: int, path: str) -> tuple[int, str]:
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return answer.status, answer.read().decode()


def wait_until_up(process: subprocess.Popen, port: int, log: Path) -> None:
    deadline = time.monotonic() + BOOT_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return get(port, "/healthz")
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    pytest.fail(f"no answer from the web line:\n{log.read_text()}")


def environment(folder, **given):
    """What a host gives the web line, with a data directory of its own."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ours = {"HOST", "WEB_CONCURRENCY", "SECRET_KEY", "DATABASE_URL", "REDIS_URL"}
    env = {name: value for name, value in os.environ.items() if name not in ours}
    return env | {"PATH": path, "DATA_DIR": str(folder / "data")} | given


@pytest.fixture
def served(tmp_path):
    """(process, port, log) of a web server started by the Procfile."""
    port, log = free_port(), tmp_path / "web.log"
    env = environment(tmp_path, PORT=str(port), SECRET_KEY="k" * 32)
    with log.open("w") as out:
        process = subprocess.Popen(
            ["sh", "-c", web_line()], cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True
        )
    try:
        wait_until_up(process, port, log)
        yield process, port, log
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_the_web_line_serves_and_stops(served):
    process, port, log = served

    status, page = get(port, "/")
    assert status == 200
    assert "<html" in page
    assert get(port, "/healthz")[0] == 200
    assert get(port, f"/explore?text={'a' * 5000}")[0] == 200, "a text is in the address"
    assert f"http://127.0.0.1:{port}" in log.read_text(), "the start-up line says the address"

    process.send_signal(signal.SIGTERM)
    assert process.wait(STOP_S) == 0, log.read_text()
    with pytest.raises(URLError):
        get(port, "/healthz")
    assert "Traceback" not in log.read_text()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "SECRET_KEY must be set where other machines can reach the server"),
        ({"HOST": "192.0.2.1"}, "SECRET_KEY must be set where other machines can reach the server"),
        (
            {"HOST": "127.0.0.1", "DATABASE_URL": "postgresql://x@127.0.0.1:1/x"},
            "SECRET_KEY must be set",
        ),
        ({"HOST": "127.0.0.1", "REDIS_URL": "redis://127.0.0.1:1"}, "SECRET_KEY must be set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY must have at least 16 characters"),
        ({"HOST": "127.0.0.1", "GATESCOPE_QUEUE": "many"}, "GATESCOPE_QUEUE must be a whole number"),
    ],
    ids=["everywhere", "one address", "a shared database", "workers", "short", "another setting"],
)
def test_a_server_does_not_start_without_what_it_needs(tmp_path, given, said):
    env = environment(tmp_path, PORT=str(free_port()), **given)
    refused = subprocess.run(
        ["sh", "-c", web_line()], cwd=ROOT, env=env, capture_output=True, text=True, timeout=BOOT_S
    )
    assert refused.returncode == 1 and "Traceback" not in refused.stderr, refused.stderr
    assert refused.stderr.splitlines()[-1].startswith(said), refused.stderr


def test_the_server_has_the_kernels_compiled_without_waiting_for_it(monkeypatch):
    started = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: started.append(command))
    monkeypatch.delenv("REDIS_URL", raising=False)
    runpy.run_path(str(ROOT / "dashboard" / "gunicorn.conf.py"))["when_ready"](None)
    assert started == [[sys.executable, "-m", "models.kernels.warm"]]
    assert '"$venv/bin/python" -m models.kernels.warm' in (ROOT / "tools" / "setup.sh").read_text()


def test_where_workers_train_the_server_compiles_nothing(monkeypatch):
    started = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: started.append(command))
    monkeypatch.setenv("REDIS_URL", "redis://host")
    runpy.run_path(str(ROOT / "dashboard" / "gunicorn.conf.py"))["when_ready"](None)
    assert started == []


def test_compiling_is_told_once_and_not_when_it_is_done():
    assert is_warm(), "make test compiles first"
    done = subprocess.run(
        [sys.executable, "-m", "models.kernels.warm"], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
