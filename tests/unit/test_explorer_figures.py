"""What ranks, groups and changes neurons says so in numbers: ranking, clusters, before and after."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from dashboard import figures
from dashboard.figures import Side, clusters_rows, ranking_rows
from dashboard.figures.before_after import OTHER, before_after_title
from tests.unit.checked import checked

before_after_figure = checked(figures.before_after_figure)
clusters_figure = checked(figures.clusters_figure)
ranking_figure = checked(figures.ranking_figure)

COUNT = SimpleNamespace(name="count", title="Count", label="counts a's")
NEXT = SimpleNamespace(name="next", title="Next character", label="next is b")


def finding(feature, unit, score, control=0.1, layer=0, vector="c", **phases):
    return SimpleNamespace(
        feature=feature, layer=layer, unit=unit, vector=vector, score=score, control=control,
        phases=phases or {"": score},
    )  # fmt: skip


FOUND = [
    finding(COUNT, 3, 0.95, a=0.99, b=0.95),
    finding(COUNT, 0, 0.5, a=0.5, b=0.9),
    finding(NEXT, 7, 0.4, layer=1, vector="h"),
]


def words(fig):
    return " ".join(note.text for note in fig.layout.annotations)


def blocks(fig):
    """{row of the data table: values} of every coloured row, drawn values in their unit."""
    return {
        about[0]: np.asarray(values) * about[2]
        for trace in fig.data
        if trace.meta
        for values, about in zip(trace.z, trace.meta["rows"], strict=True)
        if about
    }


def side(prompt, written, start=0.0):
    steps = len(prompt) + len(written)
    return Side(prompt, written, start + np.arange(2 * steps).reshape(steps, 2))


def test_ranking_titles_name_the_best_of_each_feature_and_what_chance_gives():
    title = ranking_figure(FOUND, layers=2).layout.title.text
    assert title == (
        "Counts a's: layer 1 neuron 4, c, 0.95 (by chance 0.10); "
        "next is b: layer 2 neuron 8, h, 0.40 (by chance 0.10)"
    )
    weak = ranking_figure([finding(NEXT, 0, 0.05)]).layout.title.text
    assert weak == "Next is b: no neuron does better than chance"
    many = [finding(SimpleNamespace(name=str(k), title=str(k), label=str(k)), k, 0.9) for k in range(5)]
    assert ranking_figure(many).layout.title.text.endswith("; and 2 more")


def test_a_click_on_a_bar_says_which_neuron_it_is():
    fig = ranking_figure(FOUND, layers=2)
    bars = fig.data[0]
    assert [list(picked) for picked in bars.customdata] == [[0, 3, "c"], [0, 0, "c"], [1, 7, "h"]]
    assert list(bars.x) == [0.95, 0.5, 0.4]
    assert fig.layout.yaxis.ticktext == ("layer 1 neuron 4, c", "layer 1 neuron 1, c", "layer 2 neuron 8, h")
    assert ranking_figure(FOUND).layout.yaxis.ticktext[0] == "neuron 4, c"


def test_every_bar_has_its_control_and_its_phases():
    bars, control, _, on_a, on_b = ranking_figure(FOUND).data
    assert (list(control.x), list(control.y)) == ([0.1] * 3, list(bars.y))
    assert (on_a.name, list(on_a.x), list(on_a.y)) == ("on a", [0.99, 0.5], list(bars.y[:2]))
    assert (on_b.name, list(on_b.x)) == ("on b", [0.95, 0.9])


def test_features_are_apart_and_have_headings():
    fig = ranking_figure(FOUND)
    first, second, third = fig.data[0].y
    assert second - first == 1 and third - second > 2
    assert "<b>Count</b>" in words(fig) and "<b>Next character</b>" in words(fig)
    assert "none of the features" in words(ranking_figure([]))


def test_ranking_rows_count_from_one():
    table = ranking_rows(FOUND)
    assert table["columns"][:6] == ["feature", "layer", "neuron", "vector", "score", "control"]
    assert table["rows"][0][:6] == ["counts a's", 1, 4, "c", 0.95, 0.1]
    assert [row[6:] for row in table["rows"]] == [[0.99, 0.95, None], [0.5, 0.9, None], [None, None, 0.4]]
    assert all(len(row) == len(table["columns"]) for row in table["rows"])
    json.dumps(table, allow_nan=False)


ORDER, GROUP = [2, 0, 3, 1], [0, -1, 0, 1]
PROFILE = np.array([[0.5, 1.5, 0], [0, 0, 0], [0, 2, -1], [-1, 0.5, 0.1]])


def test_clusters_say_what_each_group_does_most():
    fig = clusters_figure(ORDER, GROUP, "aXb", PROFILE, ["counts a's", "", "", ""], "h")
    assert fig.layout.title.text == (
        "Hidden state: 2 neurons rise after X, 1 falls after a and 1 responds to nothing"
    )
    assert fig.layout.yaxis.ticktext == ("neuron 3", "neuron 1: counts a's", "neuron 4", "neuron 2")
    for heading in ("Group 1: rise after X", "Group 2: fall after a", "Respond to nothing"):
        assert heading in words(fig)


def test_clusters_show_every_profile_in_the_order_of_the_groups():
    fig = clusters_figure(ORDER, GROUP, "aXb", PROFILE, symbol="h")
    assert list(blocks(fig).values()) == [pytest.approx(PROFILE[k]) for k in ORDER]
    slots = list(fig.layout.yaxis.tickvals)
    assert slots[1] - slots[0] == 1 and slots[2] - slots[1] > 1  # a boundary
    assert fig.layout.xaxis.labelalias["2"] == "X" and not fig.layout.shapes
    assert clusters_rows(ORDER, GROUP, "aXb", PROFILE)["rows"][0] == [3, 1, 0, 2, -1]


def test_before_after_and_the_difference_are_on_the_same_steps():
    before, after = side("aX", "b$"), side("aX", "bb$", start=0.5)
    fig = before_after_figure(["add 3"], before, after, ["neuron 1", "neuron 2"], "c", acts=[2])
    found = blocks(fig)
    assert list(found) == [
        f"{group}, neuron {k}" for group in ("before", "after", "after minus before") for k in (1, 2)
    ]
    assert found["before, neuron 2"][:4] == pytest.approx(before.values[:, 1])
    assert found["after, neuron 1"] == pytest.approx(after.values[:, 0])
    assert found["after minus before, neuron 1"][:4] == pytest.approx([0.5] * 4)
    assert np.isnan(found["after minus before, neuron 1"][4])
    assert dict((text, label) for label, text in fig.layout.meta["texts"])[f"aXb{OTHER}"]
    (acts,) = (trace for trace in fig.data if trace.type == "scatter")
    assert list(acts.x) == [2]
    assert {shape.x0 for shape in fig.layout.shapes} == {2.5}
    assert "reads" in words(fig) and "writes" in words(fig)


def test_one_neuron_is_shown_in_the_colours_of_its_vectors():
    values = np.linspace(0, 1, 8).reshape(4, 2)
    one, other = Side("aX", "b$", values), Side("aX", "b$", values / 2)
    fig = before_after_figure([], one, other, ["f", "c"], ["f", "c"], cursor=3)
    assert [trace.zmin for trace in fig.data if trace.meta] == [0, -1, -0.5]
    assert [shape.name for shape in fig.layout.shapes[:2]] == ["cursor-halo", "cursor-frame"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("bbbbb$", "bbbbbbbb$", "8 b's instead of 5"),
        ("bb$", "b$", "1 b instead of 2"),
        ("bb$", "$", "nothing instead of 2 b's"),
        ("bb$", "bb", "2 b's and no end instead of 2 b's"),
        ("ab$", "ba$", "'ba$' instead of 'ab$'"),
        ("a$", "b$", "1 b instead of 1 a"),
        ("x" * 40 + "y$", "y$", f"1 y instead of '{'x' * 23}…'"),
    ],
)
def test_before_after_titles_count_what_is_written(before, after, said):
    title = before_after_title(
        ["add 3 to the cell state of neuron 2 at X"], side("", before), side("", after)
    )
    assert title == f"Add 3 to the cell state of neuron 2 at X: it writes {said}"


def test_before_after_titles_say_when_nothing_changes():
    same = side("aX", "b$")
    assert before_after_title([], same, same) == "Nothing is changed: it writes 1 b"
    done = ["zero the candidate", "hold the input gate"]
    assert before_after_title(done, same, same) == (
        "Zero the candidate and hold the input gate: it still writes 1 b"
    )
