"""`python -m benchmarks.training`: all programs do the same training, and one that does not is found out."""

import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest
import torch
from torch import Tensor, nn

import benchmarks.peers as peers
from benchmarks import rounds, training
from benchmarks.peers import CELLS, PROGRAMS, Program, Work, installed
from benchmarks.peers.torch_nn import TorchNN
from benchmarks.rounds import CHECKED, Entry, check, enough, losses_of, on_cores, prepare, take_turns
from benchmarks.training import table, with_ratios
from models.training.config import LIMITS, Config

# Short, so that the falling step size counts; tight, so that clipping does.
CONFIG = Config(seeds=3, hidden=5, steps=CHECKED[-1], clip=0.05)
PAIRS = [(name, cell) for name, peer in PROGRAMS.items() for cell in peer.cells]


def expected(work: Work) -> np.ndarray:
    return losses_of("autograd", work)


@pytest.mark.parametrize(("name", "cell"), [pair for pair in PAIRS if pair[0] != "jax"])
def test_a_program_does_the_same_training_as_our_trainer(name: str, cell: str) -> None:
    work = Work(cell, CONFIG)
    check(cell, name, losses_of(name, work), expected(work))


@pytest.fixture(scope="module")
def apart() -> Iterator[ProcessPoolExecutor]:
    """A process of its own: where JAX runs, every later fork would warn."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        yield pool


@pytest.mark.parametrize("cell", CELLS)
def test_jax_does_the_same_training_as_our_trainer(cell: str, apart: ProcessPoolExecutor) -> None:
    work = Work(cell, CONFIG)
    check(cell, "jax", apart.submit(losses_of, "jax", work).result(), expected(work))


class TwoBiases(TorchNN):
    def build(self, weights: dict[str, Tensor]) -> nn.Module:
        made = super().build(weights)
        made.recurrent.bias_hh_l0.requires_grad_(True)
        return made


class PaddingToo(TorchNN):
    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.targets = work.batch.targets.T.flatten()


class Unclipped(TorchNN):
    def __init__(self, work: Work) -> None:
        super().__init__(Work(work.cell, Config(**{**vars(work.config), "clip": 100.0})))


class SteadyRate(TorchNN):
    def __init__(self, work: Work) -> None:
        super().__init__(Work(work.cell, Config(**{**vars(work.config), "steps": 20_000})))


@pytest.mark.parametrize("kind", [TwoBiases, PaddingToo, Unclipped, SteadyRate])
def test_other_mathematics_is_not_timed(kind: type[TorchNN], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PROGRAMS, "torch.nn", PROGRAMS["torch.nn"]._replace(make=kind))
    with pytest.raises(ValueError, match=r"torch\.nn does not do the same lstm training: at step .* nothing"):
        prepare(Work("lstm", CONFIG), ["autograd", "torch.nn"], 0.001)


def test_losses_that_are_not_numbers_are_not_the_same() -> None:
    right = np.ones((len(CHECKED), 2))
    check("lstm", "jax", right, right)
    with pytest.raises(ValueError, match="loss of seed 1 is nan"):
        check("lstm", "jax", np.where([False, True], np.nan, right), right)


@pytest.mark.parametrize("name", ["fused", "autograd", "torch.nn"])
def test_a_reset_program_begins_anew(name: str) -> None:
    program = PROGRAMS[name].make(Work("lstm", CONFIG))
    program.reset()
    once = [program.advance(1), program.advance(3)]
    program.reset()
    again = [program.advance(1), program.advance(3)]
    assert np.array_equal(once, again) and not np.array_equal(once[0], once[1])


class Clockwork(Program):
    """Takes 3 ms for a step, by a clock that only it moves."""

    now, log = 0.0, ""

    def __init__(self, work: Work, letter: str) -> None:
        super().__init__(work)
        self.letter = letter

    def reset(self) -> None:
        Clockwork.now += 1.0  # what comes before a repeat is not in its time

    def advance(self, steps: int) -> np.ndarray:
        Clockwork.now += 0.003 * steps
        Clockwork.log += self.letter
        return np.zeros(self.work.config.seeds)


def test_programs_take_turns_of_the_asked_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "perf_counter", lambda: Clockwork.now)
    entries = []
    for letter in "ab":
        program = Clockwork(Work("lstm", CONFIG), letter)
        entries.append(Entry(program.work, letter, program, 0.5, enough(program, 0.3), []))
    Clockwork.log = ""
    for row in take_turns(entries, 3):
        assert row["ms_per_seed_step"] == {"median": 1.0, "min": 1.0, "max": 1.0}  # 3 ms, 3 seeds
        assert (row["steps"], row["repeats"], row["seconds_to_first_step"]) == (110, 3, 0.5)
    assert Clockwork.log == "ababab"


def test_a_process_with_one_core_computes_on_one_thread() -> None:
    before = os.sched_getaffinity(0)
    assert len(on_cores(1, os.sched_getaffinity, 0)) == 1
    assert on_cores(1, torch.get_num_threads) == 1
    assert os.sched_getaffinity(0) == before


def test_scaling_changes_one_size_at_a_time_even_beyond_what_a_visitor_may(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(LIMITS, "seeds", (1, 2))
    scales = {"seeds": ((1, 3), ["autograd"]), "longest": ((5,), ["autograd", "torch.nn"])}
    monkeypatch.setattr(training, "SCALES", scales)
    rows = training.scaling(hidden=3, seeds=2, repeats=1, seconds=0.001)
    assert [(r["axis"], r["size"], r["cell"], r["program"]) for r in rows] == [
        ("seeds", 1, "lstm", "autograd"),
        ("seeds", 3, "lstm", "autograd"),
        ("longest", 5, "lstm", "autograd"),
        ("longest", 5, "lstm", "torch.nn"),
    ]


def row(program: str, median: float, **more: object) -> dict:
    ms = {"median": median, "min": median, "max": median}
    return {"threads": 1, "cell": "lstm", "program": program, "ms_per_seed_step": ms, **more}


def test_ratios_are_to_our_engine_on_the_same_work() -> None:
    small, large = {"axis": "hidden", "size": 10}, {"axis": "hidden", "size": 20}
    rows = [row("fused", 0.5, **small), row("torch.nn", 2.0, **small)]
    rows += [row("fused", 2.0, **large), row("torch.nn", 3.0, **large)]
    assert [r["times_ours"] for r in with_ratios(rows)] == [1.0, 4.0, 1.0, 1.5]


def test_without_jax_the_rest_is_measured_and_the_table_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "jax" in installed()
    monkeypatch.setattr(peers, "find_spec", lambda name: None)
    assert installed() == [name for name in PROGRAMS if name != "jax"]
    rows = list(with_ratios([row("fused", 0.5), row("torch.nn", 2.0)]))
    found = {"machine": {}, "work": {}, "programs": ["fused", "torch.nn"], "missing": ["jax"], "rows": rows}
    text = "\n".join(table(found))
    assert "jax       is not installed and was left out" in text
    assert text.splitlines()[-1].split() == ["1", "lstm", "torch.nn", *["2.00000"] * 3, "4.00"]


def run(*options: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "benchmarks.training", *options]
    return subprocess.run(command, capture_output=True, text=True)


def test_one_run_measures_every_program_on_every_cell_it_trains() -> None:
    options = "--hidden 3 --seeds 2 --threads 1 --repeats 1 --seconds 0.001 --json"
    done = run(*options.split())
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {(r["program"], r["cell"]) for r in found["rows"]} == set(PAIRS)
    assert found["work"] == {"task": "counting", "strings": 10, "characters": 21, "hidden": 3, "seeds": 2}
    assert found["missing"] == [] and "measuring with 1 thread" in done.stderr


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("--threads 99", "--threads on this machine: from 1 to"),
        ("--repeats 0", "--repeats: at least 1"),
        ("--hidden 0", "hidden must be a whole number from 1 to 128, not 0"),
    ],
)
def test_what_cannot_be_measured_gets_one_sentence(options: str, sentence: str) -> None:
    done = run(*options.split())
    assert done.returncode and sentence in done.stderr and "Traceback" not in done.stderr
