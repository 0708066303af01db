"""An error that nobody foresaw: the log has all of it, the visitor a sentence with a number to find it by."""

import logging
import secrets

from dash.exceptions import DependencyException
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from dashboard.guard.answers import refusal
from dashboard.store.database import AWAY

NO_ANSWER = "The database does not answer at the moment; nothing that was begun is lost."

log = logging.getLogger(__name__)


def install(server: Flask) -> None:
    """Answer every error, in callbacks and routes alike, without a word on where it happened."""
    server.register_error_handler(Exception, explain)
    server.register_error_handler(DependencyException, no_such_file)


def explain(error: Exception) -> Response | HTTPException:
    """One sentence; what werkzeug raises on purpose, such as a 404, stays what it is."""
    if isinstance(error, HTTPException):
        return error
    if isinstance(error, AWAY):
        log.warning("The database does not answer (%s)", type(error.orig).__name__)
        return refusal(NO_ANSWER, 503)
    number = secrets.token_hex(4)
    log.error("Mishap %s at %s %r", number, request.method, request.path, exc_info=error)
    sentence = f"Something went wrong here that should not; the server's log has it as mishap {number}."
    return refusal(sentence, 500)


def no_such_file(_: DependencyException) -> Response:
    """For a script or a style sheet of Dash that there is not."""
    return refusal("There is no such file.", 404)
