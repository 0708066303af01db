"""The figures that answer why: titles made from numbers, every value shown, honest where there is nothing."""

import json
from dataclasses import dataclass, replace
from math import nan

import numpy as np
import pytest

from dashboard.figures import distributions, probes, saliency, saturation
from dashboard.figures.distributions import distributions_rows
from dashboard.figures.probes import CONTROL, MAJORITY, probes_rows
from dashboard.figures.saliency import saliency_rows
from dashboard.figures.saturation import saturation_rows
from models.analysis.distributions import Distribution, Distributions
from models.analysis.probes import Probe
from tests.unit.checked import checked

distributions_figure = checked(distributions.distributions_figure)
probes_figure = checked(probes.probes_figure)
saliency_figure = checked(saliency.saliency_figure)
saturation_figure = checked(saturation.saturation_figure)

GATES = {
    "rnn": {},
    "lstm": {"i": np.array([[0.1, 0.2], [0.3, 0.0]]), "f": np.array([[0.0, 0.9], [0.0, 0.7]])},
    "gru": {"z": np.array([[1.0, 0.0], [1.0, 0.0]])},
}


def spread(near: float, far: float) -> Distribution:
    return Distribution(np.linspace(-1, 1, 5), np.array([0.1, 0.2, 0.3, 0.4]), near, far)


def spreads(between_c: float, between_h: float) -> Distributions:
    vectors = {"c": spread(0, 0), "tanh c": spread(0, 1 - between_c), "h": spread(1 - between_h, 0)}
    return Distributions(vectors, 0.5, "")


ONLY_H = Distributions({"h": spread(0.1, 0.2)}, None, "no c")


def scores(next_one: float = 0.99, current: float = 0.8) -> list[Probe]:
    first = Probe("writing", "next", 0, "h", 0.7, 0.4, 0.3, 100)
    return [
        first,
        replace(first, target="current", accuracy=1.0),
        replace(first, layer=1, accuracy=next_one),
        replace(first, layer=1, target="current", accuracy=current),
        replace(first, phase="reading", target="current", majority=0.5),
    ]


@dataclass
class Why:
    """What saliency_figure wants."""

    text: str
    influence: list[float]
    signed: list[float]
    place: int
    character: str

    def figure(self, **more):
        parts = (self.text, self.influence, self.signed, self.place, self.character)
        return saliency_figure(*parts, score=np.log(0.25), cell="lstm", **more)


WHY = Why("aaXb$", [0.1, 0.2, 0.6, 0.1, 0], [0.1, -0.2, 0.6, 0.1, 0], 3, "$")


def said(fig):
    return " ".join(note.text for note in fig.layout.annotations)


def all_figures():
    yield saturation_figure(GATES)
    yield saturation_figure({"rnn": {}})
    yield saturation_figure({})
    yield distributions_figure({"lstm": spreads(0.4, 0.3), "gru": ONLY_H})
    yield distributions_figure({})
    yield probes_figure({"lstm": scores(), "gru": scores()})
    yield probes_figure({})
    yield WHY.figure()
    yield replace(WHY, influence=[0] * 5, signed=[0] * 5).figure()


@pytest.mark.parametrize("fig", list(all_figures()))
def test_every_figure_has_a_title_and_is_plain_json(fig) -> None:
    assert fig.layout.title.text
    written = fig.to_json()
    assert "bdata" not in written
    assert "NaN" not in written
    json.loads(written)


def test_zoom_stays_with_what_is_shown() -> None:
    for fig in (
        saturation_figure(GATES, revision="run 1"),
        distributions_figure({"gru": ONLY_H}, revision="run 1"),
        probes_figure({"lstm": scores()}, revision="run 1"),
        WHY.figure(revision="run 1"),
    ):
        assert fig.layout.uirevision == "run 1"


def test_saturation_title_names_the_gates_that_are_open_and_shut_longest() -> None:
    assert saturation_figure(GATES).layout.title.text == (
        "LSTM's forget gate is most often open (above 0.9), 80% of the time; "
        "GRU's update gate is most often shut (below 0.1), 100% of the time"
    )
    lstm = {"lstm": GATES["lstm"]}
    assert saturation_figure(lstm, "article").layout.title.text == (
        "LSTM's remember gate is most often open (above 0.9), 80% of the time; "
        "its save gate is most often shut (below 0.1), 20% of the time"
    )
    never = {"lstm": {"f": np.array([[0.0, 0.9]])}}
    assert saturation_figure(never).layout.title.text.endswith("; no gate is ever shut (below 0.1)")
    assert saturation_figure({"rnn": {}}).layout.title.text == "None of these cells has a gate"


def test_neurons_at_the_same_place_share_a_larger_mark_that_names_them() -> None:
    shares = np.array([[0.0, 0.5], [0.0, 0.501], [0.2, 0.5], [nan, nan]])
    fig = saturation_figure({"lstm": {"f": shares}})
    (marks,) = [trace for trace in fig.data if trace.name == "LSTM"]
    assert list(marks.text) == ["neurons 1 and 2", "neuron 3"]
    assert marks.marker.size[0] > marks.marker.size[1]
    many = saturation_figure({"lstm": {"f": np.zeros((100, 2))}})
    assert many.data[-1].text[0].endswith("11, 12 and 88 more")


def test_each_gate_has_a_panel_and_each_cell_one_entry_in_the_legend() -> None:
    fig = saturation_figure(GATES)
    assert "forget gate" in said(fig) and "update gate" in said(fig) and "input gate" in said(fig)
    assert [trace.name for trace in fig.data if trace.showlegend] == ["LSTM", "GRU"]
    assert len(fig.layout.shapes) == 3
    own = saturation_figure({"mine": {"q": GATES["gru"]["z"]}})
    assert "<b>q</b>" in said(own)
    assert own.layout.title.text.endswith("mine's q gate is most often shut (below 0.1), 100% of the time")


def test_distributions_title_says_who_is_sharpened() -> None:
    found = {"lstm": spreads(0.4, 0.3), "peephole": spreads(0.4, 0.5), "gru": ONLY_H}
    assert distributions_figure(found).layout.title.text == (
        "h is a sharpened tanh(c) in LSTM: 30% of its values are 0.1 to 0.9 in size, 40% of tanh(c)'s; "
        "h is not a sharpened tanh(c) in peephole: 50% of its values are 0.1 to 0.9 in size, 40% of tanh(c)'s"
    )
    alone = distributions_figure({"gru": ONLY_H})
    assert alone.layout.title.text == "These cells have no cell state c to compare h with"
    assert "has no c" in said(alone)


def test_distributions_are_steps_that_end_at_the_last_edge() -> None:
    fig = distributions_figure({"gru": ONLY_H, "lstm": spreads(0.4, 0.3)})
    lines = [trace for trace in fig.data if trace.mode == "lines"]
    assert [trace.name for trace in lines] == ["h, filled", "h, filled", "tanh(c), dotted"]
    assert [trace.showlegend for trace in lines] == [True, False, True]
    for trace in lines:
        assert list(trace.x) == [-1, -0.5, 0, 0.5, 1]
        assert list(trace.y) == [0.1, 0.2, 0.3, 0.4, 0.4]


def test_probes_title_says_what_each_layer_tells_best() -> None:
    assert probes_figure({"lstm": scores()}).layout.title.text == (
        "While writing, layer 1's h tells the current character best (100%); "
        "layer 2's h tells the next character best (99%)"
    )
    assert probes_figure({"lstm": scores(), "rnn": scores(0.5, 0.6)}).layout.title.text == (
        "While writing, layer 1's h tells the current character best; "
        "layer 2's h tells the next character best in LSTM, the current character best in RNN"
    )
    even = probes_figure({"lstm": scores(0.8, 0.8)}).layout.title.text
    assert even.endswith("layer 2's h tells the next and current character equally well (80%)")


def test_probes_have_bars_a_control_and_a_majority_in_each_panel() -> None:
    fig = probes_figure({"lstm": scores(), "gru": scores()})
    named = [trace.name for trace in fig.data if trace.name]
    assert [named.count(name) for name in ("LSTM", "GRU", CONTROL, MAJORITY)] == [3, 3, 3, 3]
    shown = [trace.name for trace in fig.data if trace.showlegend]
    assert sorted(shown) == sorted(["LSTM", "GRU", CONTROL, MAJORITY])
    lstm, gru = (next(trace for trace in fig.data if trace.name == name) for name in ("LSTM", "GRU"))
    assert list(lstm.y) == [0.7, 0.99]
    assert all(right - left == pytest.approx(lstm.width) for left, right in zip(lstm.x, gru.x, strict=True))
    assert list(fig.layout.xaxis.ticktext) == ["h<br>layer 1", "h<br>layer 2"]
    assert "cannot be known" in said(fig)
    reading = [trace for trace in fig.data if trace.name == MAJORITY][-1]
    assert list(reading.y) == [0.5, 0.5]


def test_saliency_title_names_the_two_stretches_with_most_influence() -> None:
    assert WHY.figure().layout.title.text == (
        "LSTM: $ after step 4 depends most on the X at step 3 (60% of the influence)"
        " and the a's at steps 1 to 2 (30%)"
    )
    alone = replace(WHY, influence=[0, 0, 0, 1, 0])
    assert alone.figure().layout.title.text.endswith("on the b at step 4 (100% of the influence)")
    nothing = replace(WHY, influence=[0] * 5)
    assert nothing.figure().layout.title.text == "LSTM: $ after step 4 depends on nothing that was read"


def test_a_stretch_that_goes_on_after_the_prediction_is_cut_there() -> None:
    title = Why("abbb", [0, 0.5, 0.5, 0], [0, 1, 1, 0], 2, "b").figure().layout.title.text
    assert "the b's at steps 2 to 3 (100%" in title


def test_saliency_tells_sides_apart_and_shows_every_character() -> None:
    fig = replace(WHY, text="a\nX <").figure()
    helps, harms = fig.data
    assert (list(helps.x), list(harms.x)) == ([1, 3, 4], [2])
    assert (list(helps.y), list(harms.y)) == ([0.1, 0.6, 0.1], [0.2])
    assert helps.marker.pattern.shape != harms.marker.pattern.shape
    assert list(fig.layout.xaxis.ticktext) == ["a<br>1", "⏎<br>", "X<br>", "␣<br>", "&lt;<br>5"]
    assert "here $ has 25.0%" in said(fig)
    assert "the X at step 3" in fig.layout.title.text


def test_letters_are_left_out_where_there_is_no_room() -> None:
    many = Why("ab" * 300, [1.0] * 600, [1.0] * 600, 599, "a").figure()
    assert many.layout.xaxis.ticktext is None
    assert many.layout.width < 1450


def test_tables_hold_what_the_figures_show() -> None:
    assert saturation_rows(GATES)["rows"][:3] == [
        ["lstm", "i", 1, 0.1, 0.2],
        ["lstm", "i", 2, 0.3, 0.0],
        ["lstm", "f", 1, 0.0, 0.9],
    ]
    table = distributions_rows({"gru": ONLY_H, "lstm": spreads(0.4, 0.3)})
    assert table["rows"][0] == ["gru", "h", -1.0, -0.5, 0.1, 0.1, 0.7, 0.2, None]
    assert len(table["rows"]) == 4 + 3 * 4
    assert probes_rows({"lstm": scores()})["rows"][0] == [
        *("lstm", "writing", "next", 1, "h"),
        *(0.7, 0.4, 0.3, 100),
    ]
    assert saliency_rows(WHY.text, WHY.influence, WHY.signed)["rows"][1] == [2, "a", 0.2, -0.2]
    for each in (
        saturation_rows({"lstm": {"f": np.array([[nan, nan]])}}),
        table,
        probes_rows({"lstm": scores()}),
        saliency_rows(WHY.text, WHY.influence, WHY.signed),
    ):
        assert all(len(row) == len(each["columns"]) for row in each["rows"])
        json.dumps(each, allow_nan=False)
