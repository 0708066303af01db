"""The command line: `python -m models COMMAND`, the commands being those of models.commands.

Results go to stdout, progress to stderr. A wrong name, number or character ends with exit code 2 and
one line that says what would be right.
"""

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import torch

from models.commands import COMMANDS


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        if message.endswith("required: command"):
            message = f"name a command: {', '.join(COMMANDS)}"
        elif message.endswith("required: run"):
            message = "name a run, the .safetensors file that `train --out` has written"
        elif message.endswith("required: what"):
            message = "name what is reproduced: article"
        self.exit(2, f"{self.prog}: {message}\n")


def parser() -> Parser:
    top = Parser(prog="python -m models", description="Train, measure and look into recurrent networks.")
    commands = top.add_subparsers(dest="command", required=True, parser_class=Parser)
    for name, command in COMMANDS.items():
        own = commands.add_parser(name, help=command.HELP)
        command.add_arguments(own)
        own.add_argument("--json", action="store_true", help="print JSON")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0, or 2 for anything the user can put right."""
    torch.set_num_threads(1)
    options, unknown = parser().parse_known_args(arguments)
    if unknown:
        kind = "option" if unknown[0].startswith("-") else "word"
        names = [name.replace("_", "-") for name in vars(options) if name not in ("command", "run", "what")]
        choices = ", ".join(f"--{name}" for name in names)
        print(
            f"python -m models {options.command}: unknown {kind} {unknown[0]}; choose from {choices}",
            file=sys.stderr,
        )
        return 2
    command = COMMANDS[options.command]
    try:
        result = command.run(options)
    except (ValueError, OSError) as error:
        print(f"python -m models {options.command}: {error}", file=sys.stderr)
        return 2
    print(json.dumps(result) if options.json else getattr(command, "readable", readable)(result))
    return 0


def readable(result: dict[str, Any]) -> str:
    """The same result for a person: one line per cell, task, recipe or corpus where there are such."""
    lines = []
    for group, rows in result.items():
        if group in ("cells", "tasks", "recipes", "corpora"):
            lines.append(f"{group}:")
            lines += [f"  {name:20} {summary(row)}" for name, row in rows.items()]
        elif group in ("task", "recipe"):
            lines.append(f"{group}: {rows}")
        elif group in ("learned", "baselines"):
            lines.append(f"{group}: {summary(rows)}")
    return "\n".join(lines)


def summary(row: dict[str, Any]) -> str:
    """`key: value` pairs on one line, lists without their brackets."""
    values = {key: " ".join(map(str, v)) if isinstance(v, list) else v for key, v in row.items()}
    return "  ".join(f"{key}: {value}" for key, value in values.items())


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # so that `| head` ends without a word
    sys.exit(main())
