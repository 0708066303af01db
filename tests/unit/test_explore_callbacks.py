"""The explorer's callbacks: whatever a browser sends, each answers in full or leaves the page as it is."""

from typing import Any

import pytest
from dash import no_update
from dash.exceptions import PreventUpdate
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import ids, subjects
from dashboard.components.matches import query
from dashboard.components.subject_bar import fit
from dashboard.pages.explore.files import ask_to_delete, offer
from dashboard.pages.explore.find import find, regroup
from dashboard.pages.explore.intervene import act, change, measure
from dashboard.pages.explore.read import read
from dashboard.pages.explore.why import ask, compare
from tests.explored import FIRST, OWN
from tests.website import ANYTHING, JUNK, as_sent, few, is_one_sentence, texts_in, triggered_by

SUBJECT = (OWN, "lstm", "5", "1", "c", "2", "aaXbb$")
BRIEF = (FIRST, "lstm", "0", "1", "c", "2", "aX")  # it has been trained, so it comes to an end
FORM = ("add", "unit", 3, "plain", "aX", "character", "X")
LINES = ["add:c:1:3@X", "clamp:f:*:1"]
FITTED = (OWN, "lstm", "5", "1", 5, "standard", "aaXbb$", "c", "2")
TAKE_BACK = {"type": ids.UNDO, "index": 0}

# What answers, what a page would send, what has changed, and how many parts the answer has.
CASES = [
    pytest.param(read, (*SUBJECT, "standard", "text", "each", 2), None, 10, id="read"),
    *(
        pytest.param(fit, FITTED, changed, 17, id=f"fit {changed}")
        for changed in (ids.SOURCE, ids.CELL, ids.LAYER, ids.N)
    ),
    pytest.param(find, (*SUBJECT, "count", "", ""), None, 5, id="find"),
    pytest.param(find, (*SUBJECT, "every", "a+", "X, b"), None, 5, id="find a pattern"),
    pytest.param(regroup, (*SUBJECT, 3), None, 2, id="regroup"),
    pytest.param(query, (*SUBJECT, 2, 3, 0.1, "aXb\naab"), None, None, id="query"),
    pytest.param(ask, (*SUBJECT, 3, "b"), None, 5, id="ask"),
    pytest.param(compare, (OWN, "5", "1", "article"), None, 6, id="compare"),
    *(
        pytest.param(change, (1, 1, 1, [1, None], *FORM, LINES, *SUBJECT), changed, 7, id=f"change {k}")
        for k, changed in enumerate((ids.DO, ids.UNDO, ids.CLEAR, TAKE_BACK))
    ),
    pytest.param(act, (*BRIEF, "article", LINES), None, 7, id="act"),
    pytest.param(measure, (None, *BRIEF, LINES), None, None, id="measure"),
    pytest.param(offer, SUBJECT, None, 2, id="offer"),
    pytest.param(ask_to_delete, (1, OWN), None, 2, id="ask to delete"),
]


def takes(callback: Any, arguments: tuple[Any, ...], changed: Any, parts: int | None) -> None:
    """Whatever the arguments are, the callback answers in full, or says that nothing has changed."""
    try:
        answer = triggered_by(changed, callback, *arguments)
    except PreventUpdate:
        return
    assert parts is None or len(answer) == parts
    as_sent(answer)


@pytest.mark.parametrize(("callback", "good", "changed", "parts"), CASES)
def test_every_callback_takes_any_one_value_in_any_place(
    sources: dict[str, str], callback: Any, good: tuple[Any, ...], changed: Any, parts: int | None
) -> None:
    takes(callback, good, changed, parts)
    for place in range(len(good)):
        for junk in JUNK[place % 4 :: 4]:
            takes(callback, (*good[:place], junk, *good[place + 1 :]), changed, parts)


@pytest.mark.parametrize(("callback", "good", "changed", "parts"), CASES)
@settings(few, max_examples=10)
@given(data=st.data())
def test_every_callback_takes_many_odd_values_at_once(
    sources: dict[str, str],
    callback: Any,
    good: tuple[Any, ...],
    changed: Any,
    parts: int | None,
    data: st.DataObject,
) -> None:
    arguments = data.draw(st.tuples(*(st.just(value) | ANYTHING for value in good)))
    takes(callback, arguments, changed, parts)


@pytest.mark.parametrize(("callback", "good", "changed", "parts"), CASES)
def test_every_callback_takes_every_kind_of_source(
    sources: dict[str, str], callback: Any, good: tuple[Any, ...], changed: Any, parts: int | None
) -> None:
    for source in sources.values():
        takes(callback, tuple(source if value in (OWN, FIRST) else value for value in good), changed, parts)


@pytest.mark.parametrize("index", [-1, 2, 10**9, "0", None, 0.5, [0]])
def test_no_line_is_taken_back_that_is_not_there(sources: dict[str, str], index: Any) -> None:
    arguments = (1, 1, 1, [1, None], *FORM, LINES, *SUBJECT)
    lines = triggered_by({"type": ids.UNDO, "index": index}, change, *arguments)[0]
    assert lines in (LINES, no_update)


# Controls that follow from each other


def refit(changed: str, **asked: Any) -> dict[str, Any]:
    """What `fit` writes into the controls when one of them has changed."""
    names = ("source", "cell", "seed", "layer", "n", "names", "text", "symbol", "unit")
    values = dict(zip(names, (FIRST, "lstm", "0", "1", None, "standard", "aaXbb$", "f", "4"), strict=True))
    answer = triggered_by(changed, fit, *(values | asked).values())
    outputs = (
        "cells", "cell", "seeds", "seed", "layers", "layer", "symbols", "symbol", "units", "unit", "text",
        "fixed", "n", "no n", "notes", "own text", "gone",
    )  # fmt: skip
    return dict(zip(outputs, answer, strict=True))


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        (ids.SOURCE, {"source": "copying-plain"}),
        (ids.SOURCE, {"source": OWN}),
        (ids.CELL, {"cell": "gru"}),
        (ids.CELL, {"cell": "rnn"}),
        (ids.SEED, {"seed": "7"}),
    ],
)
def test_another_network_cell_or_seed_starts_at_the_best_neuron(
    sources: dict[str, str], changed: str, asked: dict[str, str]
) -> None:
    fitted = refit(changed, **asked)
    cell, seed = fitted["cell"], int(fitted["seed"])
    best = subjects.findings(asked.get("source", FIRST), cell, seed)[0]
    assert (fitted["layer"], fitted["symbol"], fitted["unit"]) == (
        str(best.layer + 1), best.vector, str(best.unit + 1),
    )  # fmt: skip
    for control, choices in (("cell", "cells"), ("seed", "seeds"), ("layer", "layers"), ("unit", "units")):
        assert fitted[control] in [option["value"] for option in fitted[choices]]


def test_another_layer_starts_at_the_best_neuron_of_that_layer(sources: dict[str, str]) -> None:
    fitted = refit(ids.LAYER, source="copying-plain", layer="2", text="abX")
    best = next(f for f in subjects.findings("copying-plain", "lstm", 0) if f.layer == 1)
    assert [fitted[name] for name in ("layer", "symbol", "unit")] == ["2", best.vector, str(best.unit + 1)]


def test_n_writes_the_tasks_own_string_and_nothing_else(sources: dict[str, str]) -> None:
    fitted = refit(ids.N, n=3)
    assert fitted.pop("text") == fitted.pop("own text") == "aaaXbbb$"
    assert set(map(id, fitted.values())) == {id(no_update)}
    for n in (None, 0, 81, "x", 2.5):
        assert set(map(id, refit(ids.N, n=n).values())) == {id(no_update)}


def test_a_text_that_the_new_network_cannot_read_is_replaced(sources: dict[str, str]) -> None:
    kept = refit(ids.SOURCE, source="counting-sharpened")
    assert kept["text"] is kept["n"] is kept["own text"] is no_update
    replaced = refit(ids.SOURCE, source="copying-plain", text="AxxYa$")
    own = subjects.own_text(subjects.specimen("copying-plain", "lstm", 0))
    assert (replaced["text"], replaced["own text"], replaced["n"]) == (own, own, 12)
    same_n = refit(ids.SOURCE, source="counting-sharpened", n=5)
    assert (same_n["text"], same_n["n"]) == ("aaaaaXbbbbb$", 5)
    code = refit(ids.SOURCE, source=sources["torch LSTM"], text="aaq")
    assert (code["text"], code["n"], code["no n"]) == ("aX b", None, True)


def test_a_recordings_text_is_fixed(sources: dict[str, str]) -> None:
    fitted = refit(ids.SOURCE, source=sources["recording"])
    assert (fitted["text"], fitted["fixed"], fitted["no n"]) == ("aaaXbbb$aXb$", True, True)
    assert (fitted["cell"], fitted["seeds"]) == ("lstm", [{"value": "0", "label": "one network"}])


def test_another_networks_quantities_are_listed_in_the_names_that_are_chosen(sources: dict[str, str]) -> None:
    labels = [option["label"] for option in refit(ids.SOURCE, names="article")["symbols"]]
    assert any("remember" in label for label in labels) and not any("forget" in label for label in labels)


def test_a_network_that_is_gone_is_said_and_the_page_stays_until_another_is_chosen(
    sources: dict[str, str],
) -> None:
    *rest, error = read("gone", "lstm", "0", "1", "c", "1", "aaX", "standard", "text", "each", 1)
    assert all(part is no_update for part in rest)
    assert is_one_sentence(error) and "There is no network 'gone' here" in error
    assert set(map(id, refit(ids.SOURCE, source="gone").values())) == {id(no_update)}
    assert refit(ids.SOURCE, source=OWN)["gone"] is None  # what was said of the address


def test_a_text_that_cannot_be_read_is_said_and_the_figure_stays(sources: dict[str, str]) -> None:
    *rest, error = read(FIRST, "lstm", "0", "1", "c", "1", "aaq", "standard", "text", "each", 1)
    assert all(part is no_update for part in rest)
    assert error == "There is no character 'q'; the alphabet is a X b $."
    assert "There is no character 'q'" in texts_in(offer(FIRST, "lstm", "0", "1", "c", "1", "aaq")[0])
