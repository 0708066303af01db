"""What tests over HTTP share."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The whole application, with a store of its own, as flask's test client reaches it."""
    from tests.website import served  # only here: other tests need no web library

    with served(tmp_path_factory.mktemp("data")) as client:
        yield client
