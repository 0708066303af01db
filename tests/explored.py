"""For tests of the explorer: networks of every kind, as a visitor opens them, and the parts of its pages."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import torch

from dashboard import chosen, context, ids, subjects, urls
from dashboard.bundled import FOLDER, bundled_id
from dashboard.pages.explore import files, find, intervene, read, why
from dashboard.store.runs import RunStore
from models import __version__, bundle
from models.compare import compare, replay
from models.comparison import Comparison
from models.formats import explorer_json
from models.training.config import Config
from tests.website import as_sent, parts_of, texts_in

PAGES = {
    urls.EXPLORE: read,
    urls.FIND: find,
    urls.WHY: why,
    urls.INTERVENE: intervene,
    urls.FILES: files,
}
OWN, BROKEN = "own", "broken"
SMALL = Config(
    cells=("rnn", "lstm", "gru"), hidden=3, layers=2, seeds=2, first_seed=5, steps=3, measure_up_to=4
)
FIRST = bundled_id("counting", "plain")


def cells_of(run: str) -> tuple[str, ...]:
    """The cells of a run that ships."""
    return bundle.load_file(str(FOLDER / f"{run}.safetensors")).config.cells


def state_dict(module: torch.nn.Module) -> bytes:
    """As torch.save writes it."""
    file = BytesIO()
    torch.save(module.state_dict(), file)
    return file.getvalue()


def stock(store: RunStore) -> dict[str, str]:
    """Put one source of every kind into store and library: what it is -> its id."""
    done = compare(SMALL)
    keep(store, OWN, done)
    keep(store, BROKEN, all_nan(done))
    lstm, gru = (subjects.specimen(FIRST, cell, 0) for cell in ("lstm", "gru"))
    torch.manual_seed(0)
    files = {
        "recording": ("", explorer_json.dumps(lstm.read("aaaXbbb$aXb$"), "It")),
        "recording of a GRU": ("", explorer_json.dumps(gru.read("aaaXbbb$"), "It")),
        "recording of one step": ("", explorer_json.dumps(lstm.read("a"), "It")),
        "torch LSTM": ("aX b", state_dict(torch.nn.LSTM(4, 3, 2))),
        "torch RNN of one unit": ("a\nXb", state_dict(torch.nn.RNN(4, 1))),
        "torch GRU of one character": ("a", state_dict(torch.nn.GRU(1, 2))),
    }
    library = context.library()
    added = {what: library.add(f"{what}.file", *file) for what, file in files.items()}
    return {"own run": OWN, "run of NaN": BROKEN, "run that ships": FIRST, **added}


def keep(store: RunStore, run_id: str, done: Comparison) -> None:
    config = done.config
    store.install(run_id, config.to_json(), config.hash(), __version__, replay(done), bundle.dumps(done))


def all_nan(done: Comparison) -> Comparison:
    """The same run with every weight NaN, as nobody's training leaves it."""
    cells = {
        cell: replace(result, weights={name: value * torch.nan for name, value in result.weights.items()})
        for cell, result in done.cells.items()
    }
    return replace(done, cells=cells)


def opened(page: Any, **query: Any) -> dict[str, Any]:
    """The parts of a page that opens at this address, and that a browser could show."""
    made = page.layout(**query)
    assert "_dash_no_update" not in str(as_sent(made)), "a page has to fill what a callback may leave"
    return parts_of(made)


def shown(parts: dict[str, Any]) -> dict[str, Any]:
    """What the controls of a page say, by the name that it has in the address."""
    controls = chosen.PARTS | {ids.N: urls.N, ids.NAMES: urls.NAMES}
    return {name: parts[control].value for control, name in controls.items()}


def problem_of(parts: dict[str, Any]) -> str:
    """What a page says is wrong with its address."""
    inner = (each for part in parts.values() for each in (part, *part._traverse()))
    said = dict.fromkeys(
        texts_in(each) for each in inner if "form-error" in str(getattr(each, "className", ""))
    )
    return "".join(said)


def offers(parts: dict[str, Any]) -> None:
    """Every select shows one of its options."""
    for part in parts.values():
        if type(part).__name__ == "Select":
            assert part.value in [option["value"] for option in part.options], part.id
