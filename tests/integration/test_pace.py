"""Who asks too often hears when to come back; everyone else notices nothing."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from torch import nn

from dashboard import context, ids, urls
from dashboard.guard import pace
from dashboard.jobs import processes
from tests.explored import state_dict
from tests.messages import message, named, post
from tests.uploaded import everything, send

FILE = state_dict(nn.GRU(2, 2))


@pytest.fixture
def newcomer(client: FlaskClient) -> Iterator[FlaskClient]:
    """A visitor whom nobody has counted yet."""
    visitor = client.application.test_client()
    visitor.get("/")
    yield visitor


def lower(monkeypatch: pytest.MonkeyPatch, name: str, most: int) -> None:
    """Let a pace be so many in a minute."""
    low = replace(getattr(pace, name), most=most)
    for route, found in list(pace.ROUTES.items()):
        if found is getattr(pace, name):
            monkeypatch.setitem(pace.ROUTES, route, low)
    monkeypatch.setattr(pace, name, low)


def refused(answer: Any, words: str) -> None:
    assert answer.status_code == 429 and set(answer.json) == {"error"}
    seconds = int(answer.headers["Retry-After"])
    assert 1 <= seconds <= 60
    assert words in answer.json["error"] and f"; try again in {seconds} second" in answer.json["error"]


def test_a_visitor_who_asks_too_often_has_to_wait_and_no_other(
    newcomer: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower(monkeypatch, "ORDINARY", 5)
    other = newcomer.application.test_client()
    other.get("/")
    poll = message(named(other, "runs-table", "runs-poll"))
    answers = [post(newcomer, poll).status_code for _ in range(5)]
    assert 429 not in answers
    refused(post(newcomer, poll), "faster than the pages of Gatescope do")
    page = newcomer.get("/", headers={"Accept": "text/html"})
    assert page.status_code == 429 and page.mimetype == "text/plain" and "Retry-After" in page.headers
    assert page.text.endswith(".\n")
    assert post(other, poll).status_code != 429
    for path in ("/healthz", "/assets/poll.js"):
        with newcomer.get(path) as answer:
            assert answer.status_code == 200, "what is the same for all is not counted"


def test_a_class_of_200_behind_one_address_gets_in(client: FlaskClient) -> None:
    for _ in range(200):
        visitor = client.application.test_client()
        assert [visitor.get(path).status_code for path in ("/", "/_dash-layout")] == [200, 200]


def test_whoever_drops_the_cookie_is_counted_by_address(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower(monkeypatch, "NEWCOMERS", 3)
    server = client.application
    here = {"environ_base": {"REMOTE_ADDR": "192.0.2.1"}}
    assert [server.test_client().get("/", **here).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert server.test_client().get("/", environ_base={"REMOTE_ADDR": "192.0.2.2"}).status_code == 200


def test_files_and_texts_are_taken_at_a_slower_pace(
    newcomer: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    lower(monkeypatch, "UPLOADS", 3)
    assert [send(newcomer, FILE, "x.pt", alphabet="ab")[0] for _ in range(2)] == [200, 200]
    assert newcomer.post(urls.BRING, data=b"to be or not to be, " * 500).status_code == 200
    before = everything(), context.texts().list()
    refused(newcomer.post(urls.BRING, data=b"that is the question, " * 500), "files and texts")
    refused(newcomer.post(urls.UPLOAD, data=FILE), "files and texts")
    refused(post(newcomer, message(named(newcomer, "reader-text", "reader-add"))), "files and texts")
    assert (everything(), context.texts().list()) == before


def test_texts_are_written_at_a_slower_pace(newcomer: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    lower(monkeypatch, "WRITING", 2)
    for path in (urls.WRITE, urls.STORED):
        assert newcomer.get(path).status_code == 404  # without a run there is nothing to write
    refused(newcomer.get(urls.WRITE), "texts are written")


@pytest.mark.parametrize("which", ["launch-run", "launched-run"])
def test_trainings_begin_at_a_slower_pace(
    newcomer: FlaskClient, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    monkeypatch.setattr(processes, "start", lambda *_: "1-over")
    lower(monkeypatch, "QUEUEING", 2)
    lower(monkeypatch, "JOBS", 2)
    callback = named(newcomer, which, *([ids.TRAIN_AGAIN] if which == "launch-run" else []))
    opened, start = message(callback), message(callback, {f"{ids.TRAIN}.n_clicks": 1})
    if which == "launch-run":
        assert 429 not in [post(newcomer, opened).status_code for _ in range(4)]
    assert 429 not in [post(newcomer, start).status_code for _ in range(2)]
    refused(post(newcomer, start), "trainings are begun")
    if which == "launched-run":  # asking how a job gets on starts none
        assert post(newcomer, start, cacheKey="x", job="y").status_code != 429
