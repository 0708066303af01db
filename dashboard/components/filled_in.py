"""What a form holds, as a config: the browser may send anything at all."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

from models.training.checked import Checked, between

Config = TypeVar("Config", bound=Checked)


def read_config(kind: type[Config], values: Mapping[str, Any]) -> Config:
    """The config that the controls hold. Raises ValueError for what cannot be trained.

    An empty or unreadable number arrives as None, a whole one perhaps as 7.0.
    """
    whole = {field.name for field in fields(kind) if field.type is int}
    data = dict(values)
    for name in whole & set(data):
        if isinstance(data[name], float) and data[name].is_integer():
            data[name] = int(data[name])
    for name in set(kind.LIMITS) & set(data):
        if data[name] is None:
            raise ValueError(f"{name.replace('_', ' ')} needs a number {between(kind.LIMITS[name])}")
    return kind.from_json(data)
