"""Every cell learns every task: trained, kept as a file, read back, traced and measured."""

from itertools import cycle
from random import Random

import pytest
import torch

from models import bundle
from models.analysis.length import curve_lengths, n_max
from models.analysis.trace import trace
from models.cells import CELLS
from models.compare import compare
from models.comparison import Comparison
from models.tasks import TASKS
from models.training.config import Config

STEPS, SEEDS, HIDDEN, UP_TO = 4, 2, 3, 5
HAS_ACTIVATION = [name for name, cell in CELLS.items() if cell.has_activation]
EVERY_PAIR = [(cell, task) for cell in CELLS for task in TASKS]
TWO_LAYERS = list(zip(CELLS, cycle(TASKS), strict=False))  # each cell once, on one task or another


def run(cell: str, task: str, **more: object) -> Comparison:
    """A comparison of one cell after a few steps, as it comes back from its file."""
    sizes = {"seeds": SEEDS, "hidden": HIDDEN, "steps": STEPS, "longest": 3, "measure_up_to": UP_TO}
    config = Config(task=task, cells=(cell,), **{**sizes, **more})
    made = compare(config)
    kept = bundle.loads(bundle.dumps(made))
    assert kept.config == made.config == config and kept.finished
    for name, value in made.cells[cell].weights.items():
        assert torch.equal(kept.cells[cell].weights[name], value)
    return kept


def has_learned_something(kept: Comparison, cell: str) -> None:
    """The losses of the few steps are finite and not all the same; no seed had to stop."""
    result = kept.cells[cell]
    assert result.history_step == list(range(1, STEPS + 1))
    losses = torch.tensor(result.history_loss)
    assert losses.shape == (STEPS, SEEDS) and losses.isfinite().all()
    assert (losses[-1] != losses[0]).all() and result.stopped_at == [None] * SEEDS


def is_measured(kept: Comparison, cell: str) -> None:
    """What was measured while it was made is what its file's networks do."""
    result = kept.cells[cell]
    assert result.lengths == curve_lengths(UP_TO) and result.measured_up_to == UP_TO
    assert n_max(kept.network(cell), kept.task, UP_TO) == (result.n_max, UP_TO)


def can_be_looked_into(kept: Comparison, cell: str) -> None:
    """Each seed's trace of the task's own string has every symbol, layer, step and neuron."""
    task = kept.task
    text = task.example(task.stems(3, Random(1))[0], 3).text
    for seed in range(SEEDS):
        result = trace(kept.network(cell).select(seed), task.alphabet, text)
        assert len(result.layers) == kept.config.layers
        for layer in result.layers:
            assert tuple(layer) == CELLS[cell].symbols
            for values in layer.values():
                assert values.shape == (len(text), HIDDEN) and values.isfinite().all()
        chances = result.next
        assert chances.shape == (len(text), len(task.alphabet))
        torch.testing.assert_close(chances.sum(1), torch.ones(len(text)))
        assert len(result.verdicts(task)) == len(text)


def keeps_its_promises(kept: Comparison, cell: str) -> None:
    has_learned_something(kept, cell)
    is_measured(kept, cell)
    can_be_looked_into(kept, cell)


@pytest.mark.parametrize(("cell", "task"), EVERY_PAIR)
def test_every_cell_can_be_trained_kept_traced_and_measured_on_every_task(cell: str, task: str) -> None:
    keeps_its_promises(run(cell, task), cell)


@pytest.mark.parametrize(("cell", "task"), TWO_LAYERS)
def test_so_can_a_network_of_two_layers(cell: str, task: str) -> None:
    keeps_its_promises(run(cell, task, layers=2, recipe="sharpened"), cell)


@pytest.mark.parametrize("task", list(TASKS))
@pytest.mark.parametrize("cell", HAS_ACTIVATION)
def test_a_cell_with_a_choice_of_activation_uses_the_one_chosen(cell: str, task: str) -> None:
    kept = run(cell, task, activation="relu")
    keeps_its_promises(kept, cell)
    layers = trace(kept.network(cell).select(0), kept.task.alphabet, kept.task.alphabet).layers
    h = layers[0]["h"]
    assert (h >= 0).all() and (h > 0).any()


@pytest.mark.parametrize("cell", [name for name in CELLS if name not in HAS_ACTIVATION])
def test_a_cell_without_one_does_not_care(cell: str) -> None:
    tanh, relu = (run(cell, "counting", activation=name).cells[cell] for name in ("tanh", "relu"))
    assert tanh.history_loss == relu.history_loss
