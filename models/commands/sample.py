"""`sample`: a network writes, character by character."""

import argparse
from typing import Any

from models.analysis.sample import HOTTEST, LONGEST, write
from models.commands.files import add_specimen_arguments, open_specimen

HELP = "let a network write"
RUN_SEED = "run-seed"  # --seed is that of the draws here


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_specimen_arguments(parser, RUN_SEED)
    parser.add_argument("--prompt", default="", help="what is read first; if left out, a line begins")
    parser.add_argument("--length", type=int, default=500, help=f"characters that it writes, to {LONGEST}")
    parser.add_argument(
        "--temperature", type=float, default=0.8, help=f"from 0, which takes the likeliest, to {HOTTEST:g}"
    )
    parser.add_argument("--top-k", type=int, default=0, help="draw from so many of the likeliest; 0: all")
    parser.add_argument("--seed", type=int, default=0, help="of the draws; the same writes the same again")


def run(options: argparse.Namespace) -> dict[str, Any]:
    specimen = open_specimen(options, RUN_SEED)
    if specimen.network is None or not specimen.has_readout:
        raise ValueError("this file cannot write: it holds no network that predicts a next character")
    settings = (options.prompt, options.length, options.temperature, options.top_k, options.seed)
    text = ""
    for each in write(specimen.network, specimen.alphabet, *settings):
        if not options.json:
            # As it is written, and the prompt before it; readable() has nothing to add.
            print(each.character if text else options.prompt + each.character, end="", flush=True)
        text += each.character
    return {
        "cell": specimen.cell,
        "prompt": options.prompt,
        "temperature": options.temperature,
        "top_k": options.top_k,
        "seed": options.seed,
        "text": text,
    }


def readable(result: dict[str, Any]) -> str:
    """Only the end of the last line: the text has been written already."""
    return ""
