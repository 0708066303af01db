"""When a claim holds: rules that decide from measured numbers, and say how they do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol

from models.analysis.statistics import holm, median_interval, signed_rank_test, wilson

HOLDS, PARTLY, FAILS = "holds", "holds in part", "does not hold here"
MOST, SOME = 0.75, 0.25  # shares of the seeds
SIGNIFICANT = 0.05

Numbers = Mapping[str, Sequence[float]]  # a name -> one number for each seed, in the order of the seeds


@dataclass(frozen=True)
class Outcome:
    """What a rule decides: a verdict, and the sentence that gives the reason."""

    verdict: str
    why: str


class Rule(Protocol):
    """What every rule has: how it decides, in words, and the decision."""

    @property
    def stated(self) -> str: ...

    def judge(self, numbers: Numbers) -> Outcome: ...


@dataclass(frozen=True)
class OfSeeds:
    """A claim about one network, which so many of the seeds have to bear out.

    Attributes:
        words: when a seed does.
        so: the same, of the numbers of one seed.
    """

    words: str
    so: Callable[[Mapping[str, float]], bool]

    @property
    def stated(self) -> str:
        return (
            f"A seed bears it out where {self.words}. It holds if at least three quarters of the seeds do, "
            "in part if at least one quarter do."
        )

    def judge(self, numbers: Numbers) -> Outcome:
        seeds = [dict(zip(numbers, values, strict=True)) for values in zip(*numbers.values(), strict=True)]
        so = sum(map(self.so, seeds))
        low, high = wilson(so, len(seeds))
        why = f"{so} of {len(seeds)} seeds bear it out (95 % interval {low:.0%} to {high:.0%})."
        return Outcome(graded(so / len(seeds), MOST, SOME), why)


@dataclass(frozen=True)
class MedianIs:
    """A claim about a number that one network had: is that a usual one here?

    Attributes:
        name: of the number.
        value: what the article's network had.
    """

    name: str
    value: float

    @property
    def stated(self) -> str:
        return (
            f"It holds if {self.value:g} lies in the 95 % interval of the median of “{self.name}”, "
            "in part if it lies between the least and the largest seed."
        )

    def judge(self, numbers: Numbers) -> Outcome:
        values = numbers[self.name]
        low, high = median_interval(values)
        least, largest = min(values), max(values)
        why = (
            f"The median is {median(values):g} (95 % interval {low:g} to {high:g}), "
            f"the seeds have {least:g} to {largest:g}."
        )
        if low <= self.value <= high:
            return Outcome(HOLDS, why)
        return Outcome(PARTLY if least <= self.value <= largest else FAILS, why)


@dataclass(frozen=True)
class KeepsUp:
    """A claim about another cell: it gets as far as the usual one, task by task, on the same seeds.

    Attributes:
        cell, usual: what the two are called.
        pairs: for each task what the numbers of the cell and of the usual one are called.
    """

    cell: str
    usual: str
    pairs: Mapping[str, tuple[str, str]]

    @property
    def stated(self) -> str:
        return (
            f"The {self.cell} is behind on a task where the exact signed-rank test over seeds, after Holm's "
            f"correction, has p below {SIGNIFICANT:g} and the {self.usual} is ahead on more seeds. It holds "
            "if it is behind on none of the tasks, in part if on some of them."
        )

    def judge(self, numbers: Numbers) -> Outcome:
        columns = {task: (numbers[ours], numbers[theirs]) for task, (ours, theirs) in self.pairs.items()}
        adjusted = holm([signed_rank_test(*both) for both in columns.values()])
        p = dict(zip(columns, adjusted, strict=True))
        behind = [task for task, both in columns.items() if p[task] < SIGNIFICANT and trails(*both)]
        where = f" ({', '.join(behind)})" if behind else ""
        tests = ", ".join(f"{task} {value:.2g}" for task, value in p.items())
        why = f"It is behind on {len(behind)} of {len(p)} tasks{where}; p: {tests}."
        return Outcome(graded(1 - len(behind) / len(p), 1.0, 1 / len(p)), why)


def trails(ours: Sequence[float], theirs: Sequence[float]) -> bool:
    """Whether the other one is ahead on more seeds than this one."""
    return sum(x < y for x, y in zip(ours, theirs, strict=True)) > sum(
        x > y for x, y in zip(ours, theirs, strict=True)
    )


def graded(share: float, most: float, some: float) -> str:
    """The verdict on a share: from `most` on it holds, from `some` on in part."""
    return HOLDS if share >= most else PARTLY if share >= some else FAILS
