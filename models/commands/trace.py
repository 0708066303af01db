"""`trace`: every gate and state while reading a text."""

import argparse
from typing import Any

from torch import Tensor

from models.commands.files import add_specimen_arguments, open_specimen, text_to_read

HELP = "every gate and state while reading a text"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_specimen_arguments(parser)
    parser.add_argument("--text", help="what is read; a recording has only its own")


def run(options: argparse.Namespace) -> dict[str, Any]:
    specimen = open_specimen(options)
    result = specimen.read(text_to_read(specimen, options.text))
    return {
        "alphabet": list(result.alphabet),
        "chars": list(result.characters),
        "layers": [{s: numbers(values) for s, values in layer.items()} for layer in result.layers],
        "next": [dict(zip(result.alphabet, p, strict=True)) for p in result.next.tolist() if p],
    }


def numbers(values: Tensor) -> list[list[float | None]]:
    """(T, H) values; null for what was not recorded."""
    return [[None if value != value else value for value in step] for step in values.tolist()]


def readable(result: dict[str, Any]) -> str:
    """What was read and, under it, the likeliest next character."""
    best = [max(p, key=p.get) for p in result["next"]]
    return f"chars: {''.join(result['chars'])}\nnext:  {''.join(best)}"
