"""`train --task scenes`, and `measure` of what it has written."""

import argparse
from typing import Any

from models.commands.progress import print_progress
from models.scenes import run as scenes
from models.scenes.config import SceneConfig
from models.scenes.measure import measure
from models.sealed import LARGEST, BundleError


def run(options: argparse.Namespace, given: dict[str, Any]) -> dict[str, Any]:
    """Train, measure, save, and say what came of it."""
    if options.engine not in (None, "autograd"):
        raise ValueError("films are learned from by autograd; leave --engine out")
    made = scenes.train(SceneConfig.from_json(given), print_progress)
    if options.out:
        with open(options.out, "wb") as file:
            file.write(scenes.dumps(made))
    return {
        "task": made.config.task,
        "recipe": made.config.recipe,
        "config": made.config.to_json(),
        "cells": summaries(made.measures, made.seconds),
    }


def opened(path: str) -> scenes.SceneRun | None:
    """The run on films in this file; None where it is another one. Raises BundleError for a damaged one."""
    with open(path, "rb") as file:
        data = file.read(LARGEST + 1)
    try:
        scenes.SEAL.header(data)
    except BundleError:
        return None
    return scenes.loads(data)


def measured(run: scenes.SceneRun, options: argparse.Namespace) -> dict[str, Any]:
    """The figures of each cell anew, with all that was measured."""
    if options.up_to is not None or options.lengths is not None or options.metrics:
        raise ValueError("a run on films has no lengths: leave --up-to, --lengths and --metrics out")
    found = measure({cell: run.viewer(cell) for cell in run.config.cells})
    return {"cells": summaries(found), "measures": found}


def summaries(measures: dict[str, Any], seconds: dict[str, float] | None = None) -> dict[str, Any]:
    """One line for each cell, and for the best answer there is: the share right for each lag."""
    cells = {"best": measures["best"], **measures["cells"]}
    return {
        cell: {
            **{f"lag {row['lag']}": round(row["right"]["mean"], 4) for row in rows},
            **({"seconds": seconds[cell]} if seconds and cell in seconds else {}),
        }
        for cell, rows in cells.items()
    }
