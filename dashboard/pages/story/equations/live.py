"""The small network behind the equations: what each of its cells computes while it reads a text."""

from typing import Any

from torch import Tensor

from dashboard import subjects
from dashboard.bundled import bundled_id
from models.graphs import GRAPHS
from models.graphs.values import values, weights
from models.tasks import TASKS

TASK = TASKS["counting"]
RUN, SEED = bundled_id("counting", "two_units"), 0
UNITS = 2
FIRST_TEXT = "aaaXbbb$"
LONGEST = 40  # characters
DIGITS = 5  # behind the point, as sent


def live(text: str) -> dict[str, Any]:
    """What every cell computes at every step, as the page wants it.

    Returns:
        {"text", "cells": {cell: {"values": {name: (T, ...)}, "weights": {name: (rows, columns)}}}}; the
        names are those of `models.graphs.values`.

    Raises:
        ValueError: for a text that the network cannot read, or that is too long.
        NotThereError: where the run that ships is gone.
    """
    if len(text) > LONGEST:
        raise ValueError(f"the text has {len(text)} characters; at most {LONGEST} can be followed here")
    return {"text": text, "cells": {cell: numbers(cell, text) for cell in GRAPHS}}


def numbers(cell: str, text: str) -> dict[str, Any]:
    """One cell's part of that."""
    network = subjects.specimen(RUN, cell, SEED).network
    trace = subjects.reading(RUN, cell, SEED, text)
    found = {"values": values(network, trace), "weights": weights(network)}
    return {kind: {name: plain(value) for name, value in named.items()} for kind, named in found.items()}


def plain(value: Tensor) -> list[list[float]]:
    """A matrix as lists."""
    return [[round(number, DIGITS) for number in row] for row in value.tolist()]
