"""Films on the command line: train, measure, and what is refused in one line."""

import json

import pytest

from models.__main__ import main
from models.scenes import run as scenes

SMALL = ["--cells", "feedforward,gru", "--seeds", "2", "--steps", "3", "--films", "2", "--frames", "5"]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = str(tmp_path_factory.mktemp("films") / "run.safetensors")
    assert main(["train", "--task", "scenes", *SMALL, "--hidden", "3", "--out", path]) == 0
    return path


def test_what_was_measured_in_training_is_measured_again(trained: str, capsys) -> None:
    run = scenes.load_file(trained)
    assert run.config.cells == ("feedforward", "gru") and run.config.hidden == 3
    assert main(["measure", trained, "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert again["measures"]["best"] == json.loads(json.dumps(run.measures["best"]))
    for cell in run.config.cells:
        for row, other in zip(again["measures"]["cells"][cell], run.measures["cells"][cell], strict=True):
            assert row["right"]["seeds"] == pytest.approx(other["right"]["seeds"], abs=1e-3)
    assert set(again["cells"]) == {"best", "feedforward", "gru"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["train", "--task", "scenes", "--longest", "10"], "--longest is no setting of --task scenes"),
        (["train", "--task", "counting", "--films", "10"], "--films is no setting of --task counting"),
        (["train", "--task", "scenes", "--engine", "fused"], "autograd"),
        (["train", "--task", "scenes", "--frames", "1"], "frames must be a whole number from 2 to 100"),
        (["train", "--task", "scene"], "text, scenes"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(asked: list[str], said: str, capsys) -> None:
    assert main(asked) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


def test_lengths_are_not_asked_of_films(trained: str, capsys) -> None:
    assert main(["measure", trained, "--lengths", "10"]) == 2
    assert "no lengths" in capsys.readouterr().err
