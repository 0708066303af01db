"""`export`, and every other kind of file that a command can open."""

import json
import subprocess
import sys
from csv import DictReader
from io import StringIO
from pathlib import Path

import numpy
import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from models import bundle
from models.analysis.generate import generate
from models.compare import compare
from models.formats import FORMATS
from models.formats.script import WRITES
from models.specimen import Specimen, of_run
from models.training.config import Config

OWN = "a" * 12 + "X" + "b" * 12 + "$"
RUN = compare(
    Config(
        cells=("rnn", "lstm", "peephole"),
        seeds=2,
        first_seed=5,
        hidden=3,
        layers=2,
        steps=20,
        measure_up_to=2,
    )
)


@pytest.fixture(scope="module")
def run_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("export") / "run.safetensors"
    path.write_bytes(bundle.dumps(RUN))
    return str(path)


@pytest.fixture
def export(call, run_file: str, tmp_path: Path):
    """A function that exports the run's LSTM: export(format, name, *options) -> (path, what was printed)."""

    def run(kind: str, name: str, *options: str) -> tuple[Path, dict]:
        path = tmp_path / name
        words = (
            "export",
            run_file,
            "--cell",
            "lstm",
            "--format",
            kind,
            "--out",
            str(path),
            *options,
            "--json",
        )
        code, out, err = call(*words)
        assert (code, err) == (0, "")
        return path, json.loads(out)

    return run


def lstm(seed: int = 5) -> Specimen:
    return of_run(RUN, "lstm", seed)


@pytest.mark.parametrize("kind", list(FORMATS))
def test_it_prints_what_it_wrote(export, kind: str) -> None:
    path, found = export(kind, "it" + FORMATS[kind].ending)
    assert found == {"format": kind, "out": str(path), "bytes": path.stat().st_size, "text": OWN}
    _, found = export(kind, "it", "--seed", "6", "--text", "aX")
    assert found["text"] == "aX"


def test_without_json_it_says_so_in_a_line(call, run_file: str, tmp_path: Path) -> None:
    path = str(tmp_path / "it.csv")
    words = ("export", run_file, "--cell", "lstm", "--format", "csv", "--out", path, "--text", "aX")
    code, out, _ = call(*words)
    assert code == 0 and out == f"{path}: csv, {Path(path).stat().st_size} bytes, of the text 'aX'\n"


def test_torch_loads_the_state_dict(export) -> None:
    for name, read in (
        ("it.safetensors", load_file),
        ("it.pt", lambda path: torch.load(path, weights_only=True)),
    ):
        path, _ = export("torch", name, "--seed", "6")
        module = nn.LSTM(4, 3, 2)
        assert list(module.load_state_dict(read(path), strict=True)) == [[], []]
        x = nn.functional.one_hot(torch.tensor([0, 0, 1, 2]), 4).float()
        torch.testing.assert_close(module(x)[0].detach(), lstm(6).read("aaXb").layers[1]["h"])


def test_the_tables_hold_the_trace(export) -> None:
    result = lstm().read("aaXb")
    path, _ = export("csv", "it.csv", "--text", "aaXb")
    rows = list(DictReader(StringIO(path.read_bytes().decode(), newline="")))
    assert [float(row["layer1/c/2"]) for row in rows] == pytest.approx(result.layers[1]["c"][:, 2].tolist())
    path, _ = export("npz", "it.npz", "--text", "aaXb")
    with numpy.load(path, allow_pickle=False) as arrays:
        assert torch.equal(torch.tensor(arrays["layer0/i"]), result.layers[0]["i"])


def test_the_script_runs_from_a_shell_in_a_folder_without_gatescope(export, tmp_path: Path) -> None:
    path, _ = export("script", "it.py", "--text", "aaX")
    done = subprocess.run([sys.executable, "-I", path], cwd=tmp_path, capture_output=True, text=True)
    assert done.stderr == ""
    *steps, written = done.stdout.splitlines()
    result = lstm().read("aaX")
    chances = result.next.amax(-1).tolist()
    for line, said, chance in zip(steps, result.predicted, chances, strict=True):
        assert line.endswith(f"says {said!r}  with probability {chance:.6f}")
    assert written == f"writes {generate(lstm().network, lstm().alphabet, 'aaX', WRITES)!r}"


def test_a_network_that_was_taken_away_is_opened_like_a_run(export, call) -> None:
    text = ("--text", "aaXb", "--json")
    path, _ = export("torch", "it.safetensors", "--text", "aX")
    code, out, _ = call("trace", str(path), *text)
    found = json.loads(out)
    assert code == 0 and found["alphabet"] == list("aXb$")
    assert found["layers"][1]["h"] == lstm().read("aaXb").layers[1]["h"].tolist()
    path, _ = export("torch", "it.pt")
    code, out, _ = call("trace", str(path), "--alphabet", "wxyz", "--text", "wwxy", "--json")
    other = json.loads(out)
    assert code == 0 and other["next"] == [] and other["layers"] == found["layers"]
    code, _, err = call("trace", str(path), "--alphabet", "wxy", *text)
    assert code == 2 and "reads 4 different characters" in err


def test_a_recording_is_traced_without_a_text_and_on_no_other(export, call) -> None:
    path, _ = export("lstm-explorer", "it.json", "--text", "aaXb")
    code, out, _ = call("trace", str(path), "--json")
    found = json.loads(out)
    assert code == 0 and (found["chars"], found["next"]) == (list("aaXb"), [])
    assert numpy.allclose(found["layers"][1]["c"], lstm().read("aaXb").layers[1]["c"], atol=6e-4)
    assert call("trace", str(path), "--text", "aaXb", "--json")[1] == out
    assert call("trace", str(path))[1] == "chars: aaXb\nnext:  \n"
    code, _, err = call("trace", str(path), "--text", "aX")
    assert code == 2 and err.endswith(
        "a recording shows what was recorded: there is no network that could read anew\n"
    )
    csv = path.with_suffix(".csv")
    assert call("export", str(path), "--format", "csv", "--out", str(csv))[0] == 0
    assert csv.read_text().startswith("step,read,says,probability,layer0/i/0")


def test_steps_that_a_recording_lacks_are_null(export, call) -> None:
    path, _ = export("lstm-explorer", "it.json", "--text", "aaXbb")
    found = json.loads(path.read_text())
    for key in ("i_gate", "j_gate", "f_gate", "o_gate"):
        for layer in range(2):
            found[f"{key}{layer}"] = [[*neuron[1:], 0.5] for neuron in found[f"{key}{layer}"]]
    path.write_text(json.dumps(found))
    _, out, _ = call("trace", str(path), "--json")
    assert "NaN" not in out and json.loads(out)["layers"][0]["f"][0] == [None] * 3


def test_a_run_of_one_cell_needs_no_cell_and_the_first_seed_is_usual(call, tmp_path: Path) -> None:
    path = tmp_path / "one.safetensors"
    one = compare(Config(cells=("gru",), seeds=1, first_seed=8, hidden=2, steps=2, measure_up_to=2))
    path.write_bytes(bundle.dumps(one))
    code, out, _ = call("trace", str(path), "--text", "aX", "--json")
    assert code == 0
    assert json.loads(out)["layers"][0]["h"] == of_run(one, "gru", 8).read("aX").layers[0]["h"].tolist()


# Mistakes


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--format", "csv", "--out", "F"], ["name a cell of this run with --cell: rnn, lstm, peephole"]),
        (["--cell", "gru", "--format", "csv", "--out", "F"], ["'gru'", "this run has rnn, lstm"]),
        (["--cell", "lstm", "--seed", "0", "--format", "csv", "--out", "F"], ["unknown seed 0", "5 to 6"]),
        (["--cell", "lstm", "--format", "xls", "--out", "F"], ["'xls'", *FORMATS]),
        (["--cell", "lstm", "--format", "csv"], ["--out"]),
        (["--cell", "lstm", "--out", "F"], ["--format"]),
        (["--cell", "lstm", "--format", "csv", "--out", "none/F"], ["cannot write to"]),
        (["--cell", "peephole", "--format", "torch", "--out", "F"], ["no Peephole LSTM", "--format script"]),
        *(
            (["--cell", "lstm", "--format", kind, "--out", "F", "--text", "aZ"], ["'Z'", "a X b $"])
            for kind in FORMATS
        ),
        (["--cell", "lstm", "--format", "npz", "--out", "F", "--text", ""], ["at least one character"]),
    ],
)  # fmt: skip
def test_what_cannot_be_exported_gets_one_line_and_writes_nothing(
    call, run_file: str, tmp_path: Path, options: list[str], words: list[str]
) -> None:
    options = [str(tmp_path / word) if word.endswith("F") else word for word in options]
    code, out, err = call("export", run_file, *options)
    assert (code, out) == (2, "") and len(err.splitlines()) == 1
    assert [word for word in words if word not in err] == []
    assert list(tmp_path.iterdir()) == []


def test_a_bare_module_cannot_be_a_script_and_has_no_text_of_its_own(call, tmp_path: Path) -> None:
    bare, out = str(tmp_path / "bare.safetensors"), str(tmp_path / "F")
    save_file(nn.LSTM(4, 3).state_dict(), bare)
    code, _, err = call("export", bare, "--format", "script", "--out", out)
    assert code == 2 and "no readout" in err
    code, _, err = call("export", bare, "--format", "csv", "--out", out)
    assert code == 2 and "type at least one character of 0 1 2 3" in err
    assert call("export", bare, "--format", "torch", "--out", out)[0] == 0
    assert call("export", bare, "--format", "csv", "--out", out, "--text", "0123")[0] == 0


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("x.json", b'{"chars": [', "broken at line 1, column 12"),
        ("x.pkl", b"\x80\x04\x95\x05", "a pickle, which can run code"),
        ("x.bin", b"\0" * 50 * 2**20, "larger than 20 MB"),
        ("x.txt", b"task: counting", "not a .safetensors file"),
        ("x.txt", b"", "the file is empty"),
    ],
)
def test_a_file_that_is_none_of_these_gets_one_line(
    call, tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(data)
    for command in (["trace", "--text", "a"], ["export", "--format", "csv", "--out", str(tmp_path / "F")]):
        code, out, err = call(command[0], str(tmp_path / name), *command[1:])
        assert (code, out) == (2, "") and len(err.splitlines()) == 1 and words in err
