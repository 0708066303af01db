"""Who asks: a random number in a signed cookie, made at the first page and good for a year."""

import secrets

import flask

KEY = "visitor"


def visitor() -> str:
    """The id of whoever asks; "" where nobody does: in a job, on the command line."""
    if not flask.has_request_context():
        return ""
    if KEY not in flask.session:
        flask.session.permanent = True
        flask.session[KEY] = secrets.token_urlsafe(16)
    return flask.session[KEY]
