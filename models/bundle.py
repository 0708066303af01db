"""One comparison in one .safetensors file: weights, config, history, measurements, code version."""

from dataclasses import asdict, fields
from typing import Any

import torch
from torch import Tensor

from models.comparison import CellResult, Comparison, empty_network
from models.engines import ENGINES
from models.sealed import LARGEST, BundleError, Seal, check_version
from models.training.config import Config
from models.training.recipes import recipe_of

SEAL = Seal("gatescope", format=1, what="run")


def dumps(comparison: Comparison) -> bytes:
    """The bytes of the .safetensors file."""
    tensors, cells = {}, {}
    for cell, result in comparison.cells.items():
        tensors |= {f"{cell}/{name}": value.contiguous() for name, value in result.weights.items()}
        tensors[f"{cell}/history_loss"] = torch.tensor(result.history_loss)
        tensors[f"{cell}/exact"] = torch.tensor(result.exact)
        named = ("weights", "history_loss", "exact")
        cells[cell] = {f.name: getattr(result, f.name) for f in fields(result) if f.name not in named}
    document = {
        "code_version": comparison.code_version,
        "finished": comparison.finished,
        "config": comparison.config.to_json(),
        "recipe": asdict(recipe_of(comparison.config.recipe)),
        "cells": cells,
    }
    return SEAL.dumps(document, tensors)


def loads(data: bytes) -> Comparison:
    """The comparison in these bytes.

    Raises:
        BundleError: for a truncated, foreign or changed file.
    """
    document, tensors = SEAL.loads(data)
    try:
        return build(document, tensors)
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise BundleError(f"the run does not fit its own configuration: {error}") from error


def load_file(path: str) -> Comparison:
    """The comparison in this file. Raises BundleError, or OSError where it cannot be read."""
    with open(path, "rb") as file:
        return loads(file.read(LARGEST + 1))


def build(document: dict[str, Any], tensors: dict[str, Tensor]) -> Comparison:
    """A comparison whose every weight has the shape that its config asks for."""
    config = Config.from_json(document["config"])
    if set(document["cells"]) != set(config.cells):
        raise ValueError("its cells are not those of its configuration")
    cells = {}
    for cell in config.cells:
        frame = empty_network(config, cell)
        weights = {name: tensors[f"{cell}/{name}"] for name in frame.state_dict()}
        frame.load_state_dict(weights)
        cells[cell] = CellResult(
            weights=weights,
            history_loss=tensors[f"{cell}/history_loss"].tolist(),
            exact=tensors[f"{cell}/exact"].tolist(),
            **document["cells"][cell],
        )
        check(cells[cell], config.seeds)
    return Comparison(config, cells, bool(document["finished"]), check_version(document["code_version"]))


def check(result: CellResult, seeds: int) -> None:
    """Raise ValueError unless each seed and length has its measurement: whoever reads it relies on that."""
    numbers = [*result.history_step, *result.n_max, *result.lengths, result.measured_up_to]
    numbers += [step for step in result.stopped_at if step is not None]
    tables = (
        (result.history_loss, len(result.history_step), seeds, float),
        (result.exact, seeds, len(result.lengths), bool),
    )
    if (
        any(type(number) is not int or not 0 <= number < 2**31 for number in numbers)
        or not 0 <= float(result.seconds) < float("inf")
        or result.engine not in ENGINES
        or not len(result.n_max) == len(result.stopped_at) == seeds
        or any(
            len(table) != height or any(len(row) != width or set(map(type, row)) - {kind} for row in table)
            for table, height, width, kind in tables
        )
    ):
        raise ValueError("its measurements are not one number for each seed and length")
