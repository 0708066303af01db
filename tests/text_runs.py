"""For tests of the Text pages: small trainings on text that were never trained, in a site of their own."""

from pathlib import Path

import torch

from dashboard.store.runs import RunStore
from dashboard.textview import replay
from models import __version__
from models.text import bundle
from models.text.config import TextConfig
from models.text.run import Learned, TextResult, TextRun, empty_network

OWN_TEXT = "own-text"  # the id of a run in the store
SAMPLE = "def a(b):\n  return b\ndef i(in):\n  a\n"
ALPHABET = "".join(sorted(set(SAMPLE) | set("cs.<&")))  # with what HTML and JSON would have to escape


def tiny_run(corpus: str = "stdlib", **fields: object) -> TextRun:
    """A run of random weights: LSTM and GRU, two seeds of two layers x 6 units, as if it had read Python."""
    config = TextConfig(
        **{
            "corpus": corpus, "cells": ("lstm", "gru"), "hidden": 6, "layers": 2,
            "seeds": 2, "first_seed": 3, "steps": 20, "batch": 2, "window": 5, **fields,
        }
    )  # fmt: skip
    return TextRun(
        config=config,
        alphabet=ALPHABET,
        learned=Learned(corpus, f"The {corpus} corpus", "python", "PSF licence", "0" * 64, 90_000, 10_000),
        cells={cell: tiny_result(config, cell, 2.5 + k / 10) for k, cell in enumerate(config.cells)},
        baselines={"unigram": 4.5, "3-gram": 3.0, "5-gram": 2.6, "gzip": 2.4, "xz": 2.2},
        finished=True,
        code_version=__version__,
        sample=SAMPLE,
    )


def tiny_result(config: TextConfig, cell: str, bits: float) -> TextResult:
    """One cell with weights that make it sure of some characters and unsure of others."""
    frame, generator = empty_network(config, cell, len(ALPHABET)), torch.Generator().manual_seed(7)
    weights = {
        name: 2 * torch.randn((config.seeds, *value.shape), generator=generator)
        for name, value in frame.state_dict().items()
    }
    curve = {
        "step": [10, 20], "bits": [4.0, 3.0], "validation_step": [20], "validation": [bits],
        "rate_step": [0], "rate": [config.learning_rate],
    }  # fmt: skip
    return TextResult(
        weights=weights,
        history=[curve] * config.seeds,
        bits_per_character=[bits + seed / 50 for seed in range(config.seeds)],
        stopped_at=[None] * config.seeds,
        seconds=1.5,
        engine="autograd",
        p_correct=torch.rand(len(SAMPLE), generator=generator).half(),
        samples=[
            {"temperature": t, "prompt": "def ", "text": SAMPLE[4:], "scores": {}} for t in (0.5, 0.8, 1.0)
        ],
    )


def ship(folder: Path, *names: str) -> Path:
    """Files as they ship; the folder takes the place of dashboard.bundled.TEXTS."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / f"{name}.safetensors").write_bytes(bundle.dumps(tiny_run(name)))
    return folder


def keep(store: RunStore, run_id: str = OWN_TEXT, run: TextRun | None = None) -> None:
    """A finished training in the store, which everyone may see."""
    run = run or tiny_run()
    about = (run.config.to_json(), run.config.hash(), __version__)
    store.install(run_id, *about, replay(run), bundle.dumps(run), public=True)
