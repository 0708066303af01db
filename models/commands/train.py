"""`train`: train cells on one of the small tasks, on a text or on films, and save the run as one file."""

import argparse
from typing import Any

from models import bundle
from models.commands import filming, learning
from models.commands.files import check_writable
from models.commands.progress import print_progress
from models.commands.settings import add_settings, read_settings
from models.compare import compare
from models.engines import ENGINES
from models.scenes.config import TASK as SCENES
from models.scenes.config import SceneConfig
from models.tasks import TASKS
from models.text.config import TASK as TEXT
from models.text.config import TextConfig
from models.training.config import Config

HELP = "train cells on a task, on a text or on films, and save the run as one file"
KINDS = (Config, TextConfig, SceneConfig)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", help="where to write the run (.safetensors)")
    parser.add_argument("--engine", choices=ENGINES, help="what trains; by default the sooner done")
    parser.add_argument(
        "--checkpoint",
        help="with --task text: a file that is written now and then, and gone on from if it is there",
    )
    add_settings(parser, KINDS)


def run(options: argparse.Namespace) -> dict[str, Any]:
    options.task = Config.task if options.task is None else options.task
    if options.task not in (*TASKS, TEXT, SCENES):
        raise ValueError(f"unknown task {options.task!r}; choose from {', '.join((*TASKS, TEXT, SCENES))}")
    check_writable(options.out)
    if options.task == TEXT:
        return learning.run(options, read_settings(options, TextConfig, KINDS))
    if options.checkpoint is not None:
        raise ValueError(f"--checkpoint is only for --task {TEXT}; the small tasks are soon done")
    if options.task == SCENES:
        return filming.run(options, read_settings(options, SceneConfig, KINDS))
    return train(options, Config.from_json(read_settings(options, Config, KINDS)))


def train(options: argparse.Namespace, config: Config) -> dict[str, Any]:
    """A comparison on one of the small tasks."""
    comparison = compare(config, report=print_progress, engine=options.engine)
    if options.out:
        with open(options.out, "wb") as file:
            file.write(bundle.dumps(comparison))
    return {
        "task": config.task,
        "recipe": config.recipe,
        "config": config.to_json(),
        "cells": {cell: result.summary() for cell, result in comparison.cells.items()},
    }
