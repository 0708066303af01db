"""Proofs against brute force, and the facts about torch that they rest on."""

from dataclasses import asdict
from math import atanh, log

import numpy as np
import pytest
import torch

from models.analysis.certificate import FLOAT_LIMIT, Certificate, certify
from models.analysis.certificate.known import Known, UnsureError, start
from models.analysis.certificate.machine import Machine
from models.analysis.certificate.rounding import ONE_FROM, ROOM, SATURATED, TINY, ZERO_TO
from models.analysis.generate import generate
from models.cells import CELLS
from models.network import Network
from models.tasks import TASKS
from tests.counters import COUNTING, brute_force, counter, first_wrong, shipped


def floats(low: float, high: float) -> torch.Tensor:
    """Every positive float32 from one to another."""
    a, b = np.array([low, high], np.float32).view(np.int32)
    return torch.from_numpy(np.arange(a, b + 1, dtype=np.int32).view(np.float32))


def test_tanh_is_one_at_every_float_where_it_is_said_to_be() -> None:
    for x in (floats(SATURATED, 32.0), 2.0 ** torch.arange(5, 27)):
        assert bool((torch.tanh(x) == 1).all()) and bool((torch.tanh(-x) == -1).all())


def test_the_sigmoid_is_one_and_zero_at_every_float_where_it_is_said_to_be() -> None:
    for x in (floats(ONE_FROM, 40.0), 2.0 ** torch.arange(6, 27)):
        assert bool((torch.sigmoid(x) == 1).all())
    for x in (floats(-ZERO_TO, 200.0), 2.0 ** torch.arange(8, 27)):
        assert bool((torch.sigmoid(-x) == 0).all())


@pytest.mark.parametrize("width", [1, 3, 8, 10, 37])
def test_torchs_functions_are_as_near_to_the_truth_as_is_said(width: int) -> None:
    x = torch.linspace(-100, 40, 20 * width * 50).view(-1, width)
    for ours, true in ((torch.sigmoid, lambda v: 1 / (1 + np.exp(-v))), (torch.tanh, np.tanh)):
        values = np.stack([ours(row).numpy() for row in x]).astype(float)
        expected = true(x.double().numpy())
        assert (abs(values - expected) <= ROOM * abs(expected) + TINY).all()


@pytest.mark.parametrize("cell", ["lstm", "peephole"])
def test_a_perfect_counter_is_certified_to_the_float_limit(cell: str) -> None:
    network = counter(cell=cell)
    found = certify(network, COUNTING)
    assert found.holds and found.up_to == FLOAT_LIMIT and found.fails_at is None
    assert [asdict(c) for c in found.counters] == [{"unit": 0, "up": 1.0, "down": -1.0}]
    assert found.checked < 100 and found.n0 < 100
    lengths = [*range(1, 301), 1_000]
    assert all(brute_force(network, lengths))


@pytest.mark.parametrize("forget", [0.99, 0.999, 0.9999])
def test_a_counter_that_leaks_is_refused_at_the_length_where_it_fails(forget: float) -> None:
    network = counter(forget=log(forget / (1 - forget)))
    found = certify(network, COUNTING)
    assert not found.holds
    assert found.fails_at == found.up_to + 1 == first_wrong(network, 300)


@pytest.mark.parametrize("up, down", [(0.98, -0.95), (1 - 2**-6, -1.0), (0.75, -0.734375)])
def test_a_counter_that_drifts_is_refused_at_the_length_where_it_fails(up: float, down: float) -> None:
    network = counter(up=atanh(up) if up < 1 else 100.0, down=atanh(down) if down > -1 else -100.0)
    found = certify(network, COUNTING)
    assert not found.holds
    assert found.fails_at == found.up_to + 1 == first_wrong(network, 400)


@pytest.mark.parametrize("forget, up", [(12.0, 100.0), (16.0, 8.5), (16.7, 100.0), (17.4, 8.5), (17.4, 3.0)])
def test_nothing_is_certified_that_brute_force_finds_wrong(forget: float, up: float) -> None:
    network = counter(forget=forget, up=up)
    found = certify(network, COUNTING, most=1_000)
    lengths = list(range(1, min(found.up_to, 150) + 1)) + [found.up_to] * (150 < found.up_to < 1_000)
    assert lengths and all(brute_force(network, lengths))
    if found.fails_at:
        assert not brute_force(network, [found.fails_at])[0]


def test_a_proof_that_runs_out_of_steps_says_so_and_is_right_so_far() -> None:
    found = certify(counter(forget=log(0.9999 / 0.0001)), COUNTING, most=500)
    assert not found.holds and found.fails_at is None and "steps" in found.reason
    assert 0 < found.up_to < 40


@pytest.fixture(scope="module")
def sharpened() -> tuple[Network, Certificate]:
    network = shipped("sharpened", "lstm", 3)
    return network, certify(network, COUNTING)


def test_a_trained_network_is_certified_and_brute_force_agrees(
    sharpened: tuple[Network, Certificate],
) -> None:
    network, found = sharpened
    assert found.holds and found.up_to == FLOAT_LIMIT
    lengths = [*range(1, 301), 1_000]
    assert all(brute_force(network, lengths))
    for n in (1, 2, 37, 150):
        assert generate(network, COUNTING.alphabet, "a" * n + "X", n + 5) == "b" * n + "$"


def test_what_is_known_of_a_class_holds_for_each_of_its_strings(
    sharpened: tuple[Network, Certificate],
) -> None:
    network, _ = sharpened
    with torch.inference_mode():
        machine, state = Machine(network, 100_000), start(network)
        states = []
        for _ in range(120):
            state = machine.read(state, 0).after
            states.append(state)
        for character in (0, 1, 2):
            h = np.stack([s.h[0] for s in states[90:]])
            c = np.stack([s.c[0] for s in states[90:]])
            wide = Known(np.stack([h.min(0), h.max(0)]), np.stack([c.min(0), c.max(0)]), np.zeros(10))
            known = machine.read(wide, character).after
            for one in states[90:]:
                assert machine.read(one, character).after.within(known)


@pytest.mark.parametrize("cell", ["lstm", "peephole"])
def test_plain_networks_are_refused_at_the_length_where_they_fail(cell: str) -> None:
    for seed in range(0, 20, 7):
        network = shipped("plain", cell, seed)
        found = certify(network, COUNTING)
        assert not found.holds and found.fails_at == found.up_to + 1
        right = brute_force(network, list(range(1, found.fails_at + 1)))
        assert right == [True] * found.up_to + [False]


def test_what_cannot_be_certified_is_refused_in_one_sentence() -> None:
    with pytest.raises(ValueError, match="only the task counting"):
        certify(Network("lstm", 5, 2), TASKS["selective_counting"])
    for cell in set(CELLS) - {"lstm", "peephole"}:
        with pytest.raises(ValueError, match="lstm or peephole"):
            certify(Network(cell, 4, 2), COUNTING)
    with pytest.raises(ValueError, match="lstm or peephole"):
        certify(Network("lstm", 4, 2, layers=2), COUNTING)
    with pytest.raises(ValueError, match="one network"):
        certify(Network("lstm", 4, 2, seeds=3), COUNTING)


def test_a_network_gone_astray_is_not_certified() -> None:
    network = counter()
    network.cells[0].W[0, 2] = float("nan")
    found = certify(network, COUNTING)
    assert found.up_to == 0 and not found.holds and "not a number" in found.reason


def test_it_never_takes_more_steps_than_allowed() -> None:
    network = counter()
    machine = Machine(network, 1)
    with torch.inference_mode():
        machine.read(start(network), 0)
        with pytest.raises(UnsureError, match="steps"):
            machine.read(start(network), 0)
