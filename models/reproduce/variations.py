"""What the article says of all four tasks: working memory is sharper, and other cells are variations."""

from statistics import fmean

from models.analysis.distributions import distributions
from models.reproduce.study import LSTM, Measured, Net, Study, measured

HIDDEN, CELL, CORRELATION = "h in between", "tanh c in between", "correlation of the two"


def sharpened(*studies: Study) -> Measured:
    """Which share of the values of h is neither near 0 nor near 1 in magnitude, and of tanh(c).

    Means over tasks and layers. What is sharper leaves less in between.
    """
    return measured(map(spread, zip(*(study.nets() for study in studies), strict=True)))


def spread(nets: tuple[Net, ...]) -> dict[str, float]:
    """Of one seed, over all tasks and layers."""
    found = [
        distributions([*net.strings[0], *net.strings[1]], layer)
        for net in nets
        for layer in range(net.specimen.layers)
    ]
    return {
        HIDDEN: fmean(each.vectors["h"].between for each in found),
        CELL: fmean(each.vectors["tanh c"].between for each in found),
        CORRELATION: fmean(each.correlation for each in found),
    }


def reached(cell: str, *studies: Study) -> Measured:
    """N_max of a cell and of the LSTM on each task, on the same seeds and data."""
    numbers = {
        name: [float(net.n_max) for net in study.nets(which)]
        for study in studies
        for name, which in zip(names(study.task.name, cell), (cell, LSTM), strict=True)
    }
    return Measured(numbers)


def names(task: str, cell: str) -> tuple[str, str]:
    """What the N_max of a cell and of the LSTM are called."""
    title = task.replace("_", " ")
    return f"{title}, {cell}", f"{title}, {LSTM}"
