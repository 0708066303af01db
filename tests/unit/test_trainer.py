"""Training: what each seed may and may not depend on, and that the recipes are only data."""

from dataclasses import replace

import pytest
import torch
from torch.func import functional_call

from models.cells import CELLS, architectures, variants
from models.engines import ENGINES
from models.kernels import KERNELS
from models.tasks import TASKS
from models.training import autograd
from models.training.autograd import AutogradTrainer, clip_per_seed, loss_per_seed
from models.training.batches import batches, lowest_loss
from models.training.config import Config
from models.training.recipes import RECIPES
from models.training.trainer import Trainer

SHORT = Config(seeds=3, steps=30, hidden=5)
SOME = [*architectures(), "niaf", "fgr"]  # a variant whose slope, and one whose state, is its own
TRAINED_BY = [
    (cell, engine, recipe)
    for cell in SOME
    for engine in ENGINES
    for recipe in RECIPES
    if engine == "autograd" or (cell in KERNELS and not RECIPES[recipe].by_autograd)
]


def trained(cell: str, config: Config, engine: str = "autograd") -> Trainer:
    trainer = ENGINES[engine](cell, config)
    trainer.advance(config.steps, 10)
    return trainer


def trained_in_double(cell: str, config: Config) -> Trainer:
    trainer = AutogradTrainer(cell, config, dtype=torch.double)
    trainer.advance(config.steps, 10)
    return trainer


@pytest.mark.parametrize(("cell", "engine", "recipe"), TRAINED_BY)
def test_the_same_config_gives_the_same_weights_bit_for_bit(cell: str, recipe: str, engine: str) -> None:
    config = replace(SHORT, recipe=recipe)
    one, two = trained(cell, config, engine), trained(cell, config, engine)
    assert torch.equal(one.theta, two.theta) and one.history == two.history


@pytest.mark.parametrize("recipe", list(RECIPES))
@pytest.mark.parametrize("cell", SOME)
def test_a_seed_trained_among_others_is_the_seed_trained_alone(cell: str, recipe: str) -> None:
    config = replace(SHORT, recipe=recipe)
    together = trained_in_double(cell, config)
    alone = trained_in_double(cell, replace(config, seeds=1, first_seed=1))
    torch.testing.assert_close(together.theta[1:2], alone.theta, rtol=1e-7, atol=1e-9)


def test_random_tasks_show_every_seed_the_same_strings() -> None:
    config = replace(SHORT, task="copying", steps=10)
    together = trained_in_double("lstm", config)
    alone = trained_in_double("lstm", replace(config, seeds=1, first_seed=2))
    torch.testing.assert_close(together.theta[2:3], alone.theta, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize(("cell", "engine"), dict.fromkeys(trainer[:2] for trainer in TRAINED_BY))
def test_the_loss_falls(cell: str, engine: str) -> None:
    losses = trained(cell, replace(SHORT, steps=60), engine).history.loss
    assert all(last < first for first, last in zip(losses[0], losses[-1], strict=True))


def test_clipping_touches_only_the_seed_that_exceeds_the_limit() -> None:
    gradient = torch.tensor([[3.0, 4.0], [0.3, 0.4]])
    torch.testing.assert_close(clip_per_seed(gradient, 1.0), torch.tensor([[0.6, 0.8], [0.3, 0.4]]))


def test_the_loss_is_the_mean_cross_entropy_over_all_positions() -> None:
    batch = next(batches("counting", range(1, 4)))
    scores = torch.randn(2, batch.targets.shape[1], batch.targets.shape[0], 4)
    for seed, loss in enumerate(loss_per_seed(scores, batch)):
        mask = batch.mask.T.flatten()
        expected = torch.nn.functional.cross_entropy(
            scores[seed].flatten(0, 1)[mask], batch.targets.T.flatten()[mask]
        )
        torch.testing.assert_close(loss, expected)


def test_the_lowest_loss_is_that_of_a_table_of_all_prefixes() -> None:
    # 10 strings of lengths 1 to 10: their choice holds ln 10 nats, spread over 120 predicted characters.
    assert lowest_loss(TASKS["counting"], range(1, 11)) == pytest.approx(2.302585 * 10 / 120, rel=1e-5)
    assert lowest_loss(TASKS["counting"], [3]) == 0
    assert lowest_loss(TASKS["copying"], range(1, 4)) is None


def test_a_seed_whose_loss_is_not_finite_stops_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    clean = trained("lstm", SHORT)
    trainer = AutogradTrainer("lstm", SHORT)
    true_loss, calls = autograd.loss_per_seed, []

    def broken_once(scores, batch):
        loss = true_loss(scores, batch)
        calls.append(loss)
        return loss * torch.tensor([1.0, float("nan"), 1.0]) if len(calls) == 13 else loss

    monkeypatch.setattr(autograd, "loss_per_seed", broken_once)
    trainer.advance(12, 10)
    before = trainer.theta.detach().clone()
    trainer.advance(18, 10)
    assert trainer.stopped_at == [None, 12, None]
    assert torch.equal(trainer.theta[1], before[1])
    assert torch.equal(trainer.theta[[0, 2]], clean.theta[[0, 2]])


@pytest.mark.parametrize("engine", list(ENGINES))
def test_a_learning_rate_that_is_far_too_large_ends_in_words_not_in_nan(engine: str) -> None:
    config = replace(SHORT, learning_rate=1.0, clip=1000.0, activation="relu", longest=40, steps=60)
    trainer = trained("rnn", config, engine)
    assert trainer.theta.isfinite().all()


def test_the_slope_grows_over_the_middle_of_training() -> None:
    recipe = RECIPES["sharpened"]
    assert recipe.slope_at(0) == recipe.slope_at(0.2) == 1
    assert recipe.slope_at(0.5) == pytest.approx(30**0.5)
    assert recipe.slope_at(0.8) == pytest.approx(30) == pytest.approx(recipe.slope_at(1))


@pytest.mark.parametrize("cell", list(CELLS))
def test_folding_the_slope_gives_an_ordinary_network_with_the_same_outputs(cell: str) -> None:
    trainer = trained_in_double(cell, replace(SHORT, recipe="sharpened"))
    batch = next(batches("counting", range(1, 11)))
    gain = trainer.gain(trainer.done)
    weights = trainer.unflatten(trainer.theta * gain)
    expected = functional_call(trainer.frame, weights, (batch.characters,))
    torch.testing.assert_close(trainer.network()(batch.characters), expected)
    sloped = trainer.sloped.bool()
    assert gain[sloped].numel() == 0 or (gain[sloped] == 30).all()
    assert (gain[~sloped] == 1).all() and sloped.any() == CELLS[cell].has_gates


def first_step(weights: dict[str, torch.Tensor], trainer: Trainer) -> dict[str, torch.Tensor]:
    """Every quantity of the first step, by the cell's own step."""
    trainer.frame.load_state_dict(weights)
    heard: dict[str, torch.Tensor] = {}
    x = trainer.frame.encode(torch.tensor([0, 1]))
    trainer.frame.step(
        x, trainer.frame.zero_state(2), lambda _, s, value: heard.setdefault(s, value.detach())
    )
    return heard


@pytest.mark.parametrize("cell", ["lstm", *variants()])
def test_every_preactivation_becomes_steeper_but_not_a_candidate_that_is_linear(cell: str) -> None:
    trainer = trained_in_double(cell, replace(SHORT, recipe="sharpened"))
    folded = {name: value.clone() for name, value in trainer.network().state_dict().items()}
    before = first_step(trainer.unflatten(trainer.theta.detach()), trainer)
    after = first_step(folded, trainer)
    for symbol in CELLS[cell].blocks:
        if symbol in CELLS[cell].linear:
            assert symbol == "g" and cell == "niaf"
            torch.testing.assert_close(after[symbol], before[symbol])
        else:
            squash = torch.tanh if symbol == "g" else torch.sigmoid
            undo = torch.atanh if symbol == "g" else torch.logit
            torch.testing.assert_close(after[symbol], squash(30 * undo(before[symbol])))


def test_noise_is_fresh_at_each_step_and_larger_on_the_peepholes() -> None:
    trainer = AutogradTrainer("peephole", replace(SHORT, recipe="sharpened", seeds=20, hidden=20))
    one, two = trainer.noise(0), trainer.noise(1)
    assert not torch.equal(one, two)
    for name, part in trainer.unflatten(torch.cat([one, two])[:20]).items():
        assert float(part.std()) == pytest.approx(0.3 if name.endswith(".p") else 0.07, rel=0.15)


def test_plain_training_draws_no_noise() -> None:
    assert AutogradTrainer("lstm", SHORT).noise(0) == 0.0


def test_the_forget_gate_starts_open_by_the_forget_bias() -> None:
    trainer = AutogradTrainer("lstm", replace(SHORT, forget_bias=2.5))
    bias = trainer.frame.cells[0].b.detach()
    assert (bias[..., 5:10] == 2.5).all() and (bias[..., :5].abs() <= 5**-0.5).all()


def test_peepholes_start_at_zero() -> None:
    assert not AutogradTrainer("peephole", SHORT).frame.cells[0].p.any()
