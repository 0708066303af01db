"""The colour of one value on a colour scale, for text that is coloured without a figure."""

from itertools import pairwise
from math import isfinite

from dashboard.theme import SCALES, Scale

NOTHING = "#eceef1"


def colour_of(value: float, kind: str, reach: float = 1.0) -> str:
    """#rrggbb of a value; kind is one of SCALES, reach the largest magnitude of a "free" one."""
    if not isfinite(value):
        return NOTHING
    low, high = (0.0, 1.0) if kind == "gate" else (-reach, reach)
    return at(SCALES[kind], min(max((value - low) / (high - low), 0.0), 1.0))


def at(scale: Scale, place: float) -> str:
    """The colour at a place from 0 to 1, between two given ones by straight lines in RGB."""
    for (left, one), (right, other) in pairwise(scale):
        if place <= right:
            share = (place - left) / (right - left)
            pairs = ((int(one[k : k + 2], 16), int(other[k : k + 2], 16)) for k in (1, 3, 5))
            return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
    return scale[-1][1]
