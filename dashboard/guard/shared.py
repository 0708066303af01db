"""What is the same for every visitor is made once: files, and Dash's description of the app.

A first visit asks for sixty of these; to find, check and compress each anew took longer than its page did.
"""

from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any
from urllib.parse import parse_qs

from cachetools import LRUCache
from flask import Flask
from werkzeug.test import run_wsgi_app

from dashboard.operate.traffic import HEADER

SUITES = "/_dash-component-suites/"  # their addresses name a version, as those of our own do with ?m=
OWN = "/assets/"
DESCRIPTIONS = ("/_dash-layout", "/_dash-dependencies")
ROOM = 48 * 2**20  # bytes for all of them, in every encoding that is asked for
LONGEST = (
    500  # characters that tell one answer from another; browsers need no more, and nobody may fill the room
)
OURS = (None, "same-origin", "none")  # what a browser says of requests that no other site makes
TOLD_APART = ("PATH_INFO", "QUERY_STRING", "wsgi.url_scheme", "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH")

Answer = tuple[str, list[tuple[str, str]], bytes]  # status, headers, body


def install(server: Flask) -> None:
    """Keep the answers before the application, its other guards and its compression."""
    server.wsgi_app = Shared(server.wsgi_app)


class Shared:
    """A WSGI application before another one, whose shared answers it remembers."""

    def __init__(self, app: Callable) -> None:
        self.app = app
        self._kept: LRUCache[tuple, Answer] = LRUCache(ROOM, getsizeof=lambda answer: 1000 + len(answer[2]))
        self._lock = Lock()

    def __call__(self, asked: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        if not is_shared(asked):
            return self.app(asked, start_response)
        key = told_apart(asked)
        with self._lock:
            answer = self._kept.get(key)
        status, headers, body = answer or self._ask(key, asked)
        start_response(status, list(headers))
        return [body]

    def _ask(self, key: tuple, asked: dict[str, Any]) -> Answer:
        parts, status, headers = run_wsgi_app(self.app, asked, buffered=True)
        headers.pop(HEADER, None)  # the id of the one request that it was made for
        answer = status, headers.to_wsgi_list(), b"".join(parts)
        if status[:3] in ("200", "304") and "Set-Cookie" not in headers and len(answer[2]) < ROOM:
            with self._lock:
                self._kept[key] = answer
        return answer


def told_apart(asked: dict[str, Any]) -> tuple[str, ...]:
    """All that an answer depends on."""
    return tuple(asked.get(name, "") for name in TOLD_APART)


def is_shared(asked: dict[str, Any]) -> bool:
    """Whether every visitor gets the same answer, until the server is started anew."""
    path = asked["PATH_INFO"]
    if asked["REQUEST_METHOD"] != "GET" or "HTTP_RANGE" in asked:
        return False
    if asked.get("HTTP_SEC_FETCH_SITE") not in OURS or sum(map(len, told_apart(asked))) > LONGEST:
        return False
    if path.startswith(OWN):
        return "m" in parse_qs(asked.get("QUERY_STRING", ""))
    return path.startswith(SUITES) or path in DESCRIPTIONS
