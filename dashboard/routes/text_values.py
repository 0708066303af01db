"""For assets/text-read.js: a long text, and what a network holds at each of its characters."""

from base64 import b64encode
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

import numpy as np
from flask import Blueprint, Response, jsonify, request

from dashboard import passages, textruns, urls
from dashboard.chosen import as_number
from dashboard.networks import NotThereError
from dashboard.subjects import sentence
from models.analysis.detectors import detector, detector_labels
from models.analysis.long_reading import LongReading, most_characters
from models.cells import CELLS
from models.names import NAMES
from models.text.run import TextRun

blueprint = Blueprint("text_values", __name__)
READINGS = 2  # kept, of at most models.analysis.long_reading.MOST_BYTES each
PATIENCE = 0.25  # seconds of reading in one answer
BLOCK = 250  # characters whose next ones are told at once; the same in assets/text-read.js
TOP = 5  # next characters
WHOLE = 32767  # the largest number of 16 bits


def answers(give: Callable[[], dict[str, Any]]) -> Callable[[], tuple[Response, int]]:
    """What `give` returns as JSON; {"error": a sentence} for what is not there (404) or cannot be (400)."""

    @wraps(give)
    def answer() -> tuple[Response, int]:
        try:
            return jsonify(give()), 200
        except NotThereError as error:
            return jsonify(error=sentence(error)), 404
        except ValueError as error:
            return jsonify(error=sentence(error)), 400

    return answer


@blueprint.get(urls.PASSAGE)
@answers
def passage() -> dict[str, Any]:
    """The text itself, and where it comes from."""
    found = passages.passage(argument(urls.RUN), argument(urls.TEXT))
    return {"text": found.text, "note": found.note}


@blueprint.get(urls.VALUES)
@answers
def values() -> dict[str, Any]:
    """What one neuron holds from the character `from` on, as far as there was time to read.

    Answers {"from", "to", "total": characters, "scale": the colours, "reach": the largest magnitude so far,
    "unit", "values": 16-bit whole numbers in base64, to be multiplied by unit}.
    """
    run, cell, seed, name = network_asked_for()
    layer = whole(urls.LAYER, 1, run.config.layers) - 1
    unit = whole(urls.UNIT, 1, run.config.hidden) - 1
    symbol = argument(urls.SYMBOL)
    if symbol not in CELLS[cell].symbols:
        raise ValueError(f"the {cell} has no {symbol[:20]!r}; it has {', '.join(CELLS[cell].symbols)}")
    read = reading(argument(urls.RUN), cell, seed, name)
    start = whole("from", 0, len(read.text))
    read.read_to(start + 1, PATIENCE)
    held = read.values(layer, symbol, unit, start, len(read.text)).astype(np.float32)
    scale, largest = NAMES[symbol].scale, float(np.abs(held).max(initial=0.0))
    bounded = scale != "free" and largest <= 1
    step = (1.0 if bounded else largest or 1.0) / WHOLE
    return {
        "from": start,
        "to": start + len(held),
        "total": len(read.text),
        "scale": scale if bounded else "free",
        "reach": 1.0 if bounded else largest,
        "unit": step,
        "values": b64encode(np.round(held / step).astype("<i2").tobytes()).decode(),
    }


@blueprint.get(urls.FOLLOWING)
@answers
def following() -> dict[str, Any]:
    """After each of the BLOCK characters from `from` on the likeliest next ones: [[character, p], ...]."""
    run, cell, seed, name = network_asked_for()
    read = reading(argument(urls.RUN), cell, seed, name)
    start = whole("from", 0, len(read.text))
    read.read_to(min(start + BLOCK, len(read.text)))
    best = read.following(start, start + BLOCK).topk(min(TOP, len(run.alphabet)))
    return {
        "from": start,
        "next": [
            [[run.alphabet[k], round(p, 4)] for k, p in zip(places, ps, strict=True)]
            for places, ps in zip(best.indices.tolist(), best.values.tolist(), strict=True)
        ],
    }


@blueprint.get(urls.LABELS)
@answers
def labels() -> dict[str, Any]:
    """What is true of each character: {"title", "kind", "values": a number each, or null}."""
    source, name = argument(urls.RUN), argument(urls.TEXT)
    passages.check_offered(textruns.text_run(source), name)
    return labelled(source, name, argument(urls.DETECTOR))


@lru_cache(maxsize=32)
def labelled(source: str, name: str, wanted: str) -> dict[str, Any]:
    """See `labels`."""
    text, kind = passages.passage(source, name).text, textruns.text_run(source).learned.kind
    feature = detector(wanted, kind)
    return {
        "title": feature.title,
        "kind": feature.kind,
        "values": detector_labels(text, kind, (wanted,))[feature.name],
    }


@lru_cache(maxsize=READINGS)
def reading(source: str, cell: str, seed: int, name: str) -> LongReading:
    """What the network does on the text, or on as much of it as there is room for."""
    from models.kernels.compiled import is_warm  # a second of imports, not before somebody reads

    run, network = textruns.text_run(source), textruns.network(source, cell, seed)
    text = passages.passage(source, name).text[: most_characters(network)]
    return LongReading(network, run.alphabet, text, compiled=is_warm())


def network_asked_for() -> tuple[TextRun, str, int, str]:
    """The run, the cell, the number of the seed and the name of the text.

    All are checked here, for each visitor: what is remembered of a reading is remembered for all.
    """
    run, name = textruns.text_run(argument(urls.RUN)), argument(urls.TEXT)
    passages.check_offered(run, name)
    cell = argument(urls.CELL)
    if cell not in run.config.cells:
        raise NotThereError(
            f"there is no cell {cell[:20]!r} in this run; it has {', '.join(run.config.cells)}"
        )
    seeds = textruns.seeds_of(run)
    return run, cell, whole(urls.SEED, seeds[0], seeds[-1]), name


def argument(name: str) -> str:
    return request.args.get(name, "")


def whole(name: str, low: int, high: int) -> int:
    """A number in the address, within bounds."""
    number = as_number(argument(name))
    if number is None or not low <= number <= high:
        raise ValueError(f"{name} is a whole number from {low} to {high}, not {argument(name)[:20]!r}")
    return number


def forget() -> None:
    """Drop everything that is remembered; for tests."""
    reading.cache_clear()
    labelled.cache_clear()
