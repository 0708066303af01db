"""Holding a gate does what it says: held to the equations, or to another way to the same place."""

import time
from random import Random

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from models.analysis.generate import generate
from models.analysis.reference import reference
from models.analysis.trace import trace
from models.cells import CELLS
from models.interventions.effect import effect, expected, prompt_of, reach, taps_of
from models.interventions.intervention import parse, parse_all
from models.network import Network
from models.specimen import Specimen
from models.tasks import TASKS

COUNTING = TASKS["counting"]
A, X, B, END = range(4)


def random_specimen(cell: str, layers: int = 2) -> Specimen:
    torch.manual_seed(5)
    network = Network(cell, 4, 5, layers).requires_grad_(False)
    for parameter in network.parameters():
        parameter.uniform_(-2, 2)
    return Specimen("random", COUNTING.alphabet, cell, network, COUNTING)


def counter() -> Specimen:
    """An LSTM built by hand: unit 0 is the a's less the b's, unit 1 knows that X has been read."""
    network = Network("lstm", 4, 2).requires_grad_(False)
    cell, far = network.cells[0], 40.0  # far enough out for a gate to be 0 or 1
    for parameter in network.parameters():
        parameter.zero_()
    i, f, g, o = (slice(2 * k, 2 * k + 2) for k in range(4))
    cell.b[0, f] = far  # keep everything
    cell.b[0, o] = far  # show everything
    cell.W[[A, B, X], i] = torch.tensor([[far, -far], [far, -far], [-far, far]])
    cell.W[END, i] = -far
    cell.b[0, i] = 0
    cell.W[A, g], cell.W[B, g], cell.W[X, g] = (
        torch.tensor(v) * far for v in ([1.0, 0], [-1.0, 0], [0, 1.0])
    )
    # h of unit 0 is tanh of the count, at least .76 while one is left; h of unit 1 is .76 after X.
    network.V[0], network.V[1] = torch.tensor([0.0, 0, 9, -9]), torch.tensor([-9.0, -9, 9, 14])
    network.v[0] = torch.tensor([5.0, 4, -9, -9])
    return Specimen("by hand", COUNTING.alphabet, "lstm", network, COUNTING)


def values(specimen: Specimen, text: str, *lines: str) -> list[dict[str, Tensor]]:
    return specimen.read(text, taps_of(specimen, parse_all(lines))).layers


def test_the_counter_made_by_hand_counts() -> None:
    made = counter()
    assert [generate(made.network, made.alphabet, "a" * n + "X", 50) for n in (1, 5, 20)] == [
        "b" * n + "$" for n in (1, 5, 20)
    ]
    assert reach(made, [], 60) == 60


@pytest.mark.parametrize(("line", "written"), [
    ("add:c:0:3@X", 8), ("add:c:0:-3@X", 2), ("add:c:0:3x@X", 8), ("add:c:0:2@t0-1", 9), ("clamp:c:0:7@X", 7),
])  # fmt: skip
def test_adding_to_the_counter_makes_as_many_more_bs(line: str, written: int) -> None:
    found = effect(counter(), "aaaaaX", [parse(line)], 50)
    assert found.before.written == found.before.expected == "bbbbb$" and found.before.exact
    assert found.after.written == "b" * written + "$" and not found.after.exact


def test_interventions_compose_in_their_order() -> None:
    made = counter()

    def written(*lines: str) -> int:
        return len(effect(made, "aaaaaX", parse_all(lines), 50).after.written) - 1

    assert written("add:c:0:3@X", "add:c:0:-2@X") == 6
    assert written("add:c:0:3@X", "clamp:c:0:7@X") == 7
    assert written("clamp:c:0:7@X", "add:c:0:3@X") == 10


def test_holding_the_network_changes_how_far_it_counts() -> None:
    made = counter()
    assert reach(made, [parse("add:c:0:1@X")], 60) == 0
    assert reach(made, [parse("add:c:0:1@t9")], 60) == 4  # with fewer than 5 a's nothing is read there


@pytest.mark.parametrize("lines", [("add:c:0:1@t9",), ("clamp:f:0:.9",), ("zero:c:1@b",), ("add:h:0:-.5@X",)])
def test_n_max_is_that_of_writing_each_string_freely(lines: tuple[str, ...]) -> None:
    made, wanted = counter(), parse_all(lines)
    taps, most = taps_of(made, wanted), 0
    while most < 30:
        answer = generate(made.network, made.alphabet, "a" * (most + 1) + "X", 99, taps=taps)
        if answer != "b" * (most + 1) + "$":
            break
        most += 1
    assert reach(made, wanted, 30) == most


@pytest.mark.parametrize("cell", list(CELLS))
def test_adding_nothing_changes_nothing_and_every_quantity_can_be_held(cell: str) -> None:
    made, text = random_specimen(cell), "aaXbb"
    free = made.read(text).layers
    for symbol in made.symbols:
        same = values(made, text, f"add:1/{symbol}:*:0")
        for layer, own in zip(same, free, strict=True):
            torch.testing.assert_close(layer, own)
        held = values(made, text, f"clamp:1/{symbol}:2:0.25@t1-2")[1][symbol]
        assert held[1:3, 2].tolist() == [0.25, 0.25] and 0.25 not in held[[0, 3, 4], 2]
        # what is above and before is not touched
        torch.testing.assert_close(values(made, text, f"clamp:1/{symbol}:2:0.25")[0], free[0])
        torch.testing.assert_close(held[0], free[1][symbol][0])


@pytest.mark.parametrize("cell", ["lstm", "peephole"])
def test_a_forget_gate_held_open_and_an_input_gate_held_shut_freeze_the_cell_state(cell: str) -> None:
    made = random_specimen(cell, layers=1)
    c = values(made, "aaXbbb", "clamp:f:*:1@b", "clamp:i:*:0@b")[0]["c"]
    torch.testing.assert_close(c[3:], c[2].expand(3, -1))


def test_zero_and_mean_ablation() -> None:
    made = random_specimen("gru")
    assert not values(made, "aaX", "zero:h:3")[0]["h"][:, 3].any()
    fit, held = reference(made)
    mean = torch.cat([found.layers[0]["z"] for found in fit + held]).mean(0)
    torch.testing.assert_close(values(made, "aaX", "mean:z:1")[0]["z"][:, 1], mean[1].expand(3))


@pytest.mark.parametrize("cell", list(CELLS))
def test_with_its_whole_state_swapped_a_string_goes_on_like_the_other(cell: str) -> None:
    made = random_specimen(cell)
    found = effect(made, "aaaX", [parse("swap:state:*:bbbX@t3")], 12)
    ((before, after),) = found.partners
    if CELLS[cell].state_symbols:
        assert found.after.written == before.written
        assert after.written == found.before.written
    else:
        assert found.after.written == found.before.written  # there is no state to swap


def test_an_edit_reads_the_other_character() -> None:
    made = random_specimen("lstm")
    found = effect(made, "aaX", [parse("edit:1:b")], 5)
    assert found.after.prompt == "abX"
    torch.testing.assert_close(found.after.trace.next[:3], trace(made.network, made.alphabet, "abX").next)


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [("aaX", "bb$"), ("aaXb", "b$"), ("aa", ""), ("aab", ""), ("aX", "b$"), ("aXb$", "")],
)
def test_what_is_expected_is_what_the_task_determines(prompt: str, answer: str) -> None:
    assert expected(COUNTING, prompt) == answer


@pytest.mark.parametrize("name", list(TASKS))
def test_the_prompt_of_a_whole_string_is_the_tasks_own(name: str) -> None:
    task = TASKS[name]
    for example in task.examples([1, 4], Random(0)):
        assert prompt_of(task, example.text) == example.prompt
        assert prompt_of(task, example.prompt) == example.prompt
    assert prompt_of(None, "any text") == "any text"


@given(data=st.data(), name=st.sampled_from(list(TASKS)))
def test_the_prompt_of_any_text_is_the_shortest_beginning_that_the_rest_follows_from(
    data: st.DataObject, name: str
) -> None:
    task = TASKS[name]
    whole = data.draw(st.sampled_from([e.text for e in task.examples(range(1, 5), Random(2))]))
    at = data.draw(st.integers(0, len(whole)))
    text = whole[:at] + data.draw(st.text(task.alphabet, max_size=3)) + whole[at:]
    ends = (end for end in range(1, len(text)) if expected(task, text[:end]) == text[end:])
    assert prompt_of(task, text) == text[: next(ends, len(text))]


def test_the_prompt_of_a_long_wrong_text_is_found_at_once() -> None:
    text = "a" * 2400 + "X" + "b" * 2399 + "$"
    start = time.perf_counter()
    assert prompt_of(COUNTING, text) == text
    assert time.perf_counter() - start < 0.5  # it took minutes to try every beginning


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("add:q:0:3", "unknown quantity 'q'; this network has i, f, g, o, c, h, state"),
        ("add:c:9:3", "this network has 2 units in each layer"),
        ("add:1/c:0:3", "there is no such layer: this network has 1"),
        ("add:c:0:3@Q", "no character 'Q' in this network's alphabet"),
        ("swap:c:0:aa@X", "the other string, 'aa', has no 'X'"),
        ("swap:c:0:aa@t7", "the other string, 'aa', has no such place"),
        ("swap:c:0:aq@t0", "no character 'q'"),
        ("edit:9:b", "the text has 3 characters; the edit is beyond its end"),
        ("edit:0:q", "no character 'q'"),
    ],
)
def test_what_the_network_does_not_have_is_refused_in_one_sentence(line: str, message: str) -> None:
    with pytest.raises(ValueError) as refused:
        effect(counter(), "aaX", [parse(line)], 5)
    assert message in str(refused.value)


def test_a_unit_has_steps_of_its_own_only_where_something_is_counted() -> None:
    task = TASKS["state_memory"]
    network = Network("lstm", len(task.alphabet), 3).requires_grad_(False)
    made = Specimen("memory", task.alphabet, "lstm", network, task)
    with pytest.raises(ValueError, match="counts nothing"):
        effect(made, "AxY", [parse("add:c:0:1x")], 5)


def test_a_dollar_ends_the_answer_of_a_task_and_nothing_else() -> None:
    made = counter()
    network = made.network
    assert generate(network, "aXb$", "aX", 9) == "b$"
    renamed = generate(network, "aX$b", "aX", 9)  # the same network, whose third character is now the dollar
    assert len(renamed) == 9 and renamed.startswith("$b")
