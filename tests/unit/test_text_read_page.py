"""The Read page of texts: it tells what the networks hold, and takes whatever is sent."""

from base64 import b64decode
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from dash import no_update
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import context, ids, passages, textruns, urls
from dashboard.app import create_app
from dashboard.pages.text import read
from dashboard.routes import text_values
from models.analysis.detectors import detector_labels
from models.analysis.long_reading import STRETCH
from models.analysis.trace import trace
from tests.explored import offers, opened, problem_of
from tests.read_runs import BARE, FINDINGS, LONG, RUN, analysed_run, bare_run
from tests.text_runs import ALPHABET, keep
from tests.website import JUNK, as_sent, few, is_one_sentence, opened_site, texts_in, triggered_by


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with opened_site(tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("none")) as store:
        keep(store, RUN, analysed_run())
        keep(store, BARE, bare_run())
        yield create_app().server.test_client()
        text_values.forget()


@pytest.fixture(scope="module")
def own(client: FlaskClient) -> str:
    """The name of a visitor's text."""
    return passages.add(RUN, LONG)


def asked(own: str, **changed: object) -> dict[str, Any]:
    return {
        "run": RUN, "cell": "lstm", "seed": 3, "layer": 2, "vector": "c", "neuron": 5, "text": own, "from": 0,
    } | changed  # fmt: skip


def numbers(answer: dict[str, Any]) -> np.ndarray:
    return np.frombuffer(b64decode(answer["values"]), "<i2") * answer["unit"]


# What is told


def test_the_text_comes_as_it_was_pasted(client: FlaskClient, own: str) -> None:
    assert client.get(urls.PASSAGE, query_string={"run": RUN, "text": own}).json["text"] == LONG
    sample = client.get(urls.PASSAGE, query_string={"run": RUN, "text": "sample"}).json
    assert sample["text"] == textruns.text_run(RUN).sample and "Written by a network" in sample["note"]


@pytest.mark.parametrize(
    ("cell", "seed", "symbol"),
    [("lstm", 3, "c"), ("lstm", 4, "f"), ("lstm", 3, "h"), ("gru", 4, "z"), ("gru", 3, "n")],
)
def test_values_are_those_of_a_trace(
    client: FlaskClient, own: str, cell: str, seed: int, symbol: str
) -> None:
    wanted = trace(textruns.text_run(RUN).network(cell, seed - 3), ALPHABET, LONG).layers[1][symbol][:, 4]
    read_so_far, found = 0, []
    while read_so_far < len(LONG):
        query = asked(own, cell=cell, seed=seed, vector=symbol, **{"from": read_so_far})
        answer = client.get(urls.VALUES, query_string=query).json
        assert answer["from"] == read_so_far < answer["to"] and answer["total"] == len(LONG)
        assert answer["reach"] >= np.abs(numbers(answer)).max() - 1e-6
        found.append(numbers(answer))
        read_so_far = answer["to"]
    assert answer["scale"] == {"c": "free", "h": "signed", "n": "signed"}.get(symbol, "gate")
    np.testing.assert_allclose(np.concatenate(found), wanted, rtol=2e-3, atol=2e-3)


def test_the_first_answer_does_not_wait_for_the_whole_text(
    client: FlaskClient, own: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_values, "PATIENCE", 0)
    text_values.reading.cache_clear()
    assert client.get(urls.VALUES, query_string=asked(own)).json["to"] == STRETCH


def test_the_likeliest_next_characters_are_those_of_a_trace(client: FlaskClient, own: str) -> None:
    answer = client.get(urls.FOLLOWING, query_string=asked(own, **{"from": 500})).json
    best = trace(textruns.text_run(RUN).network("lstm", 0), ALPHABET, LONG).next[500:750].topk(5)
    assert answer["from"] == 500 and len(answer["next"]) == 250
    for told, places, ps in zip(answer["next"], best.indices, best.values, strict=True):
        assert [p for _, p in told] == pytest.approx(ps.tolist(), abs=1e-3)
        assert told[0][0] == ALPHABET[places[0]]


def test_labels_are_those_of_the_detector(client: FlaskClient, own: str) -> None:
    answer = client.get(
        urls.LABELS, query_string={"run": RUN, "text": own, "detector": "outer_indentation"}
    ).json
    wanted = detector_labels(LONG, "python", ("outer_indentation",))["outer_indentation"]
    assert answer["values"] == wanted and answer["kind"] == "number" and len(set(wanted)) > 1


# What cannot be told

BAD = ["", "nothing", "0", "-1", "3x", "½", "9" * 30, "<b>", "\0"]


@pytest.mark.parametrize("name", ["run", "cell", "seed", "layer", "vector", "neuron", "text"])
@pytest.mark.parametrize("value", BAD)
def test_values_that_are_not_there_get_one_sentence(
    client: FlaskClient, own: str, name: str, value: str
) -> None:
    answer = client.get(urls.VALUES, query_string=asked(own, **{name: value}))
    assert answer.status_code in (400, 404)
    assert is_one_sentence(answer.json["error"].replace("; ", ", ")), answer.json


@pytest.mark.parametrize("value", [*BAD[1:2], "-1", "9" * 30, str(len(LONG) + 1)])
@pytest.mark.parametrize("route", [urls.VALUES, urls.FOLLOWING])
def test_a_beginning_outside_the_text_is_refused(
    client: FlaskClient, own: str, route: str, value: str
) -> None:
    answer = client.get(route, query_string=asked(own, **{"from": value}))
    assert answer.status_code == 400 and f"from 0 to {len(LONG)}" in answer.json["error"]


@pytest.mark.parametrize("query", [{}, {"run": RUN}, {"run": RUN, "text": "sample", "detector": "nobody"}])
def test_labels_of_nothing_are_refused(client: FlaskClient, query: dict[str, str]) -> None:
    answer = client.get(urls.LABELS, query_string=query)
    assert answer.status_code in (400, 404) and answer.json["error"]


# A text of one's own


def press(button: str, text: Any, run: Any = RUN) -> tuple[Any, ...]:
    return triggered_by(button, read.add, 1, 1, text, run)


def test_a_pasted_text_is_offered_and_chosen(client: FlaskClient) -> None:
    options, name, error, hidden = press(ids.READER_ADD, "def a(b):\r\n  return b\r")
    assert name in [option["value"] for option in options] and error == "" and hidden
    assert passages.passage(RUN, name).text == "def a(b):\n  return b\n"


def test_an_unknown_character_is_named_and_can_be_left_out(client: FlaskClient) -> None:
    *rest, error, hidden = press(ids.READER_ADD, "abÖcdÄ")
    assert rest == [no_update] * 2 and not hidden
    assert is_one_sentence(error) and "“Ö”, character 3" in error and "1 further" in error
    _, name, error, hidden = press(ids.READER_DROP, "abÖcdÄ")
    assert passages.passage(RUN, name).text == "abcd" and error == "" and hidden


@pytest.mark.parametrize(
    ("button", "text", "said"),
    [
        (ids.READER_ADD, "", "at least one character"),
        (ids.READER_ADD, "a" * 20_001, "20,001 characters; at most 20,000"),
        (ids.READER_DROP, "ÄÖÜ", "none of these"),
        (ids.READER_DROP, "a" * 20_001 + "Ö", "at most 20,000"),
    ],
)
def test_what_cannot_be_read_gets_one_sentence(
    client: FlaskClient, button: str, text: str, said: str
) -> None:
    *rest, error, hidden = press(button, text)
    assert rest == [no_update] * 2 and hidden and said in error and error.count(".") == 1


def test_a_lonely_half_of_a_character_is_no_crash(client: FlaskClient) -> None:
    assert "U+D800" in press(ids.READER_ADD, "a\ud800")[2]


@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: repr(junk)[:20])
def test_the_callbacks_take_junk(client: FlaskClient, junk: Any) -> None:
    as_sent(press(ids.READER_ADD, junk))
    as_sent(press(ids.READER_ADD, "ab", junk))
    good = [RUN, "lstm", "3", "1", "c", 2, "sample", "every"]
    for place in range(len(good)):
        for cause in (ids.READER_RUN, ids.READER_CELL, ids.READER_SEED):
            assert len(triggered_by(cause, read.fit, *good[:place], junk, *good[place + 1 :])) == 18


# The page


def test_it_opens_on_the_neuron_that_follows_something_most_clearly(client: FlaskClient) -> None:
    parts = opened(read, run=RUN)
    shown = [parts[id].value for id in (ids.READER_LAYER, ids.READER_SYMBOL, ids.READER_UNIT)]
    assert shown == ["2", "c", 5], "outer indentation, though what comes next is followed more closely"
    assert parts[ids.READER_SUBJECT].data["findings"] == FINDINGS
    offers(parts)


def test_another_cell_starts_at_its_best_neuron_and_another_seed_stays(client: FlaskClient) -> None:
    state = ("1", "i", 2, "sample", "quotes")
    _, cell, *_, unit = triggered_by(ids.READER_SEED, read.fit, RUN, "lstm", "4", *state)[:10]
    assert (cell, unit) == ("lstm", 2)
    answer = triggered_by(ids.READER_CELL, read.fit, RUN, "lstm", "4", *state)
    assert (answer[5], answer[7], answer[9]) == ("2", "c", 5) and answer[3] == "4"
    answer = triggered_by(ids.READER_CELL, read.fit, RUN, "gru", "4", *state)
    assert answer[7] == "h" and answer[13] == "every", "the GRU has no c and no findings"


def test_claims_have_a_verdict_and_a_link_to_the_neuron(client: FlaskClient) -> None:
    parts = opened(read, run=RUN)
    claims = parts[ids.READER_CLAIMS]
    assert "holds" in texts_in(claims) and "R squared 0.91" in texts_in(claims)
    (link,) = (part.href for part in claims._traverse() if hasattr(part, "href"))
    assert "layer=2" in link and "neuron=5" in link and "vector=c" in link and link.startswith(urls.TEXT_READ)
    there = opened(read, **dict(pair.split("=") for pair in link.partition("?")[2].split("&")))
    assert there[ids.READER_DETECTOR].value == "outer_indentation"


ODD = ["", "0", "-1", "9" * 11, "9" * 5000, "nan", "½", "\0", "\ud800", "<b>", RUN, BARE, "gru", "2"]
KEYS = [*read.ADDRESS.values(), urls.STEP, "path", "other"]


@pytest.mark.parametrize("key", KEYS)
def test_the_page_takes_any_value_in_its_address(client: FlaskClient, key: str) -> None:
    for value in ODD:
        offers(opened(read, **({urls.RUN: RUN} | {key: value})))
    offers(opened(read, **({urls.RUN: RUN} | {key: ["2", "3"]})))


@settings(few, max_examples=15)
@given(st.dictionaries(st.sampled_from(KEYS), st.text(max_size=9) | st.sampled_from(ODD), max_size=6))
def test_the_page_takes_any_address(client: FlaskClient, query: dict[str, str]) -> None:
    parts = opened(read, **query)
    offers(parts)
    assert problem_of(parts) == ""


def test_a_run_that_is_gone_is_said_and_another_one_shown(client: FlaskClient) -> None:
    parts = opened(read, run="nothing")
    said = texts_in(parts[ids.READER_GONE])
    assert said.startswith("There is no training on text 'nothing' here") and "below is" in said


def test_without_any_run_the_page_says_where_to_train_one(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(textruns, "text_runs", lambda shown="": {})
    said = texts_in(read.layout())
    assert "No network here has learned a text yet" in said


def test_what_is_held_out_is_shown_as_this_machine_has_it(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = context.texts().add("".join(f"def a(b):\n  return {k}\n" for k in range(300)).encode(), "own.py")
    run = analysed_run()
    moved = run.learned.__class__(**{**vars(run.learned), "name": text})
    monkeypatch.setattr(textruns, "text_run", lambda source: type(run)(**{**vars(run), "learned": moved}))
    found = passages.passage(RUN, passages.HELD)
    assert set(found.text) <= set(ALPHABET) and found.text.count("return") > 20
    assert "not the very text" in found.note, "another text than the run's: the network may know parts of it"
