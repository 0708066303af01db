"""The settings of configs as options of the command line."""

import argparse
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from models.cells import NAMED_AFTER, architectures, variants
from models.training.checked import Checked, between
from models.training.recipes import RECIPES

KINDS = {int: "a whole number", float: "a number"}
Kinds = Sequence[type[Checked]]
WHOSE = ("", "text: ", "scenes: ")  # of the kinds, in their order
ABOUT = {
    "task": "what is learned: one of the small tasks, text, or scenes; counting if left out",
    "cells": "names with commas between, or all, as if left out: "
    f"{', '.join(architectures())}; and on request {', '.join(variants())}. {NAMED_AFTER}",
    "recipe": f"{', '.join(RECIPES)}, or some with + between; plain if left out",
    "corpus": "text: a name that `list` shows, or the path of a file or folder; stdlib if left out",
    "headers": "text: keep what is said about the licence at the top of source files",
}


def option(name: str) -> str:
    """How a setting is called on the command line."""
    return f"--{name.replace('_', '-')}"


def add_settings(parser: argparse.ArgumentParser, kinds: Kinds) -> None:
    """An option for each setting that any of these configs has; one that is not given is None."""
    for name in dict.fromkeys(field.name for kind in kinds for field in fields(kind)):
        settings = {"action": "store_true", "default": None} if is_switch(name, kinds) else {}
        parser.add_argument(option(name), help=about(name, kinds), **settings)


def is_switch(name: str, kinds: Kinds) -> bool:
    """Whether the setting is a yes or no, where the option alone means yes."""
    return any(field.type is bool for kind in kinds for field in fields(kind) if field.name == name)


def about(name: str, kinds: Kinds) -> str:
    """What may be given, and what holds if not; of texts and films, the other kinds, where they differ."""
    if name in ABOUT:
        return ABOUT[name]
    found: dict[str, str] = {}
    for whose, kind in zip(WHOSE, kinds, strict=True):
        for field in fields(kind):
            if field.name == name:
                bounds = "{:,g} to {:,g}; ".format(*kind.LIMITS[name]) if name in kind.LIMITS else ""
                choices = f"{', '.join(kind.CHOICES[name])}; " if name in kind.CHOICES else ""
                found.setdefault(f"{bounds}{choices}{field.default} if left out", whose)
    return ". ".join(f"{whose}{words}" for words, whose in found.items())


def read_settings(options: argparse.Namespace, kind: type[Checked], kinds: Kinds) -> dict[str, Any]:
    """What was given, as `kind` reads it from JSON.

    Raises:
        ValueError: for a setting that only others of the kinds have, and for what is no number.
    """
    own = {field.name: field for field in fields(kind)}
    for name in (field.name for other in kinds for field in fields(other)):
        if name not in own and getattr(options, name) is not None:
            choices = ", ".join(option(each) for each in own)
            raise ValueError(f"{option(name)} is no setting of --task {options.task}; it has {choices}")
    given = {name: getattr(options, name) for name in own if getattr(options, name) is not None}
    if given.get("cells", "all") == "all":
        given["cells"] = ",".join(architectures())
    found: dict[str, Any] = {"cells": given.pop("cells").split(",")}
    for name, text in given.items():
        found[name] = number(name, text, own[name].type, kind) if name in kind.LIMITS else text
    return found


def number(name: str, text: str, of: type, kind: type[Checked]) -> int | float:
    """The number of one option, or a ValueError that says what its bounds are."""
    try:
        return of(text)
    except ValueError:
        limits = between(kind.LIMITS[name])
        raise ValueError(f"{option(name)} must be {KINDS[of]} {limits}, not {text!r}") from None
