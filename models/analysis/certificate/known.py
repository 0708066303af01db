"""What is certain about the state of a counting network, for one string or for many at once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.analysis.certificate.moves import moves
from models.analysis.certificate.rounding import corners, outward
from models.network import Network


class UnsureError(Exception):
    """The argument does not carry over here; the message is the reason."""


class StepsError(UnsureError):
    """No step is left."""


@dataclass(frozen=True)
class Known:
    """What is known of the state of the strings of a class, N = first, first + P, ... last; H units.

    Attributes:
        h: (2, H) the lowest and highest that the hidden state may be; mostly the same, bit for bit.
        c: (2, H) the same for the cell state.
        slope: (H,) float64; where it is not 0, c of each string is by this much more than that of the one
            before, but for the width that c has beyond this line. Elsewhere it may be anything between.
        more: how many strings follow the first.
    """

    h: np.ndarray
    c: np.ndarray
    slope: np.ndarray
    more: int = 0

    @property
    def single(self) -> bool:
        """Whether it is one state, known to the bit."""
        return bool((self.h[0] == self.h[1]).all() and (self.c[0] == self.c[1]).all())

    def within(self, other: "Known") -> bool:
        """Whether all that may be so here may be so there."""
        return bool(inside(self.h, other.h).all() and inside(self.c, other.c).all())

    def part(self, i: int, j: int) -> "Known":
        """The strings from number i to number j of the class, counted from 0."""
        left_out = i * self.slope, (j - self.more) * self.slope
        low, high = self.c[0] + np.maximum(*left_out), self.c[1] + np.minimum(*left_out)
        return Known(self.h, outward(low, high), self.slope if i < j else np.zeros_like(self.slope), j - i)


@dataclass(frozen=True)
class Step:
    """One character read: the state before and after it, and the likeliest next one, None where unsure.

    f, d: (2, H) the forget gate and i g, lowest and highest.
    """

    before: Known
    after: Known
    next: int | None
    f: np.ndarray
    d: np.ndarray

    @cached_property
    def move(self) -> np.ndarray:
        """(H,) float64, by how much c moved, all strings alike; NaN where that is not certain."""
        before = self.before
        width = before.c[1].astype(float) - before.c[0] - before.more * abs(before.slope)
        return moves(before.c, width, before.slope, self.after.c, self.f, self.d)

    @cached_property
    def creep(self) -> np.ndarray:
        """(2, H) float64: by how much c moves at the least and at the most, downwards being less than 0."""
        lost = corners(self.f.astype(float) - 1, self.before.c.astype(float))
        error = 1.01 * np.spacing(abs(np.array([self.before.c, self.after.c])).max((0, 1)))
        return lost + self.d + np.array([-error, error])


def start(network: Network) -> Known:
    """Before the first character."""
    zero = np.zeros((2, network.hidden), np.float32)
    return Known(zero, zero, np.zeros(network.hidden))


def inside(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(H,): whether the interval a (2, H) is within b (2, H)."""
    return (a[0] >= b[0]) & (a[1] <= b[1])


def hull(*parts: np.ndarray) -> np.ndarray:
    """(2, H): the smallest interval around these, each (2, H)."""
    stacked = np.array(parts)
    return np.array([stacked[:, 0].min(0), stacked[:, 1].max(0)])
