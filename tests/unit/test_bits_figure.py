"""The figure of bits per character says what its numbers say."""

from itertools import pairwise

import plotly.graph_objects as go
import pytest

from dashboard.figures.bits import HEIGHT, bits_figure, bits_rows

BASELINES = {"unigram": 4.5, "3-gram": 2.9, "5-gram": 2.31, "gzip": 2.32, "xz": 2.33}
CURVES = {"lstm": {0: {100: 3.0, 200: 2.0}, 1: {100: 3.2, 200: 2.2}}, "gru": {0: {100: 2.5}}}


def drawn(*args, **options):
    """In plotly's own classes, which refuse what plotly does not know."""
    return go.Figure(bits_figure(*args, **options).to_plotly_json())


def title(*args):
    return drawn(*args).layout.title.text


def test_the_title_says_who_is_best_and_whether_that_beats_the_baselines():
    assert title({"lstm": {0: {1500: 2.0}}}, BASELINES, 1500) == (
        "After 1,500 steps the LSTM needs 2.00 bits per character, fewer than the 5-gram’s 2.31"
    )
    assert title(CURVES, {"xz": 1.9}, 400) == (
        "After 200 of 400 steps the LSTM needs 2.10 bits per character, the fewest of 2 cells, "
        "more than xz’s 1.90"
    )
    assert title({"rnn": {0: {5: 2.3101}}}, BASELINES, 5).endswith("as many as the 5-gram")
    assert title({"rnn": {0: {5: 2.3}}}, {}, 5) == "After 5 steps the RNN needs 2.30 bits per character"


@pytest.mark.parametrize("curves", [{}, {"lstm": {}}, {"lstm": {0: {}}}])
def test_without_a_validation_it_says_so(curves):
    fig = drawn(curves, BASELINES, 10)
    assert fig.layout.title.text == "No validation yet"
    assert any("begin" in each.text for each in fig.layout.annotations)


def test_every_seed_has_a_thin_line_and_each_cell_one_of_medians():
    fig = drawn(CURVES, {}, 400)
    lines = [(trace.legendgroup, trace.line.width, list(trace.y)) for trace in fig.data]
    assert lines == [
        ("lstm", 1, [3.0, 2.0]),
        ("lstm", 1, [3.2, 2.2]),
        ("lstm", 2, [3.1, 2.1]),
        ("gru", 2, [2.5]),
    ]
    assert [trace.name for trace in fig.data if trace.showlegend is not False] == ["LSTM", "GRU"]


def test_a_seed_that_stopped_leaves_the_others_their_median():
    assert list(drawn({"lstm": {0: {1: 3.0, 2: 2.0}, 1: {1: 4.0}}}, {}, 2).data[-1].y) == [3.5, 2.0]


def test_each_baseline_has_a_line_and_a_name_that_can_be_read():
    fig = drawn(CURVES, BASELINES, 400)
    low, high = fig.layout.yaxis.range
    assert {shape.y0 for shape in fig.layout.shapes} == set(BASELINES.values())
    plot = HEIGHT - 44 - 48
    places = sorted((note.y - low) / (high - low) * plot + note.yshift for note in fig.layout.annotations)
    assert all(right - left >= 13 for left, right in pairwise(places))
    texts = {note.text for note in fig.layout.annotations}
    assert texts == {"unigram 4.50", "3-gram 2.90", "5-gram 2.31", "gzip 2.32", "xz 2.33"}
    assert low < 2.0 and high > 4.5


def test_a_learning_rate_that_was_set_is_marked():
    fig = drawn(CURVES, {}, 400, {150: 0.001})
    assert [shape.x0 for shape in fig.layout.shapes] == [150]
    assert "learning rate 0.001" in {note.text for note in fig.layout.annotations}


def test_the_numbers_behind_it_are_all_there():
    rows = bits_rows(CURVES, {"gru": {0: {50: 3.456789}}})["rows"]
    assert len(rows) == 6 and rows[-1] == ["gru", 0, 50, "training", 3.45679]
    assert ["lstm", 1, 200, "held out", 2.2] in rows


def test_the_title_says_what_was_measured_in_the_end_where_that_is_known():
    curves = {"lstm": {0: {10: 3.0, 20: 2.5}}, "gru": {0: {10: 3.0, 20: 2.4}}}
    title = drawn(curves, {}, 20, final={"lstm": 2.1, "gru": 2.2}).layout.title.text
    assert "the LSTM needs 2.10 bits" in title.replace("<br>", " ")
