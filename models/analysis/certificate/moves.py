"""By how much c moves, where float32 is exact."""

import numpy as np

from models.analysis.certificate.known import Known


def moves(state: Known, c: np.ndarray, f: np.ndarray, d: np.ndarray) -> np.ndarray:
    """(H,) by how much c moves, where all on its line move alike, else NaN.

    c + d is rounded to c + D for all c of a line if each c + D is a float32 and d is nearer to D than a
    quarter of the distance between floats there (a half, but below a power of two they are twice as close).
    """
    D = c[0].astype(float) - state.low
    floats = abs(c).max(0) <= reach(state.low, state.slope, D)
    near = (abs(d - D) < np.spacing(abs(c).min(0)) / 4) | (d == D)
    one_side = (np.sign(c[0]) == np.sign(c[1])) | (d == D).all(0)
    certain = (f == 1).all(0) & (c[1].astype(float) - state.high == D) & floats & near.all(0) & one_side
    certain &= (state.slope != 0) | (state.low == state.high)
    return np.where(certain, D, np.nan)


def reach(*parts: np.ndarray) -> np.ndarray:
    """(H,) up to where all multiples of the finest bit in these numbers are float32s: 2^24 times that bit."""
    return 2.0**24 * np.minimum.reduce([finest_bit(part) for part in parts])


def finest_bit(values: np.ndarray) -> np.ndarray:
    """The largest power of two that each value is a multiple of; infinite for 0."""
    mantissa, exponent = np.frexp(values.astype(float))
    whole = (mantissa * 2.0**53).astype(np.int64)
    return np.where(whole == 0, np.inf, (whole & -whole) * 2.0 ** (exponent - 53.0))
