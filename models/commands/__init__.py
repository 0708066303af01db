"""The commands of `python -m models`. A new one is one file here and one line in COMMANDS.

Each has HELP, `add_arguments(parser)` and `run(options)`, which returns what `--json` prints; one whose
result has a shape of its own also has `readable(result)`, which writes it for a person.
"""

from models.commands import (
    certify,
    export,
    intervene,
    listing,
    measure,
    neurons,
    reproduce,
    sample,
    trace,
    train,
)

COMMANDS = {
    "list": listing,
    "train": train,
    "sample": sample,
    "measure": measure,
    "certify": certify,
    "reproduce": reproduce,
    "trace": trace,
    "neurons": neurons,
    "intervene": intervene,
    "export": export,
}
