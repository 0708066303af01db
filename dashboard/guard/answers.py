"""What is answered in place of what was asked: one sentence."""

import json

from flask import Response, request


def refusal(sentence: str, status: int, **headers: str) -> Response:
    """The sentence as plain text where a browser shows it as a page, else as {"error": sentence}."""
    if "text/html" in request.headers.get("Accept", ""):
        return Response(f"{sentence}\n", status, headers, mimetype="text/plain")
    return Response(json.dumps({"error": sentence}), status, headers, mimetype="application/json")
