"""What is certain about the state of a counting network, for one string or for many at once.

The arithmetic is torch's on this machine: float32, the cell's own `step`, one string at a time. Its sums and
products of single numbers are rounded as IEEE 754 says, so c -> f c + i g never changes the order of two c's,
and the ends of an interval stay the ends. Of its functions only two facts are used, and tests go through
them: tanh is exactly +-1 beyond SATURATED, and between two arguments with a sigmoid of exactly 0, or of
exactly 1, all have it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch

from models.network import Network

SATURATED = 9.25  # torch's tanh is exactly 1 from here on
ONE_FROM, ZERO_TO = 17.5, -110.0  # and torch's sigmoid exactly 1 from here on, exactly 0 up to here
ROOM, TINY = 2.0**-20, 1e-37  # and both are no further from the truth than this share, or this much
LARGEST = np.float32(2.0**26)  # no c grows beyond it: adding 1 at most is lost to rounding there
LONGEST_PERIOD = 12  # steps after which a hidden state may come back
RESTLESS = 8  # steps without an exact move, after which a unit is taken for one that does not count


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


class Machine:
    """Reads characters in the one arithmetic that is meant, and counts its steps.

    Args:
        network: a single network without the axis S, one layer, whose cell carries h and c.
        most: how many characters it may read.
    """

    def __init__(self, network: Network, most: int) -> None:
        self.network, self.left, (self.cell,) = network, most, network.cells
        self.inputs = network.encode(torch.arange(network.vocabulary))[:, None]
        self.W, self.U, self.b, self.V, self.v = (
            abs(w.numpy()).astype(float)
            for w in (self.cell.W, self.cell.U, self.cell.b, network.V, network.v)
        )
        self.p = getattr(self.cell, "p", torch.zeros(3, network.hidden)).numpy()

    def read(self, state: Known, character: int) -> Step:
        """All strings of the class at once.

        Raises:
            UnsureError: where the likeliest next character may not be the same for all of them.
        """
        if not self.left:
            raise UnsureError("it takes more steps than are allowed")
        self.left -= 1
        seen: dict[str, np.ndarray] = {}

        def tap(layer: int, symbol: str, value: torch.Tensor) -> torch.Tensor:
            seen[symbol] = value[0].numpy()
            return value

        x, h = self.inputs[character], torch.from_numpy(state.h[0])[None]
        top, _ = self.network.step(x, [{"h": h, "c": torch.from_numpy(state.low)[None]}], tap)
        scores = self.network.readout(top)[0].numpy()
        if not np.isfinite([*seen["c"], *scores]).all():
            raise UnsureError("what it computes is not a number")
        if (state.h[0] == state.h[1]).all() and (state.low == state.high).all():
            c, h, f, d = (np.stack([v, v]) for v in (seen["c"], seen["h"], seen["f"], seen["i"] * seen["g"]))
        else:
            z = (x @ self.cell.W + h @ self.cell.U + self.cell.b)[0].numpy()
            c, h, f, d = self.enclosed(state, seen, z, self.W[character] + self.b[0])
        move = moves(state, c, f, d)
        slope = np.where(np.isnan(move) | (c[0] == c[1]), 0.0, state.slope)
        return Step(Known(h, *c, slope), self.likeliest(scores, h), f, d, move)

    def enclosed(
        self, state: Known, seen: dict[str, np.ndarray], z: np.ndarray, fed: np.ndarray
    ) -> list[np.ndarray]:
        """The new c and h, the forget gate and i g, each (2, H) from lowest to highest.

        Args:
            seen: what one string of the class has.
            z: (4 H,) its pre-activations, without what the gates see of c.
            fed: (4 H,) the absolute sizes of what is added to the recurrent sums.
        """
        z_i, z_f, z_g, z_o = np.split(around(z, state.h, self.U, fed), 4, axis=1)
        c = np.stack([state.low, state.high])
        i = sigmoids(z_i + corners(self.p[0], c), seen["i"])
        f = sigmoids(z_f + corners(self.p[1], c), seen["f"])
        g = np.where(z_g[0] == z_g[1], seen["g"], tanhs(z_g))
        d = corners(i, g)
        c = corners(f, c) + d
        o = sigmoids(z_o + corners(self.p[2], c), seen["o"])
        known = (o[0] == o[1]) & (c[0] == c[1])
        return [c, np.where(known, seen["h"], corners(o, tanhs(c))), f, d]

    def likeliest(self, scores: np.ndarray, h: np.ndarray) -> int:
        """The number of the next character, from the scores (V,) of the lowest h."""
        best = int(scores.argmax())
        low, high = around(scores, h, self.V, self.v[0])
        if (h[0] != h[1]).any() and (np.delete(high, best) >= low[best]).any():
            raise UnsureError("the likeliest next character may not be the same for all N")
        return best


def around(z: np.ndarray, h: np.ndarray, U: np.ndarray, fed: np.ndarray) -> np.ndarray:
    """(2, K) float32: where z = h U + ... may be for every h between the two of (2, H); z is that of the
    first.

    U, fed: absolute values. A sum of n float32s in any order is wrong by less than n 2^-24 of their sizes
    (Higham 2002, Accuracy and stability of numerical algorithms, section 4.2); twice, and with room.
    """
    sizes = fed + abs(h).max(0) @ U
    off = (h[1].astype(float) - h[0]) @ U + (len(U) + 8) * 2.0**-22 * sizes
    off = off if (h[0] != h[1]).any() else 0 * off
    bounds = np.stack([z - off, z + off])
    below, above = bounds.astype(np.float32)
    return np.stack(
        [
            np.where(off > 0, np.nextafter(below, -LARGEST), z),
            np.where(off > 0, np.nextafter(above, LARGEST), z),
        ]
    )


def corners(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(2, H): the lowest and highest product of a number between a and one between b; rounding keeps
    order.
    """
    a = np.broadcast_to(a, (2, b.shape[1]))
    products = np.stack([x * y for x in a for y in b])
    return np.stack([products.min(0), products.max(0)])


def sigmoids(z: np.ndarray, own: np.ndarray) -> np.ndarray:
    """(2, H): between which torch's sigmoid is, for z between these; `own` where z is but one number."""
    with np.errstate(over="ignore"):
        value = 1 / (1 + np.exp(-z.astype(float)))
    low, high = value * [[1 - ROOM], [1 + ROOM]] + [[-TINY], [TINY]]
    low, high = np.where(z[0] >= ONE_FROM, 1, low.clip(0, 1)), np.where(z[1] <= ZERO_TO, 0, high.clip(0, 1))
    return np.where(z[0] == z[1], own, np.stack([low, high])).astype(np.float32)


def tanhs(z: np.ndarray) -> np.ndarray:
    """(2, H): the same for the hyperbolic tangent."""
    value = np.tanh(z.astype(float))
    size = abs(value) * ROOM + TINY
    low, high = np.clip(value[0] - size[0], -1, 1), np.clip(value[1] + size[1], -1, 1)
    low, high = np.where(z[0] >= SATURATED, 1, low), np.where(z[1] <= -SATURATED, -1, high)
    return np.stack([low, high]).astype(np.float32)


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


@dataclass(frozen=True)
class Leap:
    """`times` turns of steps that are alike, the first of them yet to be read.

    turn: the steps of a turn, each for a class of `times` strings: those that end in the first, second, ...
        turn.
    """

    times: int
    turn: list[Step]

    @property
    def after(self) -> Known:
        """What is known at the end of the last turn."""
        return self.turn[-1].after.part(self.times - 1, self.times - 1)


def turns_back(period: int) -> int:
    """How many turns are looked at: those of RESTLESS steps."""
    return -(-RESTLESS // period)


def find_period(states: Sequence[Known]) -> int | None:
    """After how many steps the hidden state comes back, and did so for RESTLESS steps."""
    for period in range(1, LONGEST_PERIOD + 1):
        back = turns_back(period) * period
        if len(states) <= back + period:
            return None
        recent = states[-back - period :]
        if all((a.h == b.h).all() for a, b in zip(recent, recent[period:], strict=False)):
            return period
    return None


def leap(
    machine: Machine,
    character: int,
    states: Sequence[Known],
    steps: Sequence[Step],
    most: int,
    falling: bool = False,
) -> Leap | None:
    """How many turns like the last one follow, at most `most` steps; None where there are none for certain.

    By induction: all states at the beginnings of these turns are a class; where one turn moves each of them
    to the next one, the states are these.

    Args:
        states: before the first of the steps and after each, which all read this character.
        falling: that only what falls towards 0 needs to be known exactly.
    """
    period = find_period(states) if machine.left else None
    if period is None:
        return None
    back = turns_back(period)
    recent = np.stack([step.move for step in steps[-back * period :]]).reshape(back, period, -1)
    now, turn = states[-1], steps[-period:]
    fixed = (states[-period - 1].low == now.low) & (states[-period - 1].high == now.high)
    line, loose = ~np.isnan(recent).any((0, 1)) & ~fixed, np.isnan(recent).all(0).any(0) & ~fixed
    if not (fixed | line | loose).all():
        return None
    D = np.where(line, recent[-1].sum(0), 0.0)
    if falling:
        rising = line & (D * now.low > 0)
        line, loose, D = line & ~rising, loose | rising, np.where(rising, 0.0, D)
    turns = [line_turns(states[-period - 1 :], turn, D[u], u) for u in line.nonzero()[0]]
    times = min([most // period, *turns])
    while times >= 2:
        if found := confirm(machine, [character] * period, spread(now, D, times), turn, loose):
            return Leap(times, found[1])
        times //= 8
    return None


def spread(now: Known, D: np.ndarray, times: int) -> Known:
    """The class of `times` strings that begins with this one, its c moving by D from each to the next."""
    end = now.low + (times - 1) * D
    low = np.where(D == 0, now.low, np.minimum(now.low, end)).astype(np.float32)
    high = np.where(D == 0, now.high, np.maximum(now.high, end)).astype(np.float32)
    return Known(now.h, low, high, D)


def confirm(
    machine: Machine, characters: Sequence[int], state: Known, turn: Sequence[Step], loose: np.ndarray
) -> tuple[Known, list[Step]] | None:
    """A turn of a class, read to make sure that it moves each string's state by what it has moved in `turn`.

    Returns:
        The class, in which the loose units have room to stay, and the steps; None where it does not come out
        so.
    """
    low, high = state.low.copy(), state.high.copy()
    for u in loose.nonzero()[0]:
        found = invariant(low[u], high[u], [(step.f[:, u], step.d[:, u]) for step in turn])
        if found is None:
            return None
        low[u], high[u] = found
    begin = state = replace(state, low=low, high=high, slope=np.where(loose, 0.0, state.slope))
    read = []
    try:
        for character in characters:
            read.append(machine.read(state, character))
            state = read[-1].after
    except UnsureError:
        return None
    D = np.where(loose, 0.0, sum(step.move for step in turn))
    line = begin.slope != 0
    moved = sum(step.move for step in read)
    stays = (state.low >= begin.low) & (state.high <= begin.high)
    right = np.where(line, moved == D, stays)
    shown = (state.h[0] >= begin.h[0]) & (state.h[1] <= begin.h[1])
    return (begin, read) if shown.all() and right.all() else None


def line_turns(states: Sequence[Known], turn: Sequence[Step], D: float, u: int) -> int:
    """How often the turn can be repeated before unit u is rounded otherwise, or shows."""
    path = np.array([state.low[u] for state in states], float)
    moved = np.array([step.move[u] for step in turn])
    missed = max(abs(step.d[:, u] - step.move[u]).max() for step in turn)
    if (np.sign(path) != np.sign(path[0])).any() or path[0] == 0:
        return 0
    least = max(SATURATED, 2.0 ** np.ceil(np.log2(missed * 2.0**27)) if missed else 0.0)
    most = min(float(LARGEST), float(reach(path[:1], *moved[:, None])[0]))
    towards = np.sign(path[0]) * D
    near, far = abs(path).min(), abs(path).max()
    if near < least or far > most:
        return 0
    if towards == 0:
        return 2**30
    return int((most - far) // towards) if towards > 0 else int((near - least) // -towards)


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
