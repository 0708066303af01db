"""When a sweep would be done by so many workers, if its parts took as long as they did."""

from dataclasses import dataclass
from heapq import heappop, heappush, heapreplace


@dataclass(frozen=True)
class Recorded:
    """How many seconds each part of a run took, in the order in which they are taken, and their join."""

    parts: list[float]
    join: float

    @property
    def total(self) -> float:
        """Seconds of one worker; a run of one part needs no join."""
        return sum(self.parts) + self.join * (len(self.parts) > 1)


def makespan(runs: list[Recorded], workers: int) -> float:
    """The seconds from the first part to the last join.

    Whoever is free takes the next part, run after run; but first the join of a run whose parts are done.
    """
    free = [0.0] * workers
    joins: list[tuple[float, float]] = []  # when each may begin, and how long it takes
    for run in runs:
        ends = []
        for seconds in run.parts:
            while joins and joins[0][0] <= free[0]:
                heapreplace(free, free[0] + heappop(joins)[1])
            ends.append(free[0] + seconds)
            heapreplace(free, ends[-1])
        if len(ends) > 1:
            heappush(joins, (max(ends), run.join))
    while joins:
        ready, seconds = heappop(joins)
        heapreplace(free, max(free[0], ready) + seconds)
    return max(free)


def table(runs: list[Recorded], counts: list[int]) -> list[dict[str, float]]:
    """A row for each number of workers: how long it takes, and how many times as fast as one that is."""
    alone = sum(run.total for run in runs)
    rows = []
    for workers in counts:
        seconds = makespan(runs, workers)
        speedup = alone / seconds
        rows.append(
            {
                "workers": workers,
                "seconds": round(seconds, 2),
                "speedup": round(speedup, 2),
                "efficiency": round(speedup / workers, 3),
            }
        )
    return rows
