"""The command line as a user has it: results on stdout, progress on stderr, mistakes in one line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from models import bundle, commands
from models.cells import CELLS
from models.commands.measure import LONGEST_MEASURED, LONGEST_UP_TO
from models.tasks import TASKS
from models.training.config import LIMITS, Config
from models.training.recipes import RECIPES

ROOT = Path(__file__).parents[2]
COMMANDS = ("list", "train", "measure", "trace", "export")
SMALL = (
    *("--cells", "rnn,lstm", "--hidden", "3", "--layers", "2", "--seeds", "2", "--first-seed", "5"),
    *("--steps", "12", "--longest", "3", "--measure-up-to", "6"),
)
WHOLE = [name for name, kind in Config.__annotations__.items() if kind is int]


def shell(*arguments: str, ended: int = 0) -> subprocess.CompletedProcess:
    """Run the command in a process of its own, as a user does."""
    command = [sys.executable, "-m", "models", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == ended, done.stderr
    return done


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, subprocess.CompletedProcess]:
    """A small run that was trained from a shell, and what that printed."""
    path = str(tmp_path_factory.mktemp("cli") / "run.safetensors")
    return path, shell("train", *SMALL, "--out", path, "--json")


@pytest.fixture
def run_file(trained: tuple[str, subprocess.CompletedProcess]) -> str:
    return trained[0]


# Results


def test_list_names_every_cell_task_and_recipe() -> None:
    done = shell("list", "--json")
    found = json.loads(done.stdout)
    assert [set(found[group]) for group in ("cells", "tasks", "recipes")] == [
        set(CELLS),
        set(TASKS),
        set(RECIPES),
    ]
    assert found["cells"]["lstm"]["symbols"] == ["i", "f", "g", "o", "c", "h"]
    assert found["tasks"]["counting"]["alphabet"] == ["a", "X", "b", "$"]
    assert done.stderr == ""


def test_train_prints_the_config_and_one_result_for_each_cell_and_seed(trained) -> None:
    found = json.loads(trained[1].stdout)
    assert list(found) == ["task", "recipe", "config", "cells"]
    assert (found["task"], found["recipe"]) == ("counting", "plain")
    config = Config.from_json(found["config"])
    assert (config.cells, config.hidden, config.steps, config.measure_up_to) == (("rnn", "lstm"), 3, 12, 6)
    assert list(found["cells"]) == ["rnn", "lstm"]
    for result in found["cells"].values():
        assert len(result["n_max"]) == len(result["loss"]) == 2
        assert all(isinstance(n, int) and 0 <= n <= 6 for n in result["n_max"])
        assert all(0 < loss < 5 for loss in result["loss"])
        assert result["seconds"] >= 0


def test_train_reports_its_progress_on_stderr_only(trained) -> None:
    assert "training  step 12/12" in trained[1].stderr and "100%" in trained[1].stderr
    assert len(trained[1].stdout.splitlines()) == 1 and "%" not in trained[1].stdout


def test_the_file_holds_the_run_that_was_printed(trained) -> None:
    found, kept = json.loads(trained[1].stdout), bundle.load_file(trained[0])
    assert kept.finished and kept.config.to_json() == found["config"]
    for cell, result in kept.cells.items():
        assert result.n_max == found["cells"][cell]["n_max"]
        assert result.final_loss == pytest.approx(found["cells"][cell]["loss"])


def test_the_same_command_gives_the_same_numbers_in_another_process(trained, call) -> None:
    code, out, _ = call("train", *SMALL, "--json")
    one, two = json.loads(trained[1].stdout), json.loads(out)
    assert code == 0 and one["config"] == two["config"]
    for cell in one["cells"]:
        for key in ("n_max", "loss"):
            assert one["cells"][cell][key] == two["cells"][cell][key]


def test_train_knows_every_setting_of_a_config(call) -> None:
    given = {
        "task": "copying", "cells": ["gru"], "shortest": 2, "longest": 3, "hidden": 2, "layers": 2,
        "activation": "relu", "seeds": 1, "first_seed": 9, "steps": 2, "learning_rate": 0.02, "clip": 0.5,
        "forget_bias": 2.5, "recipe": "sharpened", "measure_up_to": 3,
    }  # fmt: skip
    words = {name: ",".join(value) if name == "cells" else str(value) for name, value in given.items()}
    options = [part for name, text in words.items() for part in (f"--{name.replace('_', '-')}", text)]
    _, out, _ = call("train", *options, "--json")
    assert json.loads(out)["config"] == given


def test_measure_up_to_gives_n_max_of_every_seed(run_file: str, call) -> None:
    code, out, err = call("measure", run_file, "--up-to", "4", "--json")
    stored = bundle.load_file(run_file).cells
    assert code == 0
    assert json.loads(out) == {
        "cells": {cell: {"n_max": [min(n, 4) for n in result.n_max]} for cell, result in stored.items()}
    }
    assert err == "rnn measured\nlstm measured\n"


def test_measure_lengths_says_of_every_seed_whether_it_is_exact(run_file: str) -> None:
    done = shell("measure", run_file, "--lengths", "100,2", "--json")
    found = json.loads(done.stdout)
    assert list(found) == ["cells"] and list(found["cells"]) == ["rnn", "lstm"]
    for cell, result in bundle.load_file(run_file).cells.items():
        assert list(found["cells"][cell]) == ["exact"]
        right = found["cells"][cell]["exact"]
        assert list(right) == ["2", "100"]
        assert right["2"] == [row[result.lengths.index(2)] for row in result.exact]
        assert right["100"] == [False, False]
    assert done.stderr == "rnn measured\nlstm measured\n"


def test_measure_takes_lengths_and_a_limit_together(run_file: str, call) -> None:
    _, out, _ = call("measure", run_file, "--lengths", "3", "--up-to", "2", "--json")
    assert all(set(found) == {"n_max", "exact"} for found in json.loads(out)["cells"].values())


def test_trace_holds_every_symbol_of_every_layer_and_the_chances_of_the_next_character(
    run_file: str, call
) -> None:
    code, out, err = call("trace", run_file, "--cell", "lstm", "--seed", "6", "--text", "aaXbb$", "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert list(found) == ["alphabet", "chars", "layers", "next"]
    assert found["alphabet"] == ["a", "X", "b", "$"] and found["chars"] == list("aaXbb$")
    assert len(found["layers"]) == 2
    for layer in found["layers"]:
        assert list(layer) == ["i", "f", "g", "o", "c", "h"]
        assert all([len(step) for step in steps] == [3] * 6 for steps in layer.values())
    assert len(found["next"]) == 6
    for chances in found["next"]:
        assert list(chances) == found["alphabet"] and sum(chances.values()) == pytest.approx(1, abs=1e-5)


def test_trace_reads_with_the_seed_of_that_number(run_file: str, call) -> None:
    five, six = (
        call("trace", run_file, "--cell", "rnn", "--seed", seed, "--text", "aX", "--json")[1]
        for seed in ("5", "6")
    )
    assert json.loads(five)["layers"] != json.loads(six)["layers"]


def test_without_json_the_same_results_are_lines_for_a_reader(run_file: str, call) -> None:
    code, out, err = call("list")
    assert (code, err) == (0, "") and all(name in out for name in (*CELLS, *TASKS, *RECIPES))
    code, out, err = call("train", *SMALL)
    assert code == 0 and out.startswith("task: counting\nrecipe: plain\ncells:\n  rnn ")
    assert "n_max: " in out and "training" not in out and "training" in err
    code, out, _ = call("measure", run_file)
    assert code == 0 and [line.split()[:2] for line in out.splitlines()[1:]] == [
        ["rnn", "n_max:"],
        ["lstm", "n_max:"],
    ]
    code, out, _ = call("trace", run_file, "--cell", "rnn", "--seed", "5", "--text", "aX")
    assert code == 0 and out.splitlines()[0] == "chars: aX"
    said = out.splitlines()[1].removeprefix("next:  ")
    assert len(said) == 2 and set(said) <= set("aXb$")


# Mistakes


def refused(result: tuple[int, str, str]) -> str:
    """The one line that a mistake gets."""
    code, out, err = result
    assert (code, out) == (2, "")
    assert err.endswith("\n") and len(err.splitlines()) == 1 and "\r" not in err, err
    assert err.startswith("python -m models")
    return err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["command"]),
        (["frobnicate"], ["'frobnicate'", *COMMANDS]),
        (["list", "--frob"], ["unknown option --frob", "--json"]),
        (["train", "--frob", "3"], ["unknown option --frob", "--cells", "--learning-rate", "--json"]),
        (["train", "--step", "3"], ["unknown option --step;", "--steps"]),
        (["train", "--cells", "elman"], ["'elman'", *CELLS]),
        (["train", "--cells", "lstm,"], ["unknown cell ''", *CELLS]),
        (["train", "--cells", ""], ["unknown cell ''", *CELLS]),
        (["train", "--cells", "gru,gru"], ["each cell once"]),
        (["train", "--task", "knitting"], ["'knitting'", *TASKS]),
        (["train", "--task", "a\nb"], [r"'a\nb'", *TASKS]),
        (["train", "--recipe", "spicy"], ["'spicy'", *RECIPES]),
        (["train", "--activation", "sine"], ["'sine'", "tanh", "relu"]),
        (["train", "--shortest", "5", "--longest", "4"], ["shortest (5)", "longest (4)"]),
        (["train", "--steps"], ["--steps", "one argument"]),
        (["train", "--learning-rate", "nan"], ["learning rate", "from 1e-05 to 1"]),
        (["train", "--clip", "inf"], ["clip", "from 0.001 to 1000"]),
        (["measure"], ["run"]),
        (["trace", "nothing"], ["No such file", "'nothing'"]),
    ],
)
def test_a_mistake_gets_one_line_that_names_what_would_be_right(
    call, arguments: list[str], words: list[str]
) -> None:
    line = refused(call(*arguments))
    assert [word for word in words if word not in line] == []


@pytest.mark.parametrize("name", list(LIMITS))
def test_a_number_out_of_bounds_gets_one_line_with_the_bounds(call, name: str) -> None:
    low, high = LIMITS[name]
    for value in (low - 1, high + 1):
        text = str(int(value)) if name in WHOLE else str(value)
        line = refused(call("train", f"--{name.replace('_', '-')}={text}"))
        assert f"{name.replace('_', ' ')} must be" in line and f"from {low:.10g} to {high:.10g}" in line


@pytest.mark.parametrize("name", list(LIMITS))
@pytest.mark.parametrize("text", ["many", "", "3,5", "0x10", pytest.param("9" * 5000, id="huge")])
def test_a_malformed_number_gets_one_line_with_its_option(call, name: str, text: str) -> None:
    option = f"--{name.replace('_', '-')}"
    line = refused(call("train", f"{option}={text}"))
    assert option in line or f"{name.replace('_', ' ')} must be" in line


@pytest.mark.parametrize("out", ["none/run.safetensors", "", ".", "file/run.safetensors"])
def test_nothing_is_trained_that_cannot_be_written(call, tmp_path: Path, out: str) -> None:
    (tmp_path / "file").touch()
    line = refused(call("train", *SMALL, "--out", out and str(tmp_path / out)))
    assert "cannot write to" in line and "name a file in a folder that exists and can be written to" in line


@pytest.mark.parametrize(
    ("words", "choices"), [([], ", ".join(commands.COMMANDS)), (["measure"], "the .safetensors file")]
)
def test_what_is_left_out_is_named(call, words: list[str], choices: str) -> None:
    assert choices in refused(call(*words))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--up-to", "0"], ["from 1 to", str(LONGEST_UP_TO), "not 0"]),
        (["--up-to=-4"], ["from 1 to", "not -4"]),
        (["--up-to", str(LONGEST_UP_TO + 1)], [f"from 1 to {LONGEST_UP_TO}"]),
        (["--up-to", "far"], ["--up-to", "'far'"]),
        (["--lengths", "3,0"], ["from 1 to", "not 0"]),
        (["--lengths", "3,,4"], ["whole number", "''"]),
        (["--lengths="], ["whole number", "''"]),
        (["--lengths", "1e3"], ["whole number", "'1e3'"]),
        (["--lengths", "9" * 30], [f"from 1 to {LONGEST_MEASURED}"]),
        (["--sideways"], ["unknown option --sideways", "--up-to", "--lengths", "--json"]),
    ],
)
def test_a_length_that_cannot_be_measured_gets_one_line(
    run_file: str, call, options: list[str], words: list[str]
) -> None:
    line = refused(call("measure", run_file, *options, "--json"))
    assert [word for word in words if word not in line] == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--cell", "gru", "--text", "a"], ["'gru'", "this run has rnn, lstm"]),
        (["--cell", "rnn", "--text", "a", "--seed", "4"], ["unknown seed 4", "seeds 5 to 6"]),
        (["--cell", "rnn", "--text", "a", "--seed", "7"], ["unknown seed 7", "seeds 5 to 6"]),
        (["--cell", "rnn", "--text", "a", "--seed", "x"], ["--seed", "'x'"]),
        (["--cell", "rnn", "--text", "aZ", "--seed", "5"], ["'Z'", "a X b $"]),
        (["--cell", "rnn", "--text", "a\nb", "--seed", "5"], [r"'\n'", "a X b $"]),
        (["--cell", "rnn", "--text", "", "--seed", "5"], ["at least one character", "a X b $"]),
        (["--cell", "rnn"], ["--text"]),
        (["--text", "a"], ["--cell", "rnn, lstm"]),
    ],
)
def test_what_cannot_be_traced_gets_one_line(
    run_file: str, call, options: list[str], words: list[str]
) -> None:
    line = refused(call("trace", run_file, *options, "--json"))
    assert [word for word in words if word not in line] == []


@pytest.mark.parametrize("command", [["measure"], ["trace", "--cell", "rnn", "--text", "a"]])
def test_a_file_that_is_no_whole_run_gets_one_line(run_file: str, call, tmp_path: Path, command) -> None:
    data, path = Path(run_file).read_bytes(), tmp_path / "other.safetensors"
    first, *options = command
    line = refused(call(first, str(path), *options))
    assert "No such file" in line and str(path) in line
    for size in (0, 7, 300, len(data) // 2, len(data) - 1):
        path.write_bytes(data[:size])
        assert "truncated" in (line := refused(call(first, str(path), *options))) or "not a" in line
    path.write_text("task: counting\n" * 50)
    assert "not a .safetensors file" in refused(call(first, str(path), *options))
    assert "directory" in refused(call(first, str(tmp_path), *options))


def test_a_mistake_ends_a_shell_command_with_code_2() -> None:
    done = shell("train", "--cells", "elman", ended=2)
    refused((done.returncode, done.stdout, done.stderr))
