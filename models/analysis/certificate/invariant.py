"""Between which bounds a c that does not count stays for ever."""

from collections.abc import Sequence

import numpy as np

from models.analysis.certificate.rounding import LARGEST, SATURATED


def invariant(low: np.float32, high: np.float32, turn: Sequence[tuple]) -> tuple | None:
    """Between which c stays for ever under the repeated turn of c -> f c + d; None where it may show.

    A turn keeps the order of two c's. So what has been raised by it once is never again below, and where an
    end is moved outwards, the next certain bound beyond it takes its place.
    """
    factor, added = 1.0, 0.0
    for f, d in turn:
        factor, added = factor * float(f[0]), added * float(f[0]) + float(d[0])
    beyond = [LARGEST]
    if factor < 1 and abs(middle := added / (1 - factor)) < LARGEST:
        beyond = [np.float32(middle + abs(middle) / 1024), np.float32(middle - abs(middle) / 1024), LARGEST]
    lows, highs = (
        [low, *(c for c in (*beyond, -LARGEST) if c < low)],
        [high, *(c for c in beyond if c > high)],
    )
    low = next((c for c in lows if through(c, turn, 0)[-1] >= c), None)
    high = next((c for c in highs if through(c, turn, 1)[-1] <= c), None)
    if low is None or high is None:
        return None
    ways = np.array([[low, *through(low, turn, 0)], [high, *through(high, turn, 1)]])
    shows = (np.sign(ways) != np.sign(ways[0, 0])).any() or (abs(ways) < SATURATED).any()
    return None if shows else (low, high)


def through(c: np.float32, turn: Sequence[tuple], end: int) -> list[np.float32]:
    """The lowest (end 0) or highest (end 1) that c may be after each step of the turn."""
    way = []
    for f, d in turn:
        c = (min, max)[end](f * c) + d[end]
        way.append(c)
    return way
