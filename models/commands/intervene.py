"""`intervene`: hold a gate, add to a cell, swap a state, and see what the network writes then."""

import argparse
from functools import partial
from typing import Any

from models.analysis.features import features_for
from models.analysis.neurons import rank
from models.analysis.reference import reference
from models.commands.files import add_specimen_arguments, open_specimen
from models.interventions.effect import Outcome, effect, reach
from models.interventions.intervention import ACTIONS, parse_all
from models.interventions.words import describe
from models.specimen import Specimen

HELP = "what a network writes while a gate or a unit is held, changed or swapped"
LONGEST_WRITTEN = 10_000
LONGEST_UP_TO = 2_000
BEST = "unit"  # stands for the unit of that quantity which the ranking puts first


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_specimen_arguments(parser)
    parser.add_argument("--text", required=True, help="what is read before the network writes")
    parser.add_argument("--length", type=int, default=200, help="the most characters that it may write")
    parser.add_argument("--up-to", type=int, default=100, help="N_max is tried up to this N; 0 leaves it out")
    forms = {
        "clamp": "[LAYER/]SYMBOL:UNIT:VALUE[@WHERE]",
        "add": "[LAYER/]SYMBOL:UNIT:VALUE[@WHERE]",
        "zero": "[LAYER/]SYMBOL:UNIT[@WHERE]",
        "mean": "[LAYER/]SYMBOL:UNIT[@WHERE]",
        "swap": "[LAYER/]SYMBOL:UNIT:STRING@WHERE",
        "edit": "PLACE:CHARACTER",
    }
    for action, about in ACTIONS.items():
        parser.add_argument(
            f"--{action}",
            dest="do",
            action="append",
            default=[],
            type=partial("{}:{}".format, action),
            metavar=forms[action],
            help=f"{about}; may be given several times",
        )


def run(options: argparse.Namespace) -> dict[str, Any]:
    for name, value, least, most in (
        ("length", options.length, 1, LONGEST_WRITTEN),
        ("up-to", options.up_to, 0, LONGEST_UP_TO),
    ):
        if not least <= value <= most:
            raise ValueError(f"--{name} must be from {least} to {most}, not {value}")
    specimen = open_specimen(options)
    wanted = parse_all(named(specimen, line) for line in options.do)
    result = effect(specimen, options.text, wanted, options.length)
    found: dict[str, Any] = {
        "text": options.text,
        "interventions": [each.text() for each in wanted],
        "words": [describe(each, specimen.layers) for each in wanted],
        "before": summary(result.before),
        "after": summary(result.after),
    }
    if result.partners:
        found["partners"] = [
            {"before": summary(before), "after": summary(after)} for before, after in result.partners
        ]
    if specimen.task and options.up_to:
        found["up_to"] = options.up_to
        found["before"]["n_max"] = reach(specimen, [], options.up_to)
        found["after"]["n_max"] = reach(specimen, wanted, options.up_to)
    return found


def named(specimen: Specimen, line: str) -> str:
    """The line with the word `unit` replaced by the number of the unit that the ranking puts first."""
    parts = line.split(":")
    if len(parts) < 3 or parts[2].split("@")[0] != BEST:
        return line
    layer, _, symbol = parts[1].rpartition("/")
    fit, held = reference(specimen)
    main = features_for(specimen)[:1]
    for finding in rank(fit, held, main):
        if finding.vector == symbol and str(finding.layer) == (layer or "0"):
            parts[2] = parts[2].replace(BEST, str(finding.unit), 1)
            return ":".join(parts)
    raise ValueError(f"the ranking has no unit for {parts[1]!r}; give its number")


def summary(outcome: Outcome) -> dict[str, Any]:
    return {
        "read": outcome.prompt,
        "written": outcome.written,
        "expected": outcome.expected or None,
        "exact": outcome.exact,
    }


def readable(result: dict[str, Any]) -> str:
    """What is done, in words that count from 1, then before and after, a line each."""
    lines = [*result["words"]]
    for when in ("before", "after"):
        side = result[when]
        measured = f"  N_max {side['n_max']}" if "n_max" in side else ""
        lines.append(f"{when:7} {side['read']} -> {side['written']}{measured}")
    return "\n".join(lines)
