"""What is taken away over HTTP: the bytes that models.formats writes, and those it is for can read them."""

import csv
import json
import re
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path
from urllib.parse import parse_qsl

import numpy as np
import pytest
import torch
from flask.testing import FlaskClient
from safetensors.torch import load
from torch import nn

from dashboard import context, subjects, urls
from dashboard.bundled import bundled_ids, text_ids
from dashboard.chosen import read_subject
from dashboard.pages.explore import files
from dashboard.routes import takeaways
from models.formats import FORMATS, explorer_json
from models.specimen import Specimen
from tests.explored import FIRST, cells_of, state_dict

TORCH = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}
# Every run with a cell of its turn, every cell with several runs, and the networks that read code.
SHIPPED = [(run, cells_of(run)) for run in bundled_ids()]
SOURCES = [
    *((run, cells[k % len(cells)]) for k, (run, cells) in enumerate(SHIPPED)),
    ("java", "lstm"),
    ("torch", "lstm"),
]
each_source = pytest.mark.parametrize(("source", "cell"), SOURCES)


def text_of(specimen: Specimen) -> str:
    return subjects.own_text(specimen, 4)[:60]


def seed_of(source: str) -> int:
    """The seed that is taken away: a training on text that ships has but one."""
    return 0 if source in text_ids() else 1


def fetch(client: FlaskClient, source: str, cell: str, form: str) -> tuple[bytes, Specimen, str]:
    """A file, the network that is in it, and the text; as the page's link fetches it."""
    seed = str(seed_of(source))
    specimen = subjects.specimen(source, cell, int(seed))
    subject = read_subject(source, cell, seed, "1", "h", "1", text_of(specimen))
    answer = client.get(takeaways.address(subject, form))
    assert answer.status_code == 200, answer.text
    name = f"gatescope-{source}-{cell}-{seed}{FORMATS[form].ending}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    return answer.data, specimen, subject.text


# The bytes


@each_source
@pytest.mark.parametrize("form", list(FORMATS))
def test_a_file_is_the_one_that_the_format_writes(
    client: FlaskClient, source: str, cell: str, form: str
) -> None:
    if FORMATS[form].lacks(subjects.specimen(source, cell, seed_of(source))):
        answer = client.get(urls.explore(urls.TAKE, run=source, cell=cell, format=form))
        assert answer.status_code == 400 and is_a_sentence(answer.text)
        return
    data, specimen, text = fetch(client, source, cell, form)
    written = FORMATS[form].write(specimen, text)
    if form == "npz":  # its zip holds the time of day
        ours, theirs = (np.load(BytesIO(each)) for each in (data, written))
        assert ours.files == theirs.files
        assert all(np.array_equal(ours[name], theirs[name]) for name in ours.files)
    else:
        assert data == written


# Who reads them


@each_source
def test_the_json_is_what_lstm_explorer_reads(client: FlaskClient, source: str, cell: str) -> None:
    data, specimen, text = fetch(client, source, cell, "lstm-explorer")
    found, trace = json.loads(data), specimen.read(text)
    assert found["chars"] == [*text] and set(found) >= {"name", "hs0", "cs0", "i_gate0", "j_gate0", "hs4"}
    hidden = np.array(found[f"hs{specimen.layers - 1}"])
    np.testing.assert_allclose(hidden.T, trace.layers[-1]["h"], atol=6e-4)
    back = explorer_json.loads(data)
    assert (back.recording.characters, back.layers, back.hidden) == (text, specimen.layers, specimen.hidden)


@each_source
def test_torch_loads_the_state_dict_strictly_and_computes_the_same(
    client: FlaskClient, source: str, cell: str
) -> None:
    if cell not in TORCH:
        return
    data, specimen, text = fetch(client, source, cell, "torch")
    own = {"nonlinearity": specimen.network.activation} if cell == "rnn" else {}
    module = TORCH[cell](len(specimen.alphabet), specimen.hidden, specimen.layers, **own)
    module.load_state_dict(load(data), strict=True)
    numbers = torch.tensor([specimen.alphabet.index(character) for character in text])
    with torch.inference_mode():
        top, _ = module(nn.functional.one_hot(numbers, len(specimen.alphabet)).float())
    torch.testing.assert_close(top, specimen.read(text).layers[-1]["h"], atol=1e-5, rtol=1e-4)


@each_source
def test_the_table_has_every_number_of_every_step(client: FlaskClient, source: str, cell: str) -> None:
    data, specimen, text = fetch(client, source, cell, "csv")
    head, *rows = csv.reader(StringIO(data.decode(), newline=""))
    trace = specimen.read(text)
    assert [row[1] for row in rows] == [*text] and "".join(row[2] for row in rows) == trace.predicted
    column = head.index(f"layer{specimen.layers - 1}/h/1")
    assert [np.float32(row[column]) for row in rows] == trace.layers[-1]["h"][:, 1].tolist()
    assert len(head) == 4 + specimen.layers * specimen.hidden * len(specimen.symbols)


@each_source
def test_numpy_loads_the_arrays_without_pickle(client: FlaskClient, source: str, cell: str) -> None:
    data, specimen, text = fetch(client, source, cell, "npz")
    arrays, trace = np.load(BytesIO(data), allow_pickle=False), specimen.read(text)
    assert "".join(arrays["chars"]) == text and "".join(arrays["alphabet"]) == specimen.alphabet
    np.testing.assert_array_equal(arrays["next"], trace.next)
    for layer, symbols in enumerate(trace.layers):
        for symbol, values in symbols.items():
            np.testing.assert_array_equal(arrays[f"layer{layer}/{symbol}"], values)


@pytest.mark.parametrize(("source", "cell"), [(FIRST, "peephole"), ("java", "lstm")])
def test_the_script_runs_alone_and_prints_what_the_network_says(
    client: FlaskClient, source: str, cell: str, tmp_path: Path
) -> None:
    data, specimen, text = fetch(client, source, cell, "script")
    file = tmp_path / "network.py"
    file.write_bytes(data)
    run = subprocess.run(
        [sys.executable, "-I", file], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    *steps, wrote = run.stdout.splitlines()
    said = [
        re.fullmatch(r" *\d+  reads (.+)  says (.+)  with probability (.+)", step).groups() for step in steps
    ]
    trace = specimen.read(text)
    assert [eval(read) for read, _, _ in said] == [*text]
    assert "".join(eval(character) for _, character, _ in said) == trace.predicted
    np.testing.assert_allclose([float(p) for *_, p in said], trace.next.amax(-1), atol=2e-6)
    assert wrote.startswith("writes ")


# Recordings and networks without readout


def test_what_an_opened_file_lacks_cannot_be_taken_away(client: FlaskClient) -> None:
    recorded = explorer_json.dumps(subjects.specimen(FIRST, "lstm", 0).read("aaXbb$"), "It")
    library = context.library()
    kept = library.add("it.json", "", recorded), library.add("bare.pt", "aXb$", state_dict(nn.LSTM(4, 3)))
    suited = [
        [
            form
            for form in FORMATS
            if client.get(urls.explore(urls.TAKE, run=source, format=form)).status_code == 200
        ]
        for source in kept
    ]
    assert suited == [["lstm-explorer", "csv", "npz"], ["lstm-explorer", "torch", "csv", "npz"]]
    again = client.get(urls.explore(urls.TAKE, run=kept[0], format="lstm-explorer", text="ignored")).data
    assert json.loads(again) == json.loads(recorded)


def test_the_page_links_to_what_can_be_had_and_says_why_the_rest_cannot(client: FlaskClient) -> None:
    for cell, lacking in (("lstm", set()), ("peephole", {"torch"})):
        table = files.take(read_subject(FIRST, cell, "2", "1", "h", "3", "a&b=c#X"[:1] + "X"))
        rows = [row.children for row in table.children.children]
        links = {
            head.children.children: head.children.href
            for head, _ in rows
            if not isinstance(head.children, str)
        }
        assert set(links) == set(FORMATS) - lacking
        for form, href in links.items():
            query = dict(parse_qsl(href.partition("?")[2]))
            assert (query["run"], query["cell"], query["seed"], query["format"]) == (FIRST, cell, "2", form)
            assert client.get(href).status_code == 200


# What cannot be had


def is_a_sentence(text: str) -> bool:
    return re.fullmatch(r"[A-Z][^\n]*\.\n", text) is not None


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ({}, 404, "There is no format ''; choose from lstm-explorer, torch, csv, npz, script."),
        ({"format": "docx"}, 404, "There is no format 'docx'"),
        ({"format": "x" * 10_000}, 404, "There is no format"),
        ({"format": "csv", "run": "gone"}, 404, "There is no network 'gone' here: it was deleted"),
        ({"format": "csv", "run": "../../etc/passwd"}, 404, "There is no network"),
        ({"format": "csv", "run": "\0"}, 404, "There is no network"),
        ({"format": "csv", "run": "a" * 500}, 404, "There is no network"),
        ({"format": "csv", "cell": "elman"}, 404, "There is no cell 'elman' here."),
        ({"format": "csv", "seed": "20"}, 404, "There is no seed '20' here."),
        ({"format": "csv", "seed": "x\ny"}, 404, "There is no seed"),
        ({"format": "csv", "text": "aaq"}, 400, "There is no character 'q'; the alphabet is a X b $."),
        ({"format": "script", "text": "é"}, 400, "There is no character 'é'"),
        ({"format": "torch", "text": "aaq"}, 400, "There is no character 'q'"),
        ({"format": "torch", "cell": "peephole"}, 400, "Torch.nn has no"),
        ({"format": "npz", "text": "a" * 5001}, 400, "The text has 5001 characters"),
    ],
)  # fmt: skip
def test_what_cannot_be_had_is_said_in_one_sentence(
    client: FlaskClient, query: dict[str, str], status: int, words: str
) -> None:
    answer = client.get(urls.TAKE, query_string=query)
    assert (answer.status_code, answer.mimetype) == (status, "text/plain")
    assert words in answer.text and is_a_sentence(answer.text)
