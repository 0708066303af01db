"""What several commands do with files: open a network, check that a result can be written."""

import argparse
import os

from models.formats import load_run, open_file
from models.sealed import LARGEST
from models.specimen import Specimen


def add_specimen_arguments(parser: argparse.ArgumentParser, seed: str = "seed") -> None:
    """The arguments that name one network or recording; seed: the option for that of a run."""
    parser.add_argument(
        "run", help="a run or network (.safetensors, .pt) or a recording of lstm-explorer (.json)"
    )
    parser.add_argument("--cell", help="which cell of a run")
    parser.add_argument(f"--{seed}", type=int, help="which seed of a run; its first, if left out")
    parser.add_argument("--alphabet", help="the characters of a torch network, in order")


def open_specimen(options: argparse.Namespace, seed: str = "seed") -> Specimen:
    """The network or recording that the arguments name; seed: as for `add_specimen_arguments`."""
    with open(options.run, "rb") as file:
        data = file.read(LARGEST + 1)
    if options.cell is None and (run := load_run(data)) and len(run.cells) > 1:
        raise ValueError(f"name a cell of this run with --cell: {', '.join(run.cells)}")
    name, number = os.path.basename(options.run), getattr(options, seed.replace("-", "_"))
    return open_file(data, name, cell=options.cell, seed=number, alphabet=options.alphabet)


def text_to_read(specimen: Specimen, text: str | None) -> str:
    """The text given; a recording needs none, since it has only its own."""
    if text is None and specimen.recording is None:
        raise ValueError("name what is read with --text")
    return specimen.sample if text is None else text


def check_writable(out: str | None) -> None:
    """Raise ValueError before anything is trained that could not be saved."""
    if out is None:
        return
    folder = os.path.dirname(out) or "."
    new = os.path.isdir(folder) and os.access(folder, os.W_OK)
    old = os.path.isfile(out) and os.access(out, os.W_OK)
    if not out or os.path.isdir(out) or not (old if os.path.exists(out) else new):
        raise ValueError(
            f"cannot write to {out!r}; name a file in a folder that exists and can be written to"
        )
