"""The networks that ship for the films: made by the command beside them, and as good as is said."""

import re
import shlex
from pathlib import Path

import numpy as np
import pytest

from dashboard.films import FILE, FOLDER
from models import __version__
from models.__main__ import parser
from models.cells import architectures
from models.commands.settings import read_settings
from models.commands.train import KINDS
from models.scenes import run as scenes
from models.scenes.config import SceneConfig
from models.scenes.measure import measure
from models.scenes.story import WATER
from models.scenes.training import HELD_OUT, draw

README = FOLDER / "scenes" / "README.md"
SMALL = 3e6  # bytes
LAGS = ("0", "1", "2–4", "5–9", "10–19", "20+", "never")


@pytest.fixture(scope="module")
def run() -> scenes.SceneRun:
    return scenes.load_file(str(FILE))


def right(run: scenes.SceneRun, cell: str) -> dict[str, float]:
    """The share of frames that are right at each lag, over all seeds."""
    return {row["lag"]: row["right"]["mean"] for row in run.measures["cells"][cell]}


def test_the_file_is_whole_small_and_made_by_its_command(run: scenes.SceneRun) -> None:
    (command,) = re.findall(r"^ +python -m models (train .*)$", README.read_text(), re.MULTILINE)
    options = parser().parse_args(shlex.split(command))
    assert SceneConfig.from_json(read_settings(options, SceneConfig, KINDS)) == run.config
    assert (Path(__file__).parents[2] / options.out).samefile(FILE) and FILE.stat().st_size < SMALL
    assert run.code_version == __version__ and run.config.cells == architectures() and run.config.seeds == 8
    assert [row["lag"] for row in run.measures["best"]] == list(LAGS)


def test_the_weights_still_do_what_was_measured(run: scenes.SceneRun) -> None:
    again = measure({"lstm": run.viewer("lstm")}, films=150)["cells"]["lstm"]
    for row, said in zip(again, run.measures["cells"]["lstm"], strict=True):
        chance = 0.15 if row["lag"] == "never" else 0.05  # there are few of these, and whole films of them
        assert row["right"]["mean"] == pytest.approx(said["right"]["mean"], abs=chance)


def test_the_readme_shows_what_was_measured(run: scenes.SceneRun) -> None:
    lines = dict(re.findall(r"^\| ([\w ]+) \| (.*) \|$", README.read_text(), re.MULTILINE))
    for cell in architectures():
        assert lines[cell].split(" | ") == [f"{100 * share:.1f} %" for share in right(run, cell).values()]


def test_a_net_that_sees_one_frame_says_of_water_what_the_articles_does(run: scenes.SceneRun) -> None:
    drawn = draw(100, 24, np.random.default_rng(HELD_OUT))
    seen = run.viewer("feedforward").watch(drawn.pictures).numpy()[:, drawn.films.kinds == WATER]
    assert seen.mean((0, 1)) == pytest.approx([0.6, 0.3, 0.1, 0], abs=0.03)


def test_who_has_gates_looks_further_back_and_nobody_beats_bayes(run: scenes.SceneRun) -> None:
    far = {cell: right(run, cell)["10–19"] for cell in architectures()}
    assert far["feedforward"] < far["rnn"] < far["gru"] < far["lstm"] < far["peephole"]
    for cell in architectures():
        for row, best in zip(run.measures["cells"][cell], run.measures["best"], strict=True):
            assert row["nats"]["mean"] >= best["nats"]["mean"]
