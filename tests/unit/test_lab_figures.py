"""The Lab's figures show every seed, say what they show, and are honest about what was tried."""

import json
from itertools import combinations

import pytest

from dashboard.figures import LengthCurve, lab_reach, lab_share, lab_sweep
from dashboard.figures.lab import panels, reach_title
from dashboard.figures.lab_reach import places, reach_rows
from dashboard.figures.lab_share import band, share_rows
from models.analysis.published import published_on
from models.analysis.statistics import wilson
from models.analysis.summaries import Reach
from tests.unit.checked import checked

reach_figure, share_figure = checked(lab_reach.reach_figure), checked(lab_share.share_figure)
sweep_figure = checked(lab_sweep.sweep_figure)

VERB = ("counts", "count")
REACHES = (
    Reach("lstm", "plain", (13, 14, 15, 34), 1000),
    Reach("lstm", "sharpened", (1000, 1000, 1000, 1000), 1000),
    Reach("gru", "plain", (10, 10, 10, 0), 1000),
)
CURVE = LengthCurve([1, 10, 100, 1000], [1.0, 1.0, 0.5, 0.25])
CURVES = [(reach, CURVE) for reach in REACHES]
SWEPT = [Reach("lstm", "plain", (5 * value, 6 * value), 1000, value=value) for value in (2, 4)]
THEIRS = published_on("counting")


def markers(fig, part="") -> list:
    return [trace for trace in fig.data if trace.mode == "markers" and part in (trace.name or "")]


@pytest.mark.parametrize("grid", [False, True])
def test_every_figure_has_a_title_keeps_its_zoom_and_is_plain_json(grid: bool) -> None:
    for fig in (
        reach_figure(REACHES, THEIRS, (1, 10), VERB, grid),
        share_figure(CURVES, (1, 10), VERB, grid),
        sweep_figure(SWEPT, "hidden", (2, 4), grid),
        reach_figure([], THEIRS, (1, 10), VERB, grid),
        share_figure([], (1, 10), VERB, grid),
        sweep_figure([], "hidden", (2,), grid),
    ):
        assert fig.layout.title.text and fig.layout.uirevision == "constant"
        json.dumps(fig.to_plotly_json())


@pytest.mark.parametrize("grid", [False, True])
def test_every_seed_is_a_mark_of_its_own(grid: bool) -> None:
    fig = reach_figure(REACHES, THEIRS, (1, 10), VERB, grid)
    seeds = [trace for trace in markers(fig) if "seed 0" in (trace.text or [""])[0]]
    assert [len(trace.x) for trace in seeds] == [4, 4, 4]
    for trace in seeds:
        points = list(zip(trace.x, trace.y, strict=True))
        assert len(set(points)) == len(points)


def test_seeds_at_the_cap_stand_apart_within_the_room_behind_it() -> None:
    at = places([1000] * 100 + [10] * 20, 1000)
    assert all(1000 <= x < 2400 for x, _ in at[:100]) and all(x == 10 for x, _ in at[100:])
    assert all(abs(y) <= 0.5 for _, y in at)
    assert len(set(at)) == 120
    twenty = places([1000] * 20, 1000)
    assert min(abs(a[1] - b[1]) for a, b in combinations(twenty, 2) if a[0] == b[0]) > 0.1


def test_the_share_beyond_the_cap_is_written_beside_the_row() -> None:
    texts = [note.text for note in reach_figure(REACHES, (), (1, 10), VERB).layout.annotations]
    assert "<b>4 of 4</b> ≥ 1,000" in texts
    assert sum("≥" in text for text in texts) == 1


def test_published_results_are_lines_with_a_label_and_the_mark_of_memory() -> None:
    fig = reach_figure(REACHES, THEIRS, (1, 10), VERB)
    lines = [shape.x0 for shape in fig.layout.shapes if shape.type == "line"]
    assert sorted(lines)[:2] == [16, 18] and len(lines) == len(THEIRS)
    texts = [note.text for note in fig.layout.annotations]
    for one in THEIRS:
        assert f"{one.short}: {one.reached:,}" in texts
    assert "Gers & Schmidhuber (2001)*: 118" in texts


def test_a_number_beyond_what_was_tried_is_drawn_beyond_it() -> None:
    (trace,) = markers(reach_figure(REACHES, THEIRS, (1, 10), VERB), "Published")
    assert 1000 < trace.x[-1] < 2400 and "10,000" in trace.text[-1]


def test_a_grid_has_a_figure_for_each_recipe_and_one_for_what_is_published() -> None:
    fig = reach_figure(REACHES, THEIRS, (1, 10), VERB, grid=True)
    headings = [note.text for note in fig.layout.annotations if note.yshift == 4]
    assert headings == ["<b>plain</b>", "<b>sharpened</b>", "<b>Published</b>"]
    assert fig.layout.xaxis2.matches == fig.layout.xaxis3.matches == "x"


@pytest.mark.parametrize("count", range(1, 8))
def test_panels_fill_their_rows_and_do_not_overlap(count: int) -> None:
    found = panels([str(k) for k in range(count)], [()] * count, 200)
    for panel in found:
        assert 0 <= panel.left < panel.right <= 1 and 0 <= panel.bottom < panel.top <= 1
    for one, other in combinations(found, 2):
        apart = one.right <= other.left or other.right <= one.left
        assert apart or one.bottom >= other.top or other.bottom >= one.top


def test_the_band_of_a_share_is_wilsons() -> None:
    low, high = band(REACHES[0], CURVE)
    expected = [wilson(k, 4) for k in (4, 4, 2, 1)]
    assert list(zip(low, high, strict=True)) == [pytest.approx(pair, rel=1e-5) for pair in expected]
    fig = share_figure(CURVES, (1, 10), VERB)
    bands = [trace for trace in fig.data if trace.fill == "toself"]
    # Where all seeds agree it would be the same for every cell.
    assert len(bands) == 3 and list(bands[0].y) == [*high[1:], *reversed(low[1:]), None]
    assert list(bands[0].x) == [10, 100, 1000, 1000, 100, 10, None]


def test_the_title_names_the_farthest_and_the_next() -> None:
    assert reach_title(REACHES, VERB) == (
        "LSTM (sharpened) counts to 1,000 or more in 4 of 4 seeds; next, LSTM (plain) to 14.5 (median of 4)"
    )
    assert reach_title(REACHES[2:], VERB) == "GRU (plain) counts to 10 (median of 4)"
    assert reach_title([Reach("rnn", "plain", (0, 0), 10)], VERB) == "RNN (plain) counts not even to 1"
    two = [Reach(cell, "plain", (10, 10), 10) for cell in ("lstm", "gru")]
    assert reach_title(two, VERB) == "LSTM and GRU (plain) count to 10 or more in 2 of 2 seeds"


def test_a_sweep_has_each_seed_above_its_value_and_says_where_the_best_is() -> None:
    fig = sweep_figure(SWEPT, "hidden", (2, 4))
    seeds = fig.data[0]
    assert [round(x) for x in seeds.x] == [0, 0, 1, 1] and list(seeds.y) == [10, 12, 20, 24]
    assert list(fig.data[1].y) == [11, 22]
    assert fig.layout.title.text == "LSTM, plain gets farthest at hidden = 4: to 22 (median of 2)"


def test_tables_hold_what_the_figures_show() -> None:
    table = reach_rows(REACHES, THEIRS)
    assert ["plain", "lstm", None, 3, 34, 1000, None] in table["rows"]
    assert table["rows"][-1][-3:] == [10_000, None, "Lan et al. (2022)"]
    shares = share_rows(CURVES)
    assert len(shares["rows"]) == 12 and shares["rows"][2][3:6] == [4, 100, 0.5]
    assert all(len(row) == len(t["columns"]) for t in (table, shares) for row in t["rows"])
