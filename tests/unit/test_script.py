"""The script that is taken away prints what the network says and writes, for every cell."""

import inspect
import re
import runpy
import subprocess
import sys
from ast import literal_eval
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from models.analysis.generate import generate
from models.cells import CELLS
from models.cells.cell import Cell, State, Tap
from models.formats import script
from models.network import Network
from models.specimen import Specimen
from models.tasks import END

ALPHABET = "aX\n\"b'" + END
LINE = re.compile(r" *(\d+)  reads (.+)  says (.+)  with probability (\d\.\d{6})")
LEAK = 0.25


def squash(value: Tensor) -> Tensor:
    """A helper of the cell below."""
    return value.tanh()


class Leaky(Cell):
    """A hidden state that leaks; it uses a constant, a function, an attribute and a method of its own."""

    symbols = ("h",)
    state_symbols = ("h",)
    blocks = ("h",)
    title = "Leaky integrator"
    paper = "none"
    rate = 0.5

    def blend(self, old: Tensor, new: Tensor) -> Tensor:
        return (1 - LEAK) * old + LEAK * new

    def step(self, x: Tensor, state: State, tap: Tap) -> State:
        h = self.blend(
            state["h"], squash(torch.relu(x @ self.W + self.rate * (state["h"] @ self.U) + self.b))
        )
        return {"h": tap("h", h)}


class Odd(Leaky):
    """A cell that uses what no script can hold."""

    title = "Odd cell"

    def step(self, x: Tensor, state: State, tap: Tap) -> State:
        return super().step(x, state, self.lookup[tap])

    lookup: object = object()


@pytest.fixture(autouse=True)
def more_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CELLS, "leaky", Leaky)
    monkeypatch.setitem(CELLS, "odd", Odd)


def specimen(cell: str, layers: int = 2, **options: str) -> Specimen:
    torch.manual_seed(11)
    network = Network(cell, len(ALPHABET), 5, layers, **options).requires_grad_(False)
    for parameter in network.parameters():
        parameter.uniform_(-1.5, 1.5)
    return Specimen('A "net"\nof \\ mine', ALPHABET, cell, network)


def expected(of: Specimen, text: str) -> str:
    """What trace and generate say, in the script's words."""
    result = of.read(text)
    chances = result.next.amax(-1).tolist()
    lines = [
        f"{t:4}  reads {read!r}  says {says!r}  with probability {p:.6f}"
        for t, (read, says, p) in enumerate(zip(text, result.predicted, chances, strict=True), 1)
    ]
    written = "" if text.endswith(END) else generate(of.network, of.alphabet, text, script.WRITES)
    return "\n".join([*lines, f"writes {written!r}", ""])


@pytest.mark.parametrize("text", ["aXb", "a\nX\"'b" + END])
@pytest.mark.parametrize(
    ("cell", "activation"),
    [*((cell, "tanh") for cell in [*CELLS, "leaky"]), ("rnn", "relu"), ("feedforward", "relu")],
)
def test_it_prints_exactly_what_the_network_says_and_writes(
    cell: str, activation: str, text: str, tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    of, path = specimen(cell, activation=activation), tmp_path / "it.py"
    path.write_bytes(script.dumps(of, text))
    monkeypatch.setattr(sys, "argv", [str(path)])
    runpy.run_path(str(path), run_name="__main__")
    assert capsys.readouterr().out == expected(of, text)


def test_it_runs_alone_and_reads_another_text(tmp_path: Path) -> None:
    of = specimen("peephole", layers=1)
    (tmp_path / "it.py").write_bytes(script.dumps(of, "a"))
    command = [sys.executable, "-I", "-W", "error", "it.py"]
    done = subprocess.run([*command, "aaXbb"], cwd=tmp_path, capture_output=True, text=True)
    assert (done.stderr, done.stdout) == ("", expected(of, "aaXbb"))
    assert [literal_eval(said) for said in LINE.findall(done.stdout)[0][1:3]] == ["a", of.read("a").predicted]


def test_another_character_gets_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "it.py"
    path.write_bytes(script.dumps(specimen("rnn"), "a"))
    monkeypatch.setattr(sys, "argv", [str(path), "aZ"])
    with pytest.raises(SystemExit, match="at least one character, and only these"):
        runpy.run_path(str(path), run_name="__main__")


@pytest.mark.parametrize("cell", list(CELLS))
def test_the_equations_in_it_are_the_source_of_the_cell(cell: str) -> None:
    written = script.dumps(specimen(cell), "a").decode()
    assert "    def step(self, x: Tensor, state: State, tap: Tap) -> State:\n" in written
    assert CELLS[cell].__doc__.splitlines()[0] in written
    assert inspect.getsource(CELLS[cell].step) in written
    assert "import models" not in written and "from models" not in written


@pytest.mark.parametrize("name", ['"""\nimport os', "'''", "\\", "{x} {0}", "%s"])
def test_a_name_cannot_become_code(name: str, tmp_path: Path, capsys, monkeypatch) -> None:
    of, path = replace(specimen("lstm"), name=name), tmp_path / "it.py"
    path.write_bytes(script.dumps(of, "aX"))
    monkeypatch.setattr(sys, "argv", [str(path)])
    assert "os" not in runpy.run_path(str(path), run_name="__main__")
    assert capsys.readouterr().out == expected(of, "aX")


def test_what_cannot_be_a_script_gets_one_sentence() -> None:
    of = specimen("lstm")
    with pytest.raises(ValueError, match="no readout"):
        script.dumps(replace(of, has_readout=False), "a")
    with pytest.raises(ValueError, match="a recording has no weights"):
        script.dumps(replace(of, network=None, recording=of.read("a")), "a")
    with pytest.raises(ValueError, match="no character 'Z'"):
        script.dumps(of, "aZ")
    with pytest.raises(ValueError, match=r"the Odd cell uses self\.lookup, which a script cannot hold"):
        script.dumps(specimen("odd"), "a")
