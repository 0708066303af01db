"""Between which bounds a c that does not count stays for ever."""

from collections.abc import Sequence

import numpy as np

from models.analysis.certificate.rounding import LARGEST

Turn = Sequence[tuple[np.ndarray, np.ndarray]]  # at each step, f and d of one unit, each (2,)


def invariant(low: np.float32, high: np.float32, turn: Turn) -> tuple[np.float32, np.float32]:
    """Bounds around low and high that the repeated turn of c -> f c + d does not leave.

    A turn keeps the order of two c's. So an end that it moves inwards is never passed; one that it moves
    outwards is put beyond the point where it would come to rest.
    """
    lows = [c for c in sorted(resting(turn, 0), reverse=True) if c < low]
    highs = [c for c in sorted(resting(turn, 1)) if c > high]
    low = next((c for c in (low, *lows) if through(c, turn, 0) >= c), -LARGEST)
    high = next((c for c in (high, *highs) if through(c, turn, 1) <= c), LARGEST)
    return low, high


def resting(turn: Turn, end: int) -> list[np.float32]:
    """A little outside of where the lowest (end 0) or highest (end 1) c comes to rest."""
    points = []
    for side in (0, 1):
        factor, added = 1.0, 0.0
        for f, d in turn:
            factor, added = factor * float(f[side]), added * float(f[side]) + float(d[end])
        if factor < 1 and abs(point := added / (1 - factor)) < LARGEST:
            points.append(np.float32(point + (2 * end - 1) * (abs(point) / 1024 + 1e-6)))
    return points


def through(c: np.float32, turn: Turn, end: int) -> np.float32:
    """The lowest (end 0) or highest (end 1) that c may be after the turn."""
    for f, d in turn:
        c = (min, max)[end](f * c) + d[end]
    return c
