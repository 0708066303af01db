"""Texts of one's own over HTTP: kept, or refused in one sentence; runs on text as files."""

import csv
import io
import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from dashboard import bundled, context, subjects, urls
from models.corpora.own import LARGEST
from tests.text_runs import OWN_TEXT, keep, ship
from tests.uploaded import browsing
from tests.website import is_one_sentence

WORDS = "the quick brown fox jumps over the lazy dog. " * 50


def post(client, data, **query):
    answer = client.post(urls.BRING, data=data, query_string=query)
    return answer.status_code, answer.get_json()


def zipped(**files):
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def test_a_file_is_kept_under_an_id(client):
    status, answer = post(client, WORDS.encode(), name="fox.txt")
    about = context.texts().about(answer["text"])
    assert status == 200 and (about.filename, about.pasted) == ("fox.txt", False)
    assert context.texts().data(answer["text"]).decode() == WORDS


def test_a_pasted_text_needs_no_name(client):
    status, answer = post(client, ("ä" + WORDS).encode())
    about = context.texts().about(answer["text"])
    assert status == 200 and (about.filename, about.pasted) == ("Pasted text", True)


def test_a_zip_and_a_table_are_read(client):
    code = "def f(x):\n    return x + 1\n\n\n" * 50
    assert post(client, zipped(**{"a/b.py": code}), name="code.zip")[0] == 200
    rows = "id,text\n" + "".join(f"{k},the quick brown fox number {k}\n" for k in range(99))
    assert post(client, rows.encode(), name="table.csv")[0] == 200


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.txt", "empty"),
        (b"   \n ", "a.txt", "empty"),
        (b"", "", ""),
        (b"short", "a.txt", "at least 1,000"),
        (b"a" * 5000, "a.txt", "one character"),
        (bytes(range(256)) * 50, "a.bin", ""),
        (b"\xff\xfe\xff" * 999, "", "UTF-8"),
        (b"PK\x03\x04" + b"x" * 5000, "a.zip", ""),
        (b"{" * 5000, "a.json", ""),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_what_cannot_be_learned_gets_one_sentence_and_nothing_is_kept(client, data, name, says):
    before = context.texts().list()
    status, answer = post(client, data, name=name)
    assert status == 400 and is_one_sentence(answer["error"]) and says in answer["error"], answer
    assert context.texts().list() == before


@pytest.mark.parametrize("announced", [True, False])
def test_a_text_that_is_too_large_is_refused(client, announced):
    if announced:
        answer = client.post(urls.BRING, data=b"a" * (LARGEST + 1), query_string={"name": "a.txt"})
    else:
        stream = io.BytesIO(b"a b" * (LARGEST // 2))
        answer = client.post(
            urls.BRING, input_stream=stream, query_string={"name": "a.txt"},
            environ_overrides={"wsgi.input_terminated": True},
        )  # fmt: skip
    assert answer.status_code in (400, 413)
    assert answer.get_json()["error"] == "The text is larger than 20 MB, the most that is read."


@pytest.mark.parametrize(
    "name", ["\0", "../../etc/passwd", "a" * 999 + ".txt", "\ud800", "<script>.py"], ids=repr
)
def test_any_name_will_do(client, name):
    answer = client.post(
        urls.BRING, data=WORDS.encode(), query_string={"name": name.encode("utf-8", "replace")}
    )
    assert answer.status_code == 200
    about = context.texts().about(answer.get_json()["text"])
    assert about.filename.isprintable() and 0 < len(about.filename) <= 100


def test_a_run_on_text_can_be_taken_as_csv_json_and_bundle(client):
    keep(context.store())
    rows = list(csv.DictReader(io.StringIO(client.get(urls.download(OWN_TEXT, "csv")).text)))
    assert {(row["cell"], row["seed"], row["step"], row["measured_on"]) for row in rows} == {
        (cell, seed, step, kind)
        for cell in ("lstm", "gru")
        for seed in ("3", "4")
        for step, kind in (("10", "training"), ("20", "training"), ("20", "held out"))
    }
    whole = json.loads(client.get(urls.download(OWN_TEXT, "json")).text)
    assert whole["config"]["task"] == "text" and whole["baselines"]["xz"] == 2.2
    assert whole["corpus"]["title"] == "The stdlib corpus"
    assert whole["cells"]["lstm"]["validation"]["3"] == {"20": 2.5}
    bundle = client.get(urls.download(OWN_TEXT, "bundle"))
    assert bundle.data == context.store().artifact(OWN_TEXT, "bundle")
    assert client.get(urls.download("nothing", "csv")).status_code == 404


def test_runs_on_text_that_ship_are_installed_as_finished(client, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(bundled, "TEXTS", ship(tmp_path / "text", "tweets", "small"))
    bundled.install(context.store())
    assert bundled.text_ids() == ("small", "tweets") and bundled.ships("tweets")
    run = context.store().get("tweets")
    assert (run.status, run.config["corpus"]) == ("done", "tweets")
    kinds = {row["kind"] for row in context.store().read_metrics("tweets")[0]}
    assert kinds == {"corpus", "baselines", "loss", "validation", "writes", "result"}


def test_a_run_on_text_that_is_opened_is_a_run_again(client):
    keep(context.store())
    data = context.store().artifact(OWN_TEXT, "bundle")
    run_id = client.post(urls.UPLOAD, data=data, query_string={"name": "mine.safetensors"}).get_json()["run"]
    run = context.store().get(run_id)
    assert run_id.startswith("open-") and (run.status, run.config["corpus"]) == ("done", "stdlib")
    with browsing(client):
        assert subjects.choices(run_id) == subjects.Choices(("lstm", "gru"), (3, 4))
        found = subjects.specimen(run_id, "gru", 4)
    assert found.cell == "gru" and found.read("def a").layers[1]["h"].shape == (5, 6)
    assert client.get(urls.explore(run=run_id)).status_code == 200
