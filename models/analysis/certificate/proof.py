"""The induction over N; see `models.analysis.certificate`."""

from dataclasses import replace
from math import log2

import numpy as np
import torch

from models.analysis.certificate.known import Known, Step, UnsureError, start
from models.analysis.certificate.leap import RESTLESS, confirm, leap
from models.analysis.certificate.machine import Machine
from models.analysis.certificate.result import Certificate, Counter, argument
from models.network import Network
from models.tasks import END, Task

FLOAT_LIMIT = 2**24  # beyond it float32 has no odd numbers: c + 1 is c
MOST = 20_000  # steps of a network
COVERED = ("lstm", "peephole")
PATIENCE, ALONE = 100, 2_000  # b's that are read one by one: in one stretch, and of a whole answer
EDGE = 64  # strings at the end of a class that are looked at on their own: c may yet grow after X
LEAPS, FEW = 32, 24  # in one answer; b's that are sooner read than leapt over
TRIES = 2  # how often the answer to a class is put down to that of its first string


class WrongError(Exception):
    """The network certainly answers this N wrongly."""


class Proof:
    """See `certify`."""

    def __init__(self, network: Network, task: Task, most: int) -> None:
        self.machine = Machine(network, most)
        self.a, self.cue, self.b, self.end = (task.alphabet.index(c) for c in ("a", "X", "b", END))
        self.needed = np.ones(network.hidden, bool)  # the units whose c has to be followed
        self.counters: tuple[Counter, ...] = ()
        self.drifts: dict[int, Counter] = {}
        self.n0: int | None = None
        self.checked = 0
        self.answered: dict[int, list[Known]] = {}  # by b's to come

    def run(self, up_to: int) -> tuple[int, int | None, str]:
        """Up to which N it is proved, the next N if it is wrong, and why it ends."""
        n, state, steps = 0, start(self.machine.network), []
        leap_from, known = 0, (0, state)
        while n < up_to:
            try:
                steps.append(self.machine.read(state, self.a))
            except UnsureError as reason:
                return n, None, str(reason)
            state = steps[-1].after
            n += 1
            ended = self.check(state, n, 1)
            if state.single:
                known = n, state
            elif ended and n - known[0] < ALONE <= self.machine.left:  # too little is known after the leap
                steps = self.read_on(known[1], n - known[0])
                state = steps[-1].after
                ended = self.check(state, n, 1)
            if ended:
                return ended
            if n < leap_from or not due(len(steps)):
                continue
            if jump := leap(self.machine, self.a, steps, up_to - n, self.needed):
                period = len(jump.turn)
                ends = [self.check(step.after, n + 1 + r, period) for r, step in enumerate(jump.turn)]
                ended = min((end for end in ends if end), key=lambda end: end[0], default=None)
                if ended and (ended[1] or not self.machine.left):
                    return ended
                proved = (ended[0] - n) // period if ended else jump.times
                if period * proved > n or not ended:
                    n, state, steps = n + period * proved, jump.after(proved), []
                else:  # too little is known after the leap
                    leap_from = 2 * n if self.needed.all() else n
                    self.needed[:] = True
        return up_to, None, "this is as far as was asked"

    def read_on(self, state: Known, more: int) -> list[Step]:
        """So many further a's."""
        steps: list[Step] = []
        for _ in range(more):
            steps.append(self.machine.read(steps[-1].after if steps else state, self.a))
        return steps

    def check(self, state: Known, first: int, period: int) -> tuple[int, int | None, str] | None:
        """Prove a class, which begins with `first`; the state is that before X.

        Returns None, or where it ends: as `run`. A class that is too large for the argument is cut up.
        """
        try:
            self.answer(state, first, period)
        except WrongError as wrong:
            return first - 1, first, str(wrong)
        except UnsureError as unsure:
            if not state.more or not self.machine.left:
                return first - 1, None, str(unsure)
            return self.cut(state, first, period)
        return None

    def cut(self, state: Known, first: int, period: int) -> tuple[int, int | None, str] | None:
        """As `check`, in parts that grow as long as they can be proved."""
        done, size = 0, state.more - EDGE if state.more > 2 * EDGE else 2
        while done <= state.more:
            part = state.part(done, min(done + size, state.more + 1) - 1)
            try:
                self.answer(part, first + done * period, period)
            except WrongError as wrong:
                return first + done * period - 1, first + done * period, str(wrong)
            except UnsureError as unsure:
                if not part.more or not self.machine.left:
                    return first + done * period - 1, None, str(unsure)
                size = max(1, part.more // 16) if done else 2 if part.more > 1 else 1
            else:
                done, size = done + size, size * 4
        return None

    def answer(self, state: Known, first: int, period: int) -> None:
        """Raise WrongError or UnsureError unless the whole class is answered exactly."""
        after = self.written(state, self.cue, first).after
        if state.more:
            self.shrink(after, first, period)
            self.n0 = min(first, self.n0 or first)
        else:
            self.finish(after, first)
            self.checked += 1

    def shrink(self, state: Known, left: int, period: int) -> None:
        """Answer a whole class, by the answer to its first string; so many b's are left for that one.

        Where `period` b's take the state of each string to that of the one before it, all of them come to
        pass through the state of the first.
        """
        steps: list[Step] = []
        tries = 0
        while left > 1 and tries < TRIES and len(steps) < PATIENCE and state.slope.any():
            left -= 1
            steps.append(self.written(state, self.b, left))
            state = steps[-1].after
            if len(steps) < period or not due(len(steps)):
                continue
            slope, falls = state.slope, sum(step.move for step in steps[-period:])
            counts = (slope != 0) & (falls == -slope)
            begin = replace(state, slope=np.where(counts, slope, 0.0))
            found = confirm(self.machine, [self.b] * period, begin, falls) if counts.any() else None
            if found is None or any(step.next != self.b for step in found[1]):
                continue
            try:
                self.finish(found[0].part(0, 0), left)
            except UnsureError:
                tries += 1
                continue
            both = [Counter(u, float(slope[u]) / period, float(falls[u]) / period) for u in range(len(falls))]
            drifting = (slope != 0) & ~np.isnan(falls) & ~counts
            self.drifts |= {u: both[u] for u in drifting.nonzero()[0].tolist()}
            self.needed = counts
            self.counters = tuple(both[u] for u in counts.nonzero()[0].tolist())
            return
        raise UnsureError("the answer has no steady stretch in which c falls as it had grown")

    def finish(self, state: Known, left: int) -> None:
        """Answer the strings that are in this state with so many b's to come."""
        try:
            self.write(state, left, leaping=True)
        except UnsureError:
            if left > PATIENCE:
                raise
            self.write(state, left, leaping=False)

    def write(self, state: Known, left: int, leaping: bool) -> None:
        """Read b's until none is left."""
        passed: list[tuple[int, Known]] = []
        steps: list[Step] = []
        while left:
            left -= 1
            steps.append(self.written(state, self.b, left))
            state = steps[-1].after
            if (len(steps) > PATIENCE or len(passed) > LEAPS) and len(steps) + left > ALONE:
                raise UnsureError("the answer comes to no steady stretch")
            if not leaping or left < FEW or not due(len(steps)):
                continue
            falling = state.c[0] * steps[-1].move <= 0
            jump = leap(self.machine, self.b, steps, left - 1, falling)
            if jump and all(step.next == self.b for step in jump.turn):
                left -= jump.times * len(jump.turn)
                state, steps = jump.after(jump.times), []
                if any(state.within(known) for known in self.answered.get(left, ())):
                    break
                passed.append((left, state))
        for left, state in passed:
            self.answered.setdefault(left, []).append(state)

    def written(self, state: Known, character: int, left: int) -> Step:
        """Read a character after which so many b's are left; WrongError unless b, or the end, is the
        likeliest.

        Raises:
            WrongError: where that is certainly not so.
            UnsureError: where it may not be so.
        """
        step = self.machine.read(state, character)
        if step.next is None:
            widest = (step.after.h[1] - step.after.h[0]).argmax()
            raise UnsureError(
                f"the next character may depend on unit {widest}, of which too little is certain"
            )
        if step.next != (self.b if left else self.end):
            raise WrongError(
                f"with {left} b's to come, it writes " + ("something else" if left else "no end")
            )
        return step


def due(steps: int) -> bool:
    """Whether one should look for a leap after so many steps: ever more seldom."""
    return steps <= RESTLESS or int(4 * log2(steps)) > int(4 * log2(steps - 1))


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
        ValueError: for another task than counting, or another network than one layer of COVERED.
    """
    if task.name != "counting":
        raise ValueError(
            "only the task counting, a^N X b^N, is covered, where each N has one string; "
            f"{task.title.lower()} is not"
        )
    if network.cell not in COVERED or len(network.cells) != 1:
        raise ValueError(f"only one layer can be certified, of {' or '.join(COVERED)}")
    if network.seeds is not None or network.V.dtype != torch.float32:
        raise ValueError("what is certified is one network in float32")
    proof = Proof(network, task, most)
    reached, fails_at, reason = proof.run(up_to)
    drifts = tuple(proof.drifts[u] for u in sorted(proof.drifts))
    found = (reached, fails_at, reason, proof.counters, drifts, proof.n0, proof.checked)
    return Certificate(reached == up_to, *found, argument(*found))
