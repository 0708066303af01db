"""Every browser is a visitor of its own, by a cookie that nobody else can make."""

import re
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard import urls
from dashboard.guard.visitor import COOKIE, LIFETIME, visitor

FIRST = {"wsgi.url_scheme": "https"}


def cookie(answer: TestResponse) -> Any:
    found = SimpleCookie(answer.headers.get("Set-Cookie", ""))
    return found.get(COOKIE)


def id_of(server: Flask, header: str) -> str:
    """Who a request with this Cookie header is."""
    with server.test_request_context("/", headers={"Cookie": header}):
        return visitor()


def test_the_first_page_makes_a_visitor_who_stays_the_same(client: FlaskClient) -> None:
    server = client.application
    new = server.test_client()
    sent = cookie(new.get("/"))
    assert (sent["httponly"], sent["samesite"], sent["path"], sent["secure"]) == (True, "Lax", "/", "")
    who = id_of(server, f"{COOKIE}={sent.value}")
    assert re.fullmatch("[0-9a-f]{32}", who)
    again = cookie(new.get(urls.EXPLORE))
    assert id_of(server, f"{COOKIE}={again.value}") == who, "each page lets the cookie last on"
    assert LIFETIME.days == 400
    assert cookie(server.test_client().get("/")).value != sent.value


def test_only_pages_and_what_is_ones_own_make_visitors(client: FlaskClient) -> None:
    for path in ("/healthz", "/assets/poll.js", "/_favicon.ico"):
        with client.application.test_client().get(path) as answer:
            assert cookie(answer) is None and "Cookie" not in answer.headers.get("Vary", ""), path


def test_over_https_the_cookie_never_travels_without_it(client: FlaskClient) -> None:
    answer = client.application.test_client().get("/", environ_overrides=FIRST)
    assert cookie(answer)["secure"] is True


@pytest.mark.parametrize("forged", ["", "x", "x" * 5000, "e30.aaaaaa.bbbb", "..", "é", ".eJyrVgIAAKYAdQ."])
def test_a_forged_cookie_is_a_new_visitor(client: FlaskClient, forged: str) -> None:
    server = client.application
    first, second = (id_of(server, f"{COOKIE}={forged}") for _ in range(2))
    assert re.fullmatch("[0-9a-f]{32}", first) and first != second


def test_the_cookie_of_another_server_or_of_other_content_is_a_new_visitor(client: FlaskClient) -> None:
    server, other = client.application, Flask("other")
    mine = cookie(server.test_client().get("/")).value
    who = id_of(server, f"{COOKIE}={mine}")
    other.secret_key = "another key than that of the server"
    sign = SecureCookieSessionInterface().get_signing_serializer
    for signed in (
        sign(other).dumps({"visitor": who, "_permanent": True}),
        *(sign(server).dumps({"visitor": value}) for value in (None, 3, [who], "", who[:-1], 32 * "G")),
        mine[:-1] + ("A" if mine[-1] != "A" else "B"),
    ):
        assert id_of(server, f"{COOKIE}={signed}") != who
    assert id_of(server, f"{COOKIE}={mine}") == who


def test_outside_of_a_request_nobody_asks() -> None:
    assert visitor() == ""


def test_a_server_on_this_machine_keeps_its_key_for_itself(client: FlaskClient) -> None:
    from dashboard import context

    path = Path(context.settings().data_dir) / "secret-key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert client.application.secret_key == path.read_text() and len(path.read_text()) >= 64
