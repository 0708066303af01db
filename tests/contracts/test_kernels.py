"""Every kernel is held to its cell: loss, gradient and trained weights are those of autograd."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from models.cells import architectures
from models.kernels import KERNELS
from models.kernels.lanes import LANES
from models.kernels.trainer import FusedTrainer
from models.tasks import TASKS
from models.training.autograd import AutogradTrainer
from models.training.config import Config
from models.training.recipes import RECIPES

SEEDS = LANES + 3  # two blocks, the second not full
DEPTHS = (1, 2, 3)
# Every cell with every task, at one depth or another: a task is no more than a batch to a kernel.
EVERY_PAIR = [
    (cell, task, DEPTHS[(row + column) % 3])
    for row, cell in enumerate(KERNELS)
    for column, task in enumerate(TASKS)
]
ARTICLE = list(TASKS)[:4]

FUSED = [name for name, recipe in RECIPES.items() if not recipe.by_autograd]


def gradient(trainer: FusedTrainer) -> torch.Tensor:
    """The gradient by theta of the last step, (S, P), before clipping."""
    parts = [torch.from_numpy(block.seeds.gradient).T for block in trainer.blocks]
    return torch.cat(parts)[: trainer.config.seeds]


def assert_first_step_agrees(cell: str, config: Config) -> None:
    exact = AutogradTrainer(cell, config, dtype=torch.double)
    fused = FusedTrainer(cell, config)
    loss, wanted = exact.loss_and_gradient(0)
    torch.testing.assert_close(fused.run(1)[0].double(), loss, rtol=1e-5, atol=1e-6)
    good = near(gradient(fused), wanted)
    if not good.all():  # at the kink of a ReLU rounding decides, so autograd has to round likewise
        assert config.activation == "relu"
        good |= near(gradient(fused), AutogradTrainer(cell, config).loss_and_gradient(0)[1])
    assert good.all()


def near(found: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Of each seed, whether its gradient is as wanted but for rounding, (S,)."""
    size = wanted.abs().amax(1, keepdim=True)
    return ((found.double() - wanted).abs() <= 2e-5 * size + 1e-8).all(1)


@pytest.mark.parametrize(("cell", "task", "layers"), EVERY_PAIR)
def test_loss_and_gradient_are_those_of_autograd(cell: str, task: str, layers: int) -> None:
    assert_first_step_agrees(cell, Config(task=task, hidden=7, layers=layers, seeds=SEEDS, longest=6))


@pytest.mark.parametrize("recipe", ["plain", "sharpened"])
@pytest.mark.parametrize("layers", DEPTHS)
@pytest.mark.parametrize("task", ARTICLE)
@pytest.mark.parametrize("cell", list(KERNELS))
def test_trained_weights_are_those_of_autograd(cell: str, task: str, layers: int, recipe: str) -> None:
    config = Config(task=task, recipe=recipe, hidden=5, layers=layers, seeds=3, longest=4, steps=15)
    exact, fused = AutogradTrainer(cell, config), FusedTrainer(cell, config)
    start = exact.theta.detach().clone()
    for trainer in (exact, fused):
        trainer.advance(config.steps, 5)
    assert fused.history.step == exact.history.step
    exact_loss, fused_loss = torch.tensor(exact.history.loss), torch.tensor(fused.history.loss)
    # A steep slope and a deep network make a hundred times more of single precision's last digit.
    torch.testing.assert_close(fused_loss, exact_loss, atol=3e-3 if recipe == "sharpened" else 2e-4, rtol=0)
    moved = (exact.theta - start).abs().mean()
    assert (fused.theta - exact.theta).abs().mean() < 0.01 * moved


@given(
    cell=st.sampled_from(list(KERNELS)),
    task=st.sampled_from(list(TASKS)),
    activation=st.sampled_from(["tanh", "relu"]),
    hidden=st.integers(1, 11),
    layers=st.integers(1, 3),
    seeds=st.integers(1, 2 * LANES + 1),
    shortest=st.integers(1, 4),
    more=st.integers(0, 5),
    recipe=st.sampled_from(FUSED),
    forget_bias=st.sampled_from([-3.0, 0.0, 1.0, 8.0]),
)
@settings(max_examples=60, deadline=None)
def test_odd_shapes_agree_too(
    cell, task, activation, hidden, layers, seeds, shortest, more, recipe, forget_bias
) -> None:
    config = Config(
        task=task, activation=activation, hidden=hidden, layers=layers, seeds=seeds, shortest=shortest,
        longest=shortest + more, recipe=recipe, forget_bias=forget_bias,
    )  # fmt: skip
    assert_first_step_agrees(cell, config)


@pytest.mark.parametrize("recipe", ["plain", "sharpened"])
@pytest.mark.parametrize("cell", list(KERNELS))
def test_a_seed_among_others_is_the_seed_alone_bit_for_bit(cell: str, recipe: str) -> None:
    config = Config(recipe=recipe, hidden=5, seeds=SEEDS, steps=60)
    together, alone = FusedTrainer(cell, config), FusedTrainer(cell, replace(config, seeds=1, first_seed=17))
    together.advance(60, 20)
    alone.advance(60, 20)
    assert torch.equal(together.theta[17:18], alone.theta)
    assert [row[17:18] for row in together.history.loss] == alone.history.loss


@pytest.mark.parametrize("cell", list(KERNELS))
def test_more_threads_give_the_same_numbers(cell: str) -> None:
    config, before, found = Config(hidden=5, seeds=SEEDS, steps=30), torch.get_num_threads(), []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            trainer = FusedTrainer(cell, config)
            trainer.advance(30, 10)
            found.append(trainer.theta)
    finally:
        torch.set_num_threads(before)
    assert torch.equal(*found)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize("cell", list(KERNELS))
def test_a_seed_that_is_not_finite_stops_and_its_neighbours_go_on(cell: str, value: float) -> None:
    config = Config(hidden=5, seeds=3, steps=20)
    clean, broken = FusedTrainer(cell, config), FusedTrainer(cell, config)
    clean.advance(20, 5)
    broken.advance(12, 5)
    broken.blocks[0].seeds.theta[0, 1] = value
    before = broken.blocks[0].seeds.theta[:, 1].copy()
    broken.advance(8, 5)
    assert broken.stopped_at == [None, 12, None]
    assert (broken.blocks[0].seeds.theta[1:, 1] == before[1:]).all()
    assert torch.equal(broken.theta[[0, 2]], clean.theta[[0, 2]])


def test_every_architecture_that_ships_has_a_kernel() -> None:
    assert set(KERNELS) == set(architectures())
