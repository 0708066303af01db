"""How well all neurons follow all features: straight lines, and what holds still."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from models.analysis.feature import Feature
from models.analysis.lines import fit_lines, r_squared
from models.analysis.trace import Trace

Place = tuple[int, str]  # a layer, from 0, and the symbol of a vector in it

STATES = ("c", "h")  # what can hold still
LEAST_MOVE = 0.01  # of a neuron's range; what moves less where it should does not hold elsewhere, it is idle


@dataclass(frozen=True)
class Scores:
    """How well K neurons follow one feature in each of its P phases.

    Attributes:
        neurons: the vector and the unit of each.
        phases: the names of the phases.
        real: (K, P) from 0 to 1; NaN where a phase is too short or does not vary.
        chance: (K, P) the same where the feature's values are shuffled.
        sign: (K,) -1 where the fitted line falls.
    """

    neurons: list[tuple[Place, int]]
    phases: list[str]
    real: np.ndarray
    chance: np.ndarray
    sign: np.ndarray


class Steps:
    """The N recorded steps of several texts, and what F features say of each.

    Attributes:
        blocks: for each vector of each layer its values (N, H).
        phases: (F, N) the phase, "" where the feature is not defined.
        values: (F, N) the value.
        going: (F, N) whether the feature is defined here and at the step before, in the same text.
    """

    def __init__(self, traces: Sequence[Trace], features: Sequence[Feature]) -> None:
        whole = {
            (layer, symbol): torch.cat([trace.layers[layer][symbol] for trace in traces]).numpy()
            for layer, symbols in enumerate(traces[0].layers)
            for symbol in symbols
        }
        recorded = np.any([complete(values) for values in whole.values()], axis=0)
        begins = np.zeros_like(recorded)
        begins[np.cumsum([0, *(len(trace.characters) for trace in traces[:-1])])] = True
        self.blocks: dict[Place, np.ndarray] = {place: v[recorded] for place, v in whole.items()}
        self.phases, self.values, self.going = [], [], []
        for feature in features:
            steps = [step or ("", 0.0) for trace in traces for step in feature.read(trace.characters)]
            phases, values = (np.array(column) for column in zip(*steps, strict=True))
            defined = recorded & (phases != "")
            self.phases.append(phases[recorded])
            self.values.append(values[recorded])
            self.going.append((defined & np.roll(defined, 1) & ~begins)[recorded])

    def neurons(self, places: Sequence[Place]) -> list[tuple[Place, int]]:
        """Every unit of these vectors."""
        return [(place, unit) for place in places for unit in range(self.blocks[place].shape[1])]


def complete(values: np.ndarray) -> np.ndarray:
    """(N,): at which steps of (N, H) every unit is known."""
    return np.isfinite(values).all(1)


def changes(values: np.ndarray) -> np.ndarray:
    """(N, H): the change since the step before; 0 at the first."""
    return np.diff(values.astype(float), axis=0, prepend=values[:1])


def follow(learn: Steps, test: Steps, chosen: Sequence[int]) -> dict[int, Scores]:
    """R squared of straight lines to the features of these numbers, fitted on `learn`, scored on `test`."""
    columns = [(k, phase) for k in chosen for phase in dict.fromkeys(learn.phases[k].tolist()) if phase]
    if not columns:
        return {}
    inside, values = target(learn, columns, seed=0)
    inside_held, values_held = target(test, columns, seed=1)
    squared, slopes = [], []
    for place, block in test.blocks.items():
        a, b = complete(learn.blocks[place]), complete(block)
        lines = fit_lines(learn.blocks[place][a].astype(float), inside[a], values[a])
        squared.append(r_squared(lines, block[b].astype(float), inside_held[b], values_held[b]))
        slopes.append(lines.slope)
    real, chance = np.split(np.concatenate(squared), 2, axis=1)
    sign = np.sign(np.concatenate(slopes))
    neurons, result = test.neurons(list(test.blocks)), {}
    for k in dict.fromkeys(k for k, _ in columns):
        own = [p for p, (feature, _) in enumerate(columns) if feature == k]
        phases = [columns[p][1] for p in own]
        result[k] = Scores(neurons, phases, real[:, own], chance[:, own], sign[:, own[0]])
    return result


def target(steps: Steps, columns: Sequence[tuple[int, str]], seed: int) -> tuple[np.ndarray, np.ndarray]:
    """What is to be followed in P columns, and then in the same again with the values of each shuffled.

    Returns:
        (N, 2 P) which steps belong to each column, and (N, 2 P) the values.
    """
    rng = np.random.default_rng(seed)
    inside = np.stack([steps.phases[k] == phase for k, phase in columns], 1)
    values = np.stack([steps.values[k] for k, _ in columns], 1)
    shuffled = values.copy()
    for p, rows in enumerate(inside.T):
        shuffled[rows, p] = rng.permutation(values[rows, p])
    return np.hstack([inside, inside]), np.hstack([values, shuffled])


def hold(test: Steps, k: int) -> Scores:
    """By what share each state moves less per step where it should hold than where it should move."""
    places = [place for place in test.blocks if place[1] in STATES]
    values = np.hstack([test.blocks[place] for place in places])
    steps = np.abs(changes(values))
    rows = test.going[k] & complete(steps)
    steps, names, moves = steps[rows], test.phases[k][rows], test.values[k][rows] == 1
    phases = list(dict.fromkeys(names[~moves].tolist())) if moves.any() else []
    least = LEAST_MOVE * np.ptp(values, axis=0)

    def saved(order: np.ndarray) -> np.ndarray:
        result = np.zeros((steps.shape[1], len(phases)))
        for p, phase in enumerate(phases):
            moved, held = steps[moves[order]].mean(0), steps[names[order] == phase].mean(0)
            idle = moved <= least
            result[:, p] = np.clip(1 - held / np.where(idle, 1, moved), 0, 1) * ~idle
        return result

    as_read = np.arange(len(names))
    shuffled = np.random.default_rng(0).permutation(as_read)
    sign = np.ones(steps.shape[1])
    return Scores(test.neurons(places), phases, saved(as_read), saved(shuffled), sign)
