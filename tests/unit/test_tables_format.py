"""A trace as .csv and .npz: every value by layer, symbol and unit, and nothing lost."""

from csv import DictReader
from dataclasses import replace
from io import BytesIO, StringIO

import numpy
import pytest
import torch

from models.analysis.trace import Trace, trace
from models.cells import CELLS
from models.formats import tables
from models.network import Network

ALPHABET = 'a,\n"'
TEXT = 'aa,\n"a'


def made(cell: str) -> Trace:
    torch.manual_seed(2)
    network = Network(cell, 4, 3, 2).requires_grad_(False)
    for parameter in network.parameters():
        parameter.uniform_(-2, 2)
    return trace(network, ALPHABET, TEXT)


def rows(data: bytes) -> list[dict[str, str]]:
    return list(DictReader(StringIO(data.decode(), newline="")))


@pytest.mark.parametrize("cell", list(CELLS))
def test_a_csv_has_one_row_per_step_and_every_value_exactly(cell: str) -> None:
    result = made(cell)
    found = rows(tables.csv(result))
    columns = [
        f"layer{layer}/{s}/{unit}" for layer in range(2) for s in CELLS[cell].symbols for unit in range(3)
    ]
    assert list(found[0]) == ["step", "read", "says", "probability", *columns]
    assert [row["step"] for row in found] == ["1", "2", "3", "4", "5", "6"]
    assert "".join(row["read"] for row in found) == TEXT
    assert "".join(row["says"] for row in found) == result.predicted
    likeliest = torch.tensor([float(row["probability"]) for row in found])
    assert torch.equal(likeliest, result.next.amax(-1))
    for column in columns:
        layer, symbol, unit = column.removeprefix("layer").split("/")
        values = torch.tensor([float(row[column]) for row in found])
        assert torch.equal(values, result.layers[int(layer)][symbol][:, int(unit)])


def test_what_a_recording_does_not_know_is_empty() -> None:
    whole = made("lstm")
    whole.layers[0]["f"] = whole.layers[0]["f"].index_fill(0, torch.tensor([0]), torch.nan)
    found = rows(tables.csv(replace(whole, next=whole.next[:, :0])))
    assert {row["says"] + row["probability"] for row in found} == {""}
    assert found[0]["layer0/f/1"] == "" and found[1]["layer0/f/1"] != ""


@pytest.mark.parametrize("cell", list(CELLS))
def test_an_npz_holds_the_arrays_by_name_and_no_objects(cell: str) -> None:
    result = made(cell)
    with numpy.load(BytesIO(tables.npz(result)), allow_pickle=False) as found:
        names = {f"layer{layer}/{symbol}" for layer in range(2) for symbol in CELLS[cell].symbols}
        assert set(found) == {"chars", "alphabet", "next", *names}
        assert ("".join(found["chars"]), "".join(found["alphabet"])) == (TEXT, ALPHABET)
        assert torch.equal(torch.tensor(found["next"]), result.next)
        for name in names:
            layer, symbol = name.removeprefix("layer").split("/")
            assert torch.equal(torch.tensor(found[name]), result.layers[int(layer)][symbol])
