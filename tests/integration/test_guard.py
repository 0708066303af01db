"""What every request meets: headers, the question where it comes from, and a sentence for each error."""

import logging
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from torch import nn

from dashboard import context, urls
from dashboard.guard import mishaps
from dashboard.pages import runs
from dashboard.routes import takeaways
from tests.explored import state_dict
from tests.messages import CALLBACK, message, named, post
from tests.uploaded import everything

# Headers

PATHS = ("/", "/explore", "/nowhere", "/_dash-layout", "/assets/poll.js", "/healthz", "/runs/x/csv", "/open")


@pytest.mark.parametrize("path", PATHS)
def test_every_response_is_only_for_our_own_pages(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert re.fullmatch(r"'self'( 'sha256-[\w+/=]{44}')+", policy["script-src"]), "no unsafe-inline, no eval"
    assert policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert policy["base-uri"] == policy["form-action"] == "'self'"


def test_refusals_have_the_headers_too(client: FlaskClient) -> None:
    refused = client.post(CALLBACK, data=b"{", content_type="application/json")
    foreign = client.post(urls.UPLOAD, headers={"Origin": "https://elsewhere.example"})
    for answer, status in ((refused, 400), (foreign, 403)):
        assert answer.status_code == status and "Content-Security-Policy" in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"


def test_https_is_asked_to_stay_https(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers
    secure = client.get("/", environ_overrides={"wsgi.url_scheme": "https"})
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    "path", ["/runs", "/_dash-layout", "/text/passage", "/explore/take", "/runs/counting-plain/csv", "/x"]
)
def test_nothing_is_kept_that_could_be_a_visitors_own(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_files_that_all_share_may_be_kept(client: FlaskClient) -> None:
    scripts = re.findall(r'src="(/[^"]+)"', client.get("/").text)
    suites = [path for path in scripts if path.startswith("/_dash-component-suites/")]
    assert suites and len(scripts) > len(suites)
    for path in scripts:
        with client.get(path) as answer:
            assert answer.status_code == 200 and "no-store" not in answer.headers.get("Cache-Control", "")
            assert answer.cache_control.max_age >= 24 * 60 * 60, path
    name = next(path for path in scripts if path.startswith("/assets/"))
    with client.get(name.partition("?")[0]) as answer:
        assert answer.cache_control.no_cache, "an address that stays the same when the file changes"


# Where requests come from

HERE = "http://localhost"
FILE = state_dict(nn.GRU(2, 2))
FOREIGN = [
    {"Origin": "https://elsewhere.example"},
    {"Origin": "http://localhost:9999"},
    {"Origin": "http://localhost.elsewhere.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://[x"},
    {"Origin": HERE, "Sec-Fetch-Site": "cross-site"},
    {"Origin": HERE, "Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    {"Sec-Fetch-Site": "anything"},
]
OWN = [
    {},  # a program that is no browser
    {"Origin": HERE},
    {"Origin": "HTTPS://LOCALHOST"},
    {"Origin": HERE, "Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize("path", [urls.UPLOAD, urls.BRING, urls.SCORE, CALLBACK])
def test_another_site_changes_nothing(client: FlaskClient, path: str, headers: dict[str, str]) -> None:
    client.get("/")
    before = everything(), context.texts().list()
    answer = client.post(path, data=FILE, query_string={"name": "x.pt", "alphabet": "ab"}, headers=headers)
    assert answer.status_code == 403
    assert answer.json == {"error": "This was asked by a page of another site, so nothing was done."}
    assert (everything(), context.texts().list()) == before


@pytest.mark.parametrize("headers", OWN, ids=str)
def test_our_own_pages_and_programs_may(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = client.post(
        urls.UPLOAD, data=FILE, query_string={"name": "x.pt", "alphabet": "ab"}, headers=headers
    )
    assert answer.status_code == 200


def test_another_site_may_link_here_but_not_let_us_work(client: FlaskClient) -> None:
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    image = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert client.get("/explore", headers=link).status_code == 200
    assert client.get(urls.WRITE, headers=image).status_code == 403
    assert client.get("/explore", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


# Errors that nobody foresaw


def broken(*_: object, **__: object) -> None:
    raise RuntimeError("secret of the server")


@pytest.mark.parametrize("where", ["a route", "a callback"])
def test_an_error_is_answered_with_its_number_and_nothing_else(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, where: str
) -> None:
    monkeypatch.setattr(takeaways, "read_subject", broken)
    monkeypatch.setattr(runs, "signature", broken)
    caplog.set_level(logging.ERROR)
    if where == "a route":
        answer = client.get(urls.TAKE, query_string={"format": "csv"})
    else:
        answer = post(client, message(named(client, "runs-table", "runs-poll")))
    assert answer.status_code == 500
    said = re.fullmatch(
        r"Something went wrong here that should not; the server's log has it as mishap ([0-9a-f]{8})\.",
        answer.json["error"],
    )
    assert said and set(answer.json) == {"error"}
    (record,) = caplog.records
    assert said[1] in record.getMessage() and record.exc_info[1].args == ("secret of the server",)


def test_a_database_that_is_away_is_said_and_is_no_mishap(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away() -> None:
        raise OperationalError("SELECT", {}, ConnectionRefusedError("10.0.0.7 refused"))

    monkeypatch.setattr(runs, "signature", away)
    answer = post(client, message(named(client, "runs-table", "runs-poll")))
    assert (answer.status_code, answer.json) == (503, {"error": mishaps.NO_ANSWER})
    (record,) = (found for found in caplog.records if found.name == mishaps.__name__)
    assert record.getMessage() == "The database does not answer (ConnectionRefusedError)"
    assert record.exc_info is None, "a page that polls would fill the log"


def test_a_page_that_fails_is_a_sentence_too(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(takeaways, "read_subject", broken)
    answer = client.get(urls.TAKE, query_string={"format": "csv"}, headers={"Accept": "text/html,*/*"})
    assert answer.status_code == 500 and answer.mimetype == "text/plain"
    assert answer.text.startswith("Something went wrong here") and "secret" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/_dash-component-suites/dash/nothing.js",
        "/_dash-component-suites/os/path.py",
        "/_dash-component-suites/dash/..%2f..%2fflask/app.py",
        "/assets/..%2fdashboard/settings.py",
        "/assets/%00",
    ],
)
def test_files_that_there_are_not_are_no_mishap(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404 and "Traceback" not in answer.text
    assert not caplog.records


def test_debugging_is_off(client: FlaskClient) -> None:
    server = client.application
    assert not server.debug and not server.testing
    assert client.get("/_reload-hash").json["files"] == []
    assert b'"ui":false' in client.get("/").data.replace(b" ", b"")
