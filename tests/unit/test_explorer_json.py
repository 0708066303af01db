"""The article's file format: written as its app reads it, and late gates lined up."""

import json
from math import tanh

import pytest
import torch

from models.analysis.trace import Trace, trace
from models.cells import CELLS
from models.formats.explorer_json import KEYS, LONGEST, MOST_HIDDEN, dumps, loads
from models.network import Network

TEXT = "aaXbb$aXb$"
T, H = len(TEXT), 4


def made(cell: str = "lstm", layers: int = 1) -> Trace:
    """What a network with random weights does."""
    torch.manual_seed(7)
    network = Network(cell, 4, H, layers).requires_grad_(False)
    for parameter in network.parameters():
        parameter.uniform_(-2, 2)
    return trace(network, "aXb$", TEXT)


def document(**changes: object) -> dict:
    return {**json.loads(dumps(made(), "Mine")), **changes}


def opened(found: object):
    return loads(json.dumps(found).encode())


def late(layers: int = 1, broken: tuple[int, ...] = ()) -> dict:
    """The file with each gate one place early, as those of the article, and without sense at some places."""
    found = json.loads(dumps(made(layers=layers), "Late"))
    for layer in range(layers):
        for key in ("i_gate", "j_gate", "f_gate", "o_gate"):
            neurons = [[*neuron[1:], 0.5] for neuron in found[f"{key}{layer}"]]
            found[f"{key}{layer}"] = [
                [0.123 if t in broken else value for t, value in enumerate(neuron)] for neuron in neurons
            ]
    return found


# Writing


@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("cell", ["lstm", "peephole"])
def test_what_is_written_obeys_the_equations_to_rounding(cell: str, layers: int) -> None:
    found = json.loads(dumps(made(cell, layers), "Mine"))
    assert set(found) == {"name", "chars", *(f"{key}{layer}" for key in KEYS.values() for layer in range(5))}
    assert (found["name"], found["chars"]) == ("Mine", list(TEXT))
    for layer in range(5):
        neurons = [found[f"{key}{layer}"] for key in ("cs", "hs", "i_gate", "j_gate", "f_gate", "o_gate")]
        assert [len(one) for one in neurons] == [H if layer < layers else 0] * 6
        for c, h, i, j, f, o in zip(*neurons, strict=True):
            assert len(c) == T
            for t in range(1, T):
                assert c[t] == pytest.approx(f[t] * c[t - 1] + i[t] * j[t], abs=5e-4 * (4 + abs(c[t - 1])))
                assert h[t] == pytest.approx(o[t] * tanh(c[t]), abs=1.6e-3)


def test_numbers_have_three_decimals() -> None:
    values = torch.tensor([[0.12345, -0.99996, 12.0, 0.0005]]).T
    found = json.loads(dumps(Trace("a", "aaaa", [{"h": values}], torch.zeros(4, 0)), "x"))
    assert found["hs0"] == [[0.123, -1.0, 12.0, 0.001]] or found["hs0"] == [[0.123, -1.0, 12.0, 0.0]]


@pytest.mark.parametrize("cell", ["gru", "rnn", "feedforward"])
def test_a_cell_without_the_lstms_vectors_writes_hidden_states_alone(cell: str) -> None:
    found = json.loads(dumps(made(cell), "Mine"))
    assert {key for key, value in found.items() if value} == {"name", "chars", "hs0"}
    back = opened(found)
    assert (back.cell, back.symbols) == ("rnn", ("h",))
    assert back.notes == ("The file has nothing under i_gate, f_gate, j_gate, o_gate, cs.",)


def test_more_layers_than_the_format_has_are_refused() -> None:
    with pytest.raises(ValueError, match="place for 5 layers, and the network has 6"):
        dumps(made("rnn", 6), "Mine")


# Reading


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", list(CELLS))
def test_what_is_written_is_read_back(cell: str, layers: int) -> None:
    before = made(cell, layers)
    back = loads(dumps(before, "Mine"))
    assert (back.name, back.network, back.task, back.has_readout) == ("Mine", None, None, False)
    assert (back.layers, back.hidden, back.sample, back.alphabet) == (layers, H, TEXT, "aXb$")
    # The file does not say of which cell it is; what is no LSTM's equation is said.
    assert [note[:45] for note in back.notes if "gates" in note] == (
        ["The recorded gates do not explain the states:"] if cell == "noaf" else []
    )
    after = back.read(TEXT)
    assert after.next.shape == (T, 0) and after.predicted == ""
    for old, new in zip(before.layers, after.layers, strict=True):
        assert list(new) == [symbol for symbol in KEYS if symbol in old]
        for symbol, values in new.items():
            torch.testing.assert_close(values, old[symbol], atol=5.1e-4, rtol=0)


def test_a_recording_has_only_its_own_text() -> None:
    back = opened(document())
    for text in ("aa", "", TEXT + "a"):
        with pytest.raises(ValueError, match="a recording shows what was recorded"):
            back.read(text)
    with pytest.raises(ValueError, match="no network that could read anew"):
        back.read(TEXT, lambda characters, places: lambda layer, symbol, value: value * 0)


@pytest.mark.parametrize("layers", [1, 2])
def test_late_gates_are_lined_up_and_the_first_step_has_none(layers: int) -> None:
    (note,) = (found := opened(late(layers))).notes
    assert "lined up" in note and "at 0% of the steps as written, and hold at 100% now" in note
    for old, new in zip(made(layers=layers).layers, found.recording.layers, strict=True):
        for symbol in "ifgo":
            assert new[symbol][0].isnan().all()
            torch.testing.assert_close(new[symbol][1:], old[symbol][1:], atol=5.1e-4, rtol=0)
        for symbol in "ch":
            torch.testing.assert_close(new[symbol], old[symbol], atol=5.1e-4, rtol=0)


def test_late_gates_are_lined_up_where_the_equations_hold_at_a_few_steps_only() -> None:
    (note,) = opened(late(broken=(0, 1, 2, 4, 6, 7))).notes
    assert "lined up" in note and "hold at 33% now" in note


def test_what_was_lined_up_can_be_written_and_read_again() -> None:
    once = opened(late())
    written = dumps(once.recording, "x")
    assert json.loads(written)["f_gate0"][0][0] is None and b"NaN" not in written
    again = loads(written)
    assert again.notes == ()
    torch.testing.assert_close(again.recording.layers, once.recording.layers, equal_nan=True)


def test_gates_that_explain_nothing_are_left_where_they_are() -> None:
    found = document()
    found["cs0"] = [[value + 0.01 * t for t, value in enumerate(neuron)] for neuron in found["cs0"]]
    (note,) = (back := opened(found)).notes
    assert "do not explain the states" in note and "at 0% of the steps as written, and at 0% with" in note
    assert not back.recording.layers[0]["f"].isnan().any()


def test_a_text_of_one_character_says_nothing_about_its_gates() -> None:
    one = {
        key: [neuron[:1] for neuron in value] if key[-1].isdigit() else value
        for key, value in document().items()
    }
    assert opened({**one, "chars": ["a"]}).notes == ()


def test_whole_numbers_are_numbers_too() -> None:
    values = opened({"chars": ["a", "b"], "hs0": [[0, 1], [1, 0]]}).recording.layers[0]["h"]
    assert values.dtype == torch.float32 and values.tolist() == [[0, 1], [1, 0]]


def cut(neurons: list, at: int) -> list:
    return [neuron[:at] for neuron in neurons]


HS = document()["hs0"]


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ([1, 2], "not one of lstm-explorer"),
        ({"a": 1}, "not one of lstm-explorer"),
        (document(chars="aaa"), "'chars' is not a list"),
        (document(chars=[]), "'chars' is not a list"),
        (document(chars=["ab", *TEXT[1:]]), "'chars' has 'ab' at place 0"),
        (document(chars=[*TEXT[1:], 7]), "'chars' has 7 at place 9"),
        (document(chars=["\ud800", *TEXT[1:]]), r"'chars' has '\\ud800' at place 0"),
        (document(chars=["a"] * (LONGEST + 1)), f"20001 characters; at most {LONGEST}"),
        (document(name=3), "'name' is not a text"),
        (document(name="\ud800"), "'name' is not a text"),
        (document(hs0=[]), "no hidden states for layer 0: 'hs0' is empty"),
        (document(hs2=HS), "no hidden states for layer 1"),
        (document(hs1=HS), "layer 1 has other vectors than layer 0"),
        (document(hs0=3), "'hs0' is not a list of neurons"),
        (document(hs0=[1, 2]), "'hs0' is not a list of neurons"),
        (document(cs0=[[0] * T] * 3), "'cs0' has 3 neurons, and 'hs0' has 4"),
        (document(hs0=cut(HS, 5)), "neuron 0 of 'hs0' has 5 values, and the text 10 characters"),
        (document(hs0=[*HS[:2], HS[2][:-1], HS[3]]), "neuron 2 of 'hs0' has 9 values"),
        (document(hs0=[["0.1"] * T]), "neuron 0 of 'hs0' has '0.1' where a number is expected"),
        (document(hs0=[[True] * T]), "has True where a number"),
        (document(hs0=[[None] * T]), "has None where a number"),
        (document(hs0=[[[0.1]] * T]), r"has \[0.1\] where a number"),
        (document(f_gate0=[[{}] * T]), "neuron 0 of 'f_gate0' has {} where a number"),
        (document(hs0=[[1e300] * T]), "'hs0' has a number that is too large"),
        (document(hs0=[[10**400] * T]), "'hs0' has a number that is too large"),
        (document(hs0=[[0] * T] * (MOST_HIDDEN + 1)), f"513 neurons; at most {MOST_HIDDEN}"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(found: object, words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        opened(found)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"chars": ["a"],\n "hs0": [[0.1 0.2]]}', "broken at line 2, column 15"),
        (b"", "broken at line 1, column 1"),
        (dumps(made(), "x")[:-30], "broken at line 1"),
        (dumps(made(), "x") + b"}", "broken at line 1"),
        (b'{"chars": ["a"], "hs0": [[NaN]]}', "has NaN where a number"),
        (b'{"chars": ["a"], "hs0": [[-Infinity]]}', "has -Infinity where a number"),
        (b'{"chars": ["\xff"]}', "not UTF-8 text"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"a":' * 200_000, "nested too deeply"),
    ],
)
def test_a_json_that_is_broken_says_where(data: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        loads(data)
