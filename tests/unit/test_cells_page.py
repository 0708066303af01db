"""The page of the equations: what it sends are the network's numbers, whatever it is asked for it answers."""

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from dash import no_update
from hypothesis import given

from dashboard import bundled, ids
from dashboard.pages.story import cells
from dashboard.pages.story.equations import terms
from dashboard.pages.story.equations.build_up import STAGES, there
from dashboard.pages.story.equations.build_up import cells as built_up
from dashboard.pages.story.equations.live import FIRST_TEXT, LONGEST, RUN, SEED, live
from dashboard.pages.story.equations.panel import equations, read
from dashboard.pages.story.equations.shape import shape
from models import bundle
from models.analysis.trace import trace
from models.cells import CELLS
from models.graphs import GRAPHS
from models.graphs.expression import plain
from tests.website import ANYTHING, as_sent, few, is_one_sentence, opened_site, parts_of, texts_in


@pytest.fixture(scope="module", autouse=True)
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with opened_site(tmp_path_factory.mktemp("data")):
        yield


@pytest.fixture(scope="module")
def sent() -> dict[str, Any]:
    return as_sent(live("aaXbbX"))["cells"]


@pytest.mark.parametrize("cell", GRAPHS)
def test_what_is_sent_is_what_the_shipped_network_does(sent: dict[str, Any], cell: str) -> None:
    run = bundle.load_file(f"{bundled.FOLDER}/{RUN}.safetensors")
    network = run.network(cell).select(SEED - run.config.first_seed)
    traced = trace(network, run.task.alphabet, "aaXbbX")
    for symbol, values in traced.layers[0].items():
        np.testing.assert_allclose(sent[cell]["values"][symbol], values.detach(), atol=1e-5)
    np.testing.assert_allclose(sent[cell]["values"]["y"], traced.next.detach(), atol=1e-5)


def test_the_weights_that_are_sent_give_the_numbers_that_are_sent(sent: dict[str, Any]) -> None:
    """The LSTM once more in numpy, from nothing but the weights on the page."""
    w = {name: np.array(rows) for name, rows in sent["lstm"]["weights"].items()}
    values = {name: np.array(rows) for name, rows in sent["lstm"]["values"].items()}
    h = c = np.zeros(2)
    for t, character in enumerate("aaXbbX"):
        row = "aXb$".index(character)
        i, f, g, o = (w[f"W_{s}"][row] + h @ w[f"U_{s}"] + w[f"b_{s}"][0] for s in "ifgo")
        i, f, o = (1 / (1 + np.exp(-gate)) for gate in (i, f, o))
        np.testing.assert_allclose(values["c-"][t], c, atol=1e-3)
        c = f * c + i * np.tanh(g)
        h = o * np.tanh(c)
        for name, value in {"i": i, "f": f, "o": o, "g": np.tanh(g), "c": c, "h": h}.items():
            np.testing.assert_allclose(values[name][t], value, atol=1e-3, err_msg=name)


def test_the_page_stays_small() -> None:
    assert len(json.dumps(as_sent(live("a" * LONGEST)))) < 250_000
    assert len(json.dumps(shape())) < 80_000


def test_what_cannot_be_read_is_said_in_a_sentence() -> None:
    for text in ("", "abc", "a" * (LONGEST + 1), None, 3):
        values, said = read(text)
        assert values is no_update and is_one_sentence(said)
    values, said = read("aX")
    assert values["text"] == "aX" and said == ""


@few
@given(ANYTHING)
def test_whatever_a_browser_sends_has_an_answer(text: Any) -> None:
    values, said = read(text)
    assert values is not no_update or is_one_sentence(said)


def test_an_address_opens_what_it_describes_and_a_wrong_one_says_so() -> None:
    asked = {"text": "aX", "t": "2", "equation": "9", "neuron": "2", "names": "article"}
    page = parts_of(cells.layout(**asked))
    held = (ids.CELLS_STEP, ids.CELLS_STAGE)
    assert [page[part].data for part in held] == [2, 9]
    assert [page[part].value for part in (ids.CELLS_TEXT, ids.CELLS_UNIT, ids.CELLS_NAMES)] == [
        "aX",
        "2",
        "article",
    ]
    page = parts_of(cells.layout(text="€", t="x", equation="-1", neuron="7", names="?"))
    assert page[ids.CELLS_VALUES].data["text"] == FIRST_TEXT
    assert is_one_sentence(page[ids.CELLS_ERROR].children)
    assert page[ids.CELLS_UNIT].value == "2"


def test_the_equations_come_one_by_one_until_each_cell_has_all_of_its_own() -> None:
    assert list(built_up()) == list(GRAPHS)
    for cell, places in built_up().items():
        for before, after in pairwise(places):
            assert len(set(there(after)) - set(there(before))) == 1
        assert set(there(places[-1])) == {*CELLS[cell].symbols, "y"}


@pytest.mark.parametrize("cell", GRAPHS)
def test_an_equation_on_the_page_is_the_cells_own(cell: str) -> None:
    for symbol in CELLS[cell].symbols:
        shown = "".join(words(part) for part in terms.line(cell, symbol))
        wanted = plain(GRAPHS[cell], symbol)
        for code, sign in {
            "sigmoid": "σ",
            "phi": "tanh",
            "{": "",
            "}": "",
            "_": "",
            "-": "−",
            " ": "",
        }.items():
            wanted = wanted.replace(code, sign)
        assert shown.replace(" ", "") == wanted


def words(part: Any) -> str:
    """What is read of a part in the letters of the literature."""
    if getattr(part, "className", None) == "article":
        return ""
    children = getattr(part, "children", part)
    return "".join(map(words, children)) if isinstance(children, list) else str(children)


def test_every_term_that_can_be_pointed_at_is_named_and_explained() -> None:
    known = shape()["terms"]
    for cell in GRAPHS:
        for symbol in terms.symbols(cell):
            for part in terms.line(cell, symbol):
                for button in getattr(part, "_traverse", lambda: [])():
                    if name := getattr(button, "data-term", None):
                        assert set(known[name]["label"]) == {"standard", "article"}
    for name, about in known.items():
        assert about["meaning"]["standard"].endswith("."), name
        assert "cell state" not in about["meaning"]["article"]


def test_every_reason_is_said_without_a_gap() -> None:
    for stage in STAGES:
        assert "{" not in texts_in(terms.sentence(stage.why))
    assert "data-names" in equations({}).to_plotly_json()["props"]
