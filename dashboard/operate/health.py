"""What a host, a load balancer and Prometheus ask: does it live, can it work, how is it doing?

Whether the process lives is said at /healthz, by Dash.
"""

import hmac
import ipaddress
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import flask
from prometheus_client import CollectorRegistry, ProcessCollector, disable_created_metrics
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from sqlalchemy import Engine

from dashboard.operate.metrics import OfStore
from dashboard.operate.traffic import Traffic
from dashboard.settings import Settings
from dashboard.store.migrate import PRESENT, revision
from dashboard.store.reading import worker_seats

READY, METRICS = "/readyz", "/metrics"
PATIENCE = 3.0  # seconds for a service to answer
FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")
GOOD = ("ok", "unused")

disable_created_metrics()


def register(server: flask.Flask, settings: Settings, engine: Engine, shipped: Sequence[str]) -> None:
    """Answer /readyz and /metrics, and count all requests; `shipped` are runs that are no visitor's."""
    registry = CollectorRegistry()
    Traffic(registry).watch(server, settings.proxies)
    ProcessCollector(registry=registry)
    registry.register(OfStore(engine, settings, shipped))
    # Whoever waits for a service that is silent keeps a thread: there are few, and they are kept for this.
    asking = ThreadPoolExecutor(4, "readiness")

    @server.get(READY)
    def ready() -> tuple[dict[str, str], int, dict[str, str]]:
        waiting = {name: asking.submit(check) for name, check in checks(settings, engine).items()}
        found = {name: outcome(future.result) for name, future in waiting.items()}
        good = all(word in GOOD for word in found.values())
        return found, 200 if good else 503, {"Cache-Control": "no-store"}

    @server.get(METRICS)
    def metrics() -> flask.Response:
        if not may_see(flask.request, settings.metrics_token):
            flask.abort(404)
        return flask.Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def checks(settings: Settings, engine: Engine) -> dict[str, Callable[[], str]]:
    """What the server needs, each with a function that asks for it and answers in one word."""
    return {
        "database": lambda: database(engine),
        "redis": lambda: redis(settings.redis_url),
        "workers": lambda: workers(engine) if settings.redis_url else "unused",
    }


def outcome(result: Callable[[float], str]) -> str:
    """The word that a check answers with; "silent" where it does not answer, "away" where it cannot."""
    try:
        return result(PATIENCE)
    except TimeoutError:
        return "silent"
    except Exception:
        return "away"  # what it was may hold an address or a password


def database(engine: Engine) -> str:
    """Whether the database answers, with the tables of this version."""
    with engine.connect() as db:
        found = revision(db) or ""
    return "ok" if found == PRESENT else "outdated" if found < PRESENT else "newer"


def redis(url: str) -> str:
    """Whether Redis answers, where there should be one."""
    if not url:
        return "unused"
    from redis import Redis

    with Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as client:
        return "ok" if client.ping() else "away"


def workers(engine: Engine) -> str:
    """Whether a worker has been seen lately."""
    with engine.connect() as db:
        return "ok" if worker_seats(db) else "none"


def may_see(request: flask.Request, token: str) -> bool:
    """Whether the metrics are for whoever asks: with the token, or from this machine where there is none."""
    if token:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    return is_local(request.remote_addr) and not came_through_a_proxy(request.headers)


def is_local(address: str | None) -> bool:
    """Whether an address is this machine's own."""
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False


def came_through_a_proxy(headers: Mapping[str, str]) -> bool:
    """Whether somebody else may have asked for it."""
    return any(name in headers for name in FORWARDED)
