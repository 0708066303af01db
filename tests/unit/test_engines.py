"""Which engine trains: the sooner one, and autograd whatever has no kernel."""

from itertools import cycle, product

import pytest
import torch

from models.analysis.length import Reader, exact, make_reader, n_max
from models.bundle import dumps, loads
from models.cells import CELLS, LSTM
from models.compare import compare
from models.engines import ENGINES, MOST_BYTES, bytes_for, engine_for, make_trainer
from models.kernels import KERNELS
from models.kernels.reader import FusedReader
from models.kernels.room import room_for
from models.network import Network, untapped
from models.tasks import TASKS
from models.training.config import Config

TINY = Config(cells=("lstm", "gru"), seeds=2, steps=4, hidden=3, longest=2, measure_up_to=3)


@pytest.mark.parametrize("cell", list(CELLS))
def test_the_usual_comparison_is_trained_by_kernels_and_variants_by_autograd(cell: str) -> None:
    assert engine_for(cell, Config()) == ("autograd" if CELLS[cell].variant_of else "fused")
    assert set(Config().cells) == set(KERNELS)


def test_a_users_own_cell_is_trained_by_autograd_behind_the_same_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(CELLS, "mine", type("Mine", (LSTM,), {}))
    comparison = compare(Config.from_json({**TINY.to_json(), "cells": ["mine", "lstm"]}))
    assert {cell: result.engine for cell, result in comparison.cells.items()} == {
        "mine": "autograd",
        "lstm": "fused",
    }


def test_few_large_networks_with_gates_are_left_to_matrix_products() -> None:
    assert engine_for("lstm", Config(hidden=128, seeds=1)) == "autograd"
    assert engine_for("lstm", Config(hidden=128, seeds=20)) == "fused"
    assert engine_for("lstm", Config(hidden=64, seeds=1)) == "fused"
    assert engine_for("rnn", Config(hidden=128, seeds=1)) == "fused"


def test_what_would_fill_the_memory_is_left_to_autograd() -> None:
    large = Config(task="selective_counting", hidden=64, layers=3, seeds=1, longest=30)
    assert bytes_for("rnn", large) > MOST_BYTES / 10
    assert (
        engine_for("rnn", Config(task="selective_counting", hidden=128, layers=3, seeds=1, longest=60))
        == "autograd"
    )


@pytest.mark.parametrize("cell", list(KERNELS))
def test_the_memory_foreseen_is_the_memory_taken(cell: str) -> None:
    config = Config(hidden=9, layers=2, longest=4)
    task = TASKS[config.task]
    places = sum(len(example.text) for example in task.examples(config.lengths, None))
    room = room_for(Network(cell, len(task.alphabet), 9, 2, 3), places)
    kept = (room.states, room.d_states, room.gates, room.d_scores)
    assert bytes_for(cell, config) == sum(array.nbytes for array in kept)


@pytest.mark.parametrize("engine", list(ENGINES))
def test_the_result_and_its_file_say_which_engine_it_was(engine: str) -> None:
    comparison = compare(TINY, engine=engine)
    again = loads(dumps(comparison))
    assert [result.engine for result in again.cells.values()] == [engine, engine]
    assert again.cells["lstm"].summary()["engine"] == engine


def test_both_engines_end_where_the_other_does() -> None:
    results = [
        compare(Config(cells=("lstm",), seeds=5, steps=200, measure_up_to=30), engine=e) for e in ENGINES
    ]
    (one, other) = (result.cells["lstm"] for result in results)
    assert one.history_step == other.history_step and one.lengths == other.lengths
    assert torch.tensor(one.history_loss[:5]).allclose(torch.tensor(other.history_loss[:5]), atol=1e-3)


@pytest.mark.parametrize(
    ("task", "cell", "layers"),
    [(task, *kind) for task, kind in zip(TASKS, cycle(product(KERNELS, (1, 2))), strict=False)],
)
def test_the_compiled_reader_finds_what_torch_finds(task: str, cell: str, layers: int) -> None:
    config = Config(task=task, cells=(cell,), hidden=8, layers=layers, seeds=19, steps=300, longest=4)
    trainer = make_trainer(cell, config, "fused")
    trainer.advance(300, 100)
    network, lengths = trainer.network().requires_grad_(False), [1, 2, 3, 4, 5, 8, 13, 40]
    fused = make_reader(network, TASKS[task], lengths, untapped)
    assert isinstance(fused, FusedReader)
    assert torch.equal(fused.exact(lengths), Reader(network, TASKS[task], lengths).exact(lengths))


@pytest.mark.parametrize("task", list(TASKS))
def test_seeds_that_fail_are_left_out_and_the_rest_read_on(task: str) -> None:
    longest = {"modular": 2}.get(task, 3)  # so short that some learn them at once
    steps, hidden = (1500, 20) if task == "adding" else (500, 8)  # which none learns at once
    config = Config(task=task, hidden=hidden, seeds=21, steps=steps, longest=longest, learning_rate=0.03)
    trainer = make_trainer("lstm", config, "fused")
    trainer.advance(steps, 100)
    network = trainer.network().requires_grad_(False)
    reached, _ = n_max(network, TASKS[task], 60)
    table = exact(network, TASKS[task], list(range(1, 61)))
    assert reached == [row.index(False) if False in row else 60 for row in table]
    assert len(set(reached)) > 1


def test_an_intervention_is_read_by_torch() -> None:
    network = Network("lstm", 4, 3, seeds=2)
    reader = make_reader(network, TASKS["counting"], [1], lambda characters, places: lambda layer, name, x: x)
    assert isinstance(reader, Reader)


def test_a_visitor_who_waits_for_the_compiler_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, compiled = [], []
    monkeypatch.setattr("models.compare.is_warm", lambda: False)
    monkeypatch.setattr("models.compare.warm_up", lambda: compiled.append(len(rows)))
    compare(TINY, rows.extend)
    assert compiled == [1] and rows[0]["phase"] == "compiling"
    compare(TINY, rows.extend, engine="autograd")
    assert len(compiled) == 1, "autograd needs no compiler"
