"""`train --task text`: a training that may take long, so that it can be broken off and gone on with."""

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any

from models.commands.files import check_writable
from models.commands.progress import print_progress
from models.corpora import open_corpus
from models.learn import Orders, Paused, train_text
from models.sealed import BundleError
from models.text import bundle
from models.text.checkpoint import SEAL
from models.text.config import TextConfig
from models.text.fitting import largest_batch

SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run(options: argparse.Namespace, given: dict[str, Any]) -> dict[str, Any]:
    """Train, save, and say what came of it.

    Without --checkpoint a signal ends the training early, and what there is by then is the result; with it,
    the training is kept in that file and the process ends as a signal ends one.
    """
    check_writable(options.checkpoint)
    name = given.pop("corpus", TextConfig.corpus)
    config = TextConfig.from_json(given)
    corpus = open_corpus(name, config.headers)
    config = replace(config, corpus=corpus.name)
    if options.batch is None:
        config = replace(config, batch=fitting_batch(config, len(corpus.parts[0])))
    checkpoint = read_checkpoint(options.checkpoint)
    with signals() as came:

        def orders() -> Orders:
            return Orders(stop=bool(came), pause=bool(came and options.checkpoint))

        def keep(data: bytes) -> None:
            write_whole(options.checkpoint, data)

        try:
            run = train_text(
                *(config, corpus, print_progress, orders, checkpoint),
                keep=keep if options.checkpoint else None,
                engine=options.engine,
            )
        except Paused as paused:
            keep(paused.checkpoint)
            say(f"kept in {options.checkpoint}; the same command goes on from there")
            sys.exit(128 + came[0])
        except BundleError as error:
            raise ValueError(f"cannot go on from {options.checkpoint!r}: {error}") from error
    if not run.finished:
        say("stopped early; with --checkpoint FILE the same command could go on another time")
    if options.out:
        write_whole(options.out, bundle.dumps(run))
    return {
        "task": config.task,
        "finished": run.finished,
        "config": config.to_json(),
        "learned": asdict(run.learned),
        "baselines": run.baselines,
        "cells": {cell: result.summary() for cell, result in run.cells.items()},
    }


def fitting_batch(config: TextConfig, characters: int) -> int:
    """The batch of the config, or as much of it as a short text allows."""
    batch = max(1, min(config.batch, largest_batch(characters, config.window)))
    if batch < config.batch:
        say(f"the text is short: it is read in {batch} streams, not in {config.batch} as usual")
    return batch


def read_checkpoint(path: str | None) -> bytes | None:
    """What is in the file; None where there is none yet."""
    if path is None or not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        say(f"goes on from {path}")
        return file.read(SEAL.largest + 1)


def write_whole(path: str, data: bytes) -> None:
    """Write a file so that there is always a whole one, the old or the new."""
    with open(f"{path}.part", "wb") as file:
        file.write(data)
    os.replace(f"{path}.part", path)


@contextmanager
def signals() -> Iterator[list[int]]:
    """The signals that have come since; a second one of the same kind does what it always does."""
    came: list[int] = []

    def note(number: int, frame: object) -> None:
        came.append(number)
        signal.signal(number, before[number])

    before = {number: signal.signal(number, note) for number in SIGNALS}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def say(words: str) -> None:
    """A line of its own on stderr."""
    print(f"\n{words}", file=sys.stderr, flush=True)
