"""What is certain about the state of a counting network, for one string or for many at once."""

from dataclasses import dataclass

import numpy as np

from models.network import Network


class UnsureError(Exception):
    """The argument does not carry over here; the message is the reason."""


@dataclass(frozen=True)
class Known:
    """What is known of the state of the strings of a class, N = first, first + P, ... last; H units.

    Attributes:
        h: (2, H) the lowest and highest that the hidden state may be; mostly the same, bit for bit.
        low, high: (H,) between which c is.
        slope: (H,) float64; where it is not 0, c lies on a straight line: one end at `first`, and `slope`
            more for each N of the class. Elsewhere it may be anything between.
    """

    h: np.ndarray
    low: np.ndarray
    high: np.ndarray
    slope: np.ndarray

    def within(self, other: "Known") -> bool:
        """Whether all that may be so here may be so there."""
        low = (self.h[0] >= other.h[0]).all() and (self.low >= other.low).all()
        return bool(low and (self.h[1] <= other.h[1]).all() and (self.high <= other.high).all())

    def part(self, i: int, j: int) -> "Known":
        """The strings from number i to number j of the class, counted from 0."""
        line = self.slope != 0
        origin = np.where(self.slope > 0, self.low, self.high).astype(float)
        ends = origin + i * self.slope, origin + j * self.slope
        low = np.where(line, np.minimum(*ends), self.low).astype(np.float32)
        high = np.where(line, np.maximum(*ends), self.high).astype(np.float32)
        return Known(self.h, low, high, self.slope if i < j else np.zeros_like(self.slope))


@dataclass(frozen=True)
class Step:
    """One character read: the state after it, the likeliest next one, and how c moved.

    f, d: (2, H) the forget gate and i g, lowest and highest. move: (H,) float64, by how much c moved, all
    strings alike; NaN where that is not certain.
    """

    after: Known
    next: int
    f: np.ndarray
    d: np.ndarray
    move: np.ndarray


def start(network: Network) -> Known:
    """Before the first character."""
    zero = np.zeros(network.hidden, np.float32)
    return Known(np.stack([zero, zero]), zero, zero, np.zeros(network.hidden))
