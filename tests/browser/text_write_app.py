"""The app with trainings on text of its own, for test_text_write.py: one that ships and one in the store."""

import os
from pathlib import Path

from flask import Flask

from dashboard import bundled, context
from dashboard.app import create_app
from tests.text_runs import OWN_TEXT, keep, ship, tiny_run


def create_server() -> Flask:
    folder = Path(os.environ["DATA_DIR"]) / "text"
    bundled.TEXTS = ship(folder, "stdlib")
    keep(context.store(), OWN_TEXT, tiny_run(cells=("rnn", "lstm", "gru"), seeds=1, layers=1))
    return create_app().server
