"""Neurons are ranked by what they do on texts that were not used to fit."""

import warnings
from dataclasses import replace

import numpy as np
import pytest
import torch

from models.analysis.features import FEATURES, Feature, Reading, next_feature
from models.analysis.lines import auc, fit_lines, r_squared
from models.analysis.neurons import WRITTEN_FROM, Finding, labels, rank
from models.analysis.reference import reference
from models.analysis.scores import Steps, target
from models.analysis.trace import Trace
from models.network import Network
from models.specimen import Specimen
from models.tasks import TASKS

COUNT, IGNORES = FEATURES["count"], FEATURES["ignores"]


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def made_up(text: str, **vectors: object) -> Trace:
    """A trace of one layer with these values, each (T,) or (T, H)."""
    layer = {s: torch.as_tensor(np.array(v, dtype=float)).reshape(len(text), -1) for s, v in vectors.items()}
    return Trace("".join(sorted(set(text))), text, [layer], torch.zeros(len(text), 0))


def counted(text: str) -> np.ndarray:
    return np.array([step[1] if step else 0.0 for step in COUNT.read(text)])


def line_score(fit: tuple, held: tuple) -> float:
    """R squared on held of the line through fit, by numpy.polyfit; both are (unit, feature)."""
    slope, intercept = np.polyfit(*fit, 1)
    error = held[1] - intercept - slope * held[0]
    return max(0.0, 1 - (error**2).sum() / ((held[1] - held[1].mean()) ** 2).sum())


# Straight lines


def test_lines_are_those_of_polyfit_and_are_scored_where_they_were_not_fitted(rng) -> None:
    units, others = rng.normal(3, 2, (40, 5)), rng.normal(3, 2, (30, 5))
    inside, inside_held = rng.random((40, 4)) < 0.6, rng.random((30, 4)) < 0.6
    weights = rng.normal(size=(5, 4))
    values = units @ weights + rng.normal(size=(40, 4))
    values_held = others @ weights + rng.normal(size=(30, 4))
    lines = fit_lines(units, inside, values)
    found = r_squared(lines, others, inside_held, values_held)
    for h in range(5):
        for p in range(4):
            a, b = inside[:, p], inside_held[:, p]
            slope, intercept = np.polyfit(units[a, h] - lines.origin[h], values[a, p], 1)
            assert lines.slope[h, p] == pytest.approx(slope)
            assert lines.intercept[h, p] == pytest.approx(intercept)
            expected = line_score((units[a, h], values[a, p]), (others[b, h], values_held[b, p]))
            assert found[h, p] == pytest.approx(expected, abs=1e-9)
    assert 0 < (found == 0).sum() < found.size


def test_in_sample_it_is_the_squared_correlation(rng) -> None:
    units, values = rng.normal(size=(20, 3)), rng.normal(size=(20, 1))
    everywhere = np.ones((20, 1), dtype=bool)
    found = r_squared(fit_lines(units, everywhere, values), units, everywhere, values)
    for h in range(3):
        assert found[h, 0] == pytest.approx(np.corrcoef(units[:, h], values[:, 0])[0, 1] ** 2)


def test_a_still_neuron_scores_nothing_and_a_column_that_does_not_vary_has_no_score() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ramp = np.arange(6.0)
        # The second neuron moves by less than a rounding error of its own values.
        units = np.stack([np.full(6, 0.7), 1 + 1e-9 * ramp, ramp], 1)
        values = np.stack([ramp, np.ones(6), ramp], 1)
        inside = np.array([[True] * 6, [True] * 6, [True, True, *[False] * 4]]).T
        found = r_squared(fit_lines(units, inside, values), units, inside, values)
    assert found[:, 0].tolist() == [0, 0, 1]
    assert np.isnan(found[:, 1:]).all()


def test_the_area_is_the_share_of_pairs_in_the_right_order_with_ties_as_half(rng) -> None:
    yes, no = rng.integers(0, 4, (7, 3)).astype(float), rng.integers(0, 4, (9, 3)).astype(float)
    for k, area in enumerate(auc(yes, no)):
        pairs = [(y > n) + 0.5 * (y == n) for y in yes[:, k] for n in no[:, k]]
        assert area == pytest.approx(np.mean(pairs))


# Ranking


def counter() -> Specimen:
    """An LSTM built by hand: unit 1's c goes up by tanh(1) on a and down on b, unit 0 does nothing."""
    network = Network("lstm", 4, 2).requires_grad_(False)
    (cell,) = network.cells
    i, f, g, o = (slice(2 * k, 2 * k + 2) for k in range(4))
    cell.b[0, i], cell.b[0, f], cell.b[0, o] = 40.0, 40.0, 40.0
    cell.W[TASKS["counting"].alphabet.index("a"), g] = torch.tensor([0.0, 1.0])
    cell.W[TASKS["counting"].alphabet.index("b"), g] = torch.tensor([0.0, -1.0])
    return Specimen("by hand", TASKS["counting"].alphabet, "lstm", network, TASKS["counting"])


def test_a_neuron_that_counts_exactly_is_found_with_its_increments() -> None:
    findings = rank(*reference(counter()), [COUNT, FEATURES["position"]])
    best = findings[0]
    assert (best.feature, best.layer, best.unit, best.vector) == (COUNT, 0, 1, "c")
    assert best.score == pytest.approx(1) and best.phases == pytest.approx({"a": 1, "b": 1})
    assert best.steps["a"] == pytest.approx((np.tanh(1), 0), abs=1e-6)
    assert best.steps["b"] == pytest.approx((-np.tanh(1), 0), abs=1e-6)
    assert best.auc is None and best.control < 0.5
    assert labels(findings)[0, 1] == "counts a's (c 1.00)"
    assert (0, 0) not in labels(findings)
    assert {x.score for x in findings if x.unit == 0 and x.vector == "c"} == {0.0}


def test_scores_of_phases_are_those_of_polyfit_and_the_worst_counts(rng) -> None:
    fit_text, held_text = "aaaaXbbbb$aaaaaaXbbbbbb$", "aaaXbbb$aaaaaXbbbbb$"
    noisy = [counted(text)[:, None] + rng.normal(0, 1, (len(text), 4)) for text in (fit_text, held_text)]
    fit, held = (made_up(t, h=v) for t, v in zip((fit_text, held_text), noisy, strict=True))
    findings = rank([fit], [held], [COUNT])
    assert [x.score for x in findings] == sorted((x.score for x in findings), reverse=True)
    assert sorted(x.unit for x in findings) == [0, 1, 2, 3]
    for finding in findings:
        for phase in "ab":
            one, other = (
                (v[[c == phase for c in text], finding.unit], counted(text)[[c == phase for c in text]])
                for text, v in zip((fit_text, held_text), noisy, strict=True)
            )
            assert finding.phases[phase] == pytest.approx(line_score(one, other))
        assert finding.score == pytest.approx(min(finding.phases.values()))


def test_following_by_heart_is_not_following(rng) -> None:
    text = "aaaaaXbbbbb$"
    fit = made_up(text, h=counted(text))
    held = made_up(text, h=rng.permutation(counted(text)))
    assert rank([fit], [fit], [COUNT])[0].score == pytest.approx(1)
    assert rank([fit], [held], [COUNT])[0].score < 0.5


def test_the_control_is_the_best_of_all_neurons_on_shuffled_values(rng) -> None:
    texts = ["".join(rng.choice(list("ab"), 20)) for _ in range(2)]
    parts = [[made_up(text, h=rng.normal(size=(20, 60)), o=rng.normal(size=(20, 20)))] for text in texts]
    feature = next_feature("b")
    findings = rank(*parts, [feature])
    shuffled = []
    for seed, part in enumerate(parts):
        steps = Steps(part, [feature])
        inside, values = target(steps, [(0, "all")], seed)
        rows = inside[:, 1]
        assert (
            sorted(values[rows, 0]) == sorted(values[rows, 1]) and (values[rows, 0] != values[rows, 1]).any()
        )
        shuffled.append((steps.blocks, rows, values[:, 1]))
    expected = [
        line_score(*((blocks[place][rows, unit], values[rows]) for blocks, rows, values in shuffled))
        for place, size in (((0, "h"), 60), ((0, "o"), 20))
        for unit in range(size)
    ]
    assert [x.control for x in findings] == pytest.approx([max(expected)] * len(findings))
    assert 0 < max(expected) < 0.5


def test_a_yes_no_feature_has_an_area_with_the_sign_learnt_on_fit() -> None:
    text = "abbabaababba"
    is_b = np.array([c == "b" for c in text[1:] + "a"], dtype=float)
    falling, turned = made_up(text, h=[-is_b]), made_up(text, h=[is_b])
    assert rank([falling], [falling], [next_feature("b")])[0].auc == 1
    assert rank([falling], [turned], [next_feature("b")])[0].auc == 0


def test_ignoring_is_scored_by_how_much_less_a_state_moves() -> None:
    text = "aXaXXaaXYbb$"
    steps = np.array([{"a": 1.0, "X": -0.25}.get(c, 5.0) for c in text])
    idle = np.array([{"a": 1e-4, "X": 0.0}.get(c, 5.0) for c in text])
    restless = np.array([{"a": 1.0, "X": 2.0}.get(c, 5.0) for c in text])
    part = [made_up(text, i=np.cumsum(steps), c=np.cumsum([steps, idle, restless], axis=1).T)]
    findings = rank(part, part, [IGNORES])
    assert [(x.vector, x.unit) for x in findings] == [("c", 0), ("c", 1), ("c", 2)]
    assert [x.score for x in findings] == pytest.approx([0.75, 0, 0])
    assert set(findings[0].steps) == {"a", "X"}
    assert findings[0].steps["X"] == pytest.approx((-0.25, 0)) and findings[0].steps["a"] == pytest.approx(
        (1, 0)
    )
    assert 0 <= findings[0].control < 0.75


def test_nothing_is_asked_where_nothing_is_ignored_or_nothing_varies() -> None:
    part = [made_up("aaaYb$", h=np.arange(6.0))]
    assert (
        rank(part, part, [IGNORES, FEATURES["remembers"], FEATURES["capital"]])[0].feature.name == "capital"
    )
    assert rank(part, part, [IGNORES, FEATURES["remembers"]]) == []
    assert rank(part, part, []) == []


def test_steps_that_were_not_recorded_do_not_count(rng) -> None:
    text = "aaaaXbbbb$aaXbb$"
    whole = rng.normal(size=(len(text), 3)) + counted(text)[:, None]
    missing = rng.random(len(text)) < 0.3
    gaps = np.where(missing[:, None], np.nan, whole)

    def read(text: str) -> Reading:
        """The count, not defined wherever the gate is missing."""
        return [None if gone else step for step, gone in zip(COUNT.read(text), missing, strict=True)]

    found = rank([made_up(text, c=whole, o=gaps)], [made_up(text, c=whole, o=gaps)], [COUNT])
    expected = rank([made_up(text, o=whole)], [made_up(text, o=whole)], [replace(COUNT, read=read)])
    gates = [finding for finding in found if finding.vector == "o"]
    assert len(found) == 6 and [gate.unit for gate in gates] == [finding.unit for finding in expected]
    for gate, finding in zip(gates, expected, strict=True):
        assert gate.phases == pytest.approx(finding.phases) and gate.steps == finding.steps


def test_every_good_finding_is_kept_and_of_the_others_the_best(rng) -> None:
    text = "aaaaXbbbb$"
    scale = np.array([0.01, 0.02, 0.03, 3, 4, 5])
    part = [made_up(text, h=counted(text)[:, None] + scale * rng.normal(size=(10, 6)))]
    assert len(rank(part, part, [COUNT])) == 6
    assert len(rank(part, part, [COUNT], top=4)) == 4
    few = rank(part, part, [COUNT], top=1)
    assert len(few) == 3 and min(x.score for x in few) >= WRITTEN_FROM


def test_a_neuron_is_labelled_with_the_first_feature_that_it_follows_well() -> None:
    position = FEATURES["position"]

    def finding(feature: Feature, unit: int, vector: str, score: float, control: float = 0.1) -> Finding:
        return Finding(feature, 0, unit, vector, score, control, {}, {}, None)

    assert labels(
        [
            finding(COUNT, 0, "c", 0.91),
            finding(COUNT, 0, "h", 0.85),
            finding(COUNT, 1, "h", 0.79),
            finding(COUNT, 2, "c", 0.95, control=0.6),
            finding(position, 0, "c", 0.99),
            finding(position, 1, "i", 0.804),
        ]
    ) == {(0, 0): "counts a's (c 0.91)", (0, 1): "position (i 0.80)"}
