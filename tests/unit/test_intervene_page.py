"""The Intervene page: it proves what it claims, keeps its list, and its command line does the same."""

import json
import re
import shlex
from typing import Any

import pytest
from dash import no_update

from dashboard import ids
from dashboard.bundled import bundled_ids
from dashboard.pages.explore import intervene
from dashboard.pages.explore.intervene import act, change, measure
from models.__main__ import main
from tests.explored import FIRST, OWN, cells_of
from tests.website import is_one_sentence, parts_of, texts_in, triggered_by

SUBJECT = (OWN, "lstm", "5", "1", "c", "2", "aaX")
ADD = ("add", "unit", 3, "plain", "", "character", "X")


def outcomes(part: Any) -> dict[str, tuple[str, str, str]]:
    """The table: for "before" and "after" what is read, what is written, and the verdict."""
    rows = [row.children for row in part._traverse() if type(row).__name__ == "Tr"][1:]
    return {
        texts_in(when): (*(texts_in(side) for side in text.children), texts_in(verdict))
        for when, text, verdict in rows
    }


# What the page says without an address


def test_the_page_that_opens_first_proves_its_claim(sources: dict[str, str]) -> None:
    page = parts_of(intervene.layout())
    done = texts_in(page[ids.DO_LIST])
    assert re.fullmatch(r"add 3 of its own steps to the cell state of neuron \d+ at X×", done)
    said = outcomes(page[ids.OUTCOME])
    (read, before, right), (same, after, wrong) = said["before"], said["after"]
    assert read == same == page[ids.TEXT].value == "aaaaaX"
    assert before == "b" * read.count("a") + "$" and right == "✓ exact"
    assert after.count("b") == before.count("b") + 3 and set(after) == {"b", "$"} and after.endswith("$")
    assert wrong == f"✗ {before} would be right"
    assert page[ids.DO_ERROR].children == ""


def test_n_max_is_that_of_the_command_line(sources: dict[str, str], capsys: pytest.CaptureFixture) -> None:
    page = parts_of(intervene.layout())
    assert main([*shlex.split(page[ids.DO_COMMAND].children)[3:], "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    said = re.match(r"N_max: (?:≥ )?(\d+) before, (?:≥ )?(\d+) after", texts_in(page[ids.REACH]))
    before, after = map(int, said.groups())
    assert (before, after) == (found["before"]["n_max"], found["after"]["n_max"]) and before >= 10 > after


def test_with_any_choice_in_the_address_that_choice_is_shown(sources: dict[str, str]) -> None:
    page = parts_of(intervene.layout(cell="gru", seed="3"))
    assert [page[each].value for each in (ids.SOURCE, ids.CELL, ids.SEED)] == [FIRST, "gru", "3"]
    assert page[ids.DOING].data == [] and "Nothing yet" in texts_in(page[ids.DO_LIST])


# The form


def press(button: Any, lines: list[str], form: tuple = ADD, subject: tuple = SUBJECT) -> tuple[Any, ...]:
    """What the page gets when a button is pressed: the lines, the problem, and the slider."""
    return triggered_by(button, change, 1, 1, 1, [1], *form, lines, *subject)


def test_do_it_adds_a_line_undo_takes_the_last_back_and_clear_all(sources: dict[str, str]) -> None:
    one, problem, *slider = press(ids.DO, [])
    assert (one, problem) == (["add:c:2:3@X"], "") and slider == [-10.0, 10.0, 0.1, 3.0, False]
    gate = ("clamp", "all", 0.5, "plain", "", "always", "")
    two, _, *slider = press(ids.DO, one, gate, (*SUBJECT[:4], "f", *SUBJECT[5:]))
    assert two == ["add:c:2:3@X", "clamp:f:*:0.5"] and slider == [0.0, 1.0, 0.01, 0.5, False]
    assert press(ids.UNDO, two)[:2] == (one, "") and press(ids.UNDO, [])[:2] == ([], "")
    assert press(ids.CLEAR, two)[0] == []
    assert press({"type": ids.UNDO, "index": 0}, two)[0] == ["clamp:f:*:0.5"]
    assert (
        triggered_by({"type": ids.UNDO, "index": 0}, change, 1, 1, 1, [None], *ADD, two, *SUBJECT)[0]
        is no_update
    )
    assert press(ids.UNDO, two, ("", *ADD[1:]), ("gone",) * 7)[0] == one, (
        "taking back asks nothing of the form"
    )


@pytest.mark.parametrize(
    ("form", "line"),
    [
        (("add", "unit", -2.5, "own", "", "step", "3-7"), "add:c:2:-2.5x@t3-7"),
        (("clamp", "state", 0, "plain", "", "always", "ignored"), "clamp:state:*:0"),
        (("zero", "all", None, "plain", "", "step", "2"), "zero:c:*@t2"),
        (("mean", "unit", None, "own", "", "character", "$"), "mean:c:2@%24"),
        (("swap", "state", None, "plain", "aX$", "character", "X"), "swap:state:*:aX%24@X"),
        (("edit", "all", None, "plain", "X", "step", "2"), "edit:2:X"),
    ],
)
def test_each_action_is_written_in_one_line(sources: dict[str, str], form: tuple, line: str) -> None:
    assert press(ids.DO, [], form)[:2] == ([line], "")


def test_a_layer_above_the_first_is_named(sources: dict[str, str]) -> None:
    assert press(ids.DO, [], subject=(*SUBJECT[:3], "2", *SUBJECT[4:]))[0] == ["add:2/c:2:3@X"]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (("add", "unit", None, "plain", "", "character", "X"), "A value is a number"),
        (("add", "unit", 1e9, "plain", "", "always", ""), "A value is a number"),
        (("add", "unit", 3, "plain", "", "character", ""), "Name the character"),
        (("add", "unit", 3, "plain", "", "character", "XY"), "when one character is read, not 'XY'"),
        (("add", "unit", 3, "plain", "", "character", "t3"), "when one character is read, not 't3'"),
        (("add", "unit", 3, "plain", "", "character", "q"), "no character 'q' in this network's alphabet"),
        (("add", "unit", 3, "plain", "", "step", ""), "the step, at which it is done"),
        (("add", "unit", 3, "plain", "", "step", "0"), "whole number from 1"),
        (("add", "unit", 3, "plain", "", "step", "5-2"), "ends before it begins"),
        (("swap", "state", None, "plain", "aX", "always", ""), "A swap needs a place"),
        (("swap", "state", None, "plain", "", "character", "X"), "at least one character"),
        (("swap", "state", None, "plain", "aa", "character", "X"), "has no 'X' to take the state from"),
        (("swap", "state", None, "plain", "aqX", "character", "X"), "no character 'q'"),
        (("edit", "unit", None, "plain", "X", "always", ""), "An edit changes the character at one step"),
        (("edit", "unit", None, "plain", "q", "step", "1"), "no character 'q'"),
        (("edit", "unit", None, "plain", "aa", "step", "1"), "An edit puts in one character, not 'aa'"),
        (("edit", "unit", None, "plain", "X", "step", "9"), "the edit is beyond its end"),
        (("hold", "unit", 3, "plain", "", "always", ""), "Unknown action"),
    ],
)
def test_a_form_that_makes_no_sense_gets_one_sentence_and_the_list_stays(
    sources: dict[str, str], form: tuple, words: str
) -> None:
    for lines in ([], ["clamp:f:*:1"]):
        kept, problem, *slider = press(ids.DO, lines, form)
        assert kept is no_update and all(part is no_update for part in slider)
        assert words in problem and is_one_sentence(problem), problem


def test_nobody_does_more_than_twenty_things(sources: dict[str, str]) -> None:
    kept, problem, *_ = press(ids.DO, ["clamp:f:*:1"] * 20)
    assert kept is no_update and problem == "At most 20 interventions at a time, not 21."


def test_a_recording_or_a_network_without_readout_says_so(sources: dict[str, str]) -> None:
    for what, sentence in (
        ("recording", "A recording cannot be changed: open the network itself to intervene."),
        ("torch LSTM", "This file has no readout, so the network writes nothing; open one with its readout."),
    ):
        page = parts_of(intervene.layout(run=sources[what], do="clamp:f:*:1"))
        assert page[ids.EFFECT_ERROR].children == sentence
        assert press(ids.DO, [], subject=(sources[what], *SUBJECT[1:]))[1] == sentence
        assert act(sources[what], *SUBJECT[1:6], None, "standard", [])[-1] == sentence
        assert measure(None, sources[what], *SUBJECT[1:], []) == ""


def test_what_is_wrong_in_an_address_is_said_and_the_rest_is_done(sources: dict[str, str]) -> None:
    page = parts_of(intervene.layout(run=OWN, do="add:c:1:3@X;nonsense;clamp:f:*:1"))
    assert page[ids.DOING].data == ["add:c:1:3@X", "clamp:f:*:1"]
    assert page[ids.DO_ERROR].children.startswith("Unknown action 'nonsense'")
    page = parts_of(intervene.layout(run=OWN, do="clamp:f:9:1"))
    assert "3 units in each layer" in page[ids.EFFECT_ERROR].children and page[ids.DOING].data == [
        "clamp:f:9:1"
    ]


# The same on the command line

DEEDS = (
    "add:c:1:2x@X;clamp:f:2:0.9@t3-9",
    "swap:state:*:aaX@X",
    "zero:h:1+2@t2;mean:i:*@t4",
    "edit:2:X;add:c:*:-0.5",
    "clamp:o:1:0",
)


@pytest.mark.parametrize(
    "run", [run for run in bundled_ids() if "counting" in run and "lstm" in cells_of(run)]
)
def test_the_command_on_the_page_writes_the_same(
    sources: dict[str, str], run: str, capsys: pytest.CaptureFixture
) -> None:
    text = "aaaXaXaYbbbb$" if "selective" in run else "aaaaXbbbb$"
    number = bundled_ids().index(run)
    for seed in range(number, number + 3):  # each deed with several runs
        agrees(capsys, run=run, cell="lstm", seed=str(seed), text=text, do=DEEDS[seed % len(DEEDS)])


@pytest.mark.parametrize("source", ["java", "copying-plain", "state_memory-sharpened"])
def test_the_command_on_the_page_writes_the_same_in_layers_and_in_code(
    sources: dict[str, str], source: str, capsys: pytest.CaptureFixture
) -> None:
    texts = {"java": "-'$x\n if ", "copying-plain": "abcX", "state_memory-sharpened": "AxxY"}
    layer = "1" if source == "state_memory-sharpened" else "2"
    agrees(capsys, run=source, text=texts[source], do=f"zero:{layer}/h:1+2@t3;add:c:4:0.25")


def agrees(capsys: pytest.CaptureFixture, **query: str) -> None:
    """The command that the page shows prints what the page shows."""
    page = parts_of(intervene.layout(**query))
    assert not page[ids.EFFECT_ERROR].children and not page[ids.DO_ERROR].children
    command = page[ids.DO_COMMAND].children
    python, dash_m, models, *arguments = shlex.split(command)
    assert (python, dash_m, models) == ("python", "-m", "models")
    assert main([*arguments, "--up-to", "0", "--json"]) == 0
    found, said = json.loads(capsys.readouterr().out), outcomes(page[ids.OUTCOME])
    for when in ("before", "after"):
        read, written, _ = said[when]
        assert found[when]["read"] == read and (found[when]["written"] or "nothing") == written
    others = [(side["read"], side["written"]) for pair in found.get("partners", ()) for side in pair.values()]
    assert others == [
        (read, written.replace("nothing", "")) for when, (read, written, _) in said.items() if "other" in when
    ]
