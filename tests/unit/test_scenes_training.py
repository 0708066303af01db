"""Training on films: torch.nn and torch.optim are the oracles; seeds are independent; files are whole."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from models.cells import architectures
from models.scenes import run as scenes
from models.scenes.config import SceneConfig
from models.scenes.pictures import SIZE
from models.scenes.story import LABELS
from models.scenes.training import HELD_OUT, SceneTrainer, batches, draw
from models.scenes.viewer import Viewer, empty_viewer
from models.sealed import BundleError

SMALL = SceneConfig(frames=7, films=3, hidden=5, seeds=2, steps=4, learning_rate=0.005, clip=0.1)
TWINS = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}


class Twin(nn.Module):
    """torch's own network with the weights of one of our seeds."""

    def __init__(self, ours: Viewer, kind: type[nn.RNNBase]) -> None:
        super().__init__()
        (cell,) = ours.cells
        self.cell = kind(SIZE * SIZE, ours.hidden, batch_first=True).double()
        for name, theirs in {"W": "weight_ih_l0", "U": "weight_hh_l0", "b": "bias_ih_l0"}.items():
            getattr(self.cell, theirs).data = getattr(cell, name).detach().mT.squeeze(-1).clone()
        self.cell.bias_hh_l0.data.zero_()
        self.cell.bias_hh_l0.requires_grad_(hasattr(cell, "d"))  # elsewhere the two biases are one
        if hasattr(cell, "d"):
            self.cell.bias_hh_l0.data[2 * ours.hidden :] = cell.d.detach()[0]
        self.readout = nn.Linear(ours.hidden, len(LABELS)).double()
        self.readout.weight.data, self.readout.bias.data = (
            ours.V.detach().mT.clone(),
            ours.v.detach()[0].clone(),
        )

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """(B, T, SIZE, SIZE) to scores (B, T, L)."""
        h, _ = self.cell(pictures.double().flatten(-2) - 0.5)
        return self.readout(h)


@pytest.mark.parametrize("cell", TWINS)
def test_steps_are_those_of_torch(cell: str) -> None:
    trainer = SceneTrainer(cell, SMALL, dtype=torch.double)
    twins = [Twin(trainer.network().select(seed), TWINS[cell]) for seed in range(SMALL.seeds)]
    optimizers = [torch.optim.Adam([p for p in twin.parameters() if p.requires_grad]) for twin in twins]
    losses = trainer.run(SMALL.steps)
    data = batches(SMALL.films, SMALL.frames)
    for step in range(SMALL.steps):
        batch = next(data)
        for seed, (twin, optimizer) in enumerate(zip(twins, optimizers, strict=True)):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(twin(batch.characters).flatten(0, 1), batch.targets.flatten())
            loss.backward()
            if cell == "gru":  # ours has the second bias of the candidate only
                twin.cell.bias_hh_l0.grad[: 2 * SMALL.hidden] = 0
            norm = nn.utils.clip_grad_norm_(twin.parameters(), SMALL.clip)
            assert norm > SMALL.clip  # or clipping would not be tested
            optimizer.param_groups[0]["lr"] = trainer.rate(step)
            optimizer.step()
            assert losses[step, seed].item() == pytest.approx(loss.item(), rel=1e-6)
    trainer.done = SMALL.steps
    pictures = draw(2, 9, np.random.default_rng(HELD_OUT)).pictures
    for seed, twin in enumerate(twins):
        theirs = twin(pictures).softmax(-1)
        torch.testing.assert_close(
            trainer.network().select(seed).watch(pictures), theirs, rtol=1e-4, atol=1e-5
        )


@pytest.mark.parametrize("cell", architectures())
def test_a_seed_does_not_depend_on_its_neighbours_and_the_same_comes_again(cell: str) -> None:
    one, same = (SceneTrainer(cell, SMALL) for _ in range(2))
    alone = SceneTrainer(cell, replace(SMALL, seeds=1, first_seed=1))
    for trainer in (one, same, alone):
        trainer.advance(SMALL.steps, 1)
    for name, value in one.network().state_dict().items():
        assert torch.equal(value, same.network().state_dict()[name])
        torch.testing.assert_close(value[1:], alone.network().state_dict()[name], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("cell", architectures())
def test_a_network_sees_what_was_and_never_what_comes(cell: str) -> None:
    viewer = empty_viewer(SMALL, cell)
    viewer.initialize(range(2), 1.0)
    pictures = draw(4, 6, np.random.default_rng(0)).pictures
    cut = pictures.clone()
    cut[:, 3] = 0
    before, after = viewer.watch(pictures), viewer.watch(cut)
    assert before.shape == (2, 4, 6, len(LABELS)) and torch.allclose(before.sum(-1), torch.ones(2, 4, 6))
    assert torch.equal(before[:, :, :3], after[:, :, :3]) and not torch.equal(before[:, :, 3], after[:, :, 3])
    has_memory = cell != "feedforward"
    assert torch.equal(before[:, :, 4:], after[:, :, 4:]) != has_memory
    one = viewer.select(1)
    assert isinstance(one, Viewer)
    torch.testing.assert_close(one.as_ensemble().watch(pictures)[0], before[1])


@pytest.fixture(scope="module")
def run() -> scenes.SceneRun:
    return scenes.train(
        SceneConfig(cells=("feedforward", "lstm"), frames=6, films=2, hidden=3, seeds=2, steps=3)
    )


def test_a_run_is_the_same_after_it_was_a_file(run: scenes.SceneRun) -> None:
    data = scenes.dumps(run)
    again = scenes.loads(data)
    assert (again.config, again.seconds) == (run.config, run.seconds)
    assert scenes.dumps(again) == data
    assert again.history["lstm"]["step"] == [1, 2, 3]
    pictures = draw(1, 4, np.random.default_rng(0)).pictures
    for cell in run.config.cells:
        assert torch.equal(again.viewer(cell).watch(pictures), run.viewer(cell).watch(pictures))


def test_a_damaged_or_foreign_file_is_refused(run: scenes.SceneRun) -> None:
    data = scenes.dumps(run)
    for broken in (data[:-1], data[:200], b"", data[:-1] + bytes([data[-1] ^ 1])):
        with pytest.raises(BundleError):
            scenes.loads(broken)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"task": "films"}, "scenes"),
        ({"frames": 1}, "from 2 to 100"),
        ({"cells": ("lstm", "lstm")}, "once"),
        ({"frames": 100, "films": 128, "hidden": 128, "seeds": 100}, "memory"),
    ],
)
def test_a_config_that_cannot_be_trained_is_refused_with_a_reason(changed: dict, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        replace(SMALL, **changed)
