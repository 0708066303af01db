"""What is known of requests: an id for each, which the log's lines about it have, and how long each took."""

import os
import re
import secrets
import time

import flask
from prometheus_client import CollectorRegistry, Counter, Histogram

from dashboard.operate import logs

HEADER = "X-Request-ID"
GIVEN = re.compile(r"[\w-]{8,64}", re.ASCII)
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds
NOWHERE = "none"  # the endpoint of an address that leads nowhere


class Traffic:
    """Counts the requests of this process by endpoint and status; what was asked stays unknown."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.requests = Counter(
            "gatescope_requests",
            "Requests that this process has answered.",
            ("endpoint", "status", "process"),
            registry=registry,
        )
        self.seconds = Histogram(
            "gatescope_request_seconds",
            "Seconds from the request until the answer begins.",
            ("endpoint", "process"),
            buckets=BUCKETS,
            registry=registry,
        )

    def watch(self, server: flask.Flask, proxies: int) -> None:
        """Give every request of the server an id, and count it; a proxy that is trusted names the id."""

        @server.before_request
        def begin() -> None:
            given = flask.request.headers.get(HEADER, "") if proxies else ""
            flask.g.request_id = given if GIVEN.fullmatch(given) else secrets.token_hex(8)
            flask.g.begun = time.perf_counter()
            logs.from_now_on(request_id=flask.g.request_id)

        @server.after_request
        def count(response: flask.Response) -> flask.Response:
            # A request that was refused before it came here has no id.
            if request_id := flask.g.get("request_id"):
                response.headers[HEADER] = request_id
                self._count(response.status_code, time.perf_counter() - flask.g.begun)
            return response

        @server.teardown_request
        def end(_: BaseException | None) -> None:
            logs.from_now_on()

    def _count(self, status: int, seconds: float) -> None:
        endpoint, process = flask.request.endpoint or NOWHERE, str(os.getpid())
        self.requests.labels(endpoint, str(status), process).inc()
        self.seconds.labels(endpoint, process).observe(seconds)
