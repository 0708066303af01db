"""The messages with which a page calls callbacks, made from what the application says of its callbacks."""

import json
from typing import Any

from dash._utils import split_callback_id
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

CALLBACK = "/_dash-update-component"
MATCH, MATCHED = '["MATCH"]', "matched"


def server_callbacks(client: FlaskClient) -> dict[str, dict[str, Any]]:
    """Every callback that the server runs, by the name of its outputs."""
    listed = client.get("/_dash-dependencies").json
    return {one["output"]: one for one in listed if not one["clientside_function"]}


def named(client: FlaskClient, *parts: str) -> dict[str, Any]:
    """The one callback whose first output begins with the first of these and whose inputs have the others."""
    found = [
        one
        for name, one in server_callbacks(client).items()
        if name.strip(".").startswith(parts[0])
        and all(any(part in each["id"] for each in one["inputs"]) for part in parts[1:])
    ]
    assert len(found) == 1, [one["output"] for one in found]
    return found[0]


def message(
    callback: dict[str, Any], values: dict[str, Any] | None = None, changed: int = 0
) -> dict[str, Any]:
    """What a page sends when one of the inputs has changed.

    Args:
        callback: one of `server_callbacks`.
        values: by "id.property", what the page holds; nothing is None. For a pattern with ALL it is a list
            of (id, value); in the place of MATCH there is always MATCHED.
        changed: the place of that input.
    """
    values = values or {}
    inputs, state = ([part(one, values) for one in callback[kind]] for kind in ("inputs", "state"))
    first = inputs[changed][0] if isinstance(inputs[changed], list) and inputs[changed] else inputs[changed]
    names = [f"{name(first['id'])}.{first['property']}"] if first else []
    outputs = [] if callback["no_output"] else split_callback_id(callback["output"])
    for output in outputs if isinstance(outputs, list) else [outputs]:
        if MATCH in output["id"]:
            output["id"] = matched(output["id"])
    return {
        "output": callback["output"], "outputs": outputs, "inputs": inputs, "changedPropIds": names,
        "parsedChangedPropsIds": names, "state": state,
    }  # fmt: skip


def part(declared: dict[str, str], values: dict[str, Any]) -> Any:
    """One input or state."""
    value = values.get(f"{declared['id']}.{declared['property']}")
    if not declared["id"].startswith("{"):
        return {"id": declared["id"], "property": declared["property"], "value": value}
    if MATCH in declared["id"]:
        return component(matched(declared["id"]), declared["property"], value)
    pattern = json.loads(declared["id"])
    return [component({**pattern, **id}, declared["property"], each) for id, each in value or []]


def component(id: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    return {"id": id, "property": name, "value": id if name == "id" else value}


def matched(pattern: str) -> dict[str, Any]:
    """The id of the component that matches."""
    return {key: MATCHED if value == ["MATCH"] else value for key, value in json.loads(pattern).items()}


def name(id: Any) -> str:
    return json.dumps(id, sort_keys=True, separators=(",", ":")) if isinstance(id, dict) else id


def post(client: FlaskClient, body: Any, **query: str) -> TestResponse:
    """Send it as a page does."""
    return client.post(CALLBACK, json=body, query_string=query)
