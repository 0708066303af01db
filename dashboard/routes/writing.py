"""What networks write, sent while they write it: one JSON object a line for every character.

    {"cell": "lstm", "c": "s", "p": 0.31, "top": [["s", 0.31], ["_", 0.2], ...]}

p is the probability of c, and top the five likeliest characters, both at temperature 1. A cell that cannot
go on sends {"cell": ..., "error": a sentence}. Whatever is wrong from the start is answered with 400.
"""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import lru_cache
from threading import BoundedSemaphore

from flask import Blueprint, Response, request

from dashboard import textruns, urls
from dashboard.networks import NotThereError
from dashboard.routes.writing_request import WritingRequest, cells, whole
from dashboard.subjects import sentence
from dashboard.text_scores import scores_of
from models.analysis.reread import reread
from models.analysis.sample import Written
from models.analysis.verdicts import LONGEST

blueprint = Blueprint("writing", __name__)

AT_ONCE = 4  # writers for each server process; it has 8 threads, and pages must stay quick
PATIENCE = 60.0  # seconds that one may take
AGAIN = 5  # seconds until another try is worth it
DIGITS = 4  # of a probability
LINES = "application/x-ndjson"  # not among the types that Flask-Compress would hold back

places = BoundedSemaphore(AT_ONCE)


@blueprint.get(urls.WRITE)
def stream() -> Response:
    """What the chosen cells write, a character of each in turn."""
    try:
        asked = WritingRequest.read(request.args)
        writers = asked.writers()
    except NotThereError as error:
        return refused(error, 404)
    except ValueError as error:
        return refused(error, 400)
    if not places.acquire(blocking=False):
        busy = refused(f"all {AT_ONCE} places to write are taken; try again in {AGAIN} seconds", 503)
        busy.headers["Retry-After"] = str(AGAIN)
        return busy
    place = ExitStack()  # however often it is closed, the place is given back once
    place.callback(places.release)
    response = lines(held(place, in_turn(writers)))
    response.call_on_close(place.close)  # also of who leaves before the first line
    return response


@blueprint.get(urls.STORED)
def stored() -> Response:
    """A sample that was kept with the run, read again by the networks that wrote it."""
    try:
        source = request.args.get(urls.RUN)
        run = textruns.text_run(source)
        chosen = cells(run, request.args.get(urls.CELLS, ";".join(run.config.cells)))
        kept = min(len(run.cells[cell].samples) for cell in chosen)
        if not kept:
            raise NotThereError("no samples are kept with this run")
        place = whole("sample", request.args.get(urls.SAMPLE, "0"), (0, kept - 1))
    except NotThereError as error:
        return refused(error, 404)
    except ValueError as error:
        return refused(error, 400)
    return lines(stored_lines(source, cell, place) for cell in chosen)


@blueprint.post(urls.SCORE)
def score() -> Response:
    """What can be checked in texts: {"run", "texts": {cell: text}} -> {"scores": {cell: rows}}."""
    asked = request.get_json(silent=True)
    asked = asked if isinstance(asked, dict) else {}
    try:
        run = textruns.text_run(asked.get("run"))
        texts = asked.get("texts")
        if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
            raise ValueError("send texts by cell, such as {'lstm': 'def a'}")
        if sum(map(len, texts.values())) > LONGEST:
            raise ValueError(f"at most {LONGEST:,} characters are checked")
    except NotThereError as error:
        return refused(error, 404)
    except ValueError as error:
        return refused(error, 400)
    scores = {cell: scores_of(text, run.learned.kind) for cell, text in texts.items()}
    return Response(json.dumps({"scores": scores}), mimetype="application/json")


@lru_cache(maxsize=128)
def stored_lines(source: str, cell: str, place: int) -> str:
    """The lines of one sample of one cell; the first seed wrote it."""
    run = textruns.text_run(source)
    sample = run.cells[cell].samples[place]
    reader = textruns.network(source, cell, run.config.first_seed)
    return "".join(in_turn({cell: reread(reader, run.alphabet, sample["prompt"], sample["text"])}))


def in_turn(writers: Mapping[str, Iterator[Written]]) -> Iterator[str]:
    """A line of each cell in turn until all have ended; one that fails says why, and the others go on."""
    going, end = dict(writers), time.monotonic() + PATIENCE
    while going and time.monotonic() < end:
        said = []
        for cell, writer in list(going.items()):
            written = None
            try:
                written = next(writer, None)
            except ValueError as error:
                said.append(line(cell=cell, error=sentence(error)))
            if written is None:
                del going[cell]
            else:
                said.append(character(cell, written))
        yield "".join(said)
    for cell in going:
        yield line(
            cell=cell, error=f"This took longer than {PATIENCE:.0f} seconds; ask for fewer characters."
        )


def held(place: ExitStack, parts: Iterator[str]) -> Iterator[str]:
    """The parts; at their end the place is given back."""
    with place:
        yield from parts


def character(cell: str, written: Written) -> str:
    """The line of one character."""
    top = [(c, rounded(p)) for c, p in written.top]
    return line(cell=cell, c=written.character, p=rounded(written.probability), top=top)


def rounded(probability: float) -> float:
    """To so many significant digits; one of 0 would have no bits, so none is."""
    return max(float(f"{probability:.{DIGITS}g}"), 1e-30)


def line(**said: object) -> str:
    """One JSON object and a line break."""
    return json.dumps(said, ensure_ascii=True, separators=(",", ":")) + "\n"


def lines(parts: Iterator[str]) -> Response:
    """A stream that nothing on the way may hold back or keep."""
    return Response(parts, mimetype=LINES, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})


def refused(why: object, status: int) -> Response:
    """One sentence in place of a text."""
    said = json.dumps({"error": sentence(why)})
    return Response(said, status, mimetype="application/json", headers={"Cache-Control": "no-store"})
