"""`intervene` as a user has it: what is written and N_max, before and after."""

import json
from functools import partial
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "models" / "pretrained"
TWO = str(FOLDER / "counting-two_units.safetensors")
ONE_COUNTER = ("--cell", "lstm", "--seed", "3")


@pytest.fixture
def call(call):
    """A function that runs the command: call(*arguments) -> (exit code, stdout, stderr)."""
    return partial(call, "intervene")


def test_adding_3_to_the_counter_at_x_makes_three_more_bs(call) -> None:
    arguments = (TWO, *ONE_COUNTER, "--text", "aaaaaX", "--up-to", "20", "--json")
    code, out, _ = call(*arguments, "--add", "c:1:3x@X")
    found = json.loads(out)
    assert code == 0 and found["interventions"] == ["add:c:1:3x@X"]
    assert found["words"] == ["add 3 of its own steps to the cell state of neuron 2 at X"]
    assert found["before"] == {
        "read": "aaaaaX", "written": "bbbbb$", "expected": "bbbbb$", "exact": True, "n_max": 20,
    }  # fmt: skip
    assert found["after"] == {
        "read": "aaaaaX", "written": "bbbbbbbb$", "expected": "bbbbb$", "exact": False, "n_max": 0,
    }  # fmt: skip


def test_the_word_unit_stands_for_the_one_that_the_ranking_puts_first(call) -> None:
    arguments = (TWO, *ONE_COUNTER, "--text", "aaaaaX", "--up-to", "0", "--json")
    _, by_name, _ = call(*arguments, "--add", "c:unit:3@X")
    _, by_number, _ = call(*arguments, "--add", "c:1:3@X")
    assert json.loads(by_name) == json.loads(by_number)
    assert "n_max" not in json.loads(by_name)["before"]


def test_several_act_in_the_order_in_which_they_are_given(call) -> None:
    arguments = (TWO, *ONE_COUNTER, "--text", "aaaaaX", "--up-to", "0", "--json")
    _, out, _ = call(
        *arguments, "--add", "c:1:3x@X", "--clamp", "f:*:1", "--edit", "0:X", "--add", "c:1:-1x@X"
    )
    assert json.loads(out)["interventions"] == ["add:c:1:3x@X", "clamp:f:*:1", "edit:0:X", "add:c:1:-1x@X"]


def test_a_swap_shows_the_other_string_too(call) -> None:
    state = str(FOLDER / "state_memory-plain.safetensors")
    _, out, _ = call(state, "--cell", "lstm", "--text", "AxxxY", "--swap", "state:*:BxxxY@t3", "--json")
    found = json.loads(out)
    (partner,) = found["partners"]
    assert (found["before"]["written"], found["after"]["written"]) == ("a$", "b$")
    assert (partner["before"]["written"], partner["after"]["written"]) == ("b$", "a$")


def test_for_a_person_it_prints_a_line_for_each(call) -> None:
    code, out, _ = call(TWO, *ONE_COUNTER, "--text", "aaX", "--zero", "c:1@X", "--up-to", "5")
    assert code == 0
    assert out.splitlines()[0] == "set the cell state of neuron 2 to 0 at X"
    assert out.splitlines()[1] == "before  aaX -> bb$  N_max 5"
    assert out.splitlines()[2].startswith("after   aaX -> ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--text", "aaq"), "there is no character 'q'; the alphabet is a X b $"),
        (("--text", "aaX", "--add", "c:9:3"), "this network has 2 units in each layer"),
        (("--text", "aaX", "--add", "c:1"), "add reads add:SYMBOL:UNIT:VALUE"),
        (("--text", "aaX", "--clamp", "r:0:1"), "unknown quantity 'r'"),
        (("--text", "aaX", "--length", "0"), "--length must be from 1 to 10000"),
        (("--text", "aaX", "--up-to", "9999"), "--up-to must be from 0 to 2000"),
    ],
)
def test_mistakes_end_with_one_line_and_exit_code_2(call, arguments: tuple[str, ...], message: str) -> None:
    code, out, err = call(TWO, *ONE_COUNTER, *arguments)
    assert code == 2 and out == ""
    assert message in err and err.count("\n") == 1
