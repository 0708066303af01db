"""Training on long texts: as torch.nn and torch.optim do it, and what a network then knows of a text."""

import math
from collections import Counter

import pytest
import torch
from torch import nn

from models.analysis.trace import trace
from models.network import Network
from models.training import text as training
from models.training.sources import split
from models.training.text import bits_per_character, read_window, streams, train_text

LETTERS = "abcde\n"
VERSE = "abcde\nbad\ncede\nabba\ndeed\n" * 40
TINY = {"alphabet": LETTERS, "hidden": 12, "layers": 2, "batch": 4, "window": 20, "learning_rate": 0.02}


def fresh(hidden: int, layers: int, seed: int = 0) -> Network:
    network = Network("lstm", len(LETTERS), hidden, layers, seeds=1)
    network.initialize([seed], 1.0)
    return network.select(0)


class Twin(nn.Module):
    """torch's own LSTM and readout with the same weights; the second bias stays at 0."""

    def __init__(self, ours: Network) -> None:
        super().__init__()
        self.lstm = nn.LSTM(ours.vocabulary, ours.hidden, len(ours.cells))
        self.readout = nn.Linear(ours.hidden, ours.vocabulary)
        self.readout.weight.data, self.readout.bias.data = (
            ours.V.detach().mT.clone(),
            ours.v.detach()[0].clone(),
        )
        for layer, cell in enumerate(ours.cells):
            for name, twin in (("W", "weight_ih"), ("U", "weight_hh"), ("b", "bias_ih")):
                getattr(self.lstm, f"{twin}_l{layer}").data = (
                    getattr(cell, name).detach().mT.squeeze(-1).clone()
                )
            getattr(self.lstm, f"bias_hh_l{layer}").requires_grad_(False).zero_()

    def loss(self, numbers: torch.Tensor, state: tuple | None) -> tuple[torch.Tensor, tuple]:
        h, state = self.lstm(
            nn.functional.one_hot(numbers[:, :-1].T, self.readout.out_features).float(), state
        )
        scores = self.readout(h).flatten(0, 1)
        return nn.functional.cross_entropy(scores, numbers[:, 1:].T.flatten()), state


def test_windows_with_the_state_carried_over_have_the_loss_of_torchs_lstm_on_the_whole() -> None:
    ours, numbers = fresh(10, 3), streams(VERSE, LETTERS, 3)[:, :61]
    state, losses = ours.zero_state(3), []
    for place in range(0, 60, 20):
        loss, state = read_window(ours, numbers[:, place : place + 21], state)
        losses.append(loss)
    whole, _ = Twin(ours).loss(numbers, None)
    torch.testing.assert_close(torch.stack(losses).mean(), whole)


def test_training_is_that_of_torchs_lstm_adam_clipping_and_cosine() -> None:
    steps, twin = 8, Twin(fresh(12, 2, seed=3))
    trainable = [parameter for parameter in twin.parameters() if parameter.requires_grad]
    adam = torch.optim.Adam(trainable, lr=0.02)
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(adam, steps)
    numbers, state = streams(VERSE, LETTERS, 4), None
    norms = []
    for step in range(steps):
        loss, state = twin.loss(numbers[:, step * 20 : step * 20 + 21], state)
        state = tuple(value.detach() for value in state)
        adam.zero_grad()
        loss.backward()
        norms.append(nn.utils.clip_grad_norm_(trainable, 0.13).item())
        adam.step()
        cosine.step()
    assert min(norms) < 0.13 < max(norms)
    ours = train_text(VERSE, seed=3, steps=steps, clip=0.13, **TINY)
    expected, got = Twin(ours).state_dict(), twin.state_dict()
    for name in expected:
        torch.testing.assert_close(got[name], expected[name], rtol=1e-3, atol=1e-4)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> tuple[list, list]:
    """The cell states at the beginning and at the end of each step of what is then trained."""
    began, ended = [], []

    def spy(network: Network, numbers: torch.Tensor, state: list) -> tuple:
        began.append([layer["c"] for layer in state])
        loss, state = read_window(network, numbers, state)
        ended.append([layer["c"].detach() for layer in state])
        return loss, state

    monkeypatch.setattr(training, "read_window", spy)
    return began, ended


def test_the_state_is_carried_over_without_its_gradient_and_is_zero_where_the_streams_begin(
    seen: tuple[list, list],
) -> None:
    began, ended = seen
    # 4 streams of 65 characters: three windows of 20, then from the start again.
    train_text(VERSE[:260], steps=5, **TINY)
    for step, states in enumerate(began):
        assert not any(c.requires_grad for c in states)
        for layer, c in enumerate(states):
            if step in (0, 3):
                assert not c.any()
            else:
                assert c.any() and c.equal(ended[step - 1][layer])


def test_now_and_then_a_single_stream_begins_anew(seen: tuple[list, list]) -> None:
    began, ended = seen
    train_text(VERSE, steps=12, restart=0.3, **TINY)
    rows = []
    for states, before in zip(began[1:], ended, strict=False):
        anew = ~states[0].any(1)
        for c, old in zip(states, before, strict=True):
            assert c.equal(old * ~anew[:, None])
        rows += anew.tolist()
    assert len(rows) == 44 and 5 <= sum(rows) <= 25


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn", "peephole"])
def test_every_cell_with_a_memory_soon_beats_the_frequencies_of_the_characters(cell: str) -> None:
    learned, held_out = split(VERSE)
    bits = []
    network = train_text(learned, cell=cell, steps=80, **TINY, report=lambda step, loss: bits.append(loss))
    counts = Counter(VERSE)
    unigram = -sum(n / len(VERSE) * math.log2(n / len(VERSE)) for n in counts.values())
    assert len(bits) == 80 and bits[0] > unigram
    # Only a reader of more than one character gets this far.
    assert bits_per_character(network, LETTERS, held_out) < 0.6 * unigram


def test_a_seed_gives_the_same_weights_again_and_another_gives_others() -> None:
    one, again, other = (train_text(VERSE, seed=seed, steps=3, **TINY).state_dict() for seed in (1, 1, 2))
    assert all(one[name].equal(again[name]) for name in one)
    assert not any(one[name].equal(other[name]) for name in one)


def test_bits_per_character_are_the_mean_surprise_of_a_trace() -> None:
    network, text = fresh(8, 2).requires_grad_(False), VERSE[:300]
    p = trace(network, LETTERS, text).next
    surprise = [-math.log2(p[t, LETTERS.index(text[t + 1])]) for t in range(len(text) - 1)]
    assert bits_per_character(network, LETTERS, text) == pytest.approx(
        sum(surprise) / len(surprise), abs=1e-5
    )


def test_a_network_that_knows_nothing_needs_the_logarithm_of_the_alphabet() -> None:
    nothing = Network("gru", len(LETTERS), 4)
    text = "abc\n" * 1000
    assert bits_per_character(nothing, LETTERS, text) == pytest.approx(math.log2(len(LETTERS)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cell": "transformer"}, "unknown cell 'transformer'"),
        ({"hidden": 0}, "hidden must be a whole number from 1"),
        ({"layers": 9}, "layers must be a whole number from 1 to 3"),
        ({"steps": 2.5}, "steps must be a whole number"),
        ({"learning_rate": 0.0}, "learning rate must be a number"),
        ({"restart": 1.5}, "restart is a probability from 0 to 1, not 1.5"),
        ({"batch": 100}, "has 1000 characters to train on; 100 streams of 20 need at least 2100"),
        ({"alphabet": "abc"}, "there is no character '\\\\n'"),
    ],
)
def test_what_cannot_be_trained_is_refused(change: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        train_text(VERSE, **{**TINY, "steps": 1, **change})


def test_training_stops_where_the_loss_is_not_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "cross_entropy", lambda *both: torch.tensor(math.nan))
    with pytest.raises(ValueError, match="not finite at step 1; choose a smaller learning rate"):
        train_text(VERSE, steps=2, **TINY)


@pytest.mark.parametrize("text", ["", "a"])
def test_what_cannot_be_measured_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="at least"):
        bits_per_character(fresh(4, 1), LETTERS, text)
