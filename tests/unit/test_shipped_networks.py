"""The character networks that ship: made by their commands, and fluent in what they have read."""

import re
import shlex
from argparse import Namespace
from pathlib import Path

import pytest

from models.__main__ import parser
from models.formats import torch_state
from models.specimen import Specimen
from models.training.sources import ALPHABET
from models.training.text import bits_per_character

FOLDER = Path(__file__).parents[2] / "models" / "pretrained" / "networks"
README = (FOLDER / "README.md").read_text()
FILES = sorted(FOLDER.glob("*.safetensors"))
COMMANDS = [
    parser().parse_args(shlex.split(command))
    for command in re.findall(r"^ +python -m models (text .*)$", README, re.MULTILINE)
]


@pytest.fixture(scope="module")
def shipped() -> dict[str, Specimen]:
    return {path.name: torch_state.loads(path.read_bytes()) for path in FILES}


def test_every_network_that_ships_has_a_command_and_every_command_a_network() -> None:
    written = sorted(Path(command.out) for command in COMMANDS)
    assert written == [path.relative_to(FOLDER.parents[2]) for path in FILES] and FILES


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: Path(command.out).stem)
def test_a_network_that_ships_is_the_one_of_its_command(
    command: Namespace, shipped: dict[str, Specimen]
) -> None:
    found, path = shipped[Path(command.out).name], FOLDER / Path(command.out).name
    assert (found.name, found.cell, found.hidden) == (command.name, command.cell, command.hidden)
    assert (found.layers, found.alphabet) == (command.layers, ALPHABET)
    assert found.sample == (FOLDER / Path(command.sample).name).read_text()
    (note,) = found.notes
    assert note.startswith(command.about) and "licen" in note.lower()
    assert f"{command.steps:,} steps, seed {command.seed};" in note
    # The table of the README says what the file says.
    (bits,) = re.findall(r"([\d.]+) bits per character held out", note)
    assert re.search(rf"^\| `{path.name}` \|.*\| {bits} \|", README, re.MULTILINE)
    assert path.stat().st_size < 2.5e6


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("java.safetensors", "        for (int i = 0; i < length; i++) {\n            if (str == null) {\n"),
        (
            "torch.safetensors",
            "        if bias:\n            self.bias = Parameter(torch.empty(out_features))\n",
        ),
    ],
)
def test_a_network_that_ships_predicts_its_language(
    name: str, line: str, shipped: dict[str, Specimen]
) -> None:
    network = shipped[name].network
    assert bits_per_character(network, ALPHABET, line) < 3
    assert bits_per_character(network, ALPHABET, shipped[name].sample) < 2.5
    # The same characters in another order are no code.
    assert bits_per_character(network, ALPHABET, line[::-1]) > 4
