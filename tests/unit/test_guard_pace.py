"""Counting: by visitor or by address, in this process or in Redis, which may be away."""

import logging
import threading
import time
from collections.abc import Iterator

import pytest
from flask import Flask, request

from dashboard.guard import pace, proxies, visitor
from dashboard.guard.counters import Counters, InProcess
from tests.services import redis

NOBODY = "redis://127.0.0.1:1/0"  # a port where nothing listens


def test_so_many_are_taken_in_a_minute_and_then_one_has_to_wait() -> None:
    counters = Counters()
    assert [counters.wait("x", "me", 5) for _ in range(5)] == [0.0] * 5
    assert 0 < counters.wait("x", "me", 5) <= 60
    assert counters.wait("x", "you", 5) == counters.wait("y", "me", 5) == 0.0


def test_who_is_refused_is_let_in_as_soon_as_it_was_said() -> None:
    now = 1000.0
    counters = InProcess(lambda: now)
    for most, spent in ((60, 60), (60, 37), (1, 1), (3000, 3000)):
        now += 600
        for _ in range(spent):
            assert counters.wait("x", "me", most) == 0.0
            now += 0.1
        while not (wait := counters.wait("x", "me", most)):
            now += 0.01
        assert 0 < wait <= 60
        now += wait - 0.01
        assert counters.wait("x", "me", most) > 0
        now += 0.02
        assert counters.wait("x", "me", most) == 0.0


def test_no_minute_has_more_than_so_many() -> None:
    now, taken = 0.0, []
    counters = InProcess(lambda: now)
    for _ in range(5000):
        now += 0.1
        if counters.wait("x", "me", 100) == 0.0:
            taken.append(now)
    most = max(sum(end - 60 < at <= end for at in taken) for end in taken)
    assert len(taken) > 700 and most <= 120, "a sliding window is right to within a fifth"


def test_counting_takes_no_time() -> None:
    counters, threads, begun = Counters(), threading.active_count(), time.process_time()
    for k in range(20_000):
        counters.wait("x", f"visitor {k % 500}", 3000)
    assert (time.process_time() - begun) / 20_000 < 0.0002
    assert threading.active_count() <= threads


def test_servers_count_together_in_redis() -> None:
    with redis() as server:
        one, other = Counters(server.url), Counters(server.url)
        taken = [counters.wait("x", "me", 4) for counters in (one, other, one, other)]
        assert taken == [0.0] * 4 and one.wait("x", "me", 4) > 0 and other.wait("x", "me", 4) > 0
        assert other.wait("x", "you", 4) == 0.0


def test_without_redis_nobody_is_refused_for_that(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    counters, begun = Counters(NOBODY), time.monotonic()
    assert [counters.wait("x", "me", 50) for _ in range(50)] == [0.0] * 50
    assert time.monotonic() - begun < 2, "a Redis that is away is not asked again at once"
    assert len(caplog.records) == 1
    assert counters.wait("x", "me", 50) > 0, "meanwhile this process counts"


def test_redis_may_go_and_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.guard.counters.AWAY", 0.0)
    with redis() as server:
        counters = Counters(server.url)
        assert counters.wait("x", "me", 1) == 0.0
        server.kill()
        assert counters.wait("x", "me", 1) == 0.0, "this process has not counted before"
        server.start()
        assert counters.wait("x", "you", 1) == 0.0 and Counters(server.url).wait("x", "you", 1) > 0


@pytest.fixture
def server() -> Iterator[Flask]:
    """A server whose every answer says who asked."""
    server = Flask(__name__)
    visitor.install(server, "a key for tests only")
    server.get("/")(visitor.visitor)
    server.get("/who")(pace.who)
    server.get("/secure")(lambda: str(request.is_secure))
    yield server


def asked(server: Flask, address: str, **headers: str) -> str:
    return server.test_client().get("/who", headers=headers, environ_base={"REMOTE_ADDR": address}).text


def test_visitors_are_counted_by_cookie_and_others_by_address(server: Flask) -> None:
    client = server.test_client()
    me = client.get("/").text
    assert client.get("/who").text == f"visitor {me}"
    assert asked(server, "192.0.2.7") == "address 192.0.2.7"
    assert asked(server, "192.0.2.7", Cookie="gatescope=forged") == "address 192.0.2.7"
    assert (
        asked(server, "2001:db8:0:1::7")
        == asked(server, "2001:db8:0:1:ffff::8")
        == "address 2001:db8:0:1::/64"
    )
    assert asked(server, "2001:db8:0:2::7") != asked(server, "2001:db8:0:1::7")
    assert asked(server, "") == "address unknown"


def test_only_a_proxy_that_is_trusted_can_name_the_address(server: Flask) -> None:
    claimed = {"X-Forwarded-For": "203.0.113.9, 198.51.100.1", "X-Forwarded-Proto": "https"}
    proxies.trust(server, 0)
    assert asked(server, "192.0.2.7", **claimed) == "address 192.0.2.7"
    assert server.test_client().get("/secure", headers=claimed).text == "False"
    proxies.trust(server, 1)
    assert asked(server, "192.0.2.7", **claimed) == "address 198.51.100.1", (
        "what the visitor claims is not it"
    )
    assert server.test_client().get("/secure", headers=claimed).text == "True"


def test_a_visitor_with_many_pages_open_is_far_from_the_limit() -> None:
    polls, pages = 60 / 0.4, 10
    assert polls * pages <= pace.ORDINARY.most / 2
    assert pace.NEWCOMERS.most >= 200 * 3, "a class opens its first pages at once"


def test_what_is_dear_is_less_and_says_how_much() -> None:
    for dear in (pace.UPLOADS, pace.WRITING, pace.QUEUEING, pace.JOBS):
        assert dear.most <= 60 and str(dear.most) in dear.sentence
