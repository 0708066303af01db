"""N_max task by task: every seed is drawn, in its row, and in the table."""

from itertools import pairwise

from dashboard.figures import tasks_reach as module
from tests.unit.checked import checked

tasks_reach_figure = checked(module.tasks_reach_figure)
REACHED = {"Counting": {"lstm": [10, 14, 14], "gru": [0, 9, 2000]}, "Copying": {"lstm": [9], "gru": [8]}}


def test_every_seed_has_a_mark_and_every_row_a_median() -> None:
    figure = tasks_reach_figure("LSTM and GRU", REACHED, 1000)
    seeds, medians = figure.data[0], figure.data[1]
    assert sorted(seeds.x) == [9, 10, 14, 14] and list(medians.x) == [14, 9]
    assert list(figure.layout.yaxis.ticktext) == ["Counting", "Copying"]
    assert list(figure.data[2].x)[:3] == [0.5, 9, 1000], "0 has a place, and so has what is beyond"
    assert figure.layout.title.text == "LSTM and GRU"


def test_rows_of_different_cells_and_tasks_do_not_touch() -> None:
    figure = tasks_reach_figure("", REACHED, 1000)
    rows = sorted(y for trace in figure.data[1::2] for y in trace.y)
    assert all(b - a >= 1 for a, b in pairwise(rows))


def test_the_table_has_every_number() -> None:
    rows = module.tasks_reach_rows(REACHED)["rows"]
    assert rows[:2] == [["Counting", "LSTM", 0, 10], ["Counting", "LSTM", 1, 14]] and len(rows) == 8
