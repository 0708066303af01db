"""Learning texts from the command line: train --task text, sample, and the other commands on such a run."""

import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from models.__main__ import main
from models.cells import CELLS
from models.commands import learning
from models.corpora import CORPORA
from models.formats import is_run, is_text_run, open_file
from models.tasks import TASKS
from models.text import bundle
from models.text.config import LIMITS, TextConfig

WORDS = ("deed", "bad", "cede", "abba", "fade", "cabbage", "added")
VERSE = "".join(" ".join(Random(line).choices(WORDS, k=6)) + "\n" for line in range(120))
SMALL = (
    "--cells",
    "gru,lstm",
    "--hidden",
    "5",
    "--layers",
    "2",
    "--steps",
    "20",
    "--window",
    "12",
    "--batch",
    "4",
)


@pytest.fixture(scope="module", autouse=True)
def brief() -> Iterator[None]:
    """The networks write less than usual, which takes most of the time here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("models.analysis.examine.LENGTH", 50)
        patch.setattr("models.learn.VALIDATIONS", 2)
        yield


@pytest.fixture(scope="module")
def verse(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("corpus") / "verse.txt"
    path.write_text(VERSE)
    return str(path)


@pytest.fixture(scope="module")
def run_file(verse: str) -> str:
    """A run of two cells and two seeds, from seed 3."""
    path = str(Path(verse).with_name("run.safetensors"))
    seeds = ("--seeds", "2", "--first-seed", "3")
    assert main(["train", "--task", "text", "--corpus", verse, *SMALL, *seeds, "--out", path]) == 0
    return path


@pytest.fixture
def learn(call, verse: str) -> Callable[..., tuple[int, str, str]]:
    """A function that trains on the verse: learn(*more arguments)."""
    return lambda *more: call("train", "--task", "text", "--corpus", verse, *SMALL, *more, "--json")


def refused(result: tuple[int, str, str]) -> str:
    """The one line that a mistake gets."""
    code, out, err = result
    assert (code, out) == (2, ""), err
    assert len(err.splitlines()) == 1 and err.startswith("python -m models"), err
    return err


# Training


def test_train_prints_what_was_learned_the_baselines_and_the_bits_of_each_seed(learn, tmp_path: Path) -> None:
    out = tmp_path / "run.safetensors"
    code, printed, err = learn("--seeds", "2", "--out", str(out))
    found, run = json.loads(printed), bundle.load_file(str(out))
    assert code == 0 and list(found) == ["task", "finished", "config", "learned", "baselines", "cells"]
    assert (found["task"], found["finished"]) == ("text", True)
    assert set(found["baselines"]) == {"unigram", "3-gram", "5-gram", "gzip", "xz"}
    assert TextConfig.from_json(found["config"]) == run.config and run.config.corpus.startswith("text-")
    assert found["learned"]["characters"] + found["learned"]["held_out"] == len(VERSE)
    for cell in ("gru", "lstm"):
        bits = found["cells"][cell]["bits_per_character"]
        assert len(bits) == 2 and all(0 < each < 4 for each in bits)
        assert bits == run.cells[cell].bits_per_character
    assert "training  step 20/20" in err and "100%" in err and "lstm seed 1 at step 20: " in err


def test_train_knows_every_setting_of_a_text_config(call, verse: str) -> None:
    given = {
        "cells": ["rnn"], "hidden": 3, "layers": 1, "activation": "relu", "seeds": 1, "first_seed": 9,
        "steps": 2, "batch": 3, "window": 7, "learning_rate": 0.02, "restart": 0.5, "clip": 0.5,
        "forget_bias": 2.5,
    }  # fmt: skip
    words = {name: ",".join(value) if name == "cells" else str(value) for name, value in given.items()}
    options = [part for name, text in words.items() for part in (f"--{name.replace('_', '-')}", text)]
    _, out, _ = call("train", "--task", "text", "--corpus", verse, "--headers", *options, "--json")
    config = json.loads(out)["config"]
    assert config == given | {"task": "text", "headers": True, "corpus": config["corpus"]}


def test_without_json_the_same_is_lines_for_a_reader(call, verse: str) -> None:
    code, out, _ = call("train", "--task", "text", "--corpus", verse, *SMALL)
    words = [line.split()[0] for line in out.splitlines()]
    assert code == 0 and words == ["task:", "learned:", "baselines:", "cells:", "gru", "lstm"]
    assert "bits_per_character: " in out and "unigram: " in out


def test_a_short_text_is_read_in_fewer_streams_unless_that_many_are_asked_for(call, tmp_path: Path) -> None:
    short = tmp_path / "short.txt"
    short.write_text(VERSE[:1500])
    command = ("train", "--task", "text", "--corpus", str(short), "--cells", "rnn", "--steps", "1", "--json")
    code, out, err = call(*command, "--hidden", "2")
    assert code == 0 and json.loads(out)["config"]["batch"] == 13
    assert "it is read in 13 streams, not in 32" in err
    line = refused(call(*command, "--batch", "14"))
    assert "1,351 characters to learn from" in line and "choose a batch of at most 13" in line


def test_list_names_the_corpora(call) -> None:
    _, out, _ = call("list", "--json")
    assert list(json.loads(out)["corpora"]) == list(CORPORA)
    assert all(
        set(each) == {"title", "about", "kind", "licence"} for each in json.loads(out)["corpora"].values()
    )
    assert all(name in call("list")[1] for name in CORPORA)


# Broken off


@pytest.fixture
def interrupted(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """A function after which a signal comes in the middle of the training, once."""

    def at_half(number: int) -> None:
        left = [number]

        def print_progress(rows: list[dict]) -> None:
            if left and any(row["kind"] == "progress" and 0.3 < row["fraction"] < 0.6 for row in rows):
                signal.raise_signal(left.pop())

        monkeypatch.setattr(learning, "print_progress", print_progress)

    return at_half


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_keeps_a_checkpoint_from_which_the_same_command_goes_on(
    learn, interrupted, tmp_path: Path, number: int
) -> None:
    one, other = tmp_path / "one.safetensors", tmp_path / "other.safetensors"
    learn("--out", str(one))
    kept, before = tmp_path / "checkpoint", [signal.getsignal(each) for each in learning.SIGNALS]
    again = ("--checkpoint", str(kept), "--out", str(other))
    interrupted(number)
    code, out, err = learn(*again)
    assert (code, out) == (128 + number, "") and not other.exists()
    assert f"kept in {kept}; the same command goes on from there" in err
    assert [signal.getsignal(each) for each in learning.SIGNALS] == before
    code, out, err = learn(*again)
    assert code == 0 and f"goes on from {kept}" in err and json.loads(out)["finished"]
    weights = [bundle.load_file(str(path)).cells["lstm"].weights["V"] for path in (one, other)]
    assert weights[0].equal(weights[1]) and list(tmp_path.glob("*.part")) == []


def test_without_a_checkpoint_a_signal_ends_the_training_with_what_there_is(
    learn, interrupted, tmp_path: Path
) -> None:
    interrupted(signal.SIGINT)
    code, out, err = learn("--out", str(tmp_path / "run.safetensors"))
    found = json.loads(out)
    assert code == 0 and not found["finished"] and "stopped early; with --checkpoint FILE" in err
    run = bundle.load_file(str(tmp_path / "run.safetensors"))
    assert not run.finished and 0 < run.cells["lstm"].history[0]["step"][-1] < 20


def test_a_checkpoint_of_something_else_is_not_gone_on_from(learn, interrupted, tmp_path: Path) -> None:
    kept = tmp_path / "checkpoint"
    interrupted(signal.SIGINT)
    learn("--checkpoint", str(kept))
    line = learn("--checkpoint", str(kept), "--clip", "0.5")
    assert line[0] == 2 and "cannot go on from" in line[2] and "of other settings" in line[2]
    kept.write_bytes(kept.read_bytes()[:-5])
    assert "truncated" in learn("--checkpoint", str(kept))[2]
    kept.write_bytes(b"")
    assert "not a .safetensors file" in learn("--checkpoint", str(kept))[2]


# Mistakes


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--recipe", "plain"], ["--recipe is no setting of --task text; it has", "--corpus", "--window"]),
        (["--longest", "5"], ["--longest is no setting of --task text"]),
        (["--cells", "elman"], ["'elman'", *CELLS]),
        (["--hidden", "513"], ["hidden must be a whole number from 1 to 512, not 513"]),
        (["--hidden", "many"], ["--hidden must be a whole number from 1 to 512, not 'many'"]),
        (["--learning-rate", "2"], ["learning rate must be a number from 1e-05 to 1"]),
        (["--batch", "0"], ["batch must be a whole number from 1 to 128, not 0"]),
        (["--out", "none/run.safetensors"], ["cannot write to"]),
        (["--checkpoint", "none/checkpoint"], ["cannot write to"]),
        (["--engine", "steam"], ["'steam'", "fused", "autograd"]),
        (["--corpus", "novels"], ["'novels'", *CORPORA]),
        (["--corpus", ""], ["''", *CORPORA]),
    ],
)
def test_a_mistake_gets_one_line_that_names_what_would_be_right(call, verse, options, words) -> None:
    line = refused(call("train", "--task", "text", "--corpus", verse, *options))
    assert [word for word in words if word not in line] == []


@pytest.mark.parametrize("option", ["--corpus", "--window", "--batch", "--restart"])
def test_what_only_texts_have_is_refused_for_the_small_tasks(call, option: str) -> None:
    line = refused(call("train", option, "1"))
    assert f"{option} is no setting of --task counting; it has" in line and "--recipe" in line
    assert "--headers is no setting" in refused(call("train", "--headers"))
    assert "--checkpoint is only for --task text" in refused(call("train", "--checkpoint", "x"))
    assert ", ".join([*TASKS, "text"]) in refused(call("train", "--task", "knitting"))


@pytest.mark.parametrize("name", list(LIMITS))
def test_every_number_has_its_bounds(call, name: str) -> None:
    low, high = LIMITS[name]
    kind = TextConfig.__annotations__[name]
    for value in (kind(low - 1), kind(high + 1)):
        line = refused(call("train", "--task", "text", f"--{name.replace('_', '-')}={value}"))
        assert f"{name.replace('_', ' ')} must be" in line and f"from {low:.10g} to {high:.10g}" in line


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"ab\n", "at least"),
        (b"\x00\x01\x02\xff\xfe" * 1000, ""),
        (b"a" * 5000, "character"),
        (b"ab\n" * 7_000_000, "21 MB; at most 20 MB are read"),
    ],
    ids=["empty", "tiny", "binary", "single", "huge"],
)
def test_what_is_no_text_to_learn_from_gets_one_line(
    call, tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "corpus.txt"
    path.write_bytes(content)
    assert words in refused(call("train", "--task", "text", "--corpus", str(path), "--steps", "1"))


# Such a run in the other commands


def test_sample_writes_the_prompt_and_what_follows(run_file: str, call) -> None:
    command = ("sample", run_file, "--cell", "lstm", "--prompt", "bad ", "--length", "60", "--seed", "1")
    code, out, err = call(*command, "--json")
    found = json.loads(out)
    assert (code, err) == (0, "") and len(found["text"]) == 60 and set(found["text"]) <= set(VERSE)
    assert (found["cell"], found["prompt"], found["temperature"], found["seed"]) == ("lstm", "bad ", 0.8, 1)
    assert call(*command)[1] == f"bad {found['text']}\n"
    for change in (["--seed", "2"], ["--run-seed", "4"], ["--temperature", "0"], ["--top-k", "2"]):
        changed = json.loads(call(*command, *change, "--json")[1])
        assert changed["text"] != found["text"] and len(changed["text"]) == 60


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--cell", "rnn"], ["unknown cell 'rnn'; this run has gru, lstm"]),
        ([], ["--cell: gru, lstm"]),
        (["--cell", "gru", "--run-seed", "5"], ["unknown seed 5; this run has seeds 3 to 4"]),
        (["--cell", "gru", "--prompt", "bad é"], ["there is no character 'é'; the alphabet is '\\n'"]),
        (["--cell", "gru", "--length", "0"], ["length must be a whole number from 1 to 20000, not 0"]),
        (["--cell", "gru", "--temperature", "9"], ["temperature must be a number from 0 to 5, not 9.0"]),
        (["--cell", "gru", "--top-k", "99"], ["top k must be a whole number from 0 to"]),
        (["--cell", "gru", "--seed", "-1"], ["seed must be a whole number from 0"]),
    ],
)
def test_what_cannot_be_written_gets_one_line(run_file: str, call, options, words) -> None:
    line = refused(call("sample", run_file, *options))
    assert [word for word in words if word not in line] == []


def test_the_file_opens_as_a_network_with_its_alphabet_and_sample(run_file: str) -> None:
    data, run = Path(run_file).read_bytes(), bundle.load_file(run_file)
    assert is_text_run(data) and not is_run(data)
    found = open_file(data, cell="gru", seed=4)
    assert (found.cell, found.alphabet, found.sample, found.kind) == ("gru", run.alphabet, run.sample, "text")
    assert found.name == "verse.txt, gru, seed 4" and found.task is None
    assert found.network.V.equal(run.cells["gru"].weights["V"][1])
    assert open_file(data).cell == "lstm"
    with pytest.raises(ValueError, match="unknown seed 2; this run has seeds 3 to 4"):
        open_file(data, seed=2)
    with pytest.raises(ValueError, match="truncated"):
        open_file(data[:-7])


def test_trace_neurons_intervene_and_export_work_as_for_the_small_tasks(
    run_file: str, call, tmp_path: Path
) -> None:
    of = (run_file, "--cell", "lstm", "--seed", "3")
    found = json.loads(call("trace", *of, "--text", "bad cede", "--json")[1])
    assert found["chars"] == list("bad cede") and [len(layer["c"]) for layer in found["layers"]] == [8, 8]
    ranking = json.loads(call("neurons", *of, "--text", VERSE[:600], "--json")[1])["ranking"]
    assert ranking and {row["layer"] for row in ranking} <= {0, 1}
    change = ("intervene", *of, "--text", "bad ", "--length", "20", "--add", "1/h:0:3")
    assert json.loads(call(*change, "--json")[1])["before"]["read"] == "bad "
    for kind, ending in (("csv", ".csv"), ("torch", ".safetensors"), ("script", ".py")):
        out = tmp_path / f"out{ending}"
        assert call("export", *of, "--format", kind, "--out", str(out))[0] == 0 and out.stat().st_size > 500
    again = open_file((tmp_path / "out.safetensors").read_bytes())
    assert again.sample == bundle.load_file(run_file).sample
