"""Headers for every response: only our own scripts run, and nothing of ours is shown inside another site."""

from functools import cache

from dash import Dash
from flask import Response, request

from dashboard.components.head import head_script_hash

DEVICES = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{device}=()" for device in DEVICES),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
A_YEAR = 365 * 24 * 60 * 60  # seconds


def install(app: Dash) -> None:
    """Add the headers to whatever is answered."""

    @cache
    def policy() -> str:
        # Not before the first response: only then has Dash taken in the pages' callbacks.
        scripts = " ".join([head_script_hash(), *app.csp_hashes()])
        return (
            f"default-src 'self'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; "
            "img-src 'self' data: blob:; object-src 'none'; "
            "frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
        )

    @app.server.after_request
    def add(response: Response) -> Response:
        response.headers.update(ALWAYS)
        response.headers["Content-Security-Policy"] = policy()
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR}"
        return response
