"""What browsers and proxies may keep: the files that all visitors share, and nothing else."""

from flask import Flask, Response, request

from dashboard.guard.endpoints import ASSETS, PLOTLY, SUITES, is_for_everyone

A_DAY = 24 * 60 * 60  # seconds


def install(server: Flask) -> None:
    """Say of every response how long it may be kept."""

    @server.after_request
    def add(response: Response) -> Response:
        if response.status_code >= 400 or not is_for_everyone(request.endpoint):
            response.headers["Cache-Control"] = "no-store"
        elif request.endpoint == ASSETS and "m" in request.args:
            # Dash adds when the file was changed, so a new file has a new address. To ask for each of three
            # dozen whether it is still the same costs the server as much as the page itself.
            response.headers["Cache-Control"] = f"public, max-age={A_DAY}"
        elif request.endpoint in (SUITES, PLOTLY) and not response.cache_control.max_age:
            # What has no version in its address comes without a word on how long it may be kept.
            response.headers["Cache-Control"] = f"public, max-age={A_DAY}"
        return response
