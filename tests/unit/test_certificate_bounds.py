"""What a certificate says of many strings at once, held to each of them read on its own."""

import numpy as np
import pytest
import torch

from models.analysis.certificate import FLOAT_LIMIT, certify
from models.analysis.certificate.known import Known, Step, start
from models.analysis.certificate.machine import Machine
from models.analysis.certificate.moves import moves
from models.analysis.certificate.proof import Proof
from models.analysis.certificate.rounding import outward
from tests.counters import COUNTING, brute_force, counter, disturbed, first_wrong, shipped


def test_a_counter_beside_units_that_never_come_to_rest_is_certified() -> None:
    network = disturbed(20.0)
    state, seen = start(network), set()
    with torch.inference_mode():
        machine = Machine(network, 1_000)
        for _ in range(300):
            state = machine.read(state, 0).after
            seen.add(state.h[0].tobytes())
    assert len(seen) > 250
    found = certify(network, COUNTING)
    assert found.holds and found.up_to == FLOAT_LIMIT and found.checked < 300
    assert all(brute_force(network, [*range(1, 200), 1_000]))


@pytest.mark.parametrize("weight", [120.0, 200.0])
def test_a_counter_that_they_disturb_is_not(weight: float) -> None:
    network = disturbed(weight)
    found = certify(network, COUNTING, most=3_000)
    assert not found.holds
    lengths = list(range(1, found.up_to + 1))
    assert not lengths or all(brute_force(network, lengths))
    assert found.fails_at is None or not brute_force(network, [found.fails_at])[0]


@pytest.mark.parametrize("gate", [0, 1, 2])
def test_peepholes_that_open_the_gates_further_do_no_harm(gate: int) -> None:
    network = counter(cell="peephole")
    network.cells[0].p[gate] = 1.0
    assert certify(network, COUNTING).holds
    assert all(brute_force(network, [*range(1, 300), 1_000]))


@pytest.mark.parametrize("gate", [0, 1])
def test_peepholes_that_shut_a_gate_end_the_certificate_where_it_fails(gate: int) -> None:
    network = counter(cell="peephole")
    network.cells[0].p[gate] = -1.0  # 100 - c: shut, or half so, for N about 100
    found = certify(network, COUNTING)
    assert not found.holds and 80 < found.up_to < 130
    assert found.fails_at == found.up_to + 1 == first_wrong(network, 200)


@pytest.mark.parametrize(
    ("recipe", "cell", "seed"),
    [
        ("sharpened", "lstm", 14),
        ("sharpened", "peephole", 0),
        ("two_units", "lstm", 15),
        ("plain", "lstm", 0),
    ],
)
def test_every_string_is_within_what_is_known_of_its_class(
    recipe: str, cell: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = shipped(recipe, cell, seed)
    machine, read, first = Machine(network, 10**9), [start(network)], [0]
    answer, written, cache, classes = Proof.answer, Proof.written, {}, []

    def after_a(n: int) -> Known:
        while len(read) <= n:
            read.append(machine.read(read[-1], 0).after)
        return read[n]

    def after_b(n: int) -> list[Known]:
        if n not in cache:
            states = [machine.read(after_a(n), 1).after]
            for _ in range(n):
                states.append(machine.read(states[-1], 2).after)
            cache[n] = states[::-1]
        return cache[n]

    def checked_answer(self: Proof, state: Known, n: int, period: int) -> None:
        for j in {0, state.more // 2, state.more}:
            assert after_a(n + j * period).within(state.part(j, j))
        first[0] = n
        classes.append(state.more)
        answer(self, state, n, period)

    def checked_written(self: Proof, state: Known, character: int, left: int) -> Step:
        step = written(self, state, character, left)
        assert after_b(first[0])[left].within(step.after.part(0, 0))
        return step

    monkeypatch.setattr(Proof, "answer", checked_answer)
    monkeypatch.setattr(Proof, "written", checked_written)
    with torch.inference_mode():
        reached, fails_at, _ = Proof(network, COUNTING, 20_000).run(300)
    assert (reached == 300 and max(classes) > 10) if recipe != "plain" else fails_at == reached + 1


@pytest.mark.parametrize(("cell", "seed"), [("lstm", 0), ("lstm", 19), ("peephole", 3)])
def test_shipped_networks_are_exact_where_they_are_certified(cell: str, seed: int) -> None:
    network = shipped("sharpened", cell, seed)
    found = certify(network, COUNTING)
    assert found.holds and found.up_to == FLOAT_LIMIT
    assert all(brute_force(network, [*range(1, 101), 257, 1_025, 3_000]))


def test_what_is_said_of_a_move_is_so_for_every_float_of_it() -> None:
    rng = np.random.default_rng(0)
    certain = 0
    for _ in range(3_000):
        size = np.float32(2.0 ** rng.uniform(-2, 24))
        low = np.float32(rng.uniform(-size, size) if rng.random() < 0.8 else np.round(size))
        d = np.float32(rng.choice([1, -1, rng.uniform(-1, 1), rng.integers(-64, 65) / 64]))
        width = float(rng.choice([0, rng.uniform(0, 4)]))
        slope = float(rng.choice([0, 1, -1, 0.25]))
        more = int(rng.integers(1, 50)) if slope else 0
        before = outward(low.astype(float)[None], low.astype(float)[None] + width + more * abs(slope))
        width = (before[1].astype(float) - before[0] - more * abs(slope)).clip(0)
        ds = np.array([[d], [np.nextafter(d, np.float32(2))]])
        move = moves(before, width, np.array([slope]), before + ds, np.ones((2, 1), np.float32), ds)[0]
        if np.isnan(move):
            continue
        certain += 1
        lines = before[0].astype(float) + np.arange(more + 1) * abs(slope)
        c = np.concatenate([lines, lines + rng.uniform(0, 1, more + 1) * width]).astype(np.float32)
        c = c.clip(before[0], before[1]) if width[0] else c[: more + 1]
        for one in ds[:, 0]:
            assert (c + one == c.astype(float) + move).all()
    assert certain > 100
