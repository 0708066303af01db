"""`export`: take a network or its trace away, in a format that others read."""

import argparse
from random import Random
from typing import Any

from models.commands.files import add_specimen_arguments, check_writable, open_specimen
from models.formats import FORMATS, torch_state
from models.specimen import Specimen

HELP = "write a network, or what it does on a text, as a file that others read"
OWN_N = 12  # a little beyond the usual training set


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_specimen_arguments(parser)
    titles = "; ".join(f"{name}: {kind.title}" for name, kind in FORMATS.items())
    parser.add_argument("--format", required=True, choices=list(FORMATS), help=titles)
    parser.add_argument("--out", required=True, help="where to write it; torch also writes .pt and .pth")
    parser.add_argument("--text", help="what is read; if left out, the task's string of N = 12")


def run(options: argparse.Namespace) -> dict[str, Any]:
    check_writable(options.out)
    specimen, chosen = open_specimen(options), FORMATS[options.format]
    if chosen.lacks(specimen):
        raise ValueError(chosen.lacks(specimen))
    text = own_text(specimen) if options.text is None else options.text
    if options.format == "torch" and options.out.lower().endswith((".pt", ".pth")):
        data = torch_state.dumps_pt(specimen)
    else:
        data = chosen.write(specimen, text)
    with open(options.out, "wb") as file:
        file.write(data)
    return {"format": options.format, "out": options.out, "bytes": len(data), "text": text}


def own_text(specimen: Specimen) -> str:
    """The task's own string of N = 12; where there is no task, the text that the file brought."""
    task = specimen.task
    return task.example(task.stems(OWN_N, Random(0))[0], OWN_N).text if task else specimen.sample


def readable(result: dict[str, Any]) -> str:
    """What was written where."""
    return f"{result['out']}: {result['format']}, {result['bytes']} bytes, of the text {result['text']!r}"
