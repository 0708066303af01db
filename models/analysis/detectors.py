"""Neurons that detect something in long texts: every unit of every vector, ranked for every detector."""

from typing import Any

import numpy as np

from models.analysis.feature import Feature
from models.analysis.features import BY_KIND, WORDS_FOR, next_feature
from models.analysis.following import Numbers, YesNo
from models.analysis.stretches import Place, vectors
from models.names import NAMES
from models.network import Network
from models.tasks.task import check_text

LONGEST = 50_000  # characters that are read
MEASURES = {"yes-no": "AUC", "number": "R squared"}
SCORERS = {"yes-no": YesNo, "number": Numbers}
NEXT = "next:"
MOST_NEXT = 12  # characters that are looked for as the next one, the most frequent
LEAST_STEPS = 50  # at which a label must be defined, in either part
LEAST_RUNS = 5  # times that a label must go up, and as often down, in either part
PLACES = 4  # decimals


def detectors(text: str, kind: str) -> list[Feature]:
    """Everything that is looked for in a text of this kind: see BY_KIND, and its most frequent characters.

    Raises:
        ValueError: for a kind that is not in models/corpora/corpus.py.
    """
    frequent = sorted(set(text), key=lambda character: (-text.count(character), character))[:MOST_NEXT]
    return [*of_kind(kind), *(next_feature(character) for character in frequent)]


def of_kind(kind: str) -> tuple[Feature, ...]:
    """The detectors of this kind of text, without the next characters."""
    if kind not in BY_KIND:
        raise ValueError(f"unknown kind of text {kind!r}; choose from {', '.join(BY_KIND)}")
    return BY_KIND[kind]


def detector(name: str, kind: str) -> Feature:
    """The detector of this name: one of the kind, or "next:" and a character or its name.

    Raises:
        ValueError: for an unknown kind, and for a name that it does not have.
    """
    by_name = {feature.name: feature for feature in of_kind(kind)}
    if name in by_name:
        return by_name[name]
    spelled = {word: character for character, word in WORDS_FOR.items()}
    character = spelled.get(name.removeprefix(NEXT), name.removeprefix(NEXT))
    if not name.startswith(NEXT) or len(character) != 1:
        raise ValueError(f"there is no detector {name!r}; choose from {', '.join(by_name)}, next:c")
    return next_feature(character)


def detector_labels(text: str, kind: str, names: tuple[str, ...] = ()) -> dict[str, list[float | None]]:
    """What is true of each character of the text; None where a detector is not defined.

    Args:
        text: any text; it need not be one that a network knows.
        kind: python, java, tweets or text.
        names: of the detectors; all that `detectors` gives, if left out.
    """
    chosen = [detector(name, kind) for name in names] or detectors(text, kind)
    return {feature.name: [step and step[1] for step in feature.read(text)] for feature in chosen}


def detect(network: Network, alphabet: str, text: str, kind: str, best: int = 5) -> list[dict[str, Any]]:
    """The neurons that follow each detector best, on the text's second half, which did not fit them.

    What varies too little in either half is left out, and so is the last character, which has no next one.

    Args:
        network: a single network, without the axis S.
        alphabet: the characters that it knows.
        text: of which up to LONGEST characters are read.
        kind: python, java, tweets or text: what is looked for.
        best: how many neurons for each detector, each with the vector that follows best.

    Returns:
        For each detector the best neurons, the best first, as JSON; layer and unit count from 0:
        {"detector", "title": its names, "layer", "unit", "vector": which neuron, and which of its values,
        "score", "measure": AUC, or R squared of a straight line, "control": the best score of all neurons on
        any moved copy of the label, as models/analysis/following.py explains, "share": how often the label
        is on; of a number its mean}.

    Raises:
        ValueError: for an unknown kind, an empty text or a character outside the alphabet.
    """
    text = text[:LONGEST]
    check_text(text, alphabet)
    cut = text.rfind("\n", 0, len(text) // 2) + 1 or len(text) // 2
    chosen = [
        (feature, values)
        for feature in detectors(text, kind)
        if enough(values := as_numbers(feature, text), cut)
    ]
    by_measure = {
        measure: [(feature, values) for feature, values in chosen if feature.kind == measure]
        for measure in MEASURES
    }
    scorers = {
        measure: SCORERS[measure]([values for _, values in own], cut)
        for measure, own in by_measure.items()
        if own
    }
    neurons: list[tuple[Place, int]] = []
    scores: dict[str, list[np.ndarray]] = {measure: [] for measure in scorers}
    for place, units in vectors(network, alphabet, text) if scorers else ():
        known = np.where(np.isfinite(units).all(0), units, np.float32(0))[:-1]
        neurons += [(place, unit) for unit in range(units.shape[1])]
        for measure, scorer in scorers.items():
            scores[measure].append(scorer.scores(known))
    found = {
        feature.name: rows(feature, values, np.concatenate(scores[measure])[:, d], neurons, best)
        for measure in scorers
        for d, (feature, values) in enumerate(by_measure[measure])
    }
    return [row for feature, _ in chosen for row in found[feature.name]]


def as_numbers(feature: Feature, text: str) -> np.ndarray:
    """(T - 1,): the feature's value after each character but the last, NaN where it is not defined."""
    return np.array([np.nan if step is None else step[1] for step in feature.read(text)[:-1]], dtype=float)


def enough(values: np.ndarray, cut: int) -> bool:
    """Whether both parts have enough steps, and enough ups and downs, to tell following from luck."""
    for part in (values[:cut], values[cut:]):
        known = part[~np.isnan(part)]
        moves = np.diff(known)
        if len(known) < LEAST_STEPS or min((moves > 0).sum(), (moves < 0).sum()) < LEAST_RUNS:
            return False
    return True


def rows(
    feature: Feature, values: np.ndarray, scores: np.ndarray, neurons: list[tuple[Place, int]], best: int
) -> list[dict[str, Any]]:
    """The best neurons of one detector, from scores (K, 1 + SHIFTS) of K units of vectors."""
    order = np.argsort(-scores[:, 0].round(9), kind="stable")
    first: dict[tuple[int, int], int] = {}
    for k in order.tolist():
        (layer, _), unit = neurons[k]
        first.setdefault((layer, unit), k)
        if len(first) == best:
            break
    control, share = float(np.nanmax(scores[:, 1:])), float(np.nanmean(values))
    return [
        {
            "detector": feature.name,
            "title": feature.title,
            "layer": layer,
            "unit": unit,
            "vector": neurons[k][0][1],
            "score": round(float(scores[k, 0]), PLACES),
            "measure": MEASURES[feature.kind],
            "control": round(control, PLACES),
            "share": round(share, PLACES),
        }
        for (layer, unit), k in first.items()
    ]


def label(row: dict[str, Any]) -> str:
    """A row of `detect` in a few words: which neuron, how well, and what chance gives; counted from 1."""
    return (
        f"{NAMES[row['vector']].standard} of layer {row['layer'] + 1}, neuron {row['unit'] + 1}, "
        f"{row['measure']} {row['score']:.2f}, by chance {row['control']:.2f}"
    )
