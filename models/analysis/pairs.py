"""Two cells on the same seeds: on how many the one gets farther, and how likely that is by chance."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.analysis.statistics import holm, sign_test, signed_rank_test
from models.analysis.summaries import Reach


@dataclass(frozen=True)
class Pair:
    """One cell against another, trained by one recipe from the same seeds on the same data.

    Attributes:
        one, other: what they have reached.
        farther, nearer, equal: on how many seeds the one gets farther than the other, less far, as far.
        sign_p, signed_rank_p: the exact two-sided p of both tests, after Holm's correction.
    """

    one: Reach
    other: Reach
    farther: int
    nearer: int
    equal: int
    sign_p: float
    signed_rank_p: float


def compare_reaches(pairs: Sequence[tuple[Reach, Reach]]) -> list[Pair]:
    """Each pair with its tests, corrected for their number. Raises ValueError where seeds differ."""
    for one, other in pairs:
        if not same_seeds(one, other):
            raise ValueError(f"{one.cell} and {other.cell} have no common seeds to be compared on")
    values = [(one.n_max, other.n_max) for one, other in pairs]
    sign, ranks = (holm([test(*both) for both in values]) for test in (sign_test, signed_rank_test))
    found = []
    for k, ((one, other), (a, b)) in enumerate(zip(pairs, values, strict=True)):
        signs = [(x > y) - (x < y) for x, y in zip(a, b, strict=True)]
        counts = (signs.count(1), signs.count(-1), signs.count(0))
        found.append(Pair(one, other, *counts, sign[k], ranks[k]))
    return found


def same_seeds(one: Reach, other: Reach) -> bool:
    """Whether both have been trained from the same seeds and tried as far."""
    return (one.first_seed, one.seeds, one.cap) == (other.first_seed, other.seeds, other.cap)
