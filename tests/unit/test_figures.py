"""Figures say in words what the numbers say, show every value, and stay honest when there are few."""

import json
from dataclasses import replace
from math import nan

import numpy as np
import pytest

from dashboard import figures
from dashboard.figures import (
    CellTrace,
    LengthCurve,
    LossCurve,
    generalization_rows,
    loss_rows,
    traces_rows,
)
from dashboard.figures.generalization import ZERO, stack
from dashboard.figures.traces import rows_of
from models.tasks import TASKS
from tests.unit.checked import checked

SYMBOLS = {"feedforward": "h", "rnn": "h", "lstm": "ifgoch", "gru": "rznh", "peephole": "ifgoch"}


generalization_figure = checked(figures.generalization_figure)
loss_figure = checked(figures.loss_figure)
traces_figure = checked(figures.traces_figure)


def curve(*losses):
    return LossCurve([10 * (k + 1) for k in range(len(losses))], list(losses), list(losses), list(losses))


def trace(cell, verdicts=("free", "right", "right"), hidden=4):
    steps = len(verdicts)
    values = np.linspace(0, 1, steps * hidden).reshape(steps, hidden)
    return CellTrace(
        chars=list("aXb"[:steps]),
        verdicts=list(verdicts),
        predicted=list("Xb\n"[:steps]),
        probability=[0.5] * steps,
        top=["b .5"] * steps,
        arrays={symbol: values for symbol in SYMBOLS[cell]},
    )


def text(fig):
    return " ".join(note.text for note in fig.layout.annotations)


def all_figures():
    n_max = {"lstm": [18, 17, 1000], "gru": [10, 10, 0]}
    shares = {"lstm": LengthCurve([1, 10, 18], [1.0, 1.0, 0.5])}
    yield loss_figure({"lstm": curve(1.0, 0.5), "gru": curve()}, 0.4, 20)
    yield loss_figure({}, None, 0)
    yield generalization_figure(shares, n_max, (1, 10), 1000)
    yield generalization_figure({}, {}, (1, 10), 1000)
    yield traces_figure({cell: trace(cell) for cell in SYMBOLS}, "standard", 1)
    yield traces_figure({}, "article", 1)


@pytest.mark.parametrize("fig", list(all_figures()))
def test_every_figure_has_a_title_keeps_its_zoom_and_is_plain_json(fig):
    assert fig.layout.title.text
    assert fig.layout.uirevision == "constant"
    written = fig.to_json()
    assert "bdata" not in written
    assert "NaN" not in written
    json.loads(written)


def test_loss_title_names_the_lowest_and_the_floor():
    fig = loss_figure({"lstm": curve(1.0, 0.41), "gru": curve(1.0, 0.6)}, 0.4, 20)
    assert fig.layout.title.text == "LSTM has the lowest loss, 0.410 nats per character (best possible 0.400)"
    assert "best possible" in text(fig)


def test_loss_title_says_when_networks_are_equal_and_when_training_goes_on():
    fig = loss_figure({"lstm": curve(0.4), "gru": curve(0.4)}, None, 20)
    assert fig.layout.title.text == "Step 10 of 20: all 2 networks are within 1% of 0.400 nats per character"


def test_loss_title_does_not_call_near_values_equal():
    title = loss_figure({"rnn": curve(0.1940), "lstm": curve(0.1926), "gru": curve(1.0)}, None, 10)
    assert title.layout.title.text == (
        "RNN and LSTM are within 1% of the lowest loss, 0.193 nats per character"
    )


def test_loss_range_always_holds_the_data_and_the_floor():
    assert list(loss_figure({"lstm": curve()}, 0.4, 20).layout.yaxis.range) == [-2, 1]
    for losses, floor in (((3.0, 0.5), 0.4), ((3.0, 0.05), None), ((0.5,), 0.6)):
        low, high = loss_figure({"lstm": curve(*losses)}, floor, 20).layout.yaxis.range
        drawn = [*losses, floor or losses[0]]
        assert 0.8 < 10**low / min(drawn) < 1 < 10**high / max(drawn) < 1.2


def test_zoom_stays_with_what_is_shown():
    assert loss_figure({}, None, 1, revision="run 1").layout.uirevision == "run 1"
    assert generalization_figure({}, {}, (1, 10), 10, revision="run 1").layout.uirevision == "run 1"
    assert traces_figure({"rnn": trace("rnn")}, "standard", 1, revision="run 1").layout.uirevision == "run 1"


def test_loss_survives_what_a_log_axis_cannot_show():
    fig = loss_figure({"lstm": LossCurve([1, 2], [nan, 0.0], [0.0, 0.0], [1.0, 1.0])}, None, 2)
    assert list(fig.data[1].y) == [None, None]
    assert loss_figure({"lstm": curve()}, None, 2).layout.title.text == "No training step yet"


def test_generalization_title_goes_from_the_farthest_to_the_shortest():
    n_max = {"feedforward": [0] * 3, "rnn": [10] * 3, "lstm": [18, 17, 30], "gru": [10, 9, 11]}
    title = generalization_figure({}, n_max, (1, 10), 1000).layout.title.text
    assert title == "LSTM counts to 18 (median of 3 seeds), RNN and GRU to 10, NN not even to 1"
    title = generalization_figure({}, {"lstm": [1000], "peephole": [2000]}, (1, 10), 1000).layout.title.text
    assert title == "LSTM and peephole count to 1,000 or more (median of 1 seed)"


@pytest.mark.parametrize("task", TASKS.values())
def test_generalization_title_has_the_right_verb(task):
    one, many = task.verb
    figures = [
        generalization_figure({}, {cell: [9] for cell in cells}, (1, 10), 1000, task.verb)
        for cells in (["lstm"], ["lstm", "gru"])
    ]
    assert [fig.layout.title.text for fig in figures] == [
        f"LSTM {one} to 9 (median of 1 seed)",
        f"LSTM and GRU {many} to 9 (median of 1 seed)",
    ]


def test_nothing_is_drawn_before_a_length_is_tried():
    fig = generalization_figure({}, {}, (1, 10), 1000)
    assert text(fig) == "Nothing measured yet: lengths are first tried after a tenth of the training"
    assert not fig.layout.shapes


def test_zero_and_the_cap_are_drawn_and_named():
    fig = generalization_figure({}, {"lstm": [0, 5000]}, (1, 10), 1000)
    assert list(fig.data[0].x) == [ZERO, 1000]
    assert "≥ 1,000" in fig.data[0].text[1]
    assert fig.data[0].text[0].startswith("seed 0: not exact")
    assert fig.layout.xaxis.ticktext[0] == "0" and fig.layout.xaxis.ticktext[-1] == "≥ 1,000"


def test_equal_seeds_are_all_visible_and_stay_in_their_row():
    offsets = stack([10] * 20)
    assert len(set(offsets)) == 20
    assert max(map(abs, offsets)) <= 0.4
    assert offsets == stack([10] * 20)


def test_a_cell_that_is_not_measured_says_so():
    fig = generalization_figure({}, {"lstm": [18], "gru": []}, (1, 10), 1000)
    assert "not measured yet" in text(fig)


def test_traces_share_colours_by_kind_and_omit_empty_rows():
    fig = traces_figure({cell: trace(cell) for cell in ("rnn", "lstm")}, "article", 2)
    assert {data.coloraxis for data in fig.data if data.type == "heatmap" and data.coloraxis} == {
        "coloraxis",
        "coloraxis2",
        "coloraxis3",
    }
    assert fig.layout.meta["scales"] == {"coloraxis": "signed", "coloraxis2": "gate", "coloraxis3": "free"}
    assert "long-term memory" in text(fig) and "update gate" not in text(fig)
    only_h = traces_figure({"rnn": trace("rnn")}, "standard", 1)
    assert only_h.layout.meta["scales"] == {"coloraxis": "signed"}
    assert only_h.layout.height < fig.layout.height


def test_symbols_share_a_row_unless_one_cell_has_both():
    rows = rows_of([dict.fromkeys("hfg"), dict.fromkeys("hzn")])
    assert rows == [("h",), ("f", "z"), ("g", "n")]
    assert ("f",) in rows_of([dict.fromkeys("fz")])
    assert rows_of([{"mine": None}]) == [("mine",)]


def test_traces_have_one_named_cursor_per_cell():
    fig = traces_figure({cell: trace(cell) for cell in SYMBOLS}, "standard", 2)
    assert [shape.name for shape in fig.layout.shapes] == [f"cursor-{cell}" for cell in SYMBOLS]
    assert {(shape.x0, shape.x1) for shape in fig.layout.shapes} == {(1.5, 2.5)}


def test_traces_hold_every_value():
    fig = traces_figure({"lstm": trace("lstm")}, "standard", 1)
    shown = {
        row: values
        for data in fig.data
        if data.type == "heatmap" and data.coloraxis
        for row, values in zip(data.y, data.z, strict=True)
        if len(values)
    }
    assert len(shown) == 6 * 4
    assert list(shown["f 2"]) == pytest.approx(np.linspace(0, 1, 12).reshape(3, 4)[:, 1], abs=1e-4)


def test_every_cell_is_scored_on_the_same_steps():
    traces = {
        "lstm": trace("lstm", ("free", "right", "right")),
        "rnn": trace("rnn", ("wrong", "right", "wrong")),
    }
    said = text(traces_figure(traces, "standard", 1))
    assert "2 of 2 right" in said
    assert "1 of 2 right, 1 impossible" in said
    alone = {"rnn": replace(traces["rnn"], known=[False, True, True])}
    assert "1 of 2 right, 1 impossible" in text(traces_figure(alone, "standard", 1))


def test_long_strings_keep_the_columns_side_by_side_without_letters():
    short = traces_figure({cell: trace(cell, ("right",) * 3) for cell in SYMBOLS}, "standard", 1)
    assert [data.type for data in short.data][:2] == ["heatmap", "scatter"]
    assert short.data[0].text[0][0] == "a<br><br>X"
    long = CellTrace(["a"] * 82, ["right"] * 82, ["b"] * 82, [0.5] * 82, [""] * 82, {"h": [[0.1]] * 82})
    fig = traces_figure(dict.fromkeys(SYMBOLS, long), "standard", 1)
    assert fig.layout.width < 1450
    assert not any(data.text for data in fig.data) and fig.data[0].mode == "markers"


def test_axis_and_cursor_end_at_the_last_panel():
    fig = traces_figure({cell: trace(cell) for cell in ("rnn", "lstm")}, "standard", 1)
    rnn, lstm = fig.layout.shapes
    assert lstm.y0 == pytest.approx(0) and rnn.y0 == pytest.approx(fig.layout.yaxis.domain[0])
    assert rnn.y0 > 0.5


def test_traces_title_says_who_errs_first():
    traces = {
        "lstm": trace("lstm"),
        "gru": trace("gru", ("free", "right", "wrong")),
        "rnn": trace("rnn", ("free", "wrong", "wrong")),
    }
    title = traces_figure(traces, "standard", 1).layout.title.text
    assert (
        title == "LSTM predicts every character that can be known; GRU first errs at step 3 and RNN at step 2"
    )


def test_tables_hold_what_the_figures_show():
    assert loss_rows({"lstm": curve(1.0)})["rows"] == [["lstm", 10, 1.0, 1.0, 1.0]]
    table = generalization_rows({"lstm": LengthCurve([1], [1.0])}, {"lstm": [18]})
    assert table["rows"] == [
        ["lstm", "N_max", 0, 18, None],
        ["lstm", "share of seeds exact", None, 1, 1.0],
    ]
    table = traces_rows({cell: trace(cell) for cell in SYMBOLS})
    assert table["columns"] == ["cell", "quantity", "neuron", "1", "2", "3"]
    assert len(table["rows"]) == 4 * 5 + 4 * (1 + 1 + 6 + 4 + 6)
    assert all(len(row) == 6 for row in table["rows"])
    json.dumps(table, allow_nan=False)


def test_two_runs_share_one_panel_per_common_cell():
    from dashboard.figures.pair import pair_figure, pair_rows

    pair_figure = checked(pair_figure)
    shares = (
        {"lstm": LengthCurve([1, 2], [1.0, 0.5]), "rnn": LengthCurve([1], [1.0])},
        {"lstm": LengthCurve([1, 2], [1.0, 1.0])},
    )
    n_max = ({"lstm": [1, 2], "rnn": [1, 1]}, {"lstm": [2, 2]})
    fig = pair_figure(("first", "second"), shares, n_max)
    assert [trace.name for trace in fig.data] == ["first run", "second run"]
    assert fig.data[0].line.dash != fig.data[1].line.dash
    assert fig.layout.title.text == "LSTM from 1.5 to 2 (median N_max, first run to second)"
    bounded = pair_figure(("first", "second"), shares, n_max, (2000, 2)).layout.title.text
    assert bounded == "LSTM from 1.5 to 2 or more (median N_max, first run to second)"
    assert pair_rows(("a", "b"), shares)["rows"][-1] == ["b", "lstm", 2, 1.0]
    assert pair_figure(("first", "second"), (shares[0], {}), n_max).layout.title.text == "No cell in common"
