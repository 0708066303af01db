"""`text`: train a network on source files and save it as one file."""

import argparse
import sys
import time
from statistics import mean
from typing import Any

from models.commands.files import check_writable
from models.formats import torch_state
from models.specimen import Specimen
from models.tasks.task import check_text
from models.training.sources import ALPHABET, read_sources, split
from models.training.text import Report, bits_per_character, train_text

HELP = "train a character network on source files"
EVERY = 100  # steps between two lines of progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--corpus", required=True, nargs="+", help="folders with source files")
    parser.add_argument("--ending", required=True, help="of the files that are read, .java")
    parser.add_argument(
        "--without-headers", action="store_true", help="leave out licences at the top of files"
    )
    parser.add_argument("--cell", default="lstm", choices=torch_state.BLOCKS.values())
    parser.add_argument("--hidden", type=int, default=128)
    parser.add_argument("--layers", type=int, default=3)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--learning-rate", type=float, default=0.004)
    parser.add_argument(
        "--restart",
        type=float,
        default=0.0,
        help="how probable it is that a stream's state is set to zero at a step",
    )
    parser.add_argument("--name", default="source code", help="what the network is called on screen")
    parser.add_argument("--about", default="", help="what it has learned from, and that text's licence")
    parser.add_argument("--sample", help="a file with a text to begin with on screen")
    parser.add_argument("--out", help="where to write the network (.safetensors)")


def run(options: argparse.Namespace) -> dict[str, Any]:
    check_writable(options.out)
    sample = read_sample(options.sample) if options.sample else ""
    text = read_sources(options.corpus, options.ending, headers=not options.without_headers)
    learned, held_out = split(text)
    begun = time.monotonic()
    names = ("cell", "hidden", "layers", "steps", "seed", "learning_rate", "restart")
    settings = {name: getattr(options, name) for name in names}
    network = train_text(learned, **settings, report=progress(options.steps)).requires_grad_(False)
    result = {
        **settings,
        "characters": len(learned),
        "held_out": len(held_out),
        "bits_per_character": bits_per_character(network, ALPHABET, held_out),
        "seconds": time.monotonic() - begun,
    }
    if options.out:
        specimen = Specimen(options.name, ALPHABET, options.cell, network, sample=sample)
        with open(options.out, "wb") as file:
            file.write(torch_state.dumps(specimen, about(options.about, result)))
    return result


def progress(steps: int) -> Report:
    """A report that prints the mean of the last steps now and then."""
    losses: list[float] = []

    def report(step: int, bits: float) -> None:
        losses.append(bits)
        if step % EVERY == 0 or step == steps:
            print(f"step {step}/{steps}  {mean(losses):.3f} bits per character", file=sys.stderr, flush=True)
            losses.clear()

    return report


def read_sample(path: str) -> str:
    """The text to begin with; it must be one that the network can read."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    check_text(text, ALPHABET)
    return text


def about(corpus: str, result: dict[str, Any]) -> str:
    """What it has learned from and how well, for whoever opens it."""
    trained = f"{result['characters']:,} characters, {result['steps']:,} steps, seed {result['seed']}"
    return f"{corpus} {trained}; {result['bits_per_character']:.2f} bits per character held out.".strip()


def readable(result: dict[str, Any]) -> str:
    """The result in one line."""
    return (
        f"{result['bits_per_character']:.3f} bits per character on {result['held_out']} held out; "
        f"{result['characters']} read in {result['seconds']:.0f} s"
    )
