"""The Errors page: its titles say what the numbers say, and it takes whatever is sent."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import plotly.graph_objects as go
import pytest
import torch
from dash import no_update
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import ids, text_errors, textruns
from dashboard.figures.errors_kinds import kinds_figure, kinds_rows, kinds_title
from dashboard.figures.errors_ngrams import ngrams_figure, ngrams_title
from dashboard.figures.errors_pair import pair_errors_figure, pair_errors_title, ticks
from dashboard.figures.errors_windows import windows_figure, windows_title
from dashboard.pages.text import errors
from models.text.run import TextRun
from tests.explored import offers, opened
from tests.read_runs import BARE, RUN, analysed_run, bare_run
from tests.text_runs import keep
from tests.website import JUNK, as_sent, few, opened_site, texts_in, triggered_by

LARGER, ELSEWHERE = "larger", "elsewhere"
EVERY = (ids.ERRORS_KINDS, ids.ERRORS_WINDOWS, ids.ERRORS_NGRAMS, ids.ERRORS_PAIR)


def other_text() -> TextRun:
    """A run that was measured on a text with other kinds of characters."""
    run = analysed_run()
    return replace(run, reference=run.reference | {"kinds": "b" * len(run.reference["kinds"])})


@pytest.fixture(scope="module", autouse=True)
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with opened_site(tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("none")) as store:
        keep(store, RUN, analysed_run())
        keep(store, BARE, bare_run())
        keep(store, ELSEWHERE, other_text())
        keep(store, LARGER, analysed_run(hidden=9, cells=("lstm",), seeds=1))
        yield


# Titles, by hand


def kind(letter: str, title: str, characters: int, wrong: int, all_wrong: int) -> dict[str, Any]:
    return {
        "kind": letter, "title": title, "characters": characters, "errors": wrong, "rate": wrong / characters,
        "share": wrong / all_wrong, "bits": 1.5,
    }  # fmt: skip


KINDS = {
    "lstm": [kind("b", "Beginning of a word", 100, 30, 40), kind("w", "Within a word", 300, 10, 40)],
    "rnn": [kind("b", "Beginning of a word", 100, 50, 80), kind("w", "Within a word", 300, 30, 80)],
}


def test_the_kinds_say_who_errs_least_and_where() -> None:
    assert kinds_title(KINDS) == (
        "The LSTM errs least, at 10% of the characters; 75% of its errors are at the beginning of a word"
    )
    assert kinds_title({"rnn": KINDS["rnn"]}).startswith("The RNN errs at 20% of the characters; 62% of its")
    figure = go.Figure(kinds_figure(KINDS).to_plotly_json())
    assert list(figure.layout.yaxis.ticktext) == ["Beginning of a word", "Within a word"]
    assert list(figure.data[0].x) == pytest.approx([0.3, 1 / 30], abs=1e-6)
    assert kinds_rows(KINDS)["rows"][2][:4] == ["rnn", "Beginning of a word", 100, 50]


def test_the_ngrams_say_what_the_best_removes_and_what_is_left() -> None:
    rows = [
        {"n": 1, "bits": 4.0, "errors": 90, "removes": 2, "removed": 2, "left": 38, "network_removes": 52},
        {"n": 2, "bits": 3.0, "errors": 60, "removes": 8, "removed": 9, "left": 31, "network_removes": 28},
    ]
    assert ngrams_title("lstm", 40, rows) == (
        "No n-gram removes more than 20% of the LSTM’s errors (2-gram); 78% are left by all of them"
    )
    figure = go.Figure(ngrams_figure("lstm", 40, rows).to_plotly_json())
    assert list(figure.data[0].y) == [0.05, 0.2]
    assert list(figure.data[1].y) == pytest.approx([52 / 90, 28 / 60], abs=1e-5)
    assert "no errors" in ngrams_title("lstm", 0, rows)


def window(read: int | None, rate: float) -> dict[str, Any]:
    return {
        "read": read,
        "bits": 1.0,
        "errors": 3,
        "rate": rate,
        "removes": None,
        "adds": None,
        "by_kind": {},
    }


def test_the_windows_say_how_much_is_enough() -> None:
    falling = [window(1, 0.7), window(2, 0.5), window(4, 0.302), window(8, 0.3), window(None, 0.3)]
    assert windows_title({"lstm": falling}).endswith("from 70% of the characters, seeing one, to 30%; "
                                                     "4 characters are as good as all")  # fmt: skip
    assert windows_title({"lstm": [window(1, 0.7), window(2, 0.5), window(None, 0.3)]}).endswith(
        "2 are not enough"
    )
    flat = {"feedforward": [window(1, 0.6), window(2, 0.6), window(None, 0.6)]}
    assert windows_title(flat) == "The NN errs at 60% of the characters, and sees enough in one"
    figure = go.Figure(windows_figure({"lstm": falling, **flat}).to_plotly_json())
    assert list(figure.layout.xaxis.ticktext) == ["1", "2", "4", "8", "all"]
    assert list(figure.data[1].x) == [0, 1, 4]


def test_the_pair_says_what_goes_and_what_comes() -> None:
    counts = {"errors": 40, "other_errors": 33, "removes": 12, "adds": 5}
    found = {
        "characters": 400, "bits": 1.0, "other_bits": 0.9, **counts,
        "by_kind": [{"kind": "b", "title": "Beginning of a word", "characters": 100, **counts}],
    }  # fmt: skip
    assert pair_errors_title("small LSTM", "large LSTM", found) == (
        "Of 40 errors of the small LSTM, the large LSTM removes 12 (30%); it adds 5 of its own"
    )
    removed, added = go.Figure(pair_errors_figure("one", "other", found).to_plotly_json()).data
    assert list(removed.x) == [12] and list(added.x) == [-5]


@pytest.mark.parametrize("most", [1, 2, 3, 7, 10, 19, 99, 100, 421, 12_345])
def test_ticks_are_few_whole_and_without_a_sign(most: int) -> None:
    made = ticks(most)
    assert 3 <= len(made["tickvals"]) <= 9 and 0 in made["tickvals"] and max(made["tickvals"]) <= most
    assert not any("-" in text for text in made["ticktext"])


# The page


def test_it_opens_with_every_figure_drawn() -> None:
    parts = opened(errors, run=RUN)
    for figure in EVERY:
        assert parts[ids.source(figure)].data["data"] and parts[ids.rows(figure)].data["rows"]
        go.Figure(parts[ids.source(figure)].data)
    offers(parts)


def test_what_is_compared_read_the_same_text_and_is_another_network() -> None:
    one = text_errors.analysed(RUN, "lstm")
    assert set(text_errors.others(one)) == {f"{RUN}:gru", f"{LARGER}:lstm", f"{RUN}:lstm"}
    assert text_errors.other(one, None).key != one.key
    other = text_errors.analysed(LARGER, "lstm")
    found = one.against(other)
    assert found["errors"] - found["removes"] + found["adds"] == found["other_errors"]


def test_another_choice_is_drawn() -> None:
    answer = triggered_by(ids.ERRORS_OTHER, errors.show, RUN, "lstm", f"{LARGER}:lstm")
    assert list(answer[:6]) == [no_update] * 6 and "9 units" in answer[6]["layout"]["title"]["text"]
    answer = triggered_by(ids.ERRORS_CELL, errors.show, RUN, "gru", f"{LARGER}:lstm")
    assert (
        answer[9] == "gru" and answer[11] == f"{LARGER}:lstm" and "GRU" in str(answer[2]["layout"]["title"])
    )


def test_a_run_without_an_analysis_is_said() -> None:
    said = texts_in(errors.layout(run=BARE))
    assert "This run has no error analysis: it was stopped before it was measured; below is" in said
    assert BARE not in text_errors.analysed_runs()


def test_without_any_analysis_the_page_says_where_to_train(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(textruns, "text_runs", lambda shown="": {BARE: "bare"})
    assert "No run here has an error analysis yet" in texts_in(errors.layout())
    assert "it was stopped before it was measured" in texts_in(errors.layout(run=BARE))


def test_a_run_whose_parts_do_not_fit_is_not_analysed() -> None:
    run = analysed_run()
    assert text_errors.is_analysed(run)
    short = {cell: replace(result, p_correct=torch.zeros(3).half()) for cell, result in run.cells.items()}
    for broken in (
        replace(run, cells=short),
        replace(run, reference={}),
        replace(run, reference={"kinds": 5}),
    ):
        assert not text_errors.is_analysed(broken)


ODD = ["", "0", "\0", "\ud800", "<b>", "9" * 500, RUN, BARE, LARGER, "gru", f"{RUN}:gru", ":"]


@settings(few, max_examples=15)
@given(
    st.dictionaries(
        st.sampled_from([*errors.ADDRESS.values(), "x"]), st.text(max_size=9) | st.sampled_from(ODD)
    )
)
def test_the_page_takes_any_address(query: dict[str, str]) -> None:
    offers(opened(errors, **query))


@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: repr(junk)[:20])
def test_the_callback_takes_junk(junk: Any) -> None:
    for cause in (ids.ERRORS_RUN, ids.ERRORS_OTHER):
        for values in ((junk, "lstm", f"{RUN}:gru"), (RUN, junk, f"{RUN}:gru"), (RUN, "lstm", junk)):
            assert len(as_sent(triggered_by(cause, errors.show, *values))) == 13
