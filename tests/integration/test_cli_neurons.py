"""`neurons` on runs that ship, on a recording, on texts; and what it says when something is wrong."""

import json
from functools import partial
from pathlib import Path

import pytest

from models import bundle
from models.commands.neurons import LONGEST_TEXT
from models.formats import FORMATS
from models.specimen import of_run

PRETRAINED = Path(__file__).parents[2] / "models" / "pretrained"
COUNTING = str(PRETRAINED / "counting-plain.safetensors")
LINES = "".join(f"{'a' * n}X{'b' * n}$" for n in (3, 5, 2, 6, 4, 7))


@pytest.fixture
def call(call):
    """A function that runs the command: call(*arguments) -> (exit code, stdout, stderr)."""
    return partial(call, "neurons")


@pytest.fixture
def ranking(call):
    """A function that gives the rows that the command prints as JSON."""

    def run(*arguments: str) -> list[dict]:
        code, out, err = call(*arguments, "--json")
        assert code == 0, err
        return json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} in the JSON"))["ranking"]

    return run


@pytest.mark.parametrize("seed", range(0, 20, 4))
def test_an_lstm_that_has_learned_to_count_has_a_counter(ranking, seed: int) -> None:
    best = ranking(COUNTING, "--cell", "lstm", "--seed", str(seed))[0]
    assert best["feature"] == "count" and best["vector"] == "c" and best["layer"] == 0
    assert set(best["phases"]) == {"a", "b"} and min(best["phases"].values()) > 0.9
    assert best["score"] == min(best["phases"].values()) and best["control"] < 0.5
    # It goes up on a's where it goes down on b's, or the other way round.
    assert best["steps"]["a"]["mean"] * best["steps"]["b"]["mean"] < 0
    assert best["label"] == f"counts a's (c {best['score']:.2f})"


@pytest.mark.parametrize(
    ("task", "first", "at_least"),
    [
        ("selective_counting", {"count": 0.9, "ignores": 0.7}, "count"),
        ("state_memory", {"remembers": 0.9}, "remembers"),
        ("copying", {"next:a": 0.5, "next:b": 0.4, "next:c": 0.5}, "next:a"),
    ],
)
def test_every_task_has_neurons_for_what_it_is_about(ranking, task, first, at_least) -> None:
    rows = ranking(str(PRETRAINED / f"{task}-plain.safetensors"), "--cell", "lstm", "--top", "2")
    assert rows[0]["feature"] == at_least
    best = {row["feature"]: row for row in reversed(rows)}
    for feature, score in first.items():
        assert best[feature]["score"] > score
        assert best[feature]["score"] > 2 * best[feature]["control"]
        if feature.startswith("next:"):
            # The next character is decided in the layer below the readout.
            assert best[feature]["layer"] == 1 and best[feature]["auc"] > 0.9
    assert all(sum(row["feature"] == name for row in rows) <= 2 for name in best)


def test_a_feedforward_net_has_no_counter(ranking) -> None:
    rows = ranking(COUNTING, "--cell", "feedforward", "--feature", "count")
    assert {row["feature"] for row in rows} == {"count"} and max(row["score"] for row in rows) == 0


def test_a_recording_is_ranked_like_the_network_that_was_recorded(ranking, tmp_path: Path) -> None:
    specimen = of_run(bundle.load_file(COUNTING), "lstm", 3)
    path = tmp_path / "recording.json"
    path.write_bytes(FORMATS["lstm-explorer"].write(specimen, LINES))
    wanted = ("--feature", "count", "--top", "60")
    recorded = {(row["vector"], row["unit"]): row for row in ranking(str(path), *wanted)}
    live = ranking(COUNTING, "--cell", "lstm", "--seed", "3", "--text", LINES, *wanted)
    assert len(recorded) == len(live) == 60
    # A file keeps three decimals, which tell little of a gate that hardly opens.
    for row in live:
        if row["vector"] == "c":
            assert recorded["c", row["unit"]]["score"] == pytest.approx(row["score"], abs=0.01)


def test_words_and_regular_expressions_are_followed_on_a_text(ranking, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text(LINES + "\n")
    for text in (("--text", LINES), ("--text-file", str(path))):
        rows = ranking(COUNTING, "--cell", "lstm", *text, "--regex", "X|bb", "--words", "aaX", "--top", "1")
        assert [row["feature"] for row in rows] == ["regex"]
        assert rows[0]["auc"] > 0.9 and set(rows[0]["phases"]) == {"all"}
        rows = ranking(COUNTING, "--cell", "lstm", *text, "--regex", "b", "--feature", "count", "--top", "1")
        assert [row["feature"] for row in rows] == ["count", "regex"]


def test_a_table_for_people_has_a_row_for_each_neuron(call) -> None:
    code, out, err = call(COUNTING, "--cell", "gru", "--top", "2")
    lines = out.splitlines()
    assert code == 0 and err == "" and len(lines) == 9
    assert lines[0].split() == ["feature", "layer", "unit", "vector", "score", "control", "phases", "label"]
    assert lines[1].startswith("count") and lines[3].startswith("next:b")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["--feature", "love"],
            "there is no feature 'love' here; choose from count, next:b, next:$, position",
        ),
        (["--text", ""], "the text is empty"),
        (["--text", "aaZ"], "there is no character 'Z'; the alphabet is a X b $"),
        (["--text", "a"], "too short or too uniform"),
        (
            ["--text", "aXb$aXb$", "--words", "cat"],
            "too short or too uniform to see which neurons follow words",
        ),
        (["--text", "a" * (LONGEST_TEXT + 1)], "longer than 10,000 characters"),
        (["--regex", "(a"], "is not a regular expression"),
        (["--regex", ""], "give a regular expression"),
        (["--words", ","], "give from 1 to 100 words"),
        (["--top", "0"], "--top must be at least 1, not 0"),
        (["--text-file", "no such file"], "No such file"),
        (["--text", "a", "--text-file", "b"], "not allowed with argument"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(call, options: list[str], message: str) -> None:
    code, out, err = call(COUNTING, "--cell", "lstm", *options)
    assert (code, out) == (2, "")
    assert message in err and err.count("\n") == 1


@pytest.mark.parametrize(("data", "message"), [(b"\n", "is empty"), (b"a\xff", "is not a text in UTF-8")])
def test_a_file_without_a_text_is_refused(call, tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(data)
    code, out, err = call(COUNTING, "--cell", "lstm", "--text-file", str(path))
    assert (code, out) == (2, "") and message in err and err.count("\n") == 1
