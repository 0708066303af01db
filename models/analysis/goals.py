"""How far each cell is meant to get on each task, and by which of the runs that ship: a literal table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """A length that all twenty seeds are meant to generate exactly, having learned from N up to 10.

    Attributes:
        task, cell: names in TASKS and CELLS.
        run: the file in models/pretrained, without its ending.
        n: the length.
        farther: a longer one that is asked for as well; 0 for none.
        why: why it is no farther, where theory says so.
    """

    task: str
    cell: str
    run: str
    n: int
    farther: int = 0
    why: str = ""

    @property
    def lengths(self) -> tuple[int, ...]:
        """All that is asked for, the goal first."""
        return tuple(n for n in (self.n, self.farther) if n)


@dataclass(frozen=True)
class Reached:
    """What was measured of a goal.

    Attributes:
        goal: which.
        seeds: how many networks there are.
        exact: at each of its lengths how many of them are exact, there and at every n that was tried below.
        proved: of how many it is proved for every N up to the float limit; None where no proof is tried.
    """

    goal: Goal
    seeds: int
    exact: tuple[int, ...]
    proved: int | None = None


MILLION = 1_000_000
GOALS = (
    Goal("counting", "feedforward", "counting-plain", 1, why="It sees one character: none tells the last b."),
    Goal("counting", "rnn", "counting-relu", 1000, MILLION, "With tanh it cannot count (Merrill 2019)."),
    Goal("counting", "lstm", "counting-sharpened", MILLION),
    Goal(
        "counting", "gru", "counting-gru", 100, 1000,
        "A saturated one cannot count (Weiss, Goldberg & Yahav 2018); this one leaks little.",
    ),
    Goal("counting", "peephole", "counting-sharpened", 10_000, MILLION),
    Goal("selective_counting", "lstm", "selective_counting-sharpened", 1000),
    Goal("state_memory", "lstm", "state_memory-sharpened", 10_000),
)  # fmt: skip


def goals_of(task: str) -> list[Goal]:
    """Those of a task, in the order of the table."""
    return [goal for goal in GOALS if goal.task == task]
