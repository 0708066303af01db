"""The web line as a host runs it: what it logs, and what it says of itself."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from tests.servers import free_port

ROOT = Path(__file__).parents[2]
BOOT_S, STOP_S = 120, 15


def ask(port: int, path: str, **headers: str) -> tuple[int, str]:
    request = Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


def say_nonsense(port: int) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"GET /stormy night HTTP/1.1\r\n\r\n")
        return connection.recv(100)


def test_every_line_is_an_object_and_none_is_of_a_visitor(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "web.log"
    env = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "DATA_DIR": str(tmp_path / "data"),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "GATESCOPE_LOGS": "json",
    }
    with log.open("w") as out:
        server = subprocess.Popen(
            ["tools/process.sh", "web"], cwd=ROOT, env=env, stdout=out, stderr=out, start_new_session=True
        )
    try:
        deadline = time.monotonic() + BOOT_S
        while '"event": "up"' not in log.read_text():
            assert time.monotonic() < deadline and server.poll() is None, log.read_text()
            time.sleep(0.1)
        assert ask(port, "/healthz")[0] == 200
        assert json.loads(ask(port, "/readyz")[1])["database"] == "ok"
        assert "gatescope_database_up 1.0" in ask(port, "/metrics")[1]
        assert ask(port, "/metrics", **{"X-Forwarded-For": "127.0.0.1"})[0] == 404
        assert ask(port, "/explore?text=stormy", Cookie="visitor=stormy")[0] == 200
        assert ask(port, "/_dash-update-component?stormy", Cookie="visitor=stormy")[0] >= 400
        assert b" 400 " in say_nonsense(port)
        server.send_signal(signal.SIGTERM)
        assert server.wait(STOP_S) == 0
    except URLError as error:
        raise AssertionError(log.read_text()) from error
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert lines[0]["event"] == "up"
    assert "A request was not valid HTTP" in [line["message"] for line in lines]
    assert all({"time", "level", "logger", "message"} <= set(line) for line in lines)
    assert not re.search("stormy|127.0.0.1", log.read_text())
