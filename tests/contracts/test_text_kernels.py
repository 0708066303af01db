"""Training on text by compiled kernels is training on text by autograd, for every cell and shape."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from models.kernels import KERNELS
from models.kernels.text import FusedTextTrainer
from models.text.autograd import AutogradTextTrainer
from models.text.config import TextConfig
from models.text.trainer import TextTrainer

VOCABULARY = 13
CELLS = list(KERNELS)


def config(cell: str, **sizes: object) -> TextConfig:
    return replace(TextConfig(cells=(cell,), hidden=21, layers=2, batch=5, window=11, steps=20), **sizes)


def numbers(chosen: TextConfig, length: int = 90) -> torch.Tensor:
    generator = torch.Generator().manual_seed(1)
    return torch.randint(0, VOCABULARY, (chosen.batch, length), generator=generator)


def made(kind: type[TextTrainer], chosen: TextConfig, **options: object) -> TextTrainer:
    return kind(chosen.cells[0], chosen, numbers(chosen), VOCABULARY, 3, **options)


def assert_same_gradient(chosen: TextConfig, windows: int = 3) -> None:
    """Loss, gradient and carried state, window after window, are those of autograd in double precision."""
    exact = made(AutogradTextTrainer, chosen, dtype=torch.double)
    fused = made(FusedTextTrainer, chosen)
    for place in range(windows):
        part = exact.numbers[:, place * chosen.window : (place + 1) * chosen.window + 1]
        (loss, wanted, exact.carried), (found, gradient, fused.carried) = map(
            lambda trainer: trainer.gradient(part), (exact, fused)
        )
        assert found == pytest.approx(loss, rel=1e-5)
        assert ((gradient.double() - wanted).abs() <= 2e-5 * wanted.abs().max() + 1e-8).all()
        for ours, theirs in zip(fused.carried, exact.carried, strict=True):
            assert set(ours) == set(theirs)
            for symbol, value in ours.items():
                torch.testing.assert_close(value.double(), theirs[symbol], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("cell", CELLS)
def test_loss_gradient_and_state_are_those_of_autograd(cell: str, layers: int, activation: str) -> None:
    assert_same_gradient(config(cell, layers=layers, activation=activation))


@pytest.mark.parametrize("cell", CELLS)
def test_trained_weights_are_those_of_autograd(cell: str) -> None:
    chosen = config(cell, restart=0.2)
    exact, fused = made(AutogradTextTrainer, chosen), made(FusedTextTrainer, chosen)
    start = exact.theta.clone()
    losses = [trainer.advance(chosen.steps, 0.01) for trainer in (exact, fused)]
    assert losses[0] == pytest.approx(losses[1], abs=2e-4)
    moved = (exact.theta - start).abs().mean()
    assert (fused.theta - exact.theta).abs().mean() < 0.01 * moved


@given(
    cell=st.sampled_from(CELLS),
    hidden=st.integers(1, 40),
    layers=st.integers(1, 3),
    batch=st.integers(1, 9),
    window=st.integers(2, 12),
)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_odd_shapes_agree_too(cell: str, hidden: int, layers: int, batch: int, window: int) -> None:
    assert_same_gradient(config(cell, hidden=hidden, layers=layers, batch=batch, window=window), 2)


@pytest.mark.parametrize("kind", [AutogradTextTrainer, FusedTextTrainer])
@pytest.mark.parametrize("cell", CELLS)
def test_a_checkpoint_goes_on_as_if_nothing_had_been(cell: str, kind: type[TextTrainer]) -> None:
    chosen = config(cell, restart=0.3, steps=18)  # more than one pass through the streams
    whole, before, after = (made(kind, chosen) for _ in range(3))
    losses = whole.advance(18, 0.01)
    first = before.advance(7, 0.01)
    after.restore(before.checkpoint())
    assert first + after.advance(18, 0.01) == losses
    assert torch.equal(after.theta, whole.theta)


def test_a_network_whose_loss_is_not_finite_keeps_its_last_weights() -> None:
    trainer = made(FusedTextTrainer, config("lstm", clip=1e3))
    trainer.advance(2, 0.01)
    with torch.no_grad():
        trainer.frame.V[0, 0] = torch.nan
    kept = trainer.theta.clone()
    assert len(trainer.advance(5, 0.01)) == 1 and trainer.stopped_at == 3
    assert torch.equal(trainer.theta.nan_to_num(9), kept.nan_to_num(9))
    assert trainer.advance(5, 0.01) == []
