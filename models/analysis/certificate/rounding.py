"""Between which numbers float32 arithmetic ends, for arguments between two bounds.

The arithmetic is torch's on this machine: float32, the cell's own `step`, one string at a time. Its sums and
products of single numbers are rounded as IEEE 754 says, so c -> f c + i g never changes the order of two c's,
and the ends of an interval stay the ends. Of its functions three facts are used, and tests go through them:
tanh is exactly +-1 beyond SATURATED, sigmoid exactly 1 or 0 beyond ONE_FROM and ZERO_TO, and between these
both are within ROOM of the truth.
"""

import numpy as np

SATURATED = 9.25  # torch's tanh is exactly 1 from here on
ONE_FROM, ZERO_TO = 17.5, -110.0  # and torch's sigmoid exactly 1 from here on, exactly 0 up to here
ROOM, TINY = 2.0**-22, 1e-37  # and both are no further from the truth than this share and this much
LARGEST = np.float32(2.0**26)  # no c grows beyond it: adding 1 at most is lost to rounding there


def around(z: np.ndarray, own: np.ndarray, h: np.ndarray, U: np.ndarray, fed: np.ndarray) -> np.ndarray:
    """(2, K) float32: where z = h U + ... may be for every h between the two of (2, H).

    A sum of n float32s in any order is wrong by less than n 2^-24 of their sizes (Higham 2002, Accuracy and
    stability of numerical algorithms, section 4.2); twice, and with room.

    Args:
        z: (K,) what it is for `own` (H,), one of these h.
        U: (H, K) float64. fed: (K,) the absolute sizes of what else is added.
    """
    if (h[0] == h[1]).all():
        return np.array([z, z])
    ways = (h.astype(float) - own)[:, :, None] * U
    error = (len(U) + 8) * 2.0**-22 * (fed + abs(h).max(0) @ abs(U))
    below = (z + ways.min(0).sum(0) - error).astype(np.float32)
    above = (z + ways.max(0).sum(0) + error).astype(np.float32)
    return np.array([np.nextafter(below, -LARGEST), np.nextafter(above, LARGEST)])


def outward(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """(2, H) float32: the smallest interval around these float64s."""
    below, above = low.astype(np.float32), high.astype(np.float32)
    return np.array(
        [
            np.where(below > low, np.nextafter(below, -2 * LARGEST), below),
            np.where(above < high, np.nextafter(above, 2 * LARGEST), above),
        ]
    )


def corners(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(2, H): the lowest and highest product of a number between a and one between b; rounding keeps
    order.
    """
    a = np.broadcast_to(a, (2, b.shape[1]))
    products = np.array([x * y for x in a for y in b])
    return np.array([products.min(0), products.max(0)])


def sigmoids(z: np.ndarray, own: np.ndarray) -> np.ndarray:
    """(2, H): between which torch's sigmoid is, for z between these; `own` where z is but one number."""
    with np.errstate(over="ignore"):
        value = 1 / (1 + np.exp(-z.astype(float)))
    low, high = value * [[1 - ROOM], [1 + ROOM]] + [[-TINY], [TINY]]
    low, high = np.where(z[0] >= ONE_FROM, 1, low.clip(0, 1)), np.where(z[1] <= ZERO_TO, 0, high.clip(0, 1))
    return np.where(z[0] == z[1], own, np.array([low, high])).astype(np.float32)


def tanhs(z: np.ndarray) -> np.ndarray:
    """(2, H): the same for the hyperbolic tangent."""
    value = np.tanh(z.astype(float))
    size = abs(value) * ROOM + TINY
    low, high = np.clip(value[0] - size[0], -1, 1), np.clip(value[1] + size[1], -1, 1)
    low, high = np.where(z[0] >= SATURATED, 1, low), np.where(z[1] <= -SATURATED, -1, high)
    return np.array([low, high]).astype(np.float32)
