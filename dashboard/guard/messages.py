"""A callback is called only by a message that the app's own page could have sent for it.

Dash would answer others with an error page. What is not checked here are the values: each callback takes
anything at all for these.
"""

from typing import Any

from dash import Dash
from flask import Response, g, request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from dashboard import ids
from dashboard.guard.answers import refusal
from dashboard.guard.dependencies import Message, changed_ids
from dashboard.guard.endpoints import CALLBACK

KEYS = {"output", "outputs", "inputs", "state", "changedPropIds", "parsedChangedPropsIds"}
DEEPEST = 100  # lists and objects inside each other; a page of ours has some thirty
HANDLE = 200  # characters of one of Dash's own parameters
PARAMETERS = {False: {"endId"}, True: {"endId", "cacheKey", "job", "oldJob"}}  # by whether it has a job


class MessageError(ValueError):
    """A message that no page of ours sends; it says what is wrong."""


def install(app: Dash) -> None:
    """Refuse what is no message for a callback that exists, before Dash sees it; the others find it in g."""

    @app.server.before_request
    def check() -> Response | None:
        if request.endpoint != CALLBACK:
            return None
        try:
            g.callback = called(app.callback_map, message())
            check_parameters(bool(g.callback["background"]))
        except MessageError as error:
            return refusal(f"This is no message of a page of Gatescope: {error}.", 400)
        return None


def message() -> Any:
    """What was sent as JSON. Raises MessageError where it is none."""
    try:
        return request.get_json()
    except RecursionError as error:
        raise MessageError("it is nested too deeply") from error
    except (BadRequest, UnsupportedMediaType) as error:
        raise MessageError("it is not JSON") from error


def called(callbacks: dict[str, Any], body: Any) -> dict[str, Any]:
    """The callback that the message is for.

    Raises:
        MessageError: where there is none, or where its outputs, inputs or states are others.
    """
    if not isinstance(body, dict) or not body.keys() <= KEYS:
        raise MessageError("it has other parts")
    check_depth(body)
    output = body.get("output")
    callback = callbacks.get(output) if isinstance(output, str) else None
    if callback is None or "callback" not in callback:
        raise MessageError("there is no such callback")
    sent = Message(callback)
    if not sent.has_outputs(body.get("outputs"), output):
        raise MessageError("its outputs are others")
    for part in ("inputs", "state"):
        if not sent.has(part, body.get(part, [])):
            raise MessageError(f"its {part} are others")
    if not all(map(is_address, body["inputs"])):
        raise MessageError("its address is none")
    changed = body.get("changedPropIds", [])
    if not isinstance(changed, list) or not all(
        isinstance(name, str) and name in changed_ids(body.get("inputs", [])) for name in changed
    ):
        raise MessageError("something else is said to have changed")
    return callback


def is_address(one: Any) -> bool:
    """Whether this input, if it is the address, can be one: Dash's own callback takes no other."""
    if not isinstance(one, dict) or one["id"] != ids.LOCATION or (value := one.get("value")) is None:
        return True
    return isinstance(value, str) and (one["property"] != "pathname" or value.startswith("/"))


def check_depth(value: Any) -> None:
    """Raise MessageError for lists and objects that lie too deep inside each other."""
    level = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for each in level
            if isinstance(each, list | dict)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return
    raise MessageError("it is nested too deeply")


def check_parameters(background: bool) -> None:
    """Dash's handles of a page and of its jobs are signed; what cannot be one is not even looked at."""
    for name, values in request.args.lists():
        if name not in PARAMETERS[background]:
            raise MessageError("its address has other parameters")
        if not all(value.isascii() and len(value) <= HANDLE for value in values):
            raise MessageError("its address has a parameter that was not given out here")
