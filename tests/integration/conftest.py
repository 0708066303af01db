"""What tests over HTTP and of the command line share."""

from collections.abc import Iterator
from typing import Any

import pytest

from models.__main__ import main


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The whole application, with a store of its own, as flask's test client reaches it."""
    from tests.website import served  # only here: other tests need no web library

    with served(tmp_path_factory.mktemp("data")) as client:
        yield client


@pytest.fixture
def call(capsys: pytest.CaptureFixture):
    """A function that runs the command in this process: call(*arguments) -> (exit code, stdout, stderr)."""

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(arguments)
        except SystemExit as exit:
            code = exit.code
        return code, *capsys.readouterr()

    return run
