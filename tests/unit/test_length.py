"""Measuring against brute force: free-running generation, one character at a time."""

import pytest
import torch

from models.analysis.length import Reader, chunks, contiguous, curve_lengths, exact, measuring_stems, n_max
from models.cells import CELLS
from models.kernels.trainer import FusedTrainer
from models.network import Network
from models.tasks import END, TASKS
from models.training.config import Config


def generate(network: Network, alphabet: str, prompt: str, limit: int) -> str:
    """Read the prompt, then feed the most likely character back until the end symbol."""
    state, written = network.zero_state(1), ""
    for character in prompt:
        h, state = network.step(network.encode(torch.tensor([alphabet.index(character)])), state)
    while len(written) < limit and not written.endswith(END):
        best = int(network.readout(h)[0].argmax())
        written += alphabet[best]
        h, state = network.step(network.encode(torch.tensor([best])), state)
    return written


@pytest.fixture(scope="module", params=list(TASKS))
def trained(request: pytest.FixtureRequest) -> tuple[str, Network]:
    """Networks that are right at some lengths and wrong at others."""
    config = Config(task=request.param, cells=("lstm",), hidden=8, seeds=4, steps=250, longest=5)
    trainer = FusedTrainer("lstm", config)
    trainer.advance(config.steps, 100)
    return request.param, trainer.network().requires_grad_(False)


def test_exactness_is_that_of_free_running_generation(trained: tuple[str, Network]) -> None:
    task, network = TASKS[trained[0]], trained[1]
    lengths = list(range(1, 13))
    stems = Reader(network, task, lengths).stems
    table = exact(network, task, lengths)
    for seed in range(4):
        single = network.select(seed)
        for n, measured in zip(lengths, table[seed], strict=True):
            examples = [task.example(stem, n) for stem in stems]
            written = [generate(single, task.alphabet, e.prompt, len(e.answer)) for e in examples]
            assert measured == (written == [e.answer for e in examples])
        assert n_max(network, task, 12)[0][seed] == contiguous(lengths, table[seed])


def test_some_lengths_are_right_and_some_are_wrong(trained: tuple[str, Network]) -> None:
    table = exact(trained[1], TASKS[trained[0]], list(range(1, 40)))
    flat = [right for row in table for right in row]
    assert not all(flat), "otherwise the brute force above shows nothing"


class Oracle(Network):
    """A network that knows how to count, but each seed only to its limit."""

    def __init__(self, task: str, limits: list[int]) -> None:
        self.task, alphabet = task, TASKS[task].alphabet
        super().__init__("rnn", len(alphabet), 2, seeds=len(limits))
        self.limits = torch.tensor(limits).float()
        self.cue = alphabet.index("X" if task == "counting" else "Y")
        self.b, self.end = alphabet.index("b"), len(alphabet) - 1

    def step(self, x, state, tap=None):
        a, left = state[0]["h"].unbind(-1)  # a's read, b's still to write
        a = a + x[..., 0]
        written = (left - x[..., self.b]).expand_as(a)
        left = torch.where(x[..., self.cue].expand_as(a) > 0, torch.minimum(a, self.limits[:, None]), written)
        h = torch.stack([a, left], -1)
        return h, [{"h": h}]

    def readout(self, h):
        scores = torch.zeros(*h.shape[:-1], self.vocabulary)
        scores[..., self.b] = (h[..., 1] > 0).float()
        scores[..., self.end] = (h[..., 1] <= 0).float()
        return scores

    def select(self, seeds):
        return Oracle(self.task, [int(self.limits[seed]) for seed in seeds])


@pytest.mark.parametrize("name", ["counting", "selective_counting"])
def test_n_max_finds_the_known_limit_of_each_seed_in_any_order(name: str) -> None:
    network = Oracle(name, [40, 0, 300, 17, 16, 1, 150])
    assert n_max(network, TASKS[name], 200) == ([40, 0, 200, 17, 16, 1, 150], 200)
    table = exact(network, TASKS[name], [1, 17, 39, 1000])
    assert table[0] == [True, True, True, False] and table[1] == [False] * 4


@pytest.mark.parametrize("name", list(TASKS))
def test_what_is_measured_does_not_depend_on_how_far(name: str) -> None:
    task = TASKS[name]
    short, long = measuring_stems(task, 40), measuring_stems(task, 1000)
    assert all(more.startswith(less) for less, more in zip(short, long, strict=True))
    assert len(set(long)) == len(long)
    for n in (1, 17, 40):
        assert [task.example(stem, n) for stem in short] == [task.example(stem, n) for stem in long]


def test_a_stop_says_how_far_it_got() -> None:
    answers = iter([False, True])
    reached, tried = n_max(Oracle("counting", [100]), TASKS["counting"], 200, lambda: next(answers))
    assert (reached, tried) == ([48], 48)


def test_chunks_cover_every_length_once() -> None:
    for up_to in (1, 16, 17, 100, 1000):
        assert [n for chunk in chunks(up_to) for n in chunk] == list(range(1, up_to + 1))


@pytest.mark.parametrize("up_to", [1, 29, 30, 31, 100, 1000, 2000])
def test_the_curve_has_every_short_length_and_ends_at_the_limit(up_to: int) -> None:
    lengths = curve_lengths(up_to)
    assert lengths == sorted(set(lengths)) and lengths[0] == 1 and lengths[-1] == up_to
    assert set(range(1, min(30, up_to) + 1)) <= set(lengths)


@pytest.mark.parametrize("cell", list(CELLS))
def test_every_cell_can_be_measured(cell: str) -> None:
    network = Network(cell, 4, 3, seeds=2).requires_grad_(False)
    assert n_max(network, TASKS["counting"], 20) == ([0, 0], 20)
