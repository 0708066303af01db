"""The Write page opens at any address, says what is wrong with it, and lists every network."""

import pytest
from hypothesis import given

from dashboard import bundled, ids, overview, textruns, urls
from dashboard.pages.text import write
from dashboard.text_scores import NOTHING, as_rows
from tests.text_runs import OWN_TEXT, SAMPLE, keep, ship, tiny_run
from tests.website import ANYTHING, JUNK, as_sent, few, is_one_sentence, opened_site, parts_of, texts_in


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    with opened_site(folder, ship(folder / "text", "java", "stdlib")) as store:
        keep(store, OWN_TEXT, tiny_run("tweets", cells=("rnn",), seeds=1))
        yield store


def opened(**query):
    page = write.layout(**query)
    as_sent(page)
    return parts_of(page)


def test_the_page_opens_with_the_first_run_that_ships_and_its_samples(site):
    parts = opened()
    assert parts[ids.WRITE_RUN].value == "java"
    assert [option["value"] for option in parts[ids.WRITE_RUN].options] == ["java", "stdlib", OWN_TEXT]
    assert parts[ids.WRITE_CELLS].value == ["lstm", "gru"]
    assert parts[ids.WRITE_PROMPT].value == "def "
    assert parts[ids.WRITE_STORED].value == "1"  # the one at temperature 0.8
    shown = parts[ids.WRITE_SHOWN].data
    assert shown["cells"]["gru"]["samples"][1]["text"] == SAMPLE[4:]
    assert shown["cells"]["gru"]["bits"] == [2.6, 2.62]


def test_an_address_is_shown_as_it_says(site):
    asked = {"run": "stdlib", "cells": "gru", "seed": "4", "prompt": "a\n", "temperature": "1.5"}
    parts = opened(**asked, top_k="3", length="77", draw="12", sample="2")
    assert parts[ids.WRITE_RUN].value == "stdlib"
    assert parts[ids.WRITE_CELLS].value == ["gru"]
    assert parts[ids.WRITE_SEED].value == "4"
    assert parts[ids.WRITE_PROMPT].value == "a\n"
    numbers = (ids.WRITE_TEMPERATURE, ids.WRITE_TOP_K, ids.WRITE_LENGTH, ids.WRITE_DRAW)
    assert [parts[name].value for name in numbers] == [1.5, 3, 77, 12]
    assert parts[ids.WRITE_STORED].value == "2"
    assert texts_in(parts[ids.WRITE_ERROR]) == ""


@pytest.mark.parametrize(
    ("wrong", "control", "usual"),
    [
        ({"temperature": "9"}, ids.WRITE_TEMPERATURE, 0.8),
        ({"top_k": "-1"}, ids.WRITE_TOP_K, 0),
        ({"length": "1e3"}, ids.WRITE_LENGTH, 400),
        ({"draw": "x"}, ids.WRITE_DRAW, 0),
        ({"seed": "99"}, ids.WRITE_SEED, "3"),
        ({"cells": "lstm;none"}, ids.WRITE_CELLS, ["lstm", "gru"]),
        ({"prompt": "Q"}, ids.WRITE_PROMPT, "def "),
    ],
)
def test_what_cannot_be_is_as_usual_and_said(site, wrong, control, usual):
    parts = opened(**wrong)
    assert parts[control].value == usual
    assert is_one_sentence(texts_in(parts[ids.WRITE_ERROR]))


@pytest.mark.parametrize("source", ["nowhere", "", "\0", "../java", "counting-plain"])
def test_a_run_that_is_not_there_is_said_and_another_shown(site, source):
    parts = opened(run=source)
    assert parts[ids.WRITE_RUN].value == "java"
    assert "no training" in texts_in(parts[ids.WRITE_GONE])


@pytest.mark.parametrize("name", write.CONTROLS.values())
@pytest.mark.parametrize("junk", [value for value in JUNK if isinstance(value, str)])
def test_junk_in_an_address_opens_the_page(site, name, junk):
    parts = opened(**{name: junk})
    assert parts[ids.WRITE_RUN].value == "java"
    assert parts[ids.WRITE_CELLS].value == ["lstm", "gru"]


@few
@given(source=ANYTHING)
def test_whatever_a_browser_sends_is_a_run_or_a_sentence(site, source):
    *rest, said = write.choose(source)
    if isinstance(source, str) and source in ("java", "stdlib", OWN_TEXT):
        assert said == ""
    else:
        assert is_one_sentence(said)
    as_sent([value for value in rest if not repr(value).startswith("<dash._callback.NoUpdate")])


def test_another_run_brings_its_own_cells_and_samples(site):
    shown, options, cells, *_ = write.choose(OWN_TEXT)
    assert shown["run"] == OWN_TEXT
    assert cells == ["rnn"]
    assert [option["value"] for option in options] == ["rnn"]


def test_without_any_network_the_page_says_what_to_do(site, tmp_path, monkeypatch):
    monkeypatch.setattr(bundled, "TEXTS", tmp_path)
    monkeypatch.setattr(textruns, "own_runs", list)
    page = write.layout(run="java")
    assert "No network has learned a text yet" in texts_in(page)
    links = [part.href for part in page._traverse() if type(part).__name__ == "Link"]
    assert urls.TEXT_TRAIN in links


def test_every_network_is_in_the_overview_with_its_licence_and_command(site):
    text = texts_in(write.layout())
    for corpus in ("java", "stdlib", "tweets"):
        assert f"The {corpus} corpus, 2 layers x 6 units" in text
    assert "PSF licence" in text
    assert "90,000 characters, measured on 10,000 others" in text
    assert "python -m models train --task text --corpus java" in text


def test_scores_are_means_over_the_samples_of_the_best_cell(site):
    run = tiny_run()
    for place, (one, other) in enumerate([(1.0, 0.5), (0.0, None), (1.0, 1.0)]):
        run.cells["lstm"].samples[place]["scores"] = {"parses": one, "brackets": other, "gone": 1.0}
    means = overview.mean_scores(run, "lstm")
    assert means == {"parses": pytest.approx(2 / 3), "brackets": 0.75}
    assert as_rows(means, "python") == [["Parses", "67%"], ["Brackets right", "75%"]]
    assert as_rows({"parses": None}, "python") == [["Parses", NOTHING]]


def test_a_training_that_cannot_be_read_is_left_out_of_the_overview(site):
    site.install("broken", tiny_run().config.to_json(), "broken", "2", [{"kind": "none"}], b"no bundle")
    assert [each.source for each in overview.networks(["broken", "java"])] == ["java"]
    assert "cannot be read" in texts_in(opened(run="broken")[ids.WRITE_GONE])
    assert [each.source for each in overview.networks(["java", "nowhere"])] == ["java"]
