"""By how much c moves, where float32 is exact."""

import numpy as np


def moves(
    before: np.ndarray, width: np.ndarray, slope: np.ndarray, c: np.ndarray, f: np.ndarray, d: np.ndarray
) -> np.ndarray:
    """(H,) by how much c moves from `before`, where all strings move alike, else NaN.

    c + d is rounded to c + D for all c of a line if each c + D is a float32 and d is nearer to D than half
    the distance to the next float, which below a power of two is half of that above. Where c may be any
    float, c + D is one too if it is nearer to 0 and D is a multiple of the last bit of the largest.

    Args:
        before, c: (2, H) between which c was and is.
        width: (H,) by how much `before` is wider than its line; slope: (H,) that of the line.
        f, d: (2, H) between which the forget gate and i g are.
    """
    D = c[0].astype(float) - before[0]
    floats = abs(c).max(0) <= reach(before[0], slope, D)
    near = ((abs(d - D) < gap(abs(c).min(0)) / 2) | (d == D)).all(0)
    one_side = (np.sign(c[0]) == np.sign(c[1])) | (d == D).all(0)
    on_grid = (width == 0) & floats & one_side
    falls = ((before[0] > 0) & (D <= 0) & (c[0] >= 0)) | ((before[1] < 0) & (D >= 0) & (c[1] <= 0))
    falls &= finest_bit(D) >= np.spacing(abs(before).max(0))
    certain = (f == 1).all(0) & near & (c[1].astype(float) - before[1] == D) & (on_grid | falls)
    return np.where(certain, D, np.nan)


def gap(c: np.ndarray) -> np.ndarray:
    """How far the next float32 towards 0 is from each c >= 0; none from there outwards is nearer."""
    return np.spacing(np.nextafter(c.astype(np.float32), np.float32(0)))


def reach(*parts: np.ndarray) -> np.ndarray:
    """(H,) up to where all multiples of the finest bit in these numbers are float32s: 2^24 times that bit."""
    return 2.0**24 * np.minimum.reduce([finest_bit(part) for part in parts])


def finest_bit(values: np.ndarray) -> np.ndarray:
    """The largest power of two that each value is a multiple of; infinite for 0."""
    mantissa, exponent = np.frexp(values.astype(float))
    whole = (mantissa * 2.0**53).astype(np.int64)
    return np.where(whole == 0, np.inf, (whole & -whole) * 2.0 ** (exponent - 53.0))
