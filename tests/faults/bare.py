"""A web server without pages. It looks after runs as the whole one does, and is there much sooner."""

import flask

from dashboard import context
from dashboard.jobs.background import make_manager


def create_server() -> flask.Flask:
    """The WSGI application, for gunicorn."""
    context.store()
    make_manager(context.settings())
    app = flask.Flask("bare")
    app.route("/")(lambda: "")
    return app
