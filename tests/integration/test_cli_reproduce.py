"""`reproduce` on the runs that ship, on a small training, and what it says when something is wrong."""

import json
from dataclasses import replace
from functools import partial

import pytest

from models.reproduce import experiments
from models.reproduce.claims import CLAIMS
from models.reproduce.experiments import EXPERIMENTS


@pytest.fixture
def call(call):
    """A function that runs the command: call(*arguments) -> (exit code, stdout, stderr)."""
    return partial(call, "reproduce")


def test_the_runs_that_ship_are_measured_claim_by_claim(call) -> None:
    code, out, err = call("article", "--from-shipped", "--seeds", "1", "--json")
    assert code == 0
    found = json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} in the JSON"))
    assert [row["id"] for row in found["claims"]] == list(CLAIMS)
    assert sum(found["verdicts"].values()) == len(CLAIMS)
    assert set(found["runs"]) == set(EXPERIMENTS) and found["seeds"] == 1
    assert 0 < found["seconds"] < 60
    assert err.count("reading") == len(EXPERIMENTS) and err.count("measuring") == len(CLAIMS)


def test_what_is_trained_is_measured_in_the_same_way(call, monkeypatch: pytest.MonkeyPatch) -> None:
    def short(config, report):
        return compare(replace(config, steps=3, measure_up_to=12), report=report)

    compare = experiments.compare
    monkeypatch.setattr(experiments, "compare", short)
    code, out, err = call("article", "--seeds", "1")
    assert code == 0 and "from training, 1 seed, in" in out
    assert "training lstm, gru, peephole for counting" in err
    lines = out.splitlines()
    assert lines[0].split() == ["claim", "the", "article", "here", "verdict"]
    assert max(map(len, lines)) <= 113 and not any(line != line.rstrip() for line in lines)
    words = " ".join(out.split())
    for claim in CLAIMS.values():
        assert f"{claim.text} {claim.rule.stated}" in words


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "name what is reproduced: article"),
        (("book",), "invalid choice: 'book'"),
        (("article", "--seeds", "0"), "seeds must be a whole number from 1 to 100, not 0"),
        (("article", "--seeds", "x"), "invalid int value: 'x'"),
        (("article", "--seeds", "21", "--from-shipped"), "--seeds may be 1 to 20 of them"),
        (("article", "--steps", "3"), "unknown option --steps; choose from --seeds, --from-shipped, --json"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(call, arguments: tuple[str, ...], message: str) -> None:
    code, out, err = call(*arguments)
    assert (code, out) == (2, "")
    assert message in err and err.count("\n") == 1
