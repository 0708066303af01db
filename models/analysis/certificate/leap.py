"""Many turns of the same characters at once, by induction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.analysis.certificate.invariant import invariant
from models.analysis.certificate.known import Known, Step, UnsureError
from models.analysis.certificate.machine import Machine
from models.analysis.certificate.moves import reach
from models.analysis.certificate.rounding import LARGEST, SATURATED

LONGEST_PERIOD = 12  # steps after which a hidden state may come back
RESTLESS = 8  # steps without an exact move, after which a unit is taken for one that does not count


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
