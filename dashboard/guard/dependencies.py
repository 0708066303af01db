"""The outputs, inputs and states of a callback, as Dash declares them and as a page sends them.

A plain one is {"id": "picker", "property": "value", "value": ...}. In a pattern the id is an object: with
{"type": "row", "run": ["MATCH"]} it is any one such component, the same run wherever a message has it; with
{"type": "row", "run": ["ALL"]} it is a list of all of them, the same list wherever a message has it.
"""

import json
from functools import lru_cache
from typing import Any

from dash._utils import split_callback_id, stringify_id

ALL, MATCH = ["ALL"], ["MATCH"]
PARTS = {"id", "property", "value"}


class Message:
    """Holds what a page sends against what a callback declares."""

    def __init__(self, callback: dict[str, Any]) -> None:
        self._callback = callback
        self._listed: dict[str, Any] = {}  # by pattern: the ids of its components
        self._matched: dict[str, Any] = {}  # by key of a pattern: what stands in the place of MATCH

    def has_outputs(self, sent: Any, name: str) -> bool:
        """Whether these are the outputs of the callback with this name."""
        if self._callback["no_output"]:
            return sent == []
        declared = split_callback_id(name)
        return self._fit(sent, declared) if isinstance(declared, list) else self._fits(sent, declared)

    def has(self, kind: str, sent: Any) -> bool:
        """Whether these are the callback's inputs, or its state."""
        return self._fit(sent, self._callback[kind])

    def _fit(self, sent: Any, declared: list[dict[str, str]]) -> bool:
        if not isinstance(sent, list) or len(sent) != len(declared):
            return False
        return all(self._fits(one, wanted) for one, wanted in zip(sent, declared, strict=True))

    def _fits(self, sent: Any, declared: dict[str, str]) -> bool:
        pattern = _pattern(declared["id"])
        if pattern is None:
            return _is_one(sent, declared["property"]) and sent["id"] == declared["id"]
        if ALL not in pattern.values():
            return self._is_of(sent, declared["property"], pattern)
        if not isinstance(sent, list):
            return False
        if not all(self._is_of(one, declared["property"], pattern) for one in sent):
            return False
        ids = [one["id"] for one in sent]
        return self._listed.setdefault(declared["id"], ids) == ids

    def _is_of(self, sent: Any, name: str, pattern: dict[str, Any]) -> bool:
        if not _is_one(sent, name) or not self._matches(sent["id"], pattern):
            return False
        return name != "id" or sent.get("value") == sent["id"]

    def _matches(self, sent: Any, pattern: dict[str, Any]) -> bool:
        if not isinstance(sent, dict) or sent.keys() != pattern.keys():
            return False
        return all(self._stands_for(wanted, key, sent[key]) for key, wanted in pattern.items())

    def _stands_for(self, wanted: Any, key: str, value: Any) -> bool:
        if wanted not in (ALL, MATCH):
            return value == wanted
        if type(value) not in (str, int):
            return False
        return wanted == ALL or self._matched.setdefault(key, value) == value


def changed_ids(inputs: list[Any]) -> set[str]:
    """Every "id.property" of inputs that are in order."""
    flat = [one for each in inputs for one in (each if isinstance(each, list) else [each])]
    return {f"{stringify_id(one['id'])}.{one['property']}" for one in flat}


def _is_one(sent: Any, name: str) -> bool:
    return isinstance(sent, dict) and {"id", "property"} <= sent.keys() <= PARTS and sent["property"] == name


@lru_cache(maxsize=256)
def _pattern(id: str) -> dict[str, Any] | None:
    return json.loads(id) if id.startswith("{") else None
