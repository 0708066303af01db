"""The explorer's pages: whatever the address says there is a page, and it shows what the address asks for."""

import re
from base64 import b64decode
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import chosen, context, ids, subjects, urls, views
from dashboard.bundled import bundled_ids
from dashboard.pages.explore import files, find, gallery, intervene, read, why
from models.cells import CELLS
from tests.explored import FIRST, OWN, PAGES, cells_of, offers, opened, problem_of, shown
from tests.website import few, is_one_sentence, texts_in

SHIPPED = [(run, cell) for run in bundled_ids() for cell in cells_of(run)]


# Every network


@pytest.mark.parametrize(("run", "cell"), SHIPPED)
def test_every_network_that_ships_opens_on_the_pages_and_can_be_read_in_every_view(
    sources: dict[str, str], run: str, cell: str
) -> None:
    number = SHIPPED.index((run, cell))
    page, seed = (read, find, intervene, files)[number % 4], str(number % 20)
    assert list(shown(opened(page, run=run, cell=cell, seed=seed)).values())[:3] == [run, cell, seed]
    subject = chosen.read_subject(run, cell, seed)
    for view in views.offered(subject):
        rows = views.ROWS[view](subject, "article")
        assert rows and all(len(row.characters) == len(row.values) for row in rows)
        assert views.title(subject, view, "article")


@pytest.mark.parametrize("run", bundled_ids())
def test_every_view_of_a_run_that_ships_is_drawn(sources: dict[str, str], run: str) -> None:
    subject = chosen.read_subject(run)
    for view in views.offered(subject):
        figure, _, said, longest, at, kept, _, _, note, problem = read.draw(subject, view, "article", 3)
        assert (kept, at, longest, note, problem) == (view, 3, len(subject.text), "", "")
        assert figure["data"] and len(said["chars"]) == longest


@pytest.mark.parametrize("run", bundled_ids())
def test_ask_why_opens_on_every_run_that_ships(sources: dict[str, str], run: str) -> None:
    parts = opened(why, run=run)
    gated = any(CELLS[cell].has_gates for cell in cells_of(run))
    for figure in (ids.SALIENCY, *[ids.SATURATION] * gated, ids.DISTRIBUTIONS, ids.PROBES):
        assert parts[ids.source(figure)].data["data"] and parts[ids.rows(figure)].data["rows"]


@pytest.mark.parametrize("source", ["java", "torch"])
@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_network_that_read_code_opens_on_every_page(
    sources: dict[str, str], page: Any, source: str
) -> None:
    parts = opened(page, run=source)
    assert shown(parts)["run"] == source and shown(parts)["n"] is None and parts[ids.N].disabled
    assert parts[ids.TEXT].value == subjects.specimen(source, "lstm", 0).sample
    assert problem_of(parts) == ""


def test_every_neuron_of_a_network_that_read_code_has_colours_of_its_own(sources: dict[str, str]) -> None:
    def figure(**asked: str) -> dict[str, Any]:
        return opened(read, run="java", view="units", vector="c", **asked)[ids.source(ids.READ)].data

    def strengths(drawn: dict[str, Any]) -> np.ndarray:
        (heat,) = (trace for trace in drawn["data"] if "meta" in trace)
        values = np.frombuffer(b64decode(heat["z"]["bdata"]), heat["z"]["dtype"]).reshape(128, -1)
        return np.nanmax(np.abs(values), axis=1) / heat["zmax"]

    own, shared = figure(), figure(range="shared")
    assert strengths(own) == pytest.approx(np.ones(128))
    assert np.median(strengths(shared)) < 0.2  # one cell state runs to 150
    said = str(own["layout"]["annotations"])
    assert "each row by its own maximum" in said and "each row" not in str(shared["layout"]["annotations"])
    labels = own["layout"]["yaxis"]["labelalias"].values()
    assert len(labels) == 128 and all("±" in label for label in labels)


@pytest.mark.parametrize("view", views.VIEWS)
@pytest.mark.parametrize("symbol", ["c", "h"])
def test_ranges_can_be_chosen_where_neurons_stand_below_each_other_and_have_no_bounds(
    sources: dict[str, str], view: str, symbol: str
) -> None:
    parts = opened(read, run=OWN, view=view, vector=symbol)
    assert parts[ids.VIEW].value == view
    assert parts[f"{ids.RANGE}-row"].hidden == (symbol == "h" or view not in ("units", "layers"))


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_kind_of_source_opens_on_every_page(sources: dict[str, str], page: Any) -> None:
    for what, source in sources.items():
        parts = opened(page, run=source)
        assert shown(parts)["run"] == source, what
        offers(parts)


@pytest.mark.parametrize("length", [400, 401])
def test_rows_without_letters_say_so_and_what_to_do(sources: dict[str, str], length: int) -> None:
    query = {"run": "counting-two_units", "text": ("a" * 100 + "X" + "b" * 300)[:length]}
    for view in ("text", "vectors", "units"):
        parts = opened(read, view=view, **query)
        letters = [trace for trace in parts[ids.source(ids.READ)].data["data"] if trace.get("text")]
        said = parts[ids.READ_NOTE].children
        assert bool(letters) == (said == "") == (view == "text" or length == 400)
        assert not said or (is_one_sentence(said) and "choose “The text”" in said and "shorten" in said)
    said = opened(intervene, **query | {"text": "a" * (length - 1) + "X"})[ids.EFFECT_NOTE].children
    assert is_one_sentence(said) and "no room for letters" in said  # what it writes counts too
    assert opened(intervene, **query | {"text": "aaX"})[ids.EFFECT_NOTE].children == ""


def test_the_gallery_opens(sources: dict[str, str]) -> None:
    said = texts_in(gallery.layout(other="\ud800", path="x"))
    assert all(f"Figure {number}" in said for number in range(3, 10))


# Any address

ODD = [
    "",
    "0",
    "-1",
    "2",
    "9" * 11,
    "9" * 5000,
    "nan",
    "1e999",
    "½",
    "٣",
    "\0",
    "\ud800",
    "<b>",
    "a" * 400,
    "*",
]
KEYS = [
    *chosen.PARTS.values(), urls.N, urls.NAMES, urls.VIEW, urls.RANGE, urls.STEP, urls.FEATURE, urls.PATTERN,
    urls.WORDS, urls.GROUPS, urls.SPAN_FROM, urls.SPAN_TO, urls.THRESHOLD, urls.AFTER, urls.CHARACTER,
    urls.DO, "path", "other",
]  # fmt: skip
VALUES = st.text(st.characters(), max_size=12) | st.sampled_from(
    [*ODD, "aaXbb$", "c", "z", "gru", "cells", "next:b", "article", "clamp:f:*:1", "zero:z:99;edit:1:q", "("]
)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_takes_any_value_of_any_parameter(sources: dict[str, str], page: Any) -> None:
    place = list(PAGES.values()).index(page)
    values = [ODD[(3 * k + place) % len(ODD)] for k in range(len(KEYS))]  # others on each page
    for key, value in zip(KEYS[1:], values, strict=False):
        offers(opened(page, **{urls.RUN: OWN, key: value}))
        offers(opened(page, **{urls.RUN: [OWN, "other"], key: [value, "5"]})) if page is read else None


@pytest.mark.parametrize("value", ODD)
def test_an_address_of_no_source_says_so_and_shows_the_first(sources: dict[str, str], value: str) -> None:
    page = list(PAGES.values())[ODD.index(value) % len(PAGES)]
    parts = opened(page, run=value, neuron="2")
    assert shown(parts)["run"] == FIRST and shown(parts)["neuron"] == "2"
    said = texts_in(parts[ids.GONE])
    assert is_one_sentence(said) and said.startswith(f"There is no network {value[:40]!r} here: ")
    assert "below is Counting, plain, 10 units, 20 seeds (ships with the app)" in said


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_network_that_is_there_is_shown_without_a_word(sources: dict[str, str], page: Any) -> None:
    for query in ({}, {"run": OWN}, {"run": "java", "cell": "gone", "neuron": "999"}):
        assert texts_in(opened(page, **query)[ids.GONE]) == ""


def test_a_run_of_a_task_that_this_version_does_not_have_is_not_shown(sources: dict[str, str]) -> None:
    store = context.store()
    config, data = store.get(OWN).config, store.artifact(OWN, "bundle")
    store.install("old", config | {"task": "knitting"}, "hash", "v0", [{"kind": "none"}], data)
    store.install("empty", config, "hash", "v0", [{"kind": "none"}], b"")
    for run in ("old", "empty"):
        parts = opened(read, run=run)
        assert shown(parts)["run"] == FIRST and f"There is no network '{run}' here" in texts_in(
            parts[ids.GONE]
        )
        store.delete(run)


@few
@given(
    page=st.sampled_from(list(PAGES.values())),
    source=st.sampled_from(["own run", "recording", "torch LSTM", "run that ships"]),
    query=st.dictionaries(st.sampled_from(KEYS), VALUES | st.lists(VALUES, min_size=1), max_size=6),
)
def test_a_page_takes_any_address(
    sources: dict[str, str], page: Any, source: str, query: dict[str, Any]
) -> None:
    parts = opened(page, **{urls.RUN: sources[source], **query})
    offers(parts)
    assert re.fullmatch(r"(['A-Z][^\n]*\.)*", problem_of(parts))
