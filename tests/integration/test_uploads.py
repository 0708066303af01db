"""Files of a visitor's own, sent as a browser sends them: each kind opens, once, on a page of its own."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from dash import no_update
from dash.exceptions import PreventUpdate
from flask.testing import FlaskClient
from safetensors.torch import save
from torch import nn

from dashboard import bundled, context, ids, urls
from dashboard.pages.explore import files, read
from dashboard.routes import uploads
from models import bundle
from models.compare import compare
from tests.explored import FIRST, SMALL, state_dict
from tests.uploaded import browsing, everything, recording, send
from tests.website import JUNK, is_one_sentence, parts_of, texts_in, triggered_by

RUN = compare(replace(SMALL, first_seed=7))
TEXT = "aaXbb$"


@pytest.fixture(autouse=True)
def visitor(client: FlaskClient) -> Iterator[None]:
    """Pages are laid out for the visitor who opens the files."""
    with browsing(client):
        yield


def opened(client: FlaskClient, data: bytes, name: str = "net", **query: str) -> dict[str, Any]:
    """The parts of the page that a file opens on."""
    status, answer = send(client, data, name, **query)
    assert status == 200 and set(answer) == {"run"}
    assert client.get(f"{urls.EXPLORE}?run={answer['run']}").status_code == 200
    page = parts_of(read.layout(run=answer["run"]))
    assert page[ids.SOURCE].value == answer["run"]
    assert answer["run"] in [option["value"] for option in page[ids.SOURCE].options]
    assert page[ids.READ_ERROR].children == "" and page[ids.source(ids.READ)].data["data"]
    return page


# What opens


def test_a_run_appears_among_the_runs_and_opens(client: FlaskClient) -> None:
    data = bundle.dumps(RUN)
    page = opened(client, data, "mine.safetensors")
    run_id = page[ids.SOURCE].value
    assert run_id == context.store().list()[0].id and run_id not in bundled.bundled_ids()
    assert [option["value"] for option in page[ids.CELL].options] == list(SMALL.cells)
    assert [option["value"] for option in page[ids.SEED].options] == ["7", "8"]
    assert context.library().list() == []
    assert client.get(urls.download(run_id, "bundle")).data == data
    # What is measured is shown on the page of runs too.
    rows, _ = context.store().read_metrics(run_id)
    assert {row["cell"]: row["n_max"] for row in rows if row["kind"] == "result"} == {
        cell: result.n_max for cell, result in RUN.cells.items()
    }


@pytest.mark.parametrize(
    "module", [nn.LSTM(4, 3, 2), nn.GRU(4, 5), nn.RNN(4, 2)], ids=lambda m: type(m).__name__
)
@pytest.mark.parametrize("form", ["torch.save", "safetensors"])
def test_a_state_dict_opens_with_its_alphabet(client: FlaskClient, module: nn.Module, form: str) -> None:
    data = state_dict(module) if form == "torch.save" else save(module.state_dict())
    page = opened(client, data, "net.pt", alphabet="aX€\n")
    assert page[ids.CELL].value == type(module).__name__.lower()
    assert len(page[ids.UNIT].options) == module.hidden_size
    parts = parts_of(read.layout(run=page[ids.SOURCE].value, text="X\n€€a", view="text"))
    assert parts[ids.READ_ERROR].children == "" and parts[ids.TRACES_READOUT].data["chars"] == [*"X\n€€a"]
    # The same bytes with other characters are another network.
    assert opened(client, data, "net.pt")[ids.SOURCE].value != page[ids.SOURCE].value


def test_a_recording_that_was_taken_away_here_opens_with_its_text(client: FlaskClient) -> None:
    query = {"run": FIRST, "cell": "lstm", "seed": "4", "text": TEXT, "format": "lstm-explorer"}
    data = client.get(urls.TAKE, query_string=query).data
    page = opened(client, data, "counter.json")
    assert (page[ids.TEXT].value, page[ids.TEXT].disabled) == (TEXT, True)
    unit, symbol = int(page[ids.UNIT].value), page[ids.SYMBOL].value
    shown = page[ids.TRACES_READOUT].data["held"]["values"]
    key = {"h": "hs", "c": "cs", "i": "i_gate", "g": "j_gate", "f": "f_gate", "o": "o_gate"}[symbol]
    assert shown == pytest.approx(json.loads(data)[f"{key}0"][unit - 1], abs=1e-5)


def test_a_network_that_was_taken_away_here_opens_as_it_was(client: FlaskClient) -> None:
    query = {"run": FIRST, "cell": "lstm", "seed": "4", "text": TEXT}
    data = client.get(urls.TAKE, query_string=query | {"format": "torch"}).data
    page = opened(client, data, "counter.safetensors")
    again = query | {"run": page[ids.SOURCE].value, "seed": "0", "format": "csv"}
    assert (
        client.get(urls.TAKE, query_string=again).data
        == client.get(urls.TAKE, query_string=query | {"format": "csv"}).data
    )


def test_a_long_recording_opens_with_as_much_as_can_be_shown(client: FlaskClient) -> None:
    many = 5_500
    data = recording(chars=["a", "b"] * many, hs0=[[0.25] * 2 * many], cs0=[[0.5, -0.5] * many])
    page = opened(client, data, "long.json")
    assert len(page[ids.TEXT].value) == 5_000
    assert page[ids.SUBJECT_NOTES].children.endswith(
        "Only the first 5,000 of its 11,000 characters are shown."
    )


def test_the_same_file_opened_twice_is_there_once(client: FlaskClient) -> None:
    network, run = state_dict(nn.GRU(2, 2)), bundle.dumps(RUN)
    first = [send(client, network, "one.pt", alphabet="ab"), send(client, run, "one.safetensors")]
    before = everything()
    assert [send(client, network, "two.pt", alphabet="ab"), send(client, run, "two.safetensors")] == first
    assert len(everything()) == len(before)
    assert [row for row in everything() if row in before] == [
        row for row in before if "one.pt" not in str(row)
    ]
    assert context.library().list()[0].filename == "two.pt"


def test_a_name_is_only_a_name(client: FlaskClient) -> None:
    data = state_dict(nn.GRU(2, 3))
    for name in ("../../etc/passwd", "\0\n<b>", "x" * 10_000, ""):
        page = opened(client, data, name, alphabet="ab")
        assert context.library().list()[0].id == page[ids.SOURCE].value
        assert 1 <= len(context.library().list()[0].filename) <= 200


# What is deleted


@pytest.mark.parametrize("what", ["a network", "a run"])
def test_an_opened_file_is_deleted_and_can_be_opened_again(client: FlaskClient, what: str) -> None:
    data = state_dict(nn.GRU(2, 4)) if what == "a network" else bundle.dumps(RUN)
    source = opened(client, data, "mine.pt", alphabet="ab")[ids.SOURCE].value
    before = everything()
    assert parts_of(files.layout(run=source))[ids.FILE_OPENED].hidden is False
    name = uploads.opened_name(source)
    assert name in triggered_by(ids.FILE_DELETE, files.ask_to_delete, 1, source)[1]
    offered, shown, said = triggered_by(ids.FILE_CONFIRM, files.delete, 1, source)
    assert shown == FIRST and source not in [option["value"] for option in offered]
    assert said.startswith(f"{name} is deleted") and is_one_sentence(f"It: {said}")
    assert everything() == [row for row in before if source not in str(row)] != before
    page = parts_of(read.layout(run=source))
    assert f"There is no network '{source}' here" in texts_in(page[ids.GONE])
    assert client.get(urls.explore(urls.TAKE, run=source, format="csv")).status_code == 404
    assert opened(client, data, "mine.pt", alphabet="ab")[ids.SOURCE].value == source


@pytest.mark.parametrize("source", [FIRST, "java", "file-0000", "open-0", "open-\0", *JUNK], ids=repr)
def test_nothing_but_an_opened_file_can_be_deleted(client: FlaskClient, source: Any) -> None:
    before = everything()
    kept, shown, said = triggered_by(ids.FILE_CONFIRM, files.delete, 1, source)
    assert kept is shown is no_update and everything() == before
    assert said == "There is no such file here, so nothing was deleted."
    parts = parts_of(files.layout(run=source if isinstance(source, str) else FIRST))
    assert parts[ids.FILE_OPENED].hidden is True


@pytest.mark.parametrize("clicks", [None, 0])
def test_nothing_is_deleted_without_a_second_word(client: FlaskClient, clicks: Any) -> None:
    source = opened(client, state_dict(nn.GRU(2, 5)), "kept.pt", alphabet="ab")[ids.SOURCE].value
    for callback in (files.ask_to_delete, files.delete):
        with pytest.raises(PreventUpdate):
            triggered_by(None, callback, clicks, source)
    assert context.library().get(source)


# Whose files they are


@pytest.fixture
def other(client: FlaskClient) -> FlaskClient:
    """Another visitor's browser."""
    return client.application.test_client()


def offered_to(client: FlaskClient) -> list[str]:
    """The networks that are listed for a visitor."""
    with browsing(client):
        return [option["value"] for option in parts_of(read.layout())[ids.SOURCE].options]


@pytest.mark.parametrize("what", ["a network", "a run"])
def test_what_one_visitor_opens_is_not_there_for_another(
    client: FlaskClient, other: FlaskClient, what: str
) -> None:
    data = state_dict(nn.GRU(2, 6)) if what == "a network" else bundle.dumps(RUN)
    mine = send(client, data, "mine.pt", alphabet="ab")[1]["run"]
    assert mine in offered_to(client) and mine not in offered_to(other)
    take = urls.explore(urls.TAKE, run=mine, format="csv")
    assert client.get(take).status_code == 200, "what is remembered of it is remembered for its owner"
    assert other.get(take).status_code == 404
    before = everything()
    with browsing(other):
        assert f"There is no network '{mine}' here" in texts_in(parts_of(read.layout(run=mine))[ids.GONE])
        assert uploads.opened_name(mine) is None
        said = triggered_by(ids.FILE_CONFIRM, files.delete, 1, mine)[2]
    assert said == "There is no such file here, so nothing was deleted." and everything() == before


@pytest.mark.parametrize("what", ["a network", "a run"])
def test_two_visitors_who_open_the_same_file_have_one_each(
    client: FlaskClient, other: FlaskClient, what: str
) -> None:
    data = state_dict(nn.GRU(2, 7)) if what == "a network" else bundle.dumps(RUN)
    mine, theirs = (send(one, data, "net.pt", alphabet="ab")[1]["run"] for one in (client, other))
    assert mine != theirs
    with browsing(other):
        assert triggered_by(ids.FILE_CONFIRM, files.delete, 1, theirs)[2].endswith("opened again.")
    assert mine in offered_to(client) and theirs not in offered_to(other)


def test_a_visitor_opens_so_many_runs_and_the_oldest_of_all_make_room(
    client: FlaskClient, other: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = [bundle.dumps(compare(replace(SMALL, cells=("rnn",), first_seed=seed))) for seed in (20, 21, 22)]
    monkeypatch.setattr(uploads, "MOST_OWN", 2)
    opened = [send(other, each)[1]["run"] for each in data[:2]]
    status, answer = send(other, data[2])
    assert status == 400 and answer == {
        "error": "You have opened 2 runs already; delete one of them to open another."
    }
    assert send(other, data[0])[1]["run"] == opened[0], "what is there can be opened again"
    monkeypatch.setattr(uploads, "MOST", 2)
    third = send(client.application.test_client(), data[2])[1]["run"]
    left = [run.id for run in context.store().list() if run.id.startswith(uploads.RUN)]
    assert left == [third, opened[1]]
