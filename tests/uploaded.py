"""For tests of opened files: how a browser sends them, what the server holds, and whose it is."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask.testing import FlaskClient

from dashboard import context, urls
from dashboard.guard.visitor import COOKIE


def send(client: FlaskClient, data: bytes, name: str = "net", **query: str) -> tuple[int, dict[str, str]]:
    """Post a file as assets/upload.js does: its bytes are the body."""
    answer = client.post(urls.UPLOAD, query_string={"name": name, **query}, data=data)
    return answer.status_code, answer.json


@contextmanager
def browsing(client: FlaskClient) -> Iterator[None]:
    """Whatever is called here is called by the visitor whose browser this is."""
    client.get("/")
    cookie = f"{COOKIE}={client.get_cookie(COOKIE).value}"
    with client.application.test_request_context("/", headers={"Cookie": cookie}):
        yield


def everything() -> list[Any]:
    """What store and library hold."""
    runs = [(run.id, run.status, run.created_at, run.config) for run in context.store().list()]
    return [*runs, *context.library().list()]


def recording(**changed: object) -> bytes:
    neurons = [[0.1, 0.2], [0.3, 0.4]]
    return json.dumps({"name": "x", "chars": ["a", "b"], "hs0": neurons, "cs0": neurons, **changed}).encode()
