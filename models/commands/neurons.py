"""`neurons`: what each neuron follows, ranked on texts that were not used to fit."""

import argparse
from collections.abc import Sequence
from typing import Any

from models.analysis.features import Feature, features_for
from models.analysis.neurons import Finding, labels, rank
from models.analysis.patterns import regex_feature, words_feature
from models.analysis.reference import reference
from models.commands.files import add_specimen_arguments, open_specimen

HELP = "what each neuron follows, the best first"
LONGEST_TEXT = 10_000  # characters
PLACES = 4  # decimals


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_specimen_arguments(parser)
    parser.add_argument(
        "--feature", action="append", default=[], metavar="NAME", help="only this one; may be repeated"
    )
    parser.add_argument("--regex", metavar="PATTERN", help="inside a match of this regular expression")
    parser.add_argument("--words", help="inside any of these words, with commas between")
    text = parser.add_mutually_exclusive_group()
    text.add_argument("--text", help="what is read, in place of strings of the task")
    text.add_argument("--text-file", metavar="FILE", help="a file with what is read")
    parser.add_argument("--top", type=int, default=10, help="how many neurons for each feature")


def run(options: argparse.Namespace) -> dict[str, Any]:
    if options.top < 1:
        raise ValueError(f"--top must be at least 1, not {options.top}")
    specimen = open_specimen(options)
    text = given_text(options, specimen.alphabet)
    chosen = chosen_features(options, features_for(specimen, text))
    found = rank(*reference(specimen, text), chosen, top=options.top)
    if not found:
        names = ", ".join(feature.name for feature in chosen) or "anything"
        raise ValueError(f"the text is too short or too uniform to see which neurons follow {names}")
    written, ranking = labels(found), []
    for feature in chosen:
        own = [finding for finding in found if finding.feature is feature]
        ranking += [as_json(finding, written) for finding in own[: options.top]]
    return {"ranking": ranking}


def given_text(options: argparse.Namespace, alphabet: str) -> str:
    """The text to read, "" where none is given."""
    if options.text == "":
        raise ValueError("the text is empty; type at least one character")
    text = options.text or ""
    if options.text_file is not None:
        with open(options.text_file, encoding="utf-8") as file:
            try:
                text = file.read(LONGEST_TEXT + 1)
            except UnicodeDecodeError:
                raise ValueError(f"{options.text_file!r} is not a text in UTF-8") from None
        # Editors end a file with a newline, which most alphabets do not have.
        text = text if "\n" in alphabet else text.removesuffix("\n")
        if not text:
            raise ValueError(f"{options.text_file!r} is empty; it should have at least one character")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"the text is longer than {LONGEST_TEXT:,} characters, the most that is read")
    return text


def chosen_features(options: argparse.Namespace, there: Sequence[Feature]) -> list[Feature]:
    """The features that are asked for; all that there are, where none is."""
    by_name = {feature.name: feature for feature in there}
    for name in options.feature:
        if name not in by_name:
            raise ValueError(f"there is no feature {name!r} here; choose from {', '.join(by_name)}")
    chosen = [by_name[name] for name in dict.fromkeys(options.feature)]
    if options.words is not None:
        chosen.append(words_feature(options.words.split(",")))
    if options.regex is not None:
        chosen.append(regex_feature(options.regex))
    return chosen or list(there)


def as_json(finding: Finding, written: dict[tuple[int, int], str]) -> dict[str, Any]:
    """One row of the ranking; `label` is what is written on the neuron, "" where nothing is."""
    return {
        "feature": finding.feature.name,
        "layer": finding.layer,
        "unit": finding.unit,
        "vector": finding.vector,
        "score": round(finding.score, PLACES),
        "control": round(finding.control, PLACES),
        "phases": {phase: round(score, PLACES) for phase, score in finding.phases.items()},
        "steps": {
            phase: {"mean": round(mean, PLACES), "deviation": round(deviation, PLACES)}
            for phase, (mean, deviation) in finding.steps.items()
        },
        "auc": None if finding.auc is None else round(finding.auc, PLACES),
        "label": written.get((finding.layer, finding.unit), ""),
    }


def readable(result: dict[str, Any]) -> str:
    """A table: one row for each neuron, counted from 0."""
    rows = [("feature", "layer", "unit", "vector", "score", "control", "phases", "label")]
    for row in result["ranking"]:
        phases = "  ".join(f"{phase} {score:.3f}" for phase, score in row["phases"].items())
        numbers = (f"{row['score']:.3f}", f"{row['control']:.3f}")
        place = (str(row["layer"]), str(row["unit"]), row["vector"])
        rows.append((row["feature"], *place, *numbers, phases, row["label"]))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines)
