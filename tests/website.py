"""What tests of the pages share: a site with data of its own, callbacks called as a browser calls them."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from math import inf, nan
from pathlib import Path
from typing import Any

import flask
import pytest
from dash import _callback
from dash._callback_context import context_value
from dash._utils import AttributeDict
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from plotly.utils import PlotlyJSONEncoder

from dashboard import access, bundled, context, networks, subjects, textruns
from dashboard.app import create_app
from dashboard.guard.visitor import KEY
from dashboard.routes import writing
from dashboard.store.runs import RunStore
from models.training.config import CHOICES
from models.training.recipes import RECIPES

# Dash hands the pages' callbacks to the first application of a process, and only to that one.
CALLBACKS, CALLBACK_MAP = [*_callback.GLOBAL_CALLBACK_LIST], {**_callback.GLOBAL_CALLBACK_MAP}

few = settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

# What no control of a page ever holds, but a browser may send.
JUNK = [None, "", "3x", "\0", "\ud800", "½", nan, inf, -inf, 10**400, -1, 0.5, True, [], [3], {}, {"a": [1]}]
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=20)
    | st.sampled_from([*JUNK, *CHOICES["task"], *RECIPES, "lstm", "aaXbb$", 5, "5", "1e999"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@contextmanager
def opened_site(folder: Path, texts: Path | None = None) -> Iterator[RunStore]:
    """A store of its own, with the runs that ship; texts: a folder in place of that with the runs on text."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundled, "TEXTS", texts or bundled.TEXTS)
        patch.setenv("DATA_DIR", str(folder))
        patch.setenv("DATABASE_URL", "")
        patch.setenv("GATESCOPE_QUEUE", "2")
        patch.setenv("GATESCOPE_LEASE_SECONDS", "3600")
        forget()
        store = context.store()
        bundled.install(store)
        yield store
        store.close()
        context.library().close()
        context.texts().close()
        forget()


@contextmanager
def served(folder: Path, texts: Path | None = None) -> Iterator[FlaskClient]:
    """The whole application as a browser reaches it, with a store of its own."""
    with opened_site(folder, texts), pytest.MonkeyPatch.context() as patch:
        patch.setattr(_callback, "GLOBAL_CALLBACK_LIST", [*CALLBACKS])
        patch.setattr(_callback, "GLOBAL_CALLBACK_MAP", {**CALLBACK_MAP})
        yield create_app().server.test_client()


@contextmanager
def as_visitor(name: str) -> Iterator[None]:
    """Whatever is called here is called by the visitor of this name."""
    app = flask.Flask(__name__)
    app.secret_key = "for tests only"
    with app.test_request_context():
        flask.session[KEY] = id_of(name)
        yield


def id_of(name: str) -> str:
    """The id of the visitor of this name."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def forget() -> None:
    """No part of one server's state stays for the next."""
    for cached in (context.settings, context.store, context.library, context.texts, access.shipped_run):
        cached.cache_clear()
    networks.forget()
    subjects.forget()
    textruns.forget()
    writing.stored_lines.cache_clear()


def triggered_by(component: str | dict | None, callback: Any, *arguments: Any) -> Any:
    """Call a callback as if this component had changed."""
    name = json.dumps(component, sort_keys=True) if isinstance(component, dict) else component

    def call() -> Any:
        changed = [{"prop_id": f"{name}.value"}] if component else []
        context_value.set(AttributeDict(triggered_inputs=changed))
        return callback(*arguments)

    return copy_context().run(call)


def as_sent(answer: Any) -> Any:
    """What the browser gets: an answer that cannot be written as JSON would be an error page."""
    return json.loads(json.dumps(answer, cls=PlotlyJSONEncoder))


def parts_of(page: Any) -> dict[str, Any]:
    """The components of a page that have an id."""
    return {part.id: part for part in page._traverse() if isinstance(getattr(part, "id", None), str)}


def texts_in(component: Any) -> str:
    """Everything that is written in a component, and in those inside it."""
    if isinstance(component, list | tuple):
        return "".join(map(texts_in, component))
    if component is None or isinstance(component, str | int | float):
        return "" if component is None else str(component)
    return texts_in(getattr(component, "children", None))


def is_one_sentence(text: str) -> bool:
    return re.fullmatch(r"[A-Z][^\n]*\.", text) is not None and ". " not in text
