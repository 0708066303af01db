"""Other sites' pages may link here, but may not act here in the name of whoever looks at them."""

from urllib.parse import urlsplit

from flask import Flask, Response, request

from dashboard.guard.answers import refusal

HARMLESS = ("GET", "HEAD", "OPTIONS")
REFUSED = "This was asked by a page of another site, so nothing was done."


def install(server: Flask) -> None:
    """Refuse what a page of another site sends in a visitor's name."""

    @server.before_request
    def check() -> Response | None:
        return refusal(REFUSED, 403) if is_foreign() else None


def is_foreign() -> bool:
    """Whether another site's page wants to change something, or makes the server work without a navigation.

    Browsers say where a request comes from; a program that is none need not, and has no visitor's cookie.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if request.method in HARMLESS:
        return site in ("cross-site", "same-site") and request.headers.get("Sec-Fetch-Mode") != "navigate"
    if site:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and not _is_own(origin)


def _is_own(origin: str) -> bool:
    # Without the scheme: a proxy that nobody has told us of may speak https where we hear http.
    try:
        return urlsplit(origin).netloc.lower() == request.host.lower()
    except ValueError:
        return False
