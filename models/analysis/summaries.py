"""How far networks get, in plain words: sentences made from the numbers and from nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import mean, median

from models.analysis.statistics import mean_interval, median_interval, wilson

NEAR = 1.5  # times the longest that it was trained on: whoever gets no farther has not generalized


@dataclass(frozen=True)
class Reach:
    """N_max of every seed of one cell, trained by one recipe.

    Attributes:
        cell, recipe: their names.
        n_max: (S,), for each seed the largest N such that every n up to it is exact.
        cap: the longest N that was tried.
        first_seed: the number of the first seed.
        value: of the one setting that a sweep varies, else None.
    """

    cell: str
    recipe: str
    n_max: tuple[int, ...]
    cap: int
    first_seed: int = 0
    value: float | None = None

    @property
    def seeds(self) -> int:
        return len(self.n_max)

    @property
    def at_cap(self) -> int:
        """How many seeds are exact as far as was tried."""
        return sum(value >= self.cap for value in self.n_max)

    @property
    def median(self) -> float:
        return median(self.n_max)

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the median."""
        return interval(self.n_max)

    @property
    def average(self) -> float:
        """Of N_max; seeds that are exact as far as was tried count as the limit."""
        return mean(min(value, self.cap) for value in self.n_max)

    @property
    def average_interval(self) -> tuple[float, float]:
        """The 95 % interval of the average."""
        return interval(tuple(min(value, self.cap) for value in self.n_max), mean_interval)

    @property
    def share_interval(self) -> tuple[float, float]:
        """The 95 % interval of the share of seeds that are exact as far as was tried."""
        return wilson(self.at_cap, self.seeds)


@lru_cache(maxsize=1000)
def interval(
    n_max: tuple[int, ...], of: Callable[[tuple[int, ...]], tuple[float, float]] = median_interval
) -> tuple[float, float]:
    """The interval of a median or an average, which takes milliseconds, remembered."""
    return of(n_max)


Words = Callable[[str], str]  # a name -> what it is called in a sentence


def summarize(
    reaches: Sequence[Reach], cell: Words, recipe: Words, verb: tuple[str, str], longest: int
) -> list[str]:
    """One sentence for each cell and recipe, those that get farthest first.

    Args:
        reaches: in the order in which they are shown.
        cell, recipe: how one of these is called: "peephole LSTM", "plain".
        verb: what one does and what several do: ("counts", "count").
        longest: the longest N of the training set.
    """
    ordered = sorted(reaches, key=lambda reach: (-reach.at_cap / reach.seeds, -reach.median))
    near = [reach for reach in ordered if max(reach.n_max) <= NEAR * longest and not reach.at_cap]
    far = [reach for reach in ordered if reach not in near]
    sentences = [went_far(reach, cell(reach.cell), recipe(reach.recipe), verb) for reach in far]
    recipes = {reach.recipe for reach in reaches}
    for name in dict.fromkeys(reach.cell for reach in near):
        own = [reach for reach in near if reach.cell == name]
        every = {reach.recipe for reach in own} == recipes
        which = "" if every else f"{' or '.join(recipe(reach.recipe) for reach in own)} "
        sentences.append(stayed(f"{which}{cell(name)}", max(max(reach.n_max) for reach in own)))
    return sentences


def went_far(reach: Reach, cell: str, recipe: str, verb: tuple[str, str]) -> str:
    """Of seeds that get beyond what they were trained on."""
    seeds, reached = reach.seeds, reach.at_cap
    end = f"to {reach.cap:,}, the longest that was tried"
    if reached == seeds:
        many = f"All {seeds} {cell}s ({recipe}) {verb[1]}"
        return f"{many if seeds > 1 else f'The one {cell} ({recipe}) {verb[0]}'} {end}."
    if reached:
        low, high = (round(100 * bound) for bound in reach.share_interval)
        return (
            f"{reached} of {seeds} {cell}s ({recipe}) {verb[reached > 1]} {end}: {reached / seeds:.0%} "
            f"(95 % interval {low} to {high} %)."
        )
    low, high = reach.interval
    return f"The median {recipe} {cell} stops at {reach.median:,g} (95 % interval {low:,g} to {high:,g})."


def stayed(cells: str, most: int) -> str:
    """Of seeds none of which generalizes."""
    return f"No {cells} passes {most:,}." if most else f"No {cells} gets even N = 1 right."


def summarize_sweep(reaches: Sequence[Reach], cell: Words, recipe: Words, setting: str) -> list[str]:
    """For each cell and recipe how the median goes from the least to the largest value of the setting."""
    sentences = []
    for name, how in dict.fromkeys((reach.cell, reach.recipe) for reach in reaches):
        own = sorted(
            (reach for reach in reaches if (reach.cell, reach.recipe) == (name, how)), key=lambda r: r.value
        )
        steps = [f"{bounded(reach)} at {setting} = {reach.value:g}" for reach in own]
        way = " to ".join([", ".join(steps[:-1]), steps[-1]] if len(steps) > 2 else steps)
        said = f"goes from {way}" if len(own) > 1 else f"is {way}"
        if len(own) > len(set(map(bounded, own))) == 1:
            said = f"is {bounded(own[0])} from {setting} = {own[0].value:g} to {own[-1].value:g}"
        sentences.append(f"The median of the {recipe(how)} {cell(name)} {said}.")
    return sentences


def bounded(reach: Reach) -> str:
    """A median; one at the limit of what was tried is a bound."""
    return f"{'≥ ' if reach.median >= reach.cap else ''}{min(reach.median, reach.cap):,g}"
