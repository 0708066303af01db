"""`list`: the cells, tasks, recipes and corpora there are."""

import argparse
from typing import Any

from models.cells import CELLS
from models.corpora import CORPORA
from models.tasks import TASKS
from models.training.recipes import RECIPES

HELP = "the cells, tasks, recipes and corpora there are"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(options: argparse.Namespace) -> dict[str, Any]:
    return {
        "cells": {
            name: {"title": cell.title, "paper": cell.paper, "symbols": list(cell.symbols)}
            | ({"variant_of": cell.variant_of} if cell.variant_of else {})
            for name, cell in CELLS.items()
        },
        "tasks": {n: {"title": task.title, "alphabet": list(task.alphabet)} for n, task in TASKS.items()},
        "recipes": {n: {"title": recipe.title, "about": recipe.about} for n, recipe in RECIPES.items()},
        "corpora": {
            name: {
                "title": source.title,
                "about": source.about,
                "kind": source.kind,
                "licence": source.licence,
            }
            for name, source in CORPORA.items()
        },
    }
