"""The operator's command line: `python -m dashboard.operate COMMAND`, on the database of the settings.

What is found goes to stdout. Whatever cannot be done ends with exit code 1, or 2 for a command that there is
not, and one sentence on stderr.
"""

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from sqlalchemy.exc import DBAPIError

from dashboard.operate.commands import COMMANDS, readable
from dashboard.settings import Settings
from dashboard.store.migrate import SchemaError

NAME = "python -m dashboard.operate"


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        if message.endswith("required: command"):
            message = f"name a command: {', '.join(COMMANDS)}"
        self.exit(2, f"{self.prog}: {message}\n")


def parser() -> Parser:
    """All commands with their arguments."""
    top = Parser(prog=NAME, description="Look after a server of Gatescope; docs/operate.md says how.")
    commands = top.add_subparsers(dest="command", required=True, parser_class=Parser)
    for name, command in COMMANDS.items():
        own = commands.add_parser(name, help=command.help)
        for argument, about in command.arguments.items():
            own.add_argument(argument, **about)
        own.add_argument("--json", action="store_true", help="print JSON")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code."""
    options = parser().parse_args(arguments)
    try:
        found = COMMANDS[options.command].run(Settings.from_env(), options)
    except DBAPIError as error:
        kind = type(error.orig).__name__
        return complain(options.command, f"the database does not do that ({kind}); is DATABASE_URL right?")
    except (ValueError, OSError, SchemaError) as error:
        return complain(options.command, str(error))
    print(json.dumps(found) if options.json else readable(found))
    return 0


def complain(command: str, why: str) -> int:
    """Say why a command did nothing; return its exit code."""
    print(f"{NAME} {command}: {why}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # so that `| head` ends without a word
    sys.exit(main())
