"""The overview of networks says in numbers which predicts best, and by how much."""

import plotly.graph_objects as go
import pytest

from dashboard.figures.text_overview import TextRow, overview_figure, overview_rows, overview_title

CODE = TextRow("Code", {"lstm": [2.0, 1.8, 1.9], "rnn": [2.4]}, {"5-gram": 2.2, "xz": 2.1})
TWEETS = TextRow("Tweets", {"lstm": [None], "gru": [3.0]}, {"5-gram": 2.5})


def test_the_title_counts_who_beats_the_baselines_and_names_the_clearest():
    assert overview_title([TWEETS, CODE]) == (
        "Networks beat every baseline in 1 of 2 trainings, by most in Code: "
        "LSTM 1.90 bits per character, xz 2.10"
    )
    assert overview_title([TWEETS]) == (
        "No network beats every baseline; the nearest is Tweets: GRU 3.00 bits per character, 5-gram 2.50"
    )


@pytest.mark.parametrize("rows", [[], [TextRow("Code", {"lstm": [None]}, {})]])
def test_without_measurements_it_says_so(rows):
    assert overview_title(rows) == "No network has been measured yet"
    figure = go.Figure(overview_figure(rows).to_plotly_json())
    assert "measured" in figure.layout.annotations[-1].text


def test_medians_are_large_marks_and_seeds_small_ones_in_their_rows():
    figure = go.Figure(overview_figure([CODE, TWEETS]).to_plotly_json())
    large = {trace.name: trace for trace in figure.data if trace.marker.size == 12}
    assert list(large["LSTM"].x) == [1.9]
    assert list(large["RNN"].x) == [2.4]
    assert list(large["GRU"].x) == [3.0]
    assert large["GRU"].y[0] - large["RNN"].y[0] == 1
    small = [trace for trace in figure.data if trace.marker.size == 6 and trace.name == "LSTM"]
    assert sorted(small[0].x) == [1.8, 1.9, 2.0]
    lines = sorted((shape.x0, shape.x1) for shape in figure.layout.shapes)
    assert lines == [(2.1, 2.1), (2.2, 2.2), (2.5, 2.5)]
    low, high = figure.layout.xaxis.range
    assert low < 1.9
    assert high > 3.0


def test_the_table_has_every_seed_and_every_baseline():
    table = overview_rows([CODE, TWEETS])
    assert len(table["rows"]) == 4 + 2 + 2 + 1
    assert ["Code", "lstm", 1, 1.8] in table["rows"]
    assert ["Tweets", "5-gram", None, 2.5] in table["rows"]
    assert ["Tweets", "lstm", 0, None] in table["rows"]
