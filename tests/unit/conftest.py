"""What tests of the explorer's pages share."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A site with one source of every kind: what it is -> its id."""
    from tests.explored import stock  # only here: other tests need no web library
    from tests.website import opened_site

    with opened_site(tmp_path_factory.mktemp("data")) as store:
        yield stock(store)
