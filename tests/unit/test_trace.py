"""Traces hold what the network computed, and verdicts what the task allows."""

import pytest
import torch

from models.analysis.trace import trace, traces
from models.cells import CELLS
from models.network import Network, NetworkTap
from models.tasks import TASKS

COUNTING = TASKS["counting"]


def network(cell: str, layers: int = 2) -> Network:
    torch.manual_seed(3)
    made = Network(cell, 4, 5, layers).requires_grad_(False)
    for parameter in made.parameters():
        parameter.uniform_(-2, 2)
    return made


@pytest.mark.parametrize("cell", list(CELLS))
def test_a_trace_has_exactly_the_cells_symbols_for_every_layer_step_and_neuron(cell: str) -> None:
    result = trace(network(cell), COUNTING.alphabet, "aaXbb$")
    assert len(result.layers) == 2
    for layer in result.layers:
        assert tuple(layer) == CELLS[cell].symbols
        for values in layer.values():
            assert values.shape == (6, 5)


@pytest.mark.parametrize("cell", list(CELLS))
def test_the_probabilities_are_those_of_reading_the_whole_string(cell: str) -> None:
    made = network(cell)
    result = trace(made, COUNTING.alphabet, "aXbba")
    whole = made(torch.tensor([[0, 1, 2, 2, 0]])).softmax(-1)[:, 0]
    torch.testing.assert_close(result.next, whole)
    assert [result.alphabet[k] for k in whole.argmax(-1)] == list(result.predicted)


def test_an_intervention_shows_in_the_trace() -> None:
    def shut_at_x(characters: torch.Tensor, places: torch.Tensor) -> NetworkTap:
        assert len(characters) == len(places) == 1

        def tap(layer: int, symbol: str, value: torch.Tensor) -> torch.Tensor:
            at_x = characters[:, None] == COUNTING.alphabet.index("X")
            return torch.where(at_x & ((layer, symbol) == (0, "i")), 0, value)

        return tap

    result = trace(network("lstm"), COUNTING.alphabet, "aaXa", shut_at_x)
    first = result.layers[0]
    assert [bool(step.any()) for step in first["i"]] == [True, True, False, True]
    torch.testing.assert_close(first["c"][2], first["f"][2] * first["c"][1])


@pytest.mark.parametrize("cell", list(CELLS))
def test_texts_side_by_side_give_what_each_gives_alone(cell: str) -> None:
    made, texts = network(cell), ["aaXbb$", "a", "aX"]
    for text, found in zip(texts, traces(made, COUNTING.alphabet, texts), strict=True):
        alone = trace(made, COUNTING.alphabet, text)
        assert found.characters == text
        torch.testing.assert_close(found.next, alone.next)
        for layer, own in zip(found.layers, alone.layers, strict=True):
            torch.testing.assert_close(layer, own)


class Says(Network):
    """A network that always predicts one character."""

    def __init__(self, character: str) -> None:
        super().__init__("rnn", 4, 2)
        self.v.data[0, COUNTING.alphabet.index(character)] = 9


def test_a_prediction_is_right_wrong_free_or_not_to_be_judged() -> None:
    says_b = trace(Says("b").requires_grad_(False), COUNTING.alphabet, "aaXbb$b")
    assert says_b.verdicts(COUNTING) == ["wrong", "wrong", "right", "right", "wrong", "", ""]
    says_a = trace(Says("a").requires_grad_(False), COUNTING.alphabet, "aab")
    assert says_a.verdicts(COUNTING) == ["free", "free", ""]


@pytest.mark.parametrize(("text", "message"), [("", "at least one character"), ("aaZ", "no character 'Z'")])
def test_what_cannot_be_read_is_refused_in_words(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        trace(network("lstm"), COUNTING.alphabet, text)
