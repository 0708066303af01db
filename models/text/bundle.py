"""A training on text in one .safetensors file; it may have been made by anyone, so all of it is checked."""

from dataclasses import asdict, fields
from typing import Any

import torch
from torch import Tensor

from models.sealed import LARGEST, BundleError, Seal, check_version
from models.text.config import TextConfig
from models.text.engines import TEXT_ENGINES
from models.text.plain import a_line, a_text, amount, count, plain, table
from models.text.run import Learned, TextResult, TextRun, empty_network

SEAL = Seal("gatescope-text", format=1, what="run on text")
TENSORS = ("weights", "p_correct")  # of a result; the rest is in the document
CURVES = (("step", "bits"), ("validation_step", "validation"), ("rate_step", "rate"))
MOST_POINTS = 20_000  # of a curve
MOST_CHARACTERS = 256  # of an alphabet
SAMPLE = {"temperature": amount, "prompt": a_text, "text": a_text, "scores": plain}
FINDING = {
    **{"detector": a_line, "title": a_line, "layer": count, "unit": count, "vector": a_line},
    **{"score": amount, "measure": a_line, "control": amount, "share": amount},
}


def dumps(run: TextRun, half: bool = False) -> bytes:
    """The bytes of the .safetensors file.

    Args:
        run: what is kept.
        half: write the weights in 16 bits, which halves the file; read back, they are float32 again.
    """
    tensors, cells = {}, {}
    for cell, result in run.cells.items():
        for name, value in result.weights.items():
            tensors[f"{cell}/{name}"] = (shortened(value) if half else value).contiguous()
        tensors[f"{cell}/p_correct"] = result.p_correct.half()
        cells[cell] = {f.name: getattr(result, f.name) for f in fields(result) if f.name not in TENSORS}
    document = {field.name: getattr(run, field.name) for field in fields(run)}
    document |= {"config": run.config.to_json(), "learned": asdict(run.learned), "cells": cells}
    return SEAL.dumps(document, tensors)


def loads(data: bytes) -> TextRun:
    """The run in these bytes.

    Raises:
        BundleError: for a truncated, foreign or changed file, and for one that holds what no run does.
    """
    document, tensors = SEAL.loads(data)
    try:
        return build(document, tensors)
    except (KeyError, TypeError, ValueError, AttributeError, RuntimeError, RecursionError) as error:
        raise BundleError(f"the run does not fit its own configuration: {error}") from error


def load_file(path: str) -> TextRun:
    """The run in this file. Raises BundleError, or OSError where it cannot be read."""
    with open(path, "rb") as file:
        return loads(file.read(LARGEST + 1))


def shortened(value: Tensor) -> Tensor:
    """In 16 bits, where they reach far enough."""
    short = value.half()
    return short if short.isfinite().all() else value


def build(document: dict[str, Any], tensors: dict[str, Tensor]) -> TextRun:
    """A run whose weights have the shapes that its config asks for; all else in it can be shown."""
    config = TextConfig.from_json(document["config"])
    alphabet = a_text(document["alphabet"])
    if not 1 <= len(alphabet) <= MOST_CHARACTERS or len(set(alphabet)) < len(alphabet):
        raise ValueError("its alphabet is not a row of different characters")
    if set(document["cells"]) != set(config.cells):
        raise ValueError("its cells are not those of its configuration")
    if not set(a_text(document["sample"])) <= set(alphabet):
        raise ValueError("its sample has characters that its networks cannot read")
    return TextRun(
        config=config,
        alphabet=alphabet,
        learned=learned(document["learned"]),
        cells={
            cell: result(config, cell, len(alphabet), dict(document["cells"][cell]), tensors)
            for cell in config.cells
        },
        baselines=table(document["baselines"], amount),
        finished=document["finished"] is True,
        code_version=check_version(document["code_version"]),
        reference=plain(document["reference"], dict),
        sample=document["sample"],
    )


def learned(found: dict[str, Any]) -> Learned:
    """What was read."""
    kinds = {field.name: count if field.type is int else a_line for field in fields(Learned)}
    return Learned(**{name: kind(found[name]) for name, kind in kinds.items()})


def result(
    config: TextConfig, cell: str, vocabulary: int, found: dict[str, Any], tensors: dict[str, Tensor]
) -> TextResult:
    """One cell, each seed with its weights, curves and measurement."""
    frame = empty_network(config, cell, vocabulary)
    weights = {name: tensors[f"{cell}/{name}"].float() for name in frame.state_dict()}
    for name, parameter in frame.state_dict().items():
        if weights[name].shape != (config.seeds, *parameter.shape):
            raise ValueError(f"the weights {name!r} of {cell} have another shape")
        if not weights[name].isfinite().all():
            raise ValueError(f"the weights {name!r} of {cell} are NaN or infinite")
    p_correct = tensors[f"{cell}/p_correct"]
    in_range = ((p_correct >= 0) & (p_correct <= 1)).all()
    if p_correct.dtype != torch.float16 or p_correct.ndim != 1 or not in_range:
        raise ValueError(f"the probabilities of {cell} are not from 0 to 1")
    for name in ("history", "bits_per_character", "stopped_at"):
        if not isinstance(found[name], list) or len(found[name]) != config.seeds:
            raise ValueError(f"{name} of {cell} is not one for each seed")
    if found["engine"] not in TEXT_ENGINES:
        raise ValueError(f"the engine of {cell} is unknown")
    return TextResult(
        weights=weights,
        history=[curves(each) for each in found["history"]],
        bits_per_character=[None if bits is None else amount(bits) for bits in found["bits_per_character"]],
        stopped_at=[None if step is None else count(step) for step in found["stopped_at"]],
        seconds=amount(found["seconds"]),
        engine=found["engine"],
        p_correct=p_correct,
        samples=rows(found["samples"], SAMPLE),
        findings=rows(found["findings"], FINDING),
        errors=plain(found["errors"], dict),
    )


def curves(found: dict[str, Any]) -> dict[str, list[float]]:
    """The curves of one seed: as many steps as values, the steps in their order."""
    checked = {}
    for steps, values in CURVES:
        if not len(found[steps]) == len(found[values]) <= MOST_POINTS:
            raise ValueError(f"{values} has not one value for each step")
        checked[steps] = [count(step) for step in found[steps]]
        checked[values] = [amount(value) for value in found[values]]
        if checked[steps] != sorted(checked[steps]):
            raise ValueError(f"the steps of {values} are not in order")
    return checked


def rows(found: list[dict[str, Any]], kinds: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows with exactly these columns."""
    return [{name: kind(row[name]) for name, kind in kinds.items()} for row in plain(found, list)]
