"""Units of one vector grouped by what they respond to."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from scipy.cluster.hierarchy import fcluster, leaves_list, linkage
from scipy.spatial.distance import squareform

from models.analysis.lines import STILL
from models.analysis.trace import Trace

DEAD = -1  # the group of the units that respond to nothing


@dataclass(frozen=True)
class Clusters:
    """The H units of one vector, with those next to each other that are alike.

    Attributes:
        order: the units from first to last; groups stay together, dead units come last.
        group: (H,) each unit's group, counted from 0 along `order`; DEAD where the unit is constant.
        characters: the V characters that were read, in the order of the alphabet.
        profile: (H, V) each unit's mean after reading that character, as standard deviations of the unit
            above its own mean over all steps; 0 for dead units.
    """

    order: list[int]
    group: list[int]
    characters: str
    profile: np.ndarray


def clusters(traces: Sequence[Trace], layer: int, symbol: str, count: int) -> Clusters:
    """Group the units of one vector by what they respond to: at most `count` groups, and the dead units.

    Units are alike as far as they correlate, over their means by character and over all steps:

        distance = 1 - (r_characters + r_steps) / 2

    from 0 for two that do the same to 2 for two that do the opposite. The two groups with the least mean
    distance between their units are merged again and again: average linkage, Sokal & Michener (1958), A
    statistical method for evaluating systematic relationships.

    Raises:
        ValueError: for a count below 1, and where no step of the vector is recorded.
    """
    if count < 1:
        raise ValueError(f"the number of groups must be at least 1, not {count}")
    values = torch.cat([trace.layers[layer][symbol] for trace in traces]).double().numpy()
    read = np.array([character for trace in traces for character in trace.characters])
    recorded = np.isfinite(values).all(1)
    values, read = values[recorded], read[recorded]
    if not len(values):
        raise ValueError(f"no step of {symbol} in layer {layer + 1} is recorded")
    spread = values.std(0)
    dead = spread <= STILL * np.abs(values).max(0)
    standard = np.where(dead, 0.0, values - values.mean(0)) / np.where(dead, 1.0, spread)
    characters = "".join(character for character in traces[0].alphabet if character in read)
    profile = np.stack([standard[read == character].mean(0) for character in characters], 1)

    alive = np.flatnonzero(~dead)
    likeness = (correlations(profile[alive]) + correlations(standard[:, alive].T)) / 2
    order, groups = grouped(1 - likeness, count)
    group = np.full(len(dead), DEAD)
    group[alive] = groups
    return Clusters(
        [*alive[order].tolist(), *np.flatnonzero(dead).tolist()], group.tolist(), characters, profile
    )


def correlations(rows: np.ndarray) -> np.ndarray:
    """(K, K): the correlation of each of K rows with each other; 0 with a row that is constant."""
    rows = rows - rows.mean(1, keepdims=True)
    length = np.sqrt((rows * rows).sum(1, keepdims=True))
    unit = rows / np.where(length > STILL, length, np.inf)
    return unit @ unit.T


def grouped(distance: np.ndarray, count: int) -> tuple[list[int], list[int]]:
    """From the distances (K, K) of K units their order along the tree, and each one's group."""
    if len(distance) < 2:
        return list(range(len(distance))), [0] * len(distance)
    np.fill_diagonal(distance, 0.0)
    tree = linkage(squareform(distance.clip(0), checks=False), "average", optimal_ordering=True)
    order, found = leaves_list(tree).tolist(), fcluster(tree, count, "maxclust")
    number = {old: new for new, old in enumerate(dict.fromkeys(found[order].tolist()))}
    return order, [number[old] for old in found.tolist()]
