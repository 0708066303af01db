"""The parts of a rehearsal: a router that gives up, a disk that does not last, a report that fails."""

import json
import os
import signal
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.servers import free_port
from tools.rehearse import dyno as dynos
from tools.rehearse import router as routers
from tools.rehearse.dyno import Dyno
from tools.rehearse.report import Report
from tools.rehearse.router import Router, make_certificate

BOOTING = 0.3  # s that the server takes to start in a test


class Answers(BaseHTTPRequestHandler):
    """Answers with the headers that came, after a while, never, or in pieces."""

    def do_POST(self) -> None:
        said = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if said == "sleep":
            time.sleep(2)
        if said == "break":
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(418 if said == "tea" else 200)
        self.end_headers()
        if said == "pieces":
            self.wfile.write(b"one ")
            self.server.go_on.wait(10)
        if said == "much":
            for _ in range(100):
                self.wfile.write(bytes(1_000_000))
        self.wfile.write(json.dumps([said, dict(self.headers)]).encode())

    do_GET = do_POST  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def server(port):
    with ThreadingHTTPServer(("127.0.0.1", port), Answers) as server:
        server.go_on = threading.Event()
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def router(port, tmp_path):
    with Router(free_port(), port, make_certificate(tmp_path)).running() as router:
        yield router


def ask(router, said="", **headers):
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    request = urllib.request.Request(router.url, said.encode() or None, headers)
    return urllib.request.urlopen(request, timeout=10, context=trusting)


def test_the_router_says_who_asks_and_that_it_was_https(server, router):
    with ask(router, "hello", **{"X-Forwarded-Proto": "http", "X-Forwarded-For": "10.0.0.1"}) as answer:
        said, headers = json.load(answer)
    assert said == "hello"
    assert headers["X-Forwarded-Proto"] == "https"
    assert headers["X-Forwarded-For"] == "10.0.0.1, 127.0.0.1"
    with pytest.raises(urllib.error.HTTPError, match="418"):
        ask(router, "tea")
    assert router.statuses == {200: 1, 418: 1} and not router.timeouts and not router.broken
    assert 0 < router.slowest[0] < 1


def test_the_router_cuts_what_takes_too_long(server, router, monkeypatch):
    monkeypatch.setattr(routers, "LIMIT", 0.2)
    with pytest.raises(urllib.error.HTTPError, match="503"):
        ask(router, "sleep")
    assert router.timeouts == ["POST / HTTP/1.1"] and router.statuses == {503: 1}


def test_the_router_notes_what_the_server_breaks_off(server, router):
    with pytest.raises(urllib.error.HTTPError, match="503"):
        ask(router, "break")
    assert router.broken == ["POST / HTTP/1.1"] and not router.timeouts


def test_a_visitor_who_leaves_is_not_the_servers_fault(server, router):
    ask(router, "much").close()
    with ask(router, "hello") as answer:
        assert json.load(answer)[0] == "hello"
    assert router.statuses == {200: 2} and not router.timeouts and not router.broken


def test_the_router_passes_on_each_piece_at_once(server, router):
    with ask(router, "pieces") as answer:
        assert answer.read(4) == b"one ", "before the rest is there"
        server.go_on.set()
        assert json.load(answer)[0] == "pieces"


def test_the_router_waits_for_a_server_that_is_just_started(port, router):
    answers = []
    asking = threading.Thread(target=lambda: answers.append(ask(router).status))
    asking.start()
    time.sleep(BOOTING)
    with ThreadingHTTPServer(("127.0.0.1", port), Answers) as late:
        late.handle_request()
    asking.join()
    assert answers == [200] and not router.timeouts
    assert router.slowest[0] < BOOTING, "waiting for a start is no slowness"


def test_the_router_gives_up_where_no_server_comes(router, monkeypatch):
    monkeypatch.setattr(routers, "BOOT", 0.2)
    with pytest.raises(urllib.error.HTTPError, match="503"):
        ask(router)
    assert router.timeouts == ["GET / HTTP/1.1"]


@pytest.fixture
def start(tmp_path):
    """A function that starts a process with this line, and ends it with the test."""
    started = []

    def run(line):
        dyno = Dyno("web", line, tmp_path, tmp_path, dict(os.environ), {})
        started.append(dyno)
        dyno.start()
        return dyno

    yield run
    for dyno in started:
        dyno.stop()


def until_it_says(dyno, word):
    until(lambda: word in dyno.log.read_text(), dyno)


def until(true, dyno):
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, dyno.log.read_text()
        time.sleep(0.02)


def test_a_process_loses_its_disk_at_each_start(start):
    dyno = start('ls "$DATA_DIR" "$TMPDIR"; touch "$DATA_DIR/kept"; echo up; exec sleep 600')
    until_it_says(dyno, "up")
    assert dyno.memory() > 0 and not dyno.is_over
    dyno.log.unlink()
    assert dyno.restart() < 10
    until_it_says(dyno, "up")
    assert "kept" not in dyno.log.read_text() and dyno.killed == 0


def test_every_process_hears_that_it_is_time_to_stop(start):
    child = "sh -c \"trap 'echo child; exit' TERM; echo up; while true; do sleep 0.1; done\" & "
    dyno = start(child + "trap 'echo parent; exit' TERM; while true; do sleep 0.1; done")
    until_it_says(dyno, "up")
    dyno.stop()
    assert {"child", "parent"} <= set(dyno.log.read_text().split())
    assert dyno.killed == 0 and dyno.processes() == []


def test_who_does_not_stop_is_killed(start, monkeypatch):
    monkeypatch.setattr(dynos, "GRACE", 0.5)
    dyno = start("trap '' TERM; echo up; while true; do sleep 0.1; done")
    until_it_says(dyno, "up")
    dyno.stop()
    assert dyno.killed == 1 and dyno.is_over
    assert dyno.exit_code == -signal.SIGKILL


def test_lines_that_no_machine_can_read_are_found(start):
    dyno = start(
        """echo '{"message": "fine"}'; echo; echo 'worker: Warm shutdown (MainProcess)'; echo oops; echo 3"""
    )
    until(lambda: dyno.is_over, dyno)
    assert dyno.lines_that_are_no_json() == ["oops", "3"]


def test_a_report_fails_with_what_failed(capsys):
    report = Report()
    with report.step("one step"):
        report.check(True, "all is well")
    assert report.print() == 0
    with report.step("another"):
        raise ValueError("it broke\nand more")
    report.check(False, "what should hold")
    assert report.print() == 1
    out = capsys.readouterr().out
    assert "FAILED: another: ValueError it broke\n" in out and "FAILED: what should hold\n" in out
