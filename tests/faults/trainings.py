"""Trainings that faults happen to, and what comes of them where none happens."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch

from dashboard import textview
from dashboard.store.runs import RunStore
from dashboard.store.texts import text_id
from models import bundle, compare, learn
from models.corpora.own import from_bytes
from models.text import bundle as text_bundle
from models.text.config import TextConfig
from models.training.config import Config

NAME = "spain.txt"
TEXT = ("the rain in Spain stays mainly in the plain, and planes stay in the rain. " * 60).encode()
ONCE = ("corpus", "baselines")  # kinds of rows that say the same each time a training goes on
UNTOLD = ("progress", "checkpoint", "length")  # these are of the way, not of the result
Networks = dict[str, torch.Tensor]


@dataclass(frozen=True)
class Expected:
    """A training that nothing happened to.

    Attributes:
        config: what was trained.
        rows: what a page was told of it.
        joined: what a page is told of it when it was trained in parts.
        networks: the weights of every cell.
        loads: reads the file of such a run.
    """

    config: Any
    rows: list[str]
    joined: list[str]
    networks: Networks
    loads: Callable[[bytes], Any]
    text: tuple[bytes, str] = (TEXT, NAME)

    def check(self, store: RunStore, run_id: str) -> None:
        """Hold a run to it: it is done, has the same networks to the last bit, and no row twice."""
        run = store.get(run_id)
        assert (run.status, run.message) == ("done", "")
        assert told(store.read_metrics(run_id)[0]) == (self.rows if run.parts[0] == 1 else self.joined)
        found = networks_of(self.loads(store.artifact(run_id, "bundle")))
        assert found.keys() == self.networks.keys()
        for name, value in self.networks.items():
            assert torch.equal(found[name], value), name
        assert store.checkpoint(run_id) is None


def comparison() -> Expected:
    """A comparison, unbroken."""
    config = Config(cells=("rnn", "lstm"), hidden=4, seeds=2, steps=120, measure_up_to=50)
    rows: list[dict] = []
    found = compare.compare(config, rows.extend)
    joined = told(compare.replay(found))
    return Expected(config, told(rows), joined, networks_of(found), bundle.loads)


def training_on_text() -> Expected:
    """A training on a text of one's own, unbroken."""
    sizes = {"hidden": 8, "layers": 1, "seeds": 1, "steps": 120, "batch": 4, "window": 20}
    config = TextConfig(corpus=text_id(TEXT, NAME), cells=("rnn", "lstm"), **sizes)
    rows: list[dict] = []
    corpus = replace(from_bytes(TEXT, NAME), name=config.corpus)
    found = learn.train_text(config, corpus, rows.extend)
    joined = told(textview.replay(found))
    return Expected(config, told(rows), joined, networks_of(found), text_bundle.loads)


def told(rows: list[dict]) -> list[str]:
    """What a page is told in the end, without how long it took."""
    kept = [row for row in rows if row["kind"] not in UNTOLD]
    lines = [str({key: row[key] for key in sorted(row) if key != "seconds"}) for row in kept]
    once = [line for row, line in zip(kept, lines, strict=True) if row["kind"] in ONCE]
    often = [line for row, line in zip(kept, lines, strict=True) if row["kind"] not in ONCE]
    return sorted([*often, *set(once)])


def networks_of(run: Any) -> Networks:
    """Every weight of a run, by cell and name."""
    return {f"{cell} {name}": w for cell, result in run.cells.items() for name, w in result.weights.items()}
