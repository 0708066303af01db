"""What is the same for every visitor is answered before the app, and nothing else is."""

import pytest
from flask import Flask, Response, request

from dashboard.guard import shared
from dashboard.guard.shared import is_shared


@pytest.fixture
def asked():
    return []


@pytest.fixture
def client(asked):
    server = Flask(__name__, static_folder=None)

    @server.get("/<path:path>")
    def answer(path):
        asked.append(path)
        response = Response(
            f"{path} in {request.headers.get('Accept-Encoding')}", 404 if "gone" in path else 200
        )
        response.headers["X-Request-ID"] = f"request-{len(asked)}"
        if "cookie" in path:
            response.set_cookie("gatescope", "mine")
        return response

    shared.install(server)
    return server.test_client()


def test_a_file_with_a_version_is_made_once_for_each_encoding(client, asked):
    address = "/assets/page.js?m=1"
    plain = [client.get(address, headers={"Accept-Encoding": "gzip"}) for _ in range(3)]
    assert {answer.text for answer in plain} == {"assets/page.js in gzip"} and len(asked) == 1
    assert client.get(address, headers={"Accept-Encoding": "br"}).text == "assets/page.js in br"
    assert len(asked) == 2
    assert not any("X-Request-ID" in answer.headers for answer in plain), "it was another visitor's"


def test_a_new_version_is_another_file(client, asked):
    client.get("/assets/page.js?m=1"), client.get("/assets/page.js?m=2")
    assert len(asked) == 2


@pytest.mark.parametrize("path", ["/assets/gone.js?m=1", "/_dash-component-suites/cookie.js"])
def test_what_failed_or_is_for_one_visitor_is_not_kept(client, asked, path):
    client.get(path), client.get(path)
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("path", "changed", "kept"),
    [
        ("/_dash-layout", {}, True),
        ("/_dash-dependencies", {}, True),
        ("/_dash-component-suites/dash/dcc/x.js", {}, True),
        ("/assets/page.js", {"QUERY_STRING": "m=1"}, True),
        ("/assets/page.js", {}, False),
        ("/", {}, False),
        ("/_dash-update-component", {}, False),
        ("/_dash-layout", {"REQUEST_METHOD": "POST"}, False),
        ("/_dash-layout", {"HTTP_IF_NONE_MATCH": "x" * 1000}, False),
        ("/_dash-layout", {"QUERY_STRING": "x" * 1000}, False),
        ("/_dash-layout", {"HTTP_RANGE": "bytes=0-3"}, False),
        ("/_dash-layout", {"HTTP_SEC_FETCH_SITE": "same-origin"}, True),
        ("/_dash-layout", {"HTTP_SEC_FETCH_SITE": "cross-site"}, False),
    ],
)
def test_which_answers_are_shared(path, changed, kept):
    assert is_shared({"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": ""} | changed) == kept
