"""What tests of the Compare page as functions share: a store with a small run of one's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dashboard import bundled
from dashboard.store.runs import RunStore
from models import __version__, bundle
from models.compare import compare, replay
from models.training.config import Config
from tests.website import opened_site

SMALL = Config(cells=("rnn", "lstm"), hidden=3, layers=2, seeds=2, first_seed=5, steps=3, measure_up_to=4)
OWN, SHIPPED = "own", bundled.bundled_id("counting", "plain")


@contextmanager
def own_site(folder: Path) -> Iterator[RunStore]:
    """A store of its own, with the runs that ship and a small one that is done."""
    with opened_site(folder) as store:
        done = compare(SMALL)
        store.install(OWN, SMALL.to_json(), SMALL.hash(), __version__, replay(done), bundle.dumps(done))
        yield store


def shortened(value: Any) -> str:
    return repr(value)[:20]
