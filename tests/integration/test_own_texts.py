"""A text that a visitor brings is there for that visitor alone: to read, and to train on."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from plotly.utils import PlotlyJSONEncoder

from dashboard import context, ids, urls
from dashboard.corpora import GONE
from dashboard.pages import runs
from dashboard.pages.text import choose, form, train
from dashboard.subjects import sentence
from tests.messages import message, named, post, server_callbacks
from tests.text_runs import keep, ship, tiny_run
from tests.uploaded import browsing
from tests.website import is_one_sentence, parts_of, served

TEXT = "def a(b):\n  return b\n" * 300
NETWORK = {"run": "stdlib", "cell": "lstm", "seed": "3", "layer": "1", "vector": "h", "neuron": "1"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("data")
    with served(folder / "data", ship(folder / "texts", "stdlib")) as client:
        client.get("/")
        yield client


@pytest.fixture
def other(client: FlaskClient) -> FlaskClient:
    """Another visitor's browser."""
    visitor = client.application.test_client()
    visitor.get("/")
    return visitor


def pasted(client: FlaskClient) -> str:
    """The id of a text that the visitor gives the reader."""
    reader = named(client, ids.READER_TEXT, ids.READER_ADD)
    held = {
        f"{ids.READER_ADD}.n_clicks": 1,
        f"{ids.READER_OWN}.value": TEXT,
        f"{ids.READER_RUN}.value": "stdlib",
    }
    return post(client, message(reader, held)).json["response"][ids.READER_TEXT]["value"]


def brought(client: FlaskClient) -> str:
    """The id of a text that the visitor brings to train on."""
    return client.post(urls.BRING, data=TEXT.encode(), query_string={"name": "mine.py"}).json["text"]


@pytest.mark.parametrize("bring", [pasted, brought])
def test_only_whoever_brought_a_text_can_read_it(client: FlaskClient, other: FlaskClient, bring: Any) -> None:
    mine = bring(client)
    asked = {
        urls.PASSAGE: {"run": "stdlib", "text": mine},
        urls.VALUES: {**NETWORK, "text": mine, "from": "0"},
        urls.FOLLOWING: {**NETWORK, "text": mine, "from": "0"},
        urls.LABELS: {"run": "stdlib", "text": mine, "detector": "any/space"},
    }
    for path, query in asked.items():
        # The owner first: what is remembered for one visitor is not for the next.
        assert client.get(path, query_string=query).status_code in (200, 400), path
        answer = other.get(path, query_string=query)
        assert answer.status_code == 404 and is_one_sentence(answer.json["error"]), path
    assert client.get(urls.PASSAGE, query_string=asked[urls.PASSAGE]).json["text"] == TEXT


def test_only_whoever_brought_a_text_can_choose_it(client: FlaskClient, other: FlaskClient) -> None:
    mine = brought(client)
    with browsing(client):
        assert choose.corpus_options(mine)[mine] == "mine.py (your own)"
        assert train.brought(mine)[1] == mine
    with browsing(other):
        assert mine not in choose.corpus_options(mine)
        parts = parts_of(train.layout(corpus=mine))
        assert parts[ids.text_field("corpus")].value != mine
        assert train.brought(mine)[0] is train.brought(mine)[1]


def test_only_whoever_brought_a_text_can_train_on_it(client: FlaskClient, other: FlaskClient) -> None:
    mine = brought(client)
    wanted = {"corpus": mine, "cells": ["rnn"], "hidden": 4, "layers": 1, "seeds": 1, "steps": 1}
    wanted = {name: wanted.get(name, getattr(form.TextConfig, name)) for name in form.FIELDS}
    held = {f"{ids.text_field(name)}.value": value for name, value in wanted.items()}

    def asked(visitor: FlaskClient) -> str:
        """What the page says of the wish to train."""
        callbacks = server_callbacks(visitor).values()
        (start,) = (one for one in callbacks if one["inputs"][0]["id"] == ids.TEXT_TRAIN)
        answer = post(visitor, message(start, {f"{ids.TEXT_TRAIN}.n_clicks": 1, **held}))
        return answer.json["response"][ids.TEXT_ERROR]["children"]

    before = len(context.store().list())
    assert asked(other) == sentence(GONE) and len(context.store().list()) == before
    assert asked(client) == "" and len(context.store().list()) == before + 1


def test_only_whoever_brought_a_text_reads_its_name_where_a_run_on_it_is_public(
    client: FlaskClient, other: FlaskClient
) -> None:
    keep(context.store(), "on-mine", tiny_run(brought(client)))
    # The owner first, and last: neither sees what was made for the other.
    for visitor, knows in ((client, True), (other, False), (client, True)):
        with browsing(visitor):
            seen = json.dumps(runs.layout().to_plotly_json(), cls=PlotlyJSONEncoder)
            assert "on-mine" in seen and ("mine.py" in seen) is knows


def test_two_visitors_who_bring_the_same_text_have_one_each(client: FlaskClient, other: FlaskClient) -> None:
    assert brought(client) == brought(client) != brought(other)
