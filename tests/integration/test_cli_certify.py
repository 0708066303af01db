"""`certify`, and `measure --metrics`, on the command line."""

import json
from pathlib import Path

import pytest

from models import bundle
from models.__main__ import main

PRETRAINED = Path(__file__).parents[2] / "models" / "pretrained"
SHARPENED, PLAIN = (str(PRETRAINED / f"counting-{recipe}.safetensors") for recipe in ("sharpened", "plain"))


def test_certify_proves_as_far_as_is_asked(capsys: pytest.CaptureFixture) -> None:
    assert main(["certify", SHARPENED, "--seed", "3", "--up-to", "1000", "--json"]) == 0
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert (found["cell"], found["certified"], list(found["seeds"])) == ("lstm", 1, ["3"])
    one = found["seeds"]["3"]
    assert one["holds"] and one["up_to"] == 1000 and one["n0"] < 1000 and one["counters"]
    assert err == "lstm seed 3: every N to 1000\n"


def test_certify_says_for_a_person_where_the_proof_ends(capsys: pytest.CaptureFixture) -> None:
    assert main(["certify", PLAIN, "--seed", "0"]) == 0
    out, _ = capsys.readouterr()
    reached = bundle.load_file(PLAIN).cells["lstm"].n_max[0]
    assert f"Every N from 1 to {reached} is exact." in out and f"N = {reached + 1} is wrong" in out
    assert out.endswith("0 of 1 certified\n")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--seed", "20"], "--seed must be from 0 to 19, not 20"),
        (["--up-to", "0"], "--up-to must be from 1 to 16777216, not 0"),
        (["--most", "0"], "--most must be from 1"),
        (["--cell", "lstn"], "choose from feedforward, rnn, lstm, gru, peephole"),
        (["--cell", "gru"], "lstm or peephole"),
    ],
)
def test_certify_says_what_would_be_right(
    options: list[str], said: str, capsys: pytest.CaptureFixture
) -> None:
    assert main(["certify", PLAIN, *options]) == 2
    out, err = capsys.readouterr()
    assert not out and err.count("\n") == 1 and said in err


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("selective_counting-sharpened.safetensors", "only the task counting"),
        ("nowhere.safetensors", "No such file"),
        ("README.md", "not a .safetensors file"),
    ],
)
def test_certify_says_what_it_covers(file: str, said: str, capsys: pytest.CaptureFixture) -> None:
    assert main(["certify", str(PRETRAINED / file)]) == 2
    out, err = capsys.readouterr()
    assert not out and err.count("\n") == 1 and said in err


def test_metrics_are_for_every_seed_and_every_pair(capsys: pytest.CaptureFixture, tmp_path: Path) -> None:
    path = str(tmp_path / "run.safetensors")
    small = ["--cells", "rnn,lstm,gru", "--seeds", "2", "--steps", "20", "--hidden", "3"]
    assert main(["train", *small, "--out", path, "--json"]) == 0
    capsys.readouterr()
    assert main(["measure", path, "--up-to", "30", "--metrics", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["pairs"]) == 3 and all(0 <= pair["sign_p"] <= 1 for pair in found["pairs"])
    for cell, result in found["cells"].items():
        metrics = result["metrics"]
        assert metrics["first_failing"] == [n + 1 if n < 30 else None for n in result["n_max"]], cell
        for name in ("deterministic_accuracy", "length_generalization", "accepted", "rejected"):
            low, high = metrics[name]["interval"]
            assert len(metrics[name]["seeds"]) == 2 and 0 <= low <= metrics[name]["median"] <= high <= 1
        assert metrics["teacher_forced_exact"] == metrics["free_running_exact"]
