"""The outputs, inputs and states of a callback, as Dash declares them and as a page sends them.

A plain one is {"id": "picker", "property": "value", "value": ...}. A pattern such as
{"type": "row", "run": ["ALL"]} stands for a list of these, whose ids are objects.
"""

import json
from functools import lru_cache
from typing import Any

from dash._utils import split_callback_id, stringify_id

ALL = ["ALL"]
PARTS = {"id", "property", "value"}


def outputs_of(name: str, callback: dict[str, Any]) -> Any:
    """What a page lists as the outputs of the callback with this name."""
    return [] if callback["no_output"] else split_callback_id(name)


def check_part(sent: Any, declared: list[dict[str, str]], listed: dict[str, Any]) -> bool:
    """Whether these are the inputs (or states) that were declared.

    Args:
        sent: what came.
        declared: what Dash knows of them.
        listed: for each pattern the ids that the message has for it; those that are seen first are put in.
    """
    if not isinstance(sent, list) or len(sent) != len(declared):
        return False
    return all(_fits(one, wanted, listed) for one, wanted in zip(sent, declared, strict=True))


def changed_ids(inputs: list[Any]) -> set[str]:
    """Every "id.property" of inputs that are in order."""
    flat = [one for each in inputs for one in (each if isinstance(each, list) else [each])]
    return {f"{stringify_id(one['id'])}.{one['property']}" for one in flat}


def _fits(sent: Any, declared: dict[str, str], listed: dict[str, Any]) -> bool:
    pattern = _pattern(declared["id"])
    if pattern is None:
        return _is_one(sent, declared["property"]) and sent["id"] == declared["id"]
    if not isinstance(sent, list):
        return False
    for one in sent:
        if not _is_one(one, declared["property"]) or not _matches(one["id"], pattern):
            return False
        if one["property"] == "id" and one.get("value") != one["id"]:
            return False
    ids = [one["id"] for one in sent]
    return listed.setdefault(declared["id"], ids) == ids


def _is_one(sent: Any, name: str) -> bool:
    return isinstance(sent, dict) and {"id", "property"} <= sent.keys() <= PARTS and sent["property"] == name


def _matches(sent: Any, pattern: dict[str, Any]) -> bool:
    if not isinstance(sent, dict) or sent.keys() != pattern.keys():
        return False
    return all(
        type(sent[key]) in (str, int) if wanted == ALL else sent[key] == wanted
        for key, wanted in pattern.items()
    )


@lru_cache(maxsize=256)
def _pattern(id: str) -> dict[str, Any] | None:
    return json.loads(id) if id.startswith("{") else None
