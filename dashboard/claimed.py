"""The article's claims judged by the runs that ship, and where each of them can be seen."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

from dashboard import urls
from dashboard.exhibits import DISTRACTED, REMEMBERED
from models.reproduce.checking import check_all, here
from models.reproduce.experiments import COUNTING, EXPERIMENTS, UNGATED
from models.reproduce.study import LSTM, Study

Claimed = Mapping[str, Any]  # a row of models.reproduce.checking.check
LOCK = Lock()  # two visitors who come at once wait for one measurement


@dataclass(frozen=True)
class View:
    """Where a claim can be seen.

    Attributes:
        page: one of those of urls.
        symbol: the quantity that is shown.
        view: of the Read page.
        n: length of the task's string.
        text: instead of n, from the numbers of the seed that is shown.
        cell: whose network it is.
        run: the experiment, where that is not the claim's first.
        layer: from 0, where the claim is about no single neuron.
    """

    page: str = urls.EXPLORE
    symbol: str | None = None
    view: str | None = None
    n: int | None = None
    text: Callable[[Mapping[str, float]], str] | None = None
    cell: str = LSTM
    run: str | None = None
    layer: int | None = None


def always(text: str) -> Callable[[Mapping[str, float]], str]:
    return lambda numbers: text


def counted_wrong(numbers: Mapping[str, float]) -> str:
    """The first string that the seed gets wrong."""
    return "a" * int(numbers["a's"]) + "X"


SELECTIVE = {"view": "vectors", "text": always(DISTRACTED)}
KEEPER = {"view": "vectors", "text": always(REMEMBERED)}

VIEWS: dict[str, View] = {
    "counts_to_18": View(urls.COMPARE, n=19),
    "one_b_less": View(urls.INTERVENE, text=counted_wrong),
    "counter": View(symbol="c", view="strings", n=12),
    "even_steps": View(symbol="c", view="vectors", n=12),
    "hidden_off": View(symbol="h", view="units", n=12),
    "ignores_x": View(symbol="c", **SELECTIVE),
    "gate_shut_at_x": View(symbol="i", **SELECTIVE),
    "fires_at_y": View(symbol="h", **SELECTIVE),
    "without_input_gate": View(symbol="g", cell="nig", run=UNGATED, **SELECTIVE),
    "one_neuron_each": View(symbol="c", **KEEPER),
    "gate_shut_in_gap": View(symbol="i", **KEEPER),
    "memory_all_the_way": View(symbol="c", **KEEPER),
    "hidden_until_needed": View(symbol="h", **KEEPER),
    "forget_gate": View(symbol="f", **KEEPER),
    "next_character": View(symbol="h", view="strings", n=6),
    "predicts_not_stores": View(urls.WHY, n=6, layer=1),
    "off_before_x": View(symbol="h", view="strings", n=6),
    "sharpened": View(urls.WHY, run=COUNTING, n=12),
    "gru": View(urls.COMPARE, n=12),
    "peephole": View(urls.COMPARE, n=12),
}


def table() -> tuple[Claimed, ...]:
    """A row for each claim, measured once in the life of the server."""
    with LOCK:
        return _table()


@lru_cache(maxsize=1)
def _table() -> tuple[Claimed, ...]:
    return tuple(check_all({name: Study(each.shipped()) for name, each in EXPERIMENTS.items()}))


def href(row: Claimed) -> str:
    """The page that shows the claim, at the seed in the middle and the neuron that it is about."""
    seen, shown = VIEWS[row["id"]], row["shown"]
    layer = seen.layer if shown["layer"] is None else shown["layer"]
    comparing = seen.page == urls.COMPARE
    return urls.explore(
        seen.page,
        run=EXPERIMENTS[seen.run or row["runs"][0]].ships,
        cell=None if comparing else seen.cell,
        seed=shown["seed"],
        layer=None if layer is None else layer + 1,
        vector=seen.symbol,
        neuron=None if shown["unit"] is None else shown["unit"] + 1,
        n=seen.n,
        text=seen.text and seen.text(shown["numbers"]),
        view=seen.view,
    )


def place(row: Claimed) -> str:
    """Which network the link leads to."""
    shown = row["shown"]
    neuron = f", neuron {shown['unit'] + 1}" if shown["unit"] is not None else ""
    return f"{'Compare' if VIEWS[row['id']].page == urls.COMPARE else 'Explore'} seed {shown['seed']}{neuron}"


def as_csv() -> str:
    """One line for each claim."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["id", "claim", "the article", "here", "seeds", "verdict", "rule"])
    for row in table():
        writer.writerow(
            [row["id"], row["claim"], row["article"], here(row), row["seeds"], row["verdict"], row["rule"]]
        )
    return file.getvalue()
