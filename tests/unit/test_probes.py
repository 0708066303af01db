"""Probes find what was put into a vector, and nothing else; their control catches mere power."""

from collections.abc import Callable
from math import nan
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from torch import Tensor

from models import bundle
from models.analysis.probes import PENALTY, Probe, Question, answers_right, dealt, places, probe
from models.analysis.trace import Trace, traces
from models.specimen import of_run
from models.tasks import TASKS, Task

COPYING = TASKS["copying"]
PRETRAINED = Path(bundle.__file__).parent / "pretrained"
NEXT = {"a": 0, "b": 1, "c": 2, "$": 3}


def texts(seed: int, longest: int = 6, task: Task = COPYING) -> list[str]:
    rng = Random(seed)
    return sorted({example.text for example in task.examples(range(1, longest), rng)})


def made(fill: Callable[[str, int], list[float]], seed: int) -> list[Trace]:
    """Traces of a made-up network whose h after text[:t + 1] is fill(text, t)."""
    return [
        Trace(
            COPYING.alphabet,
            text,
            [{"h": torch.tensor([fill(text, t) for t in range(len(text))])}],
            torch.zeros(len(text), 0),
        )
        for text in texts(seed)
    ]


def by_target(found: list[Probe], phase: str = "writing") -> dict[str, Probe]:
    return {one.target: one for one in found if one.phase == phase}


def noise(text: str, t: int) -> list[float]:
    rng = Random(text[: t + 1])
    return [rng.gauss(0, 1) for _ in range(4)]


def next_character(text: str, t: int) -> list[float]:
    allowed = COPYING.allowed(text[: t + 1])
    rng = Random(text[: t + 1])
    return [float(allowed == answer) + rng.gauss(0, 0.1) for answer in NEXT]


def test_what_is_in_the_vector_is_found_and_what_is_not_is_not() -> None:
    found = by_target(probe(made(next_character, 1), made(next_character, 2), COPYING))
    assert set(found) == {"next", "current", "previous", "first"}
    assert found["next"].accuracy > 0.99
    assert found["next"].selectivity > 0.4
    assert found["current"].accuracy < 0.6
    nothing = by_target(probe(made(noise, 1), made(noise, 2), COPYING))
    assert all(abs(one.accuracy - one.majority) < 0.15 for one in nothing.values())


def test_the_control_catches_a_vector_that_tells_every_type_apart() -> None:
    types = sorted({(c, t) for seed in (1, 2) for text in texts(seed) for t, c in enumerate(text)})

    def type_of(text: str, t: int) -> list[float]:
        return [float((text[t], t) == one) for one in types]

    found = by_target(probe(made(type_of, 1), made(type_of, 2), COPYING))
    assert found["current"].accuracy > 0.9
    assert found["current"].selectivity < 0.1


def test_no_beginning_is_asked_twice_and_none_is_both_fitted_and_scored() -> None:
    sides = dealt(*(places(made(noise, seed), COPYING) for seed in (1, 2)))
    beginnings = [place.beginning for side in sides for place in side]
    assert len(beginnings) == len(set(beginnings))
    whole = {text[: t + 1] for seed in (1, 2) for text in texts(seed) for t in range(1, len(text) - 1)}
    assert set(beginnings) == whole


def test_a_place_knows_its_phase_and_every_target() -> None:
    for place in places(made(noise, 1), COPYING):
        known = COPYING.allowed(place.beginning)
        assert (place.phase == "writing") == (len(known) == 1)
        assert place.targets.get("next") == (known if len(known) == 1 else None)
        assert place.targets["previous"] + place.targets["current"] == place.beginning[-2:]
        assert place.targets["first"] == place.beginning[0]


def test_steps_that_are_not_known_are_not_asked() -> None:
    h = torch.tensor([[0.0], [nan], [0.1], [0.2]])
    read = [Trace("ab", "abab", [{"h": h}], torch.zeros(4, 0))]
    assert [place.step for place in places(read, None)] == [2]


def test_without_a_task_the_next_character_is_the_one_that_follows() -> None:
    side = made(noise, 1)
    for place in places(side, None):
        text = side[place.trace].characters
        assert (place.phase, place.targets["next"]) == ("text", text[place.step + 1])
        assert "first" not in place.targets


def test_the_classifier_is_ridge_regression() -> None:
    torch.manual_seed(0)
    x, y = torch.randn(60, 5).double() + 3, torch.randn(40, 5).double() + 3
    fit, held = torch.randint(3, (2, 60)), torch.randint(-1, 3, (2, 40))
    (shares,) = answers_right(x, y, [Question("next", 3, fit, held)])
    # Least squares with a row for each penalty, and a column of ones that has none.
    mean, spread = x.mean(0), x.std(0)
    rows = np.vstack([(x - mean) / spread, np.sqrt(60 * PENALTY) * np.eye(5)])
    rows = np.hstack([rows, np.r_[np.ones(60), np.zeros(5)][:, None]])
    for row, share in enumerate(shares):
        goals = np.vstack([np.eye(3)[fit[row].numpy()], np.zeros((5, 3))])
        weights = np.linalg.lstsq(rows, goals)[0]
        answers = (((y - mean) / spread).numpy() @ weights[:5] + weights[5]).argmax(1)
        assert share == pytest.approx((answers == held[row].numpy()).mean())


def test_majority_and_unknown_classes() -> None:
    fit, held = torch.tensor([[0, 1, 1]]), torch.tensor([[1, -1, 0, 1]])
    assert Question("next", 2, fit, held).majority == 0.5


def test_a_target_with_one_answer_is_not_asked() -> None:
    task = TASKS["counting"]
    read = [Trace(task.alphabet, "aaXbb$", [{"h": torch.randn(6, 3)}], Tensor())]
    other = [Trace(task.alphabet, "aaaXbbb$", [{"h": torch.randn(8, 3)}], Tensor())]
    assert "first" not in {one.target for one in probe(read, other, task)}


def test_there_must_be_something_to_fit_and_to_score() -> None:
    one = [Trace("ab", "aaaa", [{"h": torch.ones(4, 2)}], torch.zeros(4, 0))]
    with pytest.raises(ValueError, match="nothing to probe"):
        probe(one, one, None)


@pytest.mark.parametrize("seed", range(3))
def test_copying_networks_hold_the_next_character_above_and_the_current_one_below(seed: int) -> None:
    comparison = bundle.load_file(str(PRETRAINED / "copying-plain.safetensors"))
    specimen = of_run(comparison, "lstm", seed)
    fit, held = (traces(specimen.network, specimen.alphabet, texts(n, 11)) for n in (1, 2))
    found = {
        (one.layer, one.symbol, one.target): one
        for one in probe(fit, held, specimen.task)
        if one.phase == "writing"
    }
    assert {key[:2] for key in found} == {(layer, symbol) for layer in (0, 1) for symbol in "hc"}
    assert found[0, "h", "current"].accuracy > 0.99
    assert found[0, "h", "current"].accuracy > found[0, "h", "next"].accuracy + 0.1
    assert found[1, "h", "next"].accuracy > 0.97
    assert found[1, "h", "next"].accuracy > found[1, "h", "current"].accuracy + 0.02
    assert found[1, "h", "next"].selectivity > 0.5


def test_state_memory_holds_the_first_character_over_the_whole_gap() -> None:
    comparison = bundle.load_file(str(PRETRAINED / "state_memory-plain.safetensors"))
    specimen = of_run(comparison, "lstm", 0)
    fit, held = (
        traces(
            specimen.network, specimen.alphabet, [first + "x" * n + "Y" for n in lengths for first in "AB"]
        )
        for lengths in (range(1, 11, 2), range(2, 11, 2))
    )
    found = {(one.phase, one.symbol, one.target): one for one in probe(fit, held, specimen.task)}
    assert found["reading", "c", "first"].places == 10
    assert found["reading", "c", "first"].accuracy == 1
    assert found["reading", "c", "first"].majority == 0.5
