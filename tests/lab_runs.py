"""What tests of the Lab share: finished runs that took no time, and what is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import Any

from dashboard.lab import Asked, lab_runs, read_asked
from dashboard.store.runs import RunStore
from models import __version__, bundle
from models.analysis.length import curve_lengths
from models.compare import compare, replay
from models.comparison import CellResult, Comparison
from models.training.config import Config

USUAL = ("counting", ["plain", "sharpened"], ["lstm", "gru"], "one", "reach", "lstm", "gru", "", "")
SLOPE = ("counting", ["slope"], ["lstm", "gru"], "one", "reach", "lstm", "gru", "", "")


@contextmanager
def tidied(site: RunStore) -> Iterator[None]:
    """What is put into the store meanwhile is not there afterwards."""
    before = {run.id for run in site.list()}
    yield
    for run in site.list():
        if run.id not in before:
            site.finish(run.id, "failed")
            site.delete(run.id)


@cache
def tiny() -> Comparison:
    """A comparison that takes no time, to be put into the store as if it had been the usual one."""
    return compare(Config(cells=("lstm",), seeds=1, steps=1, measure_up_to=1), engine="autograd")


def put(site: RunStore, run_id: str, config: Config, n_max: int = 77, **whose: Any) -> None:
    """A finished run of this config whose every seed reaches n_max."""
    tried = config.measure_up_to
    lengths = curve_lengths(tried)
    result: CellResult = replace(
        tiny().cells["lstm"], n_max=[n_max] * config.seeds, lengths=lengths, measured_up_to=tried,
        exact=[[n <= n_max for n in lengths]] * config.seeds, stopped_at=[None] * config.seeds,
        history_step=[1], history_loss=[[1.0] * config.seeds],
    )  # fmt: skip
    done = replace(tiny(), config=config, cells={cell: result for cell in config.cells})
    site.install(
        run_id, config.to_json(), config.hash(), __version__, replay(done), bundle.dumps(tiny()), **whose
    )


def asked(**query: str) -> Asked:
    return read_asked(query, lab_runs())
