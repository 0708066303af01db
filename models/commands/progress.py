"""The progress of a training, on stderr."""

import sys
from typing import Any


def print_progress(rows: list[dict[str, Any]]) -> None:
    """One line that is written over, and one for whatever is worth a line of its own."""
    for row in rows:
        match row["kind"]:
            case "progress":
                end = "\n" if row["fraction"] == 1 else " "
                at = f"{row['fraction']:4.0%}  {row['phase']}  step {row['step']}/{row['steps']}"
                print(f"\r{at}", end=end, file=sys.stderr, flush=True)
            case "stopped":
                where = f"{row['cell']} seed {row['seed']} at step {row['step']}"
                print(f"\n{where}: the loss is not finite; this seed stops here", file=sys.stderr)
            case "validation":
                of = f"{row['cell']} seed {row['seed']} at step {row['step']}"
                print(f"\n{of}: {row['bits']:.3f} bits per character held out", file=sys.stderr)
