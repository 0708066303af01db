"""What fits and what scores never overlap."""

import pytest
import torch

from models.analysis import features
from models.analysis.reference import LENGTHS, reference
from models.analysis.trace import trace
from models.network import Network
from models.specimen import Specimen
from models.tasks import TASKS


def specimen(alphabet: str, task: str | None = None, sample: str = "") -> Specimen:
    torch.manual_seed(0)
    network = Network("lstm", len(alphabet), 3, 2).requires_grad_(False)
    for parameter in network.parameters():
        parameter.uniform_(-1, 1)
    return Specimen("x", alphabet, "lstm", network, task and TASKS[task], sample=sample)


@pytest.mark.parametrize("task", list(TASKS))
def test_a_task_is_ranked_on_its_own_strings_none_in_both_parts(task: str) -> None:
    fit, held = reference(specimen(TASKS[task].alphabet, task))
    texts = [[one.characters for one in part] for part in (fit, held)]
    assert not set(texts[0]) & set(texts[1])
    for part in texts:
        assert len(part) == len(set(part)) >= 5
        for text in part:
            assert text.endswith("$") and TASKS[task].allowed(text[:-1]) == "$"
            assert sum(text[:-1].count(c) for c in TASKS[task].alphabet) <= 60
    lengths = {text.count("a") for text in texts[0] + texts[1]} if task == "counting" else set(LENGTHS)
    assert lengths == set(LENGTHS)


def test_of_a_long_sample_only_what_has_room_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    made = specimen("ab\n", sample="ab\nb\n" * 1000)
    numbers = 2 * 6 * 3  # layers, vectors and units
    monkeypatch.setattr(features, "MOST_TRACED", 1200 * numbers + 5)
    ((fit,), (held,)) = reference(made)
    assert len(fit.characters) == len(held.characters) == 1200
    monkeypatch.setattr(features, "MOST_TRACED", 0)
    assert len(reference(made)[0][0].characters) == features.SHORTEST_SAMPLE


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("ab\na\nb", "xxx..x"),
        ("ab\na\n", "xxx.."),
        ("abab", "xx.."),
        ("aba\n", "xx.."),
        ("a$bb$b", "xx...x"),
    ],
)
def test_a_text_is_read_once_and_its_strings_are_shared_out_in_turn(text: str, fits: str) -> None:
    made = specimen("ab\n$")
    whole = trace(made.network, made.alphabet, text)
    ((fit,), (held,)) = reference(made, text)
    mine = torch.tensor([mark == "x" for mark in fits])
    for layer, one, other in zip(whole.layers, fit.layers, held.layers, strict=True):
        for symbol, values in layer.items():
            assert torch.equal(one[symbol][mine], values[mine]) and one[symbol][~mine].isnan().all()
            assert torch.equal(other[symbol][~mine], values[~mine]) and other[symbol][mine].isnan().all()
    assert fit.characters == held.characters == text


def test_without_a_text_a_recording_has_its_own_and_a_network_its_sample() -> None:
    made = specimen("ab\n", sample="ab\nba\n")
    assert reference(made)[0][0].characters == made.sample
    recording = Specimen("x", "ab\n", "lstm", recording=trace(made.network, "ab\n", "b\na\na\n"))
    assert reference(recording)[1][0].characters == "b\na\na\n"


@pytest.mark.parametrize(("text", "message"), [("", "at least one character"), ("abc", "no character 'c'")])
def test_a_text_that_cannot_be_read_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        reference(specimen("ab\n"), text)
