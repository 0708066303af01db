"""Training on text step by step, as torch.nn and torch.optim do it; and how well a network reads."""

import math
from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn

from models.analysis.trace import trace
from models.network import Network
from models.text.autograd import AutogradTextTrainer, read_window
from models.text.config import TextConfig
from models.text.measure import bits_per_character
from models.text.trainer import streams

LETTERS = "abcde\n"
VERSE = "abcde\nbad\ncede\nabba\ndeed\n" * 40
TINY = TextConfig(cells=("lstm",), hidden=12, layers=2, batch=4, window=20, learning_rate=0.02)


def fresh(hidden: int, layers: int, seed: int = 0, cell: str = "lstm") -> Network:
    network = Network(cell, len(LETTERS), hidden, layers, seeds=1)
    network.initialize([seed], 1.0)
    return network.select(0)


def trainer(config: TextConfig = TINY, text: str = VERSE, seed: int = 0) -> AutogradTextTrainer:
    return AutogradTextTrainer("lstm", config, streams(text, LETTERS, config.batch), len(LETTERS), seed)


class Twin(nn.Module):
    """torch's own LSTM and readout with the same weights; the second bias stays at 0."""

    def __init__(self, ours: Network) -> None:
        super().__init__()
        self.lstm = nn.LSTM(ours.vocabulary, ours.hidden, len(ours.cells))
        self.readout = nn.Linear(ours.hidden, ours.vocabulary)
        linear = self.readout
        linear.weight.data, linear.bias.data = ours.V.detach().mT.clone(), ours.v.detach()[0].clone()
        for layer, cell in enumerate(ours.cells):
            for name, twin in (("W", "weight_ih"), ("U", "weight_hh"), ("b", "bias_ih")):
                value = getattr(cell, name).detach().mT.squeeze(-1).clone()
                getattr(self.lstm, f"{twin}_l{layer}").data = value
            getattr(self.lstm, f"bias_hh_l{layer}").requires_grad_(False).zero_()

    def loss(self, numbers: Tensor, state: tuple | None) -> tuple[Tensor, tuple]:
        x = nn.functional.one_hot(numbers[:, :-1].T, self.readout.out_features).float()
        h, state = self.lstm(x, state)
        scores = self.readout(h).flatten(0, 1)
        return nn.functional.cross_entropy(scores, numbers[:, 1:].T.flatten()), state


def test_a_text_is_cut_into_equal_stretches() -> None:
    assert streams("abcdeabcde\n", LETTERS, 2).tolist() == [[0, 1, 2, 3, 4], [0, 1, 2, 3, 4]]
    assert streams("cab", "abc", 1).tolist() == [[2, 0, 1]]


def test_windows_with_the_state_carried_over_have_the_loss_of_torchs_lstm_on_the_whole() -> None:
    ours, numbers = fresh(10, 3), streams(VERSE, LETTERS, 3)[:, :61]
    state, losses = ours.zero_state(3), []
    for place in range(0, 60, 20):
        loss, state = read_window(ours, numbers[:, place : place + 21], state)
        assert loss.shape == (3, 20)
        losses.append(loss)
    whole, _ = Twin(ours).loss(numbers, None)
    torch.testing.assert_close(torch.cat(losses, 1).mean(), whole)


def test_training_is_that_of_torchs_lstm_adam_clipping_and_cosine() -> None:
    steps = 8
    ours = trainer(replace(TINY, steps=steps, clip=0.13), seed=3)
    twin = Twin(ours.network())
    trainable = [parameter for parameter in twin.parameters() if parameter.requires_grad]
    adam = torch.optim.Adam(trainable, lr=0.02)
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(adam, steps)
    numbers, state = streams(VERSE, LETTERS, 4), None
    norms, losses = [], []
    for step in range(steps):
        loss, state = twin.loss(numbers[:, step * 20 : step * 20 + 21], state)
        state = tuple(value.detach() for value in state)
        adam.zero_grad()
        loss.backward()
        norms.append(nn.utils.clip_grad_norm_(trainable, 0.13).item())
        losses.append(loss.item() / math.log(2))
        adam.step()
        cosine.step()
    assert min(norms) < 0.13 < max(norms)
    bits = ours.advance(3, 0.02) + ours.advance(99, 0.02)
    assert bits == pytest.approx(losses, abs=1e-3) and ours.done == steps
    expected, got = Twin(ours.network()).state_dict(), twin.state_dict()
    for name in expected:
        torch.testing.assert_close(got[name], expected[name], rtol=1e-3, atol=1e-4)


def test_another_learning_rate_moves_the_weights_in_proportion() -> None:
    moved = []
    for rate in (0.02, 0.005):
        ours = trainer(replace(TINY, steps=10))
        before = ours.theta.clone()
        ours.advance(1, rate)
        moved.append(ours.theta - before)
    torch.testing.assert_close(moved[0], 4 * moved[1], rtol=1e-3, atol=1e-7)


def states(ours: AutogradTextTrainer, steps: int) -> list[list[Tensor]]:
    """The cell states of each layer, (B, H), before each of so many steps."""
    found = []
    for _ in range(steps):
        assert not any(layer["c"].requires_grad for layer in ours.carried)
        found.append([layer["c"].clone() for layer in ours.carried])
        ours.advance(1, 0.02)
    return found


def test_the_state_is_carried_over_and_is_zero_where_the_streams_begin() -> None:
    # 4 streams of 65 characters: three windows of 20, then from the start again.
    for step, layers in enumerate(states(trainer(replace(TINY, steps=9), VERSE[:260]), 5)):
        assert all(c.any() != (step in (0, 3)) for c in layers)


def test_now_and_then_a_single_stream_begins_anew_in_all_layers() -> None:
    rows = []
    for first, second in states(trainer(replace(TINY, steps=12, restart=0.3)), 12)[1:]:
        anew = ~first.any(1)
        assert anew.equal(~second.any(1))
        rows += anew.tolist()
    assert len(rows) == 44 and 5 <= sum(rows) <= 25


def test_a_seed_gives_the_same_weights_again_and_another_gives_others() -> None:
    found = []
    for seed in (1, 1, 2):
        ours = trainer(replace(TINY, steps=3), seed=seed)
        ours.advance(3, 0.02)
        found.append(ours.theta)
    assert found[0].equal(found[1]) and not found[0].equal(found[2])


def test_bits_per_character_are_the_mean_surprise_of_a_trace() -> None:
    network, text = fresh(8, 2).requires_grad_(False), VERSE[:300]
    p = trace(network, LETTERS, text).next
    surprise = [-math.log2(p[t, LETTERS.index(text[t + 1])]) for t in range(len(text) - 1)]
    mean = sum(surprise) / len(surprise)
    assert bits_per_character(network, LETTERS, text) == pytest.approx(mean, abs=1e-5)


def test_a_long_text_is_read_in_streams_that_each_begin_from_zero() -> None:
    network, text = fresh(8, 2).requires_grad_(False), VERSE[:1000]
    halves = [bits_per_character(network, LETTERS, part) for part in (text[:500], text[500:])]
    assert bits_per_character(network, LETTERS, text, least=500) == pytest.approx(sum(halves) / 2, abs=1e-5)
    assert bits_per_character(network, LETTERS, text) != pytest.approx(sum(halves) / 2, abs=1e-5)


def test_a_network_that_knows_nothing_needs_the_logarithm_of_the_alphabet() -> None:
    nothing = Network("gru", len(LETTERS), 4)
    bits = bits_per_character(nothing, LETTERS, "abc\n" * 1000)
    assert bits == pytest.approx(math.log2(len(LETTERS)))


@pytest.mark.parametrize(
    ("text", "message"), [("", "at least"), ("a", "at least two"), ("aX", "no character")]
)
def test_what_cannot_be_measured_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        bits_per_character(fresh(4, 1), LETTERS, text)
