"""The gradient to earlier characters is what finite differences say, and ends where memory ends."""

import pytest
import torch
from torch import Tensor

from models.analysis.saliency import saliency
from models.analysis.trace import trace
from models.cells import CELLS
from models.network import Network, NetworkTap
from models.tasks import TASKS

ALPHABET = TASKS["counting"].alphabet
TEXT = "aaXbb$"


def network(cell: str, activation: str = "tanh") -> Network:
    torch.manual_seed(5)
    made = Network(cell, 4, 3, 2, activation=activation).double().requires_grad_(False)
    for parameter in made.parameters():
        parameter.uniform_(-1, 1)
    return made


def log_probability(made: Network, inputs: Tensor, character: str) -> Tensor:
    """Of a character after all the inputs (T, V), which need not be one-hot."""
    state = made.zero_state(1)
    for x in inputs:
        h, state = made.step(x[None], state)
    return made.readout(h).log_softmax(-1)[0, ALPHABET.index(character)]


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("cell", list(CELLS))
@pytest.mark.parametrize("place", [0, 3, 5])
def test_the_gradient_is_that_of_finite_differences(cell: str, activation: str, place: int) -> None:
    made = network(cell, activation)
    read = torch.tensor([ALPHABET.index(c) for c in TEXT[: place + 1]])
    inputs, step = made.encode(read), 1e-6
    expected = torch.zeros(len(TEXT), 4, dtype=torch.double)
    for t in range(place + 1):
        for k in range(4):
            nudge = torch.zeros_like(inputs)
            nudge[t, k] = step
            above, below = (log_probability(made, inputs + side * nudge, "b") for side in (1, -1))
            expected[t, k] = (above - below) / (2 * step)
    found = saliency(made, ALPHABET, TEXT, place, "b")
    torch.testing.assert_close(found.influence, expected.norm(dim=1), atol=1e-8, rtol=1e-6)
    at_read = expected[range(place + 1), read]
    torch.testing.assert_close(found.signed[: place + 1], at_read, atol=1e-8, rtol=1e-6)
    assert not found.signed[place + 1 :].any()


@pytest.mark.parametrize("cell", list(CELLS))
def test_the_score_is_the_predictions_own_log_probability(cell: str) -> None:
    made = network(cell)
    expected = trace(made, ALPHABET, TEXT).next[3, ALPHABET.index("$")].log()
    assert saliency(made, ALPHABET, TEXT, 3, "$").score == pytest.approx(float(expected))


def test_without_memory_only_the_last_character_counts() -> None:
    influence = saliency(network("feedforward"), ALPHABET, TEXT, 3, "b").influence
    assert (influence > 0).tolist() == [False, False, False, True, False, False]


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru", "peephole"])
def test_what_an_intervention_erases_has_no_influence(cell: str) -> None:
    def erased(characters: Tensor, places: Tensor) -> NetworkTap:
        return lambda layer, symbol, value: value * (places != 1)

    assert (saliency(network(cell), ALPHABET, TEXT, 3, "b", erased).influence > 0).tolist() == [
        *(False, False, True, True),
        *(False, False),
    ]


def test_a_prediction_that_nothing_can_change_has_no_gradient() -> None:
    def held(characters: Tensor, places: Tensor) -> NetworkTap:
        return lambda layer, symbol, value: torch.ones_like(value)

    assert not saliency(network("lstm"), ALPHABET, TEXT, 3, "b", held).influence.any()


def test_it_works_inside_no_grad_and_leaves_the_weights_alone() -> None:
    made = network("lstm").requires_grad_(True)
    with torch.no_grad():
        assert saliency(made, ALPHABET, TEXT, 3, "b").influence.any()
    assert all(parameter.grad is None for parameter in made.parameters())


@pytest.mark.parametrize(
    ("text", "place", "character", "message"),
    [
        ("aaZ", 0, "a", "no character 'Z'"),
        ("aaX", 0, "Z", "'Z' cannot be predicted; choose one character of a X b"),
        ("aaX", 0, "", "choose one character"),
        ("aaX", 0, "aX", "choose one character"),
        ("aaX", 3, "a", "there is no place 3; the text has places 0 to 2"),
        ("aaX", -1, "a", "there is no place -1"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(text, place, character, message) -> None:
    with pytest.raises(ValueError, match=message):
        saliency(network("lstm"), ALPHABET, text, place, character)
