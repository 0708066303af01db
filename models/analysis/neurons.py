"""Neurons ranked by how well they follow a feature, on texts that were not used to fit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.analysis.feature import Feature
from models.analysis.lines import auc
from models.analysis.scores import Scores, Steps, changes, complete, follow, hold
from models.analysis.trace import Trace

WRITTEN_FROM = 0.8  # the score from which a feature is written on a neuron, where chance gives at most half


@dataclass(frozen=True)
class Finding:
    """How well one neuron follows one feature.

    Attributes:
        feature: what is followed.
        layer, unit: the neuron, from 0.
        vector: which of its values follows, by symbol.
        score: the worst of `phases`, from 0 to 1.
        control: the best score of all neurons where the feature's values are shuffled: what chance gives.
        phases: for each phase R squared of the straight line from neuron to feature, not below 0; for a
            feature of kind "change" by what share the neuron moves less there than where it should move.
        steps: for each phase mean and standard deviation of the neuron's change per step.
        auc: the chance that the neuron tells a yes from a no; None for features of other kinds.
    """

    feature: Feature
    layer: int
    unit: int
    vector: str
    score: float
    control: float
    phases: dict[str, float]
    steps: dict[str, tuple[float, float]]
    auc: float | None


def rank(
    fit: Sequence[Trace], held: Sequence[Trace], features: Sequence[Feature], top: int = 50
) -> list[Finding]:
    """How well every unit of every vector follows each feature: fitted on `fit`, scored on `held`.

    Steps at which a vector is NaN are left out of what concerns it, and a feature that does not vary in
    both parts is left out altogether.

    Args:
        fit, held: as `reference` gives them.
        features: what to look for.
        top: how many findings to give for each feature; more where more are good enough to be written on
            a neuron.

    Returns:
        The features in their order, for each the best first.
    """
    learn, test = Steps(fit, features), Steps(held, features)
    scores = follow(learn, test, [k for k, feature in enumerate(features) if feature.kind != "change"])
    scores |= {k: hold(test, k) for k, feature in enumerate(features) if feature.kind == "change"}
    return [
        finding
        for k, feature in enumerate(features)
        if k in scores
        for finding in findings(feature, scores[k], test, k, top)
    ]


def findings(feature: Feature, scores: Scores, test: Steps, k: int, top: int) -> list[Finding]:
    """The best findings of feature number k, the best first."""
    score = worst(scores.real).round(9)  # beyond it lies rounding, which would order equals at random
    count = max(top, int((score >= WRITTEN_FROM).sum()))
    best = [n for n in np.argsort(-score, kind="stable")[:count].tolist() if score[n] >= 0]
    if not best:
        return []
    control, result = float(np.nanmax(worst(scores.chance))), {}
    for place in dict.fromkeys(scores.neurons[n][0] for n in best):
        mine = [n for n in best if scores.neurons[n][0] == place]
        values = test.blocks[place][:, [scores.neurons[n][1] for n in mine]].astype(float)
        steps = steps_of(values, test, k)
        areas = (
            areas_of(values * scores.sign[mine], test, k) if feature.kind == "yes-no" else [None] * len(mine)
        )
        for n, own, area in zip(mine, steps, areas, strict=True):
            phases = {p: r for p, r in zip(scores.phases, scores.real[n].tolist(), strict=True) if r >= 0}
            unit = scores.neurons[n][1]
            result[n] = Finding(
                feature, place[0], unit, place[1], float(score[n]), control, phases, own, area
            )
    return [result[n] for n in best]


def worst(scores: np.ndarray) -> np.ndarray:
    """(K,): the least of (K, P) that is not NaN; NaN where there is none."""
    return np.fmin.reduce(scores, axis=1, initial=np.nan)


def steps_of(values: np.ndarray, test: Steps, k: int) -> list[dict[str, tuple[float, float]]]:
    """For each neuron of values (N, K): phase -> mean and standard deviation of its change per step."""
    steps = changes(values)
    rows = test.going[k] & complete(steps)
    result: list[dict[str, tuple[float, float]]] = [{} for _ in range(values.shape[1])]
    for phase in dict.fromkeys(test.phases[k][rows].tolist()):
        inside = steps[rows & (test.phases[k] == phase)]
        for own, mean, deviation in zip(result, inside.mean(0).tolist(), inside.std(0).tolist(), strict=True):
            own[phase] = (mean, deviation)
    return result


def areas_of(values: np.ndarray, test: Steps, k: int) -> list[float]:
    """For each neuron of values (N, K), turned so that yes is high: the area under its ROC curve."""
    rows = (test.phases[k] != "") & complete(values)
    yes = test.values[k] == 1
    return auc(values[rows & yes], values[rows & ~yes]).tolist()


def labels(findings: Sequence[Finding]) -> dict[tuple[int, int], str]:
    """What is written on each neuron (layer, unit): what it follows, in which vector, and the score.

    Where a neuron follows several features, the first in the order of the findings is written, since a
    task's own come first; of this feature it is the vector that follows best.
    """
    written: dict[tuple[int, int], str] = {}
    for found in findings:
        if found.score >= max(WRITTEN_FROM, 2 * found.control):
            text = f"{found.feature.label} ({found.vector} {found.score:.2f})"
            written.setdefault((found.layer, found.unit), text)
    return written
