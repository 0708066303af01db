"""Many turns of the same characters at once, by induction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.analysis.certificate.invariant import invariant
from models.analysis.certificate.known import Known, Step, UnsureError, hull, inside
from models.analysis.certificate.machine import Machine
from models.analysis.certificate.moves import reach
from models.analysis.certificate.rounding import LARGEST, SATURATED, outward

LONGEST_PERIOD = 12  # steps after which what a unit does may repeat itself
RESTLESS = 8  # steps that are looked at, at least
WIDENINGS = 12  # how often bounds are widened until they hold


@dataclass(frozen=True)
class Leap:
    """`times` turns of steps that are alike, the first of them yet to be read.

    turn: the steps of a turn, each for a class of `times` strings: those that end in the first, second, ...
        turn.
    """

    times: int
    turn: list[Step]

    def after(self, turns: int) -> Known:
        """What is known after so many of them."""
        return self.turn[-1].after.part(turns - 1, turns - 1)


def leap(
    machine: Machine, character: int, steps: Sequence[Step], most: int, needed: np.ndarray
) -> Leap | None:
    """How many turns like the last one follow, at most `most` steps; None where there are none for certain.

    By induction: all states at the beginnings of these turns are a class; where one turn moves each of them
    to the next one, the states are these.

    Args:
        steps: the last ones, which all read this character.
        needed: (H,) whether c is followed along its line; for others bounds have to do.
    """
    rhythm = find_rhythm(steps)
    if rhythm is None or not machine.left:
        return None
    period, regular = rhythm
    turn, now = steps[-period:], steps[-1].after
    D = np.where(regular & needed, sum(step.move for step in turn), 0.0)
    turns = {u: line_turns(turn, D[u], u) for u in D.nonzero()[0]}
    D[[u for u, times in turns.items() if times < 2]] = 0.0
    times = min([most // period, *(turns[u] for u in D.nonzero()[0])])
    recent = [step.after for step in reversed(steps[-1 : -window(period) - 1 : -period])]
    h, c = hull(*(s.h for s in recent)), np.where(regular, now.c, hull(*(s.c for s in recent)))
    while times >= 2:
        line = outward(now.c[0] + np.minimum(0, (times - 1) * D), now.c[1] + np.maximum(0, (times - 1) * D))
        begin = Known(h, np.where(D != 0, line, c), D, times - 1)
        if found := confirm(machine, [character] * period, begin, D):
            return Leap(times, found[1])
        times //= 16
    return None


def find_rhythm(steps: Sequence[Step]) -> tuple[int, np.ndarray] | None:
    """The period in which most units repeat what they do, and (H,) whose c moves alike in it.

    None where that cannot be said yet: where a unit's moves are alike only in the older or newer half.
    """
    steps = steps[-window(LONGEST_PERIOD) :]
    moved, h = np.array([step.move for step in steps]), np.array([step.after.h[0] for step in steps])
    found = []
    for period in range(1, LONGEST_PERIOD + 1):
        if (back := window(period)) > len(steps):
            break
        regular, settled = repeats(moved[-back:], period), repeats(h[-back:], period)
        found.append((regular.sum() + settled.sum(), -period, regular))
    if not found:
        return None
    _, period, regular = max(found, key=lambda f: f[:2])
    older, newer = (repeats(half, -period) for half in np.split(moved[-window(-period) :], 2))
    unclear = ((older | newer) & ~regular).any() and len(steps) < window(LONGEST_PERIOD)
    return None if unclear else (-period, regular)


def window(period: int) -> int:
    """How many steps are looked at."""
    return max(4 * period, RESTLESS)


def repeats(values: np.ndarray, period: int) -> np.ndarray:
    """(H,): whether the values (T, H) are the same, and numbers, after a period."""
    return (values[:-period] == values[period:]).all(0)


def confirm(
    machine: Machine, characters: Sequence[int], begin: Known, D: np.ndarray
) -> tuple[Known, list[Step]] | None:
    """A turn of a class that moves each string along its lines by D, and leaves it within bounds elsewhere.

    Returns:
        The class, with bounds as wide as they have to be, and the steps; None where it does not come out so.
    """
    line, first = begin.slope != 0, begin
    for attempt in range(WIDENINGS):
        read, state = [], begin
        try:
            for character in characters:
                read.append(machine.read(state, character))
                state = read[-1].after
        except UnsureError:
            return None
        if (sum(step.move for step in read) != D)[line].any():
            return None
        crept = first.c + (first.more + 1) * sum(step.creep for step in read)
        low = (state.c[0] >= begin.c[0]) | (crept[0] >= begin.c[0])
        high = (state.c[1] <= begin.c[1]) | (crept[1] <= begin.c[1])
        if inside(state.h, begin.h).all() and (line | (low & high)).all():
            return begin, read
        factor = 2 if attempt < WIDENINGS - 3 else 2**24  # epsilon-inflation; then, whatever h may be
        h = (begin.h + factor * (hull(begin.h, state.h) - begin.h)).clip(-1, 1)
        c = begin.c.copy()
        for u in (~(low & high) & ~line).nonzero()[0]:
            ends = invariant(*hull(begin.c, state.c)[:, u], [(step.f[:, u], step.d[:, u]) for step in read])
            far = 2 * crept[:, u] - first.c[:, u]
            c[:, u] = max(ends[0], min(far[0], begin.c[0, u])), min(ends[1], max(far[1], begin.c[1, u]))
        begin = replace(begin, h=h, c=c)
    return None


def line_turns(turn: Sequence[Step], D: float, u: int) -> int:
    """How often the turn can be repeated before unit u is rounded otherwise, or shows."""
    path = np.array([turn[0].before.c[:, u], *(step.after.c[:, u] for step in turn)], float)
    missed = max(abs(step.d[:, u] - step.move[u]).max() for step in turn)
    least = max(SATURATED, 2.0 ** (np.floor(np.log2(missed * 2.0**24)) + 1) if missed else 0.0)
    near, far = abs(path).min(), abs(path).max()
    if (np.sign(path) != np.sign(path[0, 0])).any() or near < least:
        return 0
    if path[0, 0] * D < 0:
        return int(np.ceil((near - least) / abs(D))) - 1
    most = min(float(LARGEST), float(reach(path[0, :1], *(step.move[u : u + 1] for step in turn))[0]))
    return max(0, int((most - far) // abs(D)))
