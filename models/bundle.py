"""One comparison in one .safetensors file: weights, config, history, measurements, code version.

Nothing is pickled. The header's metadata holds one JSON document under "gatescope"; a SHA-256 over
the document and every tensor tells a damaged or edited file from a whole one.
"""

import hashlib
import json
from dataclasses import asdict, fields
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from models.comparison import CellResult, Comparison, empty_network
from models.engines import ENGINES
from models.training.config import Config
from models.training.recipes import RECIPES

FORMAT = 1
LARGEST = 64 * 2**20  # bytes; the largest file that is read
LONGEST_VERSION = 64  # characters


class BundleError(ValueError):
    """A file that is not a whole run of ours; the message says why, in one sentence."""


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
        "format": FORMAT,
        "code_version": comparison.code_version,
        "finished": comparison.finished,
        "config": comparison.config.to_json(),
        "recipe": asdict(RECIPES[comparison.config.recipe]),
        "cells": cells,
    }
    document["sha256"] = digest(document, tensors)
    return save(tensors, metadata={"gatescope": json.dumps(document)})


def loads(data: bytes) -> Comparison:
    """The comparison in these bytes.

    Raises:
        BundleError: for a truncated, foreign or changed file.
    """
    if len(data) > LARGEST:
        raise BundleError(f"the file is larger than {LARGEST // 2**20} MB, the most that a run can have")
    document, tensors = header(data), read_tensors(data)
    if document.get("format") != FORMAT:
        raise BundleError(f"the run has file format {document.get('format')!r}; this version reads {FORMAT}")
    if document.pop("sha256", None) != digest(document, tensors):
        raise BundleError("the run's checksum does not match: the file was changed after it was written")
    try:
        return build(document, tensors)
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise BundleError(f"the run does not fit its own configuration: {error}") from error


def load_file(path: str) -> Comparison:
    """The comparison in this file. Raises BundleError, or OSError where it cannot be read."""
    with open(path, "rb") as file:
        return loads(file.read(LARGEST + 1))


def header(data: bytes) -> dict[str, Any]:
    """Our JSON document from the file's header."""
    length = int.from_bytes(data[:8], "little")
    if len(data) < 8 or data[8:9] != b"{":
        raise BundleError("the file is not a .safetensors file")
    if length > len(data) - 8:
        raise BundleError("the file is truncated: it ends before its header does")
    try:
        document = json.loads(json.loads(data[8 : 8 + length])["__metadata__"]["gatescope"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BundleError("the file is not a run of Gatescope: it has no description of one") from error
    if not isinstance(document, dict):
        raise BundleError("the file is not a run of Gatescope: its description is not an object")
    return document


def read_tensors(data: bytes) -> dict[str, Tensor]:
    """Every tensor of the file."""
    try:
        return load(data)
    except SafetensorError as error:
        raise BundleError(f"the file is truncated or damaged ({error})") from error


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
    version = document["code_version"]
    if not isinstance(version, str) or len(version) > LONGEST_VERSION or not version.isprintable():
        raise ValueError("its code version is not a word")
    return Comparison(config, cells, bool(document["finished"]), version)


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


def digest(document: dict[str, Any], tensors: dict[str, Tensor]) -> str:
    """SHA-256 over the document and, by name, each tensor's type, shape and bytes."""
    sha = hashlib.sha256(json.dumps(document, sort_keys=True).encode())
    for name in sorted(tensors):
        value = tensors[name]
        sha.update(f"{name} {value.dtype} {tuple(value.shape)}".encode())
        sha.update(value.numpy().tobytes())
    return sha.hexdigest()
