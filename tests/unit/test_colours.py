"""Colours of text: the same as plotly's, and black letters can be read on every one of them."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plotly.colors import sample_colorscale, unlabel_rgb

from dashboard.colours import NOTHING, at, colour_of
from dashboard.theme import SCALES

READABLE = 4.5  # contrast of text, WCAG 2.2, success criterion 1.4.3


def rgb(colour: str) -> list[int]:
    return [int(colour[k : k + 2], 16) for k in (1, 3, 5)]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""

    def light(colour: str) -> float:
        shares = (part / 255 for part in rgb(colour))
        linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
        return (
            sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True)) + 0.05
        )

    return max(light(one), light(other)) / min(light(one), light(other))


@given(kind=st.sampled_from(list(SCALES)), place=st.floats(0, 1))
def test_a_place_on_the_scale_has_plotlys_colour(kind: str, place: float) -> None:
    (sampled,) = sample_colorscale(SCALES[kind], [place])
    assert rgb(at(SCALES[kind], place)) == pytest.approx(unlabel_rgb(sampled), abs=1)


@given(kind=st.sampled_from(list(SCALES)), value=st.floats(), reach=st.floats(1e-6, 1e6))
def test_black_letters_can_be_read_on_every_colour(kind: str, value: float, reach: float) -> None:
    colour = colour_of(value, kind, 1.0 if kind == "signed" else reach)
    assert contrast(colour, "#000000") >= READABLE


@pytest.mark.parametrize("kind", list(SCALES))
def test_the_ends_of_a_scale_are_the_ends_of_what_it_shows(kind: str) -> None:
    low, high = (0.0, 1.0) if kind == "gate" else (-2.0, 2.0) if kind == "free" else (-1.0, 1.0)
    reach = 2.0 if kind == "free" else 1.0
    first, last = SCALES[kind][0][1], SCALES[kind][-1][1]
    assert (colour_of(low, kind, reach), colour_of(high, kind, reach)) == (first, last)
    assert (colour_of(low - 5, kind, reach), colour_of(high + 5, kind, reach)) == (first, last)
    middle = next(colour for place, colour in SCALES[kind] if place == 0.5)
    assert colour_of((low + high) / 2, kind, reach) == middle


@pytest.mark.parametrize("value", [nan, inf, -inf])
def test_what_is_no_number_has_no_colour(value: float) -> None:
    assert {colour_of(value, kind) for kind in SCALES} == {NOTHING}
