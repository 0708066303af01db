"""The text command: it trains, writes, and says how well or what is wrong."""

import json
from pathlib import Path

import pytest

from models.__main__ import main
from models.formats import torch_state
from models.training.sources import ALPHABET, split
from models.training.text import bits_per_character

VERSE = "abcde\nbad\ncede\nabba\ndeed\n" * 40


def test_the_command_trains_writes_and_says_how_well(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    (tmp_path / "a.x").write_text("# Licence\n" + VERSE * 8)
    (tmp_path / "sample.txt").write_text("abba\n")
    out = tmp_path / "net.safetensors"
    command = ["text", "--corpus", str(tmp_path), "--ending", ".x", "--without-headers", "--steps", "3"]
    size = ["--hidden", "6", "--layers", "2", "--cell", "gru", "--seed", "4"]
    about = ["--name", "Verse", "--about", "From a verse.", "--sample", str(tmp_path / "sample.txt")]
    assert main([*command, *size, *about, "--out", str(out), "--json"]) == 0
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    assert "step 3/3" in printed.err
    learned, held_out = split(VERSE * 8)
    assert (found["characters"], found["held_out"]) == (len(learned), len(held_out))
    specimen = torch_state.loads(out.read_bytes())
    assert (specimen.name, specimen.cell, specimen.sample) == ("Verse", "gru", "abba\n")
    assert (specimen.hidden, specimen.layers) == (6, 2)
    assert specimen.notes[0].startswith("From a verse. 7,600 characters, 3 steps, seed 4; ")
    bits = bits_per_character(specimen.network, ALPHABET, held_out)
    assert bits == pytest.approx(found["bits_per_character"], abs=1e-5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (["--ending", ".y"], "ends in '.y'; name a folder"),
        (["--cell", "peephole"], "invalid choice: 'peephole'"),
        (["--hidden", "1000"], "hidden must be"),
        (["--steps", "3"], "characters to train on"),
        (["--sample", "none.txt"], "none.txt"),
        (["--out", "none/net.safetensors"], "cannot write"),
    ],
)
def test_the_command_says_what_is_wrong_in_one_line(
    change: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    (tmp_path / "a.x").write_text(VERSE)
    try:
        code = main(["text", "--corpus", str(tmp_path), "--ending", ".x", *change])
    except SystemExit as exit:
        code = exit.code
    printed = capsys.readouterr()
    assert (code, printed.out, printed.err.count("\n")) == (2, "", 1)
    assert message in printed.err
