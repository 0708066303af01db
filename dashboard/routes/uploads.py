"""A visitor's own network file: checked, kept, given an address of its own, and deleted again."""

import hashlib

from flask import Blueprint, Response, abort, jsonify, request

from dashboard import context, textview, urls
from dashboard.access import own_file, own_run
from dashboard.guard.visitor import visitor
from dashboard.networks import NotThereError
from dashboard.runview import run_title
from dashboard.subjects import sentence
from models.compare import replay
from models.comparison import Comparison
from models.formats import LARGEST, load_run, open_file
from models.text.run import TextRun

blueprint = Blueprint("uploads", __name__)
LONGEST_NAME = 200
FILE, RUN = "file-", "open-"  # how the ids begin of what was opened
MOST_OWN, MOST = 20, 200  # opened runs of one visitor, and of all; files have room of their own


@blueprint.post(urls.UPLOAD)
def upload() -> tuple[Response, int]:
    """Keep the file in the body; its name and its alphabet come as query parameters.

    Answers {"run": id} or {"error": sentence}; after an error nothing has changed.
    """
    request.max_content_length = LARGEST + 1  # a body of unannounced length is cut there, without a word
    data = request.get_data(cache=False)
    if len(data) > LARGEST:
        abort(413)
    name = "".join(filter(str.isprintable, request.args.get("name", "")))[:LONGEST_NAME] or "file"
    try:
        return jsonify(run=keep(data, name, request.args.get("alphabet", ""))), 200
    except ValueError as error:
        return jsonify(error=sentence(error)), 400


@blueprint.errorhandler(413)
def too_large(_: Exception) -> tuple[Response, int]:
    """What is said of a file that is too large."""
    sentence = f"The file is larger than {LARGEST // 2**20} MB, the most that can be opened."
    return jsonify(error=sentence), 413


def keep(data: bytes, name: str, alphabet: str) -> str:
    """The id under which the file can be looked into: a run becomes one of the runs."""
    if "\0" in alphabet:
        raise ValueError("the alphabet has the character NUL, which not every database can keep")
    open_file(data, name, alphabet=alphabet or None)  # refuses, in words, what cannot be opened
    run = load_run(data)
    return install(data, run) if run else context.library().add(name, alphabet, data, visitor())


def install(data: bytes, run: Comparison | TextRun) -> str:
    """Put a run's file among the visitor's runs, once, however often it is opened."""
    config, rows_of = run.config, replay if isinstance(run, Comparison) else textview.replay
    for cell, result in run.cells.items():
        if not all(value.isfinite().all() for value in result.weights.values()):
            raise ValueError(f"some weights of the {cell} are NaN or infinite")
    owner = visitor()
    run_id = f"{RUN}{hashlib.sha256(owner.encode() + b'|' + data).hexdigest()[:16]}"
    if context.store().get(run_id) is None:
        make_room(owner)
        about = (config.to_json(), config.hash(), run.code_version)
        context.store().install(run_id, *about, rows_of(run), data, owner=owner)
    return run_id


def make_room(owner: str) -> None:
    """Drop the oldest opened runs where there are too many. Raises ValueError where the visitor has."""
    runs = [run for run in context.store().list() if run.id.startswith(RUN)]
    if sum(run.owner == owner for run in runs) >= MOST_OWN:
        raise ValueError(f"you have opened {MOST_OWN} runs already; delete one of them to open another")
    for run in runs[MOST - 1 :]:
        context.store().delete(run.id)


def opened_name(source: object) -> str | None:
    """What the visitor's own file or run is called; None for any other network, and where it is gone."""
    source = source if isinstance(source, str) else ""
    if source.startswith(FILE):
        file = own_file(source)
        return file and file.filename
    run = own_run(source) if source.startswith(RUN) else None
    return run and run_title(run)


def discard(source: object) -> str:
    """Delete an opened file of the visitor's, and return what it was called.

    Raises:
        NotThereError: where it is gone, or was never the visitor's.
    """
    if (name := opened_name(source)) is None:
        raise NotThereError("there is no such file here, so nothing was deleted")
    if source.startswith(FILE):
        context.library().delete(source)
    else:
        context.store().delete(source)
    return name
