"""What every config is: frozen, checked field by field, and the same again from JSON."""

import hashlib
import json
from dataclasses import asdict, fields
from typing import Any, ClassVar, Self

from models.cells import CELLS, architectures

MOST_MEMORY = 2.0  # GB that one training step may keep for its backward pass


class Checked:
    """The base of a frozen dataclass of settings with the fields `cells`, `seeds` and `first_seed`.

    Attributes:
        LIMITS: for each number its least and largest value.
        CHOICES: for each name what it is chosen from.
    """

    LIMITS: ClassVar[dict[str, tuple[float, float]]]
    CHOICES: ClassVar[dict[str, tuple[str, ...]]]

    def __post_init__(self) -> None:
        """Refuse what cannot be trained, with one sentence that says what would be right."""
        for name, choices in self.CHOICES.items():
            if getattr(self, name) not in choices:
                raise ValueError(f"unknown {name} {getattr(self, name)!r}; choose from {', '.join(choices)}")
        if not isinstance(self.cells, tuple) or not self.cells:
            raise ValueError(f"choose at least one cell from {', '.join(CELLS)}")
        for cell in self.cells:
            if cell not in CELLS:
                raise ValueError(f"unknown cell {cell!r}; choose from {', '.join(CELLS)}")
        if len(set(self.cells)) < len(self.cells):
            raise ValueError("name each cell once")
        for field in fields(self):
            if field.name in self.LIMITS:
                check_number(
                    field.name, getattr(self, field.name), field.type is int, self.LIMITS[field.name]
                )
            if field.type is float:
                # Equal configs must have equal hashes, and JSON may bring 1 for 1.0.
                object.__setattr__(self, field.name, float(getattr(self, field.name)))
        # All seeds are within the limits, not only the first: a part of a training begins with any of them.
        low, high = self.LIMITS["first_seed"]
        check_number("first_seed", self.first_seed, True, (low, high + 1 - self.seeds))

    def to_json(self) -> dict[str, Any]:
        """The plain dictionary that `from_json` reads back."""
        return {**asdict(self), "cells": list(self.cells)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Raises ValueError, naming what is wrong, for anything that is not a valid configuration."""
        if not isinstance(data, dict):
            raise ValueError("a configuration is a JSON object")
        unknown = sorted(set(data) - {field.name for field in fields(cls)})
        if unknown:
            raise ValueError(f"unknown setting {unknown[0]!r}")
        cells = data.get("cells", architectures())
        if not isinstance(cells, (list, tuple)) or not all(isinstance(cell, str) for cell in cells):
            raise ValueError(f"cells is a list of names from {', '.join(CELLS)}")
        return cls(**{**data, "cells": tuple(cells)})

    def hash(self) -> str:
        """The same for equal configurations, on every machine."""
        text = json.dumps(self.to_json(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def check_number(name: str, value: Any, whole: bool, limits: tuple[float, float]) -> None:
    """Raise ValueError unless value is a number, whole where it must be, within the limits."""
    low, high = limits
    kind = "a whole number" if whole else "a number"
    right_type = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
    if not right_type or not low <= value <= high:
        label = name.replace("_", " ")
        raise ValueError(f"{label} must be {kind} {between(limits)}, not {value!r}")


def check_memory(gigabytes: float, instead: str) -> None:
    """Raise ValueError, with what to choose instead, for a training step that would keep too much."""
    if gigabytes > MOST_MEMORY:
        raise ValueError(
            f"this training would need about {gigabytes:.0f} GB of memory, and {MOST_MEMORY:.0f} are "
            f"allowed; choose {instead}"
        )


def between(limits: tuple[float, float]) -> str:
    """The limits in words, in full: not 1e+06."""
    low, high = limits
    return f"from {low:.10g} to {high:.10g}"
