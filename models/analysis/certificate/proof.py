"""The induction over N; see `models.analysis.certificate`."""

import numpy as np
import torch

from models.analysis.certificate.known import Known, Step, UnsureError, start
from models.analysis.certificate.leap import confirm, leap
from models.analysis.certificate.machine import Machine
from models.analysis.certificate.result import Certificate, Counter, argument
from models.network import Network
from models.tasks import END, Task

FLOAT_LIMIT = 2**24  # beyond it float32 has no odd numbers: c + 1 is c
MOST = 200_000  # steps of a network


class WrongError(Exception):
    """The network certainly answers this N wrongly."""


class Proof:
    """See `certify`."""

    def __init__(self, network: Network, task: Task, most: int) -> None:
        self.machine = Machine(network, most)
        self.a, self.cue, self.b, self.end = (task.alphabet.index(c) for c in ("a", "X", "b", END))
        self.counters: tuple[Counter, ...] = ()
        self.drifts: dict[int, Counter] = {}
        self.n0: int | None = None
        self.checked = 0
        self.answered: dict[int, list[Known]] = {}  # by b's to come

    def run(self, up_to: int) -> tuple[int, int | None, str]:
        """Up to which N it is proved, the next N if it is wrong, and why it ends."""
        n, states, steps = 0, [start(self.machine.network)], []
        leap_from = 0
        while n < up_to:
            try:
                steps.append(self.machine.read(states[-1], self.a))
            except UnsureError as reason:
                return n, None, str(reason)
            states.append(steps[-1].after)
            n += 1
            if ended := self.check(states[-1], n, 1, 0):
                return ended
            jump = leap(self.machine, self.a, states, steps, up_to - n) if n >= leap_from else None
            if jump:
                period, rest = len(jump.turn), jump.times - 1
                ends = [self.check(s.after, n + 1 + r, period, rest) for r, s in enumerate(jump.turn)]
                ended = min((end for end in ends if end), key=lambda end: end[0], default=None)
                if ended and (ended[1] or not self.machine.left):
                    return ended
                if ended:  # too little was known after the leap: go on from before it, step by step
                    leap_from = 2 * n
                else:
                    n, states, steps = n + period * jump.times, [jump.after], []
        return up_to, None, "this is as far as was asked"

    def check(self, state: Known, first: int, period: int, more: int) -> tuple[int, int | None, str] | None:
        """Prove the class of `first` and `more` further N; the state is that before X.

        Returns None, or where it ends: as `run`. A class that is too large for the argument is halved.
        """
        try:
            try:
                self.answer(state, first, period, more)
            except UnsureError:
                if more:
                    raise
                self.answer(state, first, period, 0, leaping=False)
        except WrongError as wrong:
            return first - 1, first, str(wrong)
        except UnsureError as unsure:
            if not more:
                return first - 1, None, str(unsure)
            half = more // 2
            ended = self.check(state.part(0, half), first, period, half)
            rest = state.part(half + 1, more), first + (half + 1) * period, period, more - half - 1
            return ended or self.check(*rest)
        if more:
            self.n0 = min(first, self.n0 or first)
        else:
            self.checked += 1
        return None

    def answer(self, state: Known, first: int, period: int, more: int, leaping: bool = True) -> None:
        """Raise WrongError or UnsureError unless the whole class is answered exactly."""
        left, states, steps = first, [self.written(state, self.cue, first).after], []
        on_the_way: list[tuple[int, Known]] = []
        while left:
            if more and left == 1:
                raise UnsureError("the answer has no steady stretch in which c falls as it had grown")
            left -= 1
            steps.append(self.written(states[-1], self.b, left))
            states.append(steps[-1].after)
            if more and (reduced := self.reduce(states, steps, period, more)) is not None:
                more, states, steps = 0, [reduced], []
            elif (
                leaping
                and not more
                and left > 1
                and (jump := leap(self.machine, self.b, states, steps, left - 1, falling=True))
            ):
                if any(step.next != self.b for step in jump.turn):
                    continue
                left -= jump.times * len(jump.turn)
                states, steps = [jump.after], []
                if any(jump.after.within(state) for state in self.answered.get(left, ())):
                    left = 0
                else:
                    on_the_way.append((left, jump.after))
        for left, state in on_the_way:
            self.answered.setdefault(left, []).append(state)

    def written(self, state: Known, character: int, left: int) -> Step:
        """Read a character after which so many b's are left; WrongError unless b, or the end, is the
        likeliest.
        """
        step = self.machine.read(state, character)
        if step.next != (self.b if left else self.end):
            raise WrongError(
                f"with {left} b's to come, it writes " + ("something else" if left else "no end")
            )
        return step

    def reduce(self, states: list[Known], steps: list[Step], period: int, more: int) -> Known | None:
        """The state of the first string of the class, where those of all others come to pass through it.

        That is so where `period` b's take the state of each string to that of the one before it.
        """
        if len(steps) < period or (states[-period - 1].h != states[-1].h).any():
            return None
        now, turn = states[-1], steps[-period:]
        falls = sum(step.move for step in turn)
        counts = (now.slope != 0) & (falls == -now.slope)
        fixed = (states[-period - 1].low == now.low) & (states[-period - 1].high == now.high)
        found = confirm(self.machine, [self.b] * period, now, turn, ~counts & ~fixed)
        if found is None or any(step.next != self.b for step in found[1]):
            return None
        both = [Counter(u, float(now.slope[u]) / period, float(falls[u]) / period) for u in range(len(falls))]
        drifting = (now.slope != 0) & ~np.isnan(falls) & ~counts
        self.drifts |= {u: both[u] for u in drifting.nonzero()[0].tolist()}
        self.counters = tuple(both[u] for u in counts.nonzero()[0].tolist())
        return found[0].part(0, 0)


@torch.inference_mode()
def certify(network: Network, task: Task, up_to: int = FLOAT_LIMIT, most: int = MOST) -> Certificate:
    """Prove that the network generates every N up to a limit exactly, or say where the proof ends.

    What is proved is about torch's float32 with one string at a time, as `Network.step` computes it; the
    kernels may round the last bit otherwise.

    Args:
        network: a single network, without the axis S.
        task: the task that it has learned.
        up_to: the limit.
        most: how many steps of the network may be computed.

    Raises:
        ValueError: for another task than counting, or a network that has not one layer with a cell state.
    """
    if task.name != "counting":
        raise ValueError(
            f"only counting can be certified; {task.title.lower()} has too many strings of each length"
        )
    if len(network.cells) != 1 or network.cells[0].state_symbols != ("h", "c"):
        raise ValueError("only one layer with a cell state can be certified: lstm or peephole")
    if network.seeds is not None or network.V.dtype != torch.float32:
        raise ValueError("what is certified is one network in float32")
    proof = Proof(network, task, most)
    reached, fails_at, reason = proof.run(up_to)
    drifts = tuple(proof.drifts[u] for u in sorted(proof.drifts))
    found = (reached, fails_at, reason, proof.counters, drifts, proof.n0, proof.checked)
    return Certificate(reached == up_to, *found, argument(*found))
