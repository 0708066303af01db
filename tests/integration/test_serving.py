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


@pytest.fixture
def served(tmp_path):
    """(process, port, log) of a web server started by the Procfile, with a data directory of its own."""
    port, log = free_port(), tmp_path / "web.log"
    env = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PORT": str(port),
        "DATA_DIR": str(tmp_path / "data"),
    }
    for name in ("HOST", "WEB_CONCURRENCY"):
        env.pop(name, None)
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
