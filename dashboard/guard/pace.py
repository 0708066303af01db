"""How often one visitor may ask: more than any page does, and less than would slow the others down.

Who has a cookie is counted by it, however many share the address; who has none, by address.
"""

import ipaddress
import math
from dataclasses import dataclass

from flask import Flask, Response, g, request

from dashboard import ids
from dashboard.guard.answers import refusal
from dashboard.guard.counters import Counters
from dashboard.guard.endpoints import CALLBACK, is_for_everyone
from dashboard.guard.visitor import known

NEIGHBOURS = 64  # bits of an IPv6 address that all addresses of one household share


@dataclass(frozen=True)
class Pace:
    """So many requests of one kind in a minute, and what is said to whoever asks more often."""

    kind: str
    most: int
    sentence: str


# A page that follows a run asks 150 times a minute; a visitor may have several.
ORDINARY = Pace("ordinary", 3000, "You ask faster than the pages of Gatescope do")
# A class of 200 opens the page at once.
NEWCOMERS = Pace("newcomers", 1200, "Too many requests without a cookie come from your address")
UPLOADS = Pace("uploads", 60, "At most 60 files and texts are taken from one visitor in a minute")
WRITING = Pace("writing", 60, "At most 60 texts are written for one visitor in a minute")
QUEUEING = Pace("queueing", 30, "At most 30 trainings are begun for one visitor in a minute")
JOBS = Pace("jobs", 30, QUEUEING.sentence)

ROUTES = {
    "uploads.upload": UPLOADS,
    "bringing.bring": UPLOADS,
    "writing.stream": WRITING,
    "writing.stored": WRITING,
}


def install_ordinary(server: Flask) -> None:
    """Count everything but what is the same for all. Each process counts by itself, which costs no time."""
    counters = Counters()

    @server.before_request
    def count() -> Response | None:
        if is_for_everyone(request.endpoint):
            return None
        return _counted(counters, ORDINARY if known() else NEWCOMERS)


def install_dear(server: Flask, redis_url: str) -> None:
    """Count what takes a server's time or room; in Redis, where there is one, for all servers together."""
    counters = Counters(redis_url)

    @server.before_request
    def count() -> Response | None:
        pace = dear()
        return _counted(counters, pace) if pace else None


def dear() -> Pace | None:
    """The pace of what is asked, where it is dear."""
    if request.endpoint != CALLBACK:
        return ROUTES.get(request.endpoint)
    if g.callback["background"]:
        return None if "cacheKey" in request.args else JOBS  # with it, the page asks how a job gets on
    if f"{ids.LAUNCH}.data" in (body := request.get_json())["output"]:
        # A page that is opened calls it too, before anybody has pressed a button.
        pressed = any(isinstance(one, dict) and one.get("value") for one in body["inputs"])
        return QUEUEING if pressed else None
    if any(one["id"] == ids.READER_ADD for one in g.callback["inputs"]):
        return UPLOADS
    return None


def who() -> str:
    """Whose requests are counted together."""
    if visitor := known():
        return f"visitor {visitor}"
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "address unknown"  # a local socket
    if address.version == 6:
        return f"address {ipaddress.ip_network((address, NEIGHBOURS), strict=False)}"
    return f"address {address}"


def _counted(counters: Counters, pace: Pace) -> Response | None:
    wait = math.ceil(counters.wait(pace.kind, who(), pace.most))
    if not wait:
        return None
    seconds = f"{wait} second{'s' * (wait > 1)}"
    return refusal(f"{pace.sentence}; try again in {seconds}.", 429, **{"Retry-After": str(wait)})
