"""What networks write is sent character by character, within bounds, and to so many at once."""

import json
from math import isclose

import pytest

from dashboard import urls
from dashboard.routes import writing
from models.analysis.sample import write
from models.analysis.verdicts import VERDICTS
from tests.text_runs import ALPHABET, OWN_TEXT, SAMPLE, keep, ship, tiny_run
from tests.website import is_one_sentence, served

ASKED = {"run": OWN_TEXT, "cells": "gru;lstm", "seed": "4", "prompt": "def ", "length": "30", "draw": "6"}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    with served(folder, ship(folder / "text", "stdlib")) as client:
        keep(writing.textruns.context.store())
        yield client


def objects(response):
    assert response.status_code == 200, response.text
    assert response.mimetype == writing.LINES
    return [json.loads(line) for line in response.text.splitlines()]


@pytest.mark.parametrize("settings", [{}, {"temperature": "0"}, {"temperature": "1.7", "top_k": "4"}])
def test_the_stream_is_what_the_networks_write(client, settings):
    found = objects(client.get(urls.WRITE, query_string=ASKED | settings))
    assert len(found) == 60
    for cell in ("lstm", "gru"):
        network = tiny_run().network(cell, 1)
        numbers = {"temperature": float(settings.get("temperature", 0.8))}
        numbers["top_k"] = int(settings.get("top_k", 0))
        expected = list(write(network, ALPHABET, "def ", 30, seed=6, **numbers))
        own = [each for each in found if each["cell"] == cell]
        assert [each["c"] for each in own] == [each.character for each in expected]
        for each, written in zip(own, expected, strict=True):
            assert isclose(each["p"], written.probability, rel_tol=1e-3, abs_tol=1e-29)
            assert [c for c, _ in each["top"]] == [c for c, _ in written.top]


def test_cells_take_turns(client):
    found = objects(client.get(urls.WRITE, query_string=ASKED))
    assert [each["cell"] for each in found] == ["lstm", "gru"] * 30


def test_what_is_left_out_is_as_usual(client):
    found = objects(client.get(urls.WRITE, query_string={"run": OWN_TEXT, "length": "1"}))
    assert [each["cell"] for each in found] == ["lstm", "gru"]


def test_nothing_may_hold_the_stream_back_or_keep_it(client):
    answer = client.get(
        urls.WRITE, query_string=ASKED, headers={"Accept-Encoding": "gzip, br, deflate, zstd"}
    )
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"length": "0"}, "length"),
        ({"length": "2001"}, "length"),
        ({"length": "½"}, "length"),
        ({"length": "1e3"}, "length"),
        ({"length": ""}, "length"),
        ({"temperature": "3.1"}, "temperature"),
        ({"temperature": "-1"}, "temperature"),
        ({"temperature": "nan"}, "temperature"),
        ({"temperature": "hot"}, "temperature"),
        ({"top_k": str(len(ALPHABET) + 1)}, "top k"),
        ({"draw": "99999999999"}, "draw"),
        ({"seed": "2"}, "seed"),
        ({"seed": "5"}, "seed"),
        ({"cells": "lstm;rnn"}, "'rnn'"),
        ({"cells": ""}, "cell"),
        ({"prompt": "def ß"}, "'ß'"),
        ({"prompt": "d" * 501}, "501"),
    ],
)
def test_what_cannot_be_written_is_told_in_one_sentence(client, wrong, named):
    answer = client.get(urls.WRITE, query_string=ASKED | wrong)
    assert answer.status_code == 400
    assert is_one_sentence(answer.json["error"])
    assert named.lower() in answer.json["error"].lower()


@pytest.mark.parametrize("source", [None, "", "\0", "nowhere", "../stdlib", "counting-plain", "½" * 500])
@pytest.mark.parametrize("path", [urls.WRITE, urls.STORED])
def test_a_run_that_is_not_there_is_told(client, path, source):
    answer = client.get(path, query_string={"run": source} if source is not None else {})
    assert answer.status_code == 404
    assert is_one_sentence(answer.json["error"])


def test_so_many_write_at_once_and_whoever_leaves_makes_room(client):
    going = [client.get(urls.WRITE, query_string=ASKED) for _ in range(writing.AT_ONCE)]
    assert [answer.status_code for answer in going] == [200] * writing.AT_ONCE
    full = client.get(urls.WRITE, query_string=ASKED)
    assert full.status_code == 503
    assert full.headers["Retry-After"] == str(writing.AGAIN)
    assert is_one_sentence(full.json["error"])
    for answer in going:
        next(answer.iter_encoded())
        answer.close()
        answer.close()
    again = [client.get(urls.WRITE, query_string=ASKED) for _ in range(writing.AT_ONCE)]
    assert [len(objects(answer)) for answer in again] == [60] * writing.AT_ONCE
    client.head(urls.WRITE, query_string=ASKED).close()
    assert writing.places._value == writing.AT_ONCE


def test_who_leaves_stops_the_work():
    read = []

    def endless():
        for written in write(tiny_run().network("lstm"), ALPHABET, "d", 2000):
            read.append(written)
            yield written

    lines = writing.in_turn({"lstm": endless()})
    next(lines)
    next(lines)
    lines.close()
    assert len(read) == 2


def test_a_cell_that_cannot_go_on_says_so_and_the_others_do(monkeypatch):
    run = tiny_run()
    broken = run.network("gru")
    broken.V.fill_(float("nan"))
    writers = {
        "gru": write(broken, ALPHABET, "d", 5),
        "lstm": write(run.network("lstm"), ALPHABET, "d", 5),
    }
    found = [json.loads(line) for part in writing.in_turn(writers) for line in part.splitlines()]
    assert is_one_sentence(found[0]["error"])
    assert [each["cell"] for each in found] == ["gru"] + ["lstm"] * 5


def test_what_takes_too_long_ends_in_a_sentence(monkeypatch):
    monkeypatch.setattr(writing, "PATIENCE", 0.0)
    found = list(writing.in_turn({"lstm": write(tiny_run().network("lstm"), ALPHABET, "d", 5)}))
    assert [is_one_sentence(json.loads(line)["error"]) for line in found] == [True]


def test_a_stored_sample_is_sent_with_its_chances(client):
    found = objects(client.get(urls.STORED, query_string={"run": "stdlib", "sample": "1", "cells": "gru"}))
    assert "".join(each["c"] for each in found) == SAMPLE[4:]
    assert all(0 < each["p"] <= 1 and len(each["top"]) == 5 for each in found)
    assert client.get(urls.STORED, query_string={"run": "stdlib", "sample": "3"}).status_code == 400


def test_what_was_written_is_scored(client):
    texts = {"lstm": "x = (1)\ny = 2\nz", "gru": "x = (1\ny = 2\nz"}
    found = client.post(urls.SCORE, json={"run": OWN_TEXT, "texts": texts}).json["scores"]
    titles = [verdict.title for verdict in VERDICTS["python"].values()]
    assert [title for title, _ in found["lstm"]] == titles
    assert dict(found["lstm"])["Parses"] == "yes"
    assert dict(found["gru"])["Parses"] == "no"


@pytest.mark.parametrize(
    "sent", [None, [], {}, {"run": OWN_TEXT}, {"run": OWN_TEXT, "texts": {"lstm": 3}},
             {"run": OWN_TEXT, "texts": {"lstm": "a" * 20_001}}, {"run": [1], "texts": {}}]
)  # fmt: skip
def test_junk_is_not_scored(client, sent):
    answer = client.post(urls.SCORE, json=sent)
    assert answer.status_code in (400, 404)
    assert is_one_sentence(answer.json["error"])
