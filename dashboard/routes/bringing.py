"""A visitor's own text to train on: sent in the body of a request, checked, and kept."""

from flask import Blueprint, Response, abort, jsonify, request

from dashboard import context, urls
from dashboard.corpora import parsed
from dashboard.guard.visitor import visitor
from dashboard.subjects import sentence
from models.corpora.own import LARGEST

blueprint = Blueprint("bringing", __name__)
LONGEST_NAME = 100
PASTED = "Pasted text"


@blueprint.post(urls.BRING)
def bring() -> tuple[Response, int]:
    """Keep the text in the body; a file's name comes as a query parameter, a pasted text has none.

    Answers {"text": id} or {"error": sentence}; after an error nothing has changed.
    """
    request.max_content_length = LARGEST + 1  # a body of unannounced length is cut there, without a word
    data = request.get_data(cache=False)
    if len(data) > LARGEST:
        abort(413)
    name = "".join(filter(str.isprintable, request.args.get("name", "")))
    name = name[-LONGEST_NAME:]  # with its ending
    try:
        parsed(data, name, not name, headers=True)
        key = context.texts().add(data, name or PASTED, pasted=not name, owner=visitor())
        return jsonify(text=key), 200
    except ValueError as error:
        return jsonify(error=sentence(error)), 400


@blueprint.errorhandler(413)
def too_large(_: Exception) -> tuple[Response, int]:
    """What is said of a text that is too large."""
    return jsonify(error=f"The text is larger than {LARGEST // 10**6} MB, the most that is read."), 413
