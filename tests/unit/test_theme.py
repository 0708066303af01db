"""Colours carry meaning only where they can be told apart, and text on them can be read."""

from itertools import combinations, pairwise

import pytest

from dashboard.components.controls import SHAPES, key_image
from dashboard.figures.plan import MARKS
from dashboard.theme import (
    CELLS,
    DARK,
    LIGHT,
    RIGHT,
    SCALES,
    SPARE_DASHES,
    SPARE_SYMBOLS,
    WRONG,
    cell_style,
)
from models.cells import CELLS as REGISTRY
from models.cells import variants

# Linear-RGB simulation of full dichromacy: Machado, Oliveira and Fernandes 2009.
VISION = {
    "normal": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ],
}


def linear(color):
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def contrast(a, b):
    light, dark = sorted(
        (sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(x), strict=True)) for x in (a, b)),
        reverse=True,
    )
    return (light + 0.05) / (dark + 0.05)


def lab(rgb):
    """CIE L*a*b* of linear RGB."""
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    white = (0.9505, 1, 1.089)
    x, y, z = (
        max(sum(m * c for m, c in zip(row, rgb, strict=True)), 0) / w
        for row, w in zip(to_xyz, white, strict=True)
    )
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return (116 * y - 16, 500 * (x - y), 200 * (y - z))


def between(scale, position):
    """The colour that plotly shows there: channels are interpolated as they are written."""
    for (low, start), (high, end) in pairwise(scale):
        if low <= position <= high:
            part = (position - low) / (high - low)
            mix = [
                round(int(start[i : i + 2], 16) * (1 - part) + int(end[i : i + 2], 16) * part)
                for i in (1, 3, 5)
            ]
            return "#{:02x}{:02x}{:02x}".format(*mix)
    raise AssertionError(position)


@pytest.mark.parametrize("kind", SCALES)
def test_black_text_is_readable_on_every_value(kind):
    for k in range(101):
        assert contrast("#000000", between(SCALES[kind], k / 100)) >= 6


@pytest.mark.parametrize("kind", ["signed", "free"])
def test_diverging_scales_are_red_below_and_blue_above_and_as_dark_on_both_sides(kind):
    low, high = between(SCALES[kind], 0), between(SCALES[kind], 1)
    assert linear(low)[0] > linear(low)[2] and linear(high)[2] > linear(high)[0]
    assert contrast(low, high) < 1.15


def test_gates_get_darker_all_the_way():
    steps = [contrast("#000000", between(SCALES["gate"], k / 20)) for k in range(21)]
    assert steps == sorted(steps, reverse=True)


@pytest.mark.parametrize("vision", VISION)
def test_cell_colours_can_be_told_apart(vision):
    seen = {
        cell: lab(
            [sum(m * c for m, c in zip(row, linear(style.color), strict=True)) for row in VISION[vision]]
        )
        for cell, style in CELLS.items()
    }
    for a, b in combinations(seen, 2):
        assert sum((p - q) ** 2 for p, q in zip(seen[a], seen[b], strict=True)) ** 0.5 > 12, (a, b)


def test_colour_is_never_the_only_carrier():
    assert len({style.dash for style in CELLS.values()}) == len(CELLS)
    assert len({style.symbol for style in CELLS.values()}) == len(CELLS)


def test_every_cell_has_a_style_a_key_and_a_mark_of_its_own():
    assert list(CELLS) == list(REGISTRY)
    assert len({style.short for style in CELLS.values()}) == len(CELLS)
    assert len({key_image(cell) for cell in CELLS}) == len(CELLS)
    assert {style.symbol for style in CELLS.values()} == set(SHAPES) == set(MARKS)
    assert len(set(SHAPES.values())) == len(set(MARKS.values())) == len(CELLS)
    assert not {style.dash for style in CELLS.values()} & set(SPARE_DASHES)
    assert not {style.symbol for style in CELLS.values()} & set(SPARE_SYMBOLS)


@pytest.mark.parametrize("template", [LIGHT, DARK])
@pytest.mark.parametrize("cell", variants())
def test_the_line_of_a_variant_can_be_seen_in_both_themes(cell, template):
    assert contrast(CELLS[cell].color, template["layout"]["paper_bgcolor"]) >= 3


def test_an_unknown_cell_has_a_style_that_stays():
    assert cell_style("mine") == cell_style("mine")
    assert cell_style("mine").short == "mine"
    assert cell_style("mine").color not in {style.color for style in CELLS.values()}


@pytest.mark.parametrize("template", [LIGHT, DARK])
def test_text_and_marks_can_be_seen_in_both_themes(template):
    layout = template["layout"]
    assert contrast(layout["font"]["color"], layout["paper_bgcolor"]) >= 7
    assert contrast(layout["xaxis"]["tickfont"]["color"], layout["paper_bgcolor"]) >= 4.5
    for mark in (RIGHT, WRONG):
        assert contrast(mark, layout["paper_bgcolor"]) >= 3
