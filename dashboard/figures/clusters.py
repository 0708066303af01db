"""Neurons in groups that respond alike: one row for each, one column for each character."""

from collections.abc import Sequence

import numpy as np

from dashboard.figures.characters import visible
from dashboard.figures.common import listed, plain
from dashboard.figures.drawing import Drawing
from dashboard.figures.letter_rows import LetterRow
from dashboard.figures.letters import rows_figure
from dashboard.figures.tables import Table
from models.names import NAMES

DEVIATIONS = "s.d. from the neuron's mean"
NAMED = 4  # groups in the title


def clusters_figure(
    order: Sequence[int],
    group: Sequence[int],
    characters: str,
    profile: np.ndarray,
    labels: Sequence[str] = (),
    symbol: str = "",
    revision: str = "constant",
) -> Drawing:
    """The response profile of every unit after every character, group by group.

    Args:
        order: the H units in the order of the rows, from 0; groups stay together.
        group: (H,) each unit's group, from 0; below 0: it responds to nothing.
        characters: V of them.
        profile: (H, V) each unit's mean after each character, in standard deviations from its own mean.
        labels: (H,) what is written on the neurons, "" for nothing; () for none at all.
        symbol: the vector.
        revision: what is shown; with another one the reader's zoom is dropped.
    """
    profile = np.asarray(profile, np.float32)
    found = responses(group, characters, profile)
    rows = [
        LetterRow(
            f"neuron {k + 1}" + (f": {labels[k]}" if labels and labels[k] else ""),
            characters,
            profile[k],
            DEVIATIONS,
            group=heading(group[k], found[group[k]]),
        )
        for k in order
    ]
    fig, _ = rows_figure(
        clusters_title(group, found, symbol), rows, None, revision, "standard", columns=characters
    )
    return fig


def responses(group: Sequence[int], characters: str, profile: np.ndarray) -> dict[int, str]:
    """For each group what its mean does most: 'rise after X', 'respond to nothing'."""
    found = {}
    for number in sorted(set(group)):
        mean = profile[[own == number for own in group]].mean(0)
        most = int(np.abs(mean).argmax())
        way = "rise" if mean[most] > 0 else "fall"
        found[number] = "respond to nothing" if number < 0 else f"{way} after {visible(characters[most])}"
    return found


def heading(number: int, response: str) -> str:
    """A group's heading."""
    return response.capitalize() if number < 0 else f"Group {number + 1}: {response}"


def clusters_title(group: Sequence[int], found: dict[int, str], symbol: str) -> str:
    """'Hidden state: 6 neurons rise after X, 3 fall after b and 1 responds to nothing', the largest first."""
    sizes = [(list(group).count(number), number) for number in found]
    sizes.sort(key=lambda pair: (pair[1] < 0, -pair[0]))
    parts = []
    for size, number in sizes[:NAMED]:
        verb, _, rest = found[number].partition(" ")
        neurons = (" neuron" if size == 1 else " neurons") if not parts else ""
        parts.append(f"{size}{neurons} {verb}{'s' if size == 1 else ''} {rest}")
    if len(sizes) > NAMED:
        parts.append(f"{len(sizes) - NAMED} smaller groups")
    name = NAMES[symbol].standard.capitalize() if symbol in NAMES else symbol
    return f"{name}: {listed(parts)}" if name else listed(parts)


def clusters_rows(order: Sequence[int], group: Sequence[int], characters: str, profile: np.ndarray) -> Table:
    """One row for each unit in their order; groups and neurons count from 1, group 0 responds to nothing."""
    rows = [
        [k + 1, group[k] + 1, *values]
        for k, values in zip(order, plain(np.asarray(profile)[order]), strict=True)
    ]
    return {"columns": ["neuron", "group", *characters], "rows": rows}
