"""The app with one analysed run and a larger one, for test_text_read.py and test_text_errors.py."""

import os
from pathlib import Path

import torch
from flask import Flask

from dashboard import bundled, context
from dashboard.app import create_app
from tests.read_runs import RUN, analysed_run
from tests.text_runs import keep

LARGER = "larger"


def create_server() -> Flask:
    torch.set_num_threads(1)  # as the app does; on a busy machine two threads only wait for each other
    bundled.TEXTS = Path(os.environ["DATA_DIR"]) / "nothing-ships"
    keep(context.store(), LARGER, analysed_run(hidden=9, cells=("lstm",), seeds=1))
    keep(context.store(), RUN, analysed_run())
    return create_app().server
