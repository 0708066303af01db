"""The field's measures against one string at a time."""

import pytest
import torch

from models.analysis import metrics
from models.analysis.generate import generate
from models.analysis.length import exact
from models.network import Network
from models.tasks import TASKS, Example
from models.training.autograd import AutogradTrainer
from models.training.config import Config

LENGTHS = list(range(1, 9))


@pytest.fixture(scope="module", params=["counting", "selective_counting", "dyck2", "copying"])
def trained(request: pytest.FixtureRequest) -> tuple[str, Network]:
    """Networks that are right at some places and wrong at others."""
    config = Config(task=request.param, cells=("lstm",), hidden=8, seeds=3, steps=200, longest=4)
    trainer = AutogradTrainer("lstm", config)
    trainer.advance(config.steps, 100)
    return request.param, trainer.network().requires_grad_(False)


def forced(network: Network, alphabet: str, example: Example) -> list[bool]:
    """Whether each next character of a string is the likeliest, read alone."""
    state, right = network.zero_state(1), []
    for character, following in zip(example.text, example.text[1:], strict=False):
        h, state = network.step(network.encode(torch.tensor([alphabet.index(character)])), state)
        right.append(alphabet[int(network.readout(h)[0].argmax())] == following)
    return right


def test_determined_characters_are_those_that_the_task_allows_alone(trained: tuple[str, Network]) -> None:
    task, network = TASKS[trained[0]], trained[1]
    measured = metrics.deterministic_accuracy(network, task, LENGTHS)
    for seed, accuracy in enumerate(measured):
        single, right = network.select(seed), []
        for example in metrics.strings(task, LENGTHS):
            for t, is_right in enumerate(forced(single, task.alphabet, example)):
                if len(task.allowed(example.text[: t + 1])) == 1:
                    right.append(is_right)
        assert accuracy == pytest.approx(sum(right) / len(right))


def test_answers_are_those_of_one_string_at_a_time(trained: tuple[str, Network]) -> None:
    task, network = TASKS[trained[0]], trained[1]
    examples = metrics.strings(task, LENGTHS)
    found = metrics.forced_and_free(network, task, LENGTHS)
    for seed in range(3):
        single, shares, whole, forced_shares = network.select(seed), [], [], []
        for e in examples:
            answer = generate(single, task.alphabet, e.prompt, len(e.answer)).ljust(len(e.answer), "?")
            whole.append(answer == e.answer)
            first = next(
                (k for k, (x, y) in enumerate(zip(answer, e.answer, strict=True)) if x != y), len(answer)
            )
            right = forced(single, task.alphabet, e)[len(e.prompt) - 1 :]
            assert right[: first + 1] == [True] * first + [False] * (first < len(right))
            forced_shares.append(sum(right) / len(right))
            shares.append(first / len(right))
        assert found["free_running"]["exact"][seed] == pytest.approx(sum(whole) / len(whole))
        assert found["teacher_forced"]["exact"][seed] == found["free_running"]["exact"][seed]
        assert found["teacher_forced"]["characters"][seed] == pytest.approx(
            sum(forced_shares) / len(forced_shares)
        )
        # What comes after a mistake may be right again.
        assert found["free_running"]["characters"][seed] >= sum(shares) / len(shares) - 1e-6


def test_free_running_reads_what_it_wrote() -> None:
    torch.manual_seed(0)
    network, task = Network("rnn", 4, 6, seeds=2).requires_grad_(False), TASKS["counting"]
    network.initialize([0, 1], 1.0)
    for parameter in network.parameters():
        parameter.mul_(6)
    examples = metrics.strings(task, LENGTHS)
    whole = metrics.written(network, task, examples, free=True)
    for seed in range(2):
        single = network.select(seed)
        for row, e in zip(whole[seed], examples, strict=True):
            answer = generate(single, task.alphabet, e.prompt, len(e.answer))
            begin = len(e.prompt) - 1
            assert answer == "".join(task.alphabet[k] for k in row[begin : begin + len(answer)])


def test_a_network_that_always_writes_b_is_flattered_by_characters_and_rejects_nothing_but_ends() -> None:
    network, task = Network("feedforward", 4, 2, seeds=1).requires_grad_(False), TASKS["counting"]
    network.v[..., task.alphabet.index("b")] = 1.0
    found = metrics.forced_and_free(network, task, [99])
    assert found["free_running"] == {"exact": [0.0], "characters": [pytest.approx(0.99)]}
    assert metrics.deterministic_accuracy(network, task, [1, 3]) == [pytest.approx(4 / 6)]
    assert metrics.acceptance(network, task, [1, 2]) == {"accepted": [0.0], "rejected": [1.0]}


def test_what_is_accepted_is_what_is_generated_exactly(trained: tuple[str, Network]) -> None:
    task, network = TASKS[trained[0]], trained[1]
    examples = metrics.strings(task, LENGTHS)
    accepted = metrics.accepts(network, task, examples)
    for seed in range(3):
        single = network.select(seed)
        for k, e in enumerate(examples):
            written = generate(single, task.alphabet, e.prompt, len(e.answer))
            assert bool(accepted[seed, k]) == (written == e.answer)
    if not task.random:
        table = torch.tensor(exact(network, task, LENGTHS)).float().mean(1)
        share = accepted.view(3, len(LENGTHS), -1).all(2).float().mean(1)
        assert torch.equal(table, share)


def test_the_first_failing_length_follows_the_last_exact_one() -> None:
    assert metrics.first_failing([0, 17, 1000], 1000) == [1, 18, None]
    assert metrics.generalization_set([0, 17, 1000]) == {"average": 339.0, "best": 1000}
