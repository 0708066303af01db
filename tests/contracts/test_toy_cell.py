"""A new cell is one class and one line in CELLS: with no more than that it works everywhere."""

import json
from collections.abc import Iterator

import pytest
import torch
from plotly.utils import PlotlyJSONEncoder
from torch import Tensor, tanh

from dashboard import context, docstrings, ids, networks
from dashboard.components.controls import cell_chip
from dashboard.components.equations import equations
from dashboard.components.summary import summary_table
from dashboard.jobs import job as jobs
from dashboard.pages import compare as compare_page
from dashboard.pages import runs as runs_page
from dashboard.pages.compare.form import FIELDS, train
from dashboard.pages.compare.live import draw
from dashboard.pages.compare.traces import look
from dashboard.routes import downloads
from dashboard.runview import RunView, read_view
from dashboard.theme import CELLS as STYLES
from models import bundle
from models.__main__ import main
from models.analysis.length import exact, n_max
from models.analysis.trace import trace
from models.cells import CELLS, architectures, variants
from models.cells.cell import Cell, State, Tap
from models.compare import compare
from models.network import Network
from models.tasks import TASKS
from models.training.config import Config
from tests.website import triggered_by


class Leaky(Cell):
    """A hidden state that leaks, and is refilled from what is read.

        h_t = a h_{t-1} + (1 - a) tanh(x_t W + h_{t-1} U + b)

    The leak a is 1/2 for every unit. Jaeger, Lukosevicius, Popovici & Siewert (2007), Optimization and
    applications of echo state networks with leaky-integrator neurons.
    """

    symbols = ("h",)
    state_symbols = ("h",)
    blocks = ("h",)
    has_gates = False
    title = "Leaky integrator"
    paper = "Jaeger, Lukosevicius, Popovici & Siewert 2007"

    def step(self, x: Tensor, state: State, tap: Tap) -> State:
        h = state["h"]
        return {"h": tap("h", 0.5 * h + 0.5 * tanh(x @ self.W + h @ self.U + self.b))}


SMALL = {"hidden": 4, "layers": 2, "seeds": 2, "steps": 30, "longest": 4, "measure_up_to": 8}
BESIDE = ("leaky", "lstm")


@pytest.fixture(autouse=True)
def the_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CELLS, "leaky", Leaky)


@pytest.fixture
def view(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunView]:
    """A run that was queued by the form and trained by a job, as the pages see it."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setattr(jobs, "be_modest", lambda nice: None)
    caches = (context.settings, context.store)
    for cached in caches:
        cached.cache_clear()
    networks.forget()
    values = Config(cells=BESIDE, **SMALL).to_json()
    asked = (1, None, *(values[name] for name in FIELDS))
    run_id, *_, error, _ = triggered_by(ids.TRAIN, train, *asked)
    assert error == ""
    jobs.run_job(run_id)
    yield read_view(context.store(), run_id)
    context.store().close()
    for cached in caches:
        cached.cache_clear()


def written(thing: object) -> str:
    """A component or figure as the browser gets it."""
    return json.dumps(thing, cls=PlotlyJSONEncoder, ensure_ascii=False)


# The science


def test_a_config_names_it() -> None:
    config = Config(cells=("leaky",))
    assert Config.from_json(json.loads(json.dumps(config.to_json()))) == config
    assert Config.from_json({}).cells == architectures() and "leaky" in architectures()
    with pytest.raises(ValueError, match=r"choose from feedforward, rnn, lstm, gru, peephole, .*, leaky$"):
        Config(cells=("leeky",))


@pytest.mark.parametrize("recipe", ["plain", "sharpened"])
@pytest.mark.parametrize("task", list(TASKS))
def test_it_learns_is_measured_and_comes_back_from_its_file(task: str, recipe: str) -> None:
    rows = []
    made = compare(Config(task=task, recipe=recipe, cells=BESIDE, **SMALL), rows.extend)
    kept = bundle.loads(bundle.dumps(made))
    result, network = kept.cells["leaky"], kept.network("leaky")
    losses = made.cells["leaky"].history_loss
    assert all(last < first for first, last in zip(losses[0], losses[-1], strict=True))
    assert n_max(network, kept.task, 8) == (result.n_max, 8)
    assert exact(network, kept.task, result.lengths) == result.exact
    for name, value in made.cells["leaky"].weights.items():
        assert torch.equal(result.weights[name], value)
    kinds = {row["kind"] for row in rows if row.get("cell") == "leaky"}
    assert kinds == {"loss", "length", "result"}


def test_it_learns_to_count_a_little() -> None:
    made = compare(Config(cells=("leaky",), seeds=2, steps=300, longest=3, measure_up_to=5))
    assert min(made.cells["leaky"].n_max) >= 2


def test_its_trace_follows_its_equation() -> None:
    torch.manual_seed(0)
    network = Network("leaky", 4, 3).requires_grad_(False)
    for parameter in network.parameters():
        parameter.uniform_(-1, 1)
    result = trace(network, TASKS["counting"].alphabet, "aX")
    (layer,), cell = result.layers, network.cells[0]
    one = 0.5 * tanh(cell.W[0] + cell.b[0])
    two = 0.5 * one + 0.5 * tanh(cell.W[1] + one @ cell.U + cell.b[0])
    assert list(layer) == ["h"]
    torch.testing.assert_close(layer["h"], torch.stack([one, two]))


def test_the_command_line_lists_trains_measures_and_traces_it(tmp_path, capsys) -> None:
    def call(*arguments: str) -> dict:
        assert main([*arguments, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    path = str(tmp_path / "run.safetensors")
    assert call("list")["cells"]["leaky"] == {"title": Leaky.title, "paper": Leaky.paper, "symbols": ["h"]}
    sizes = [part for name, value in SMALL.items() for part in (f"--{name.replace('_', '-')}", str(value))]
    everyone = call("train", *sizes, "--out", path)["cells"]
    assert tuple(everyone) == architectures() and len(everyone["leaky"]["n_max"]) == 2
    measured = call("measure", path, "--up-to", "8", "--lengths", "3")["cells"]["leaky"]
    assert measured["n_max"] == everyone["leaky"]["n_max"] and list(measured["exact"]) == ["3"]
    traced = call("trace", path, "--cell", "leaky", "--text", "aaX")
    assert [list(layer) for layer in traced["layers"]] == [["h"], ["h"]]
    assert [len(step) for step in traced["layers"][1]["h"]] == [4, 4, 4]
    assert main(["train", "--cells", "leeky"]) == 2
    assert "leaky" in capsys.readouterr().err


# The dashboard


def test_it_has_a_look_of_its_own_in_every_figure(view: RunView) -> None:
    assert view.run.status == "done" and "leaky" not in STYLES
    loss, _, generalization, _, _ = (part.to_plotly_json() for part in draw(view.run))
    for figure in (loss, generalization):
        lines = {trace["name"]: trace["line"] for trace in figure["data"] if trace.get("name")}
        assert set(lines) == {"leaky", "LSTM"}
        for part in ("color", "dash"):
            assert lines["leaky"][part] not in {getattr(style, part) for style in STYLES.values()}
    assert "leaky" in generalization["layout"]["title"]["text"].lower()
    assert "leaky" in generalization["layout"]["yaxis2"]["ticktext"]


def test_its_gates_can_be_looked_into(view: RunView) -> None:
    for layer in ("1", "2"):
        *drawn, _, _, error = look("aaXbb$", "1", layer, "standard", view.run, 3)
        assert error == ""
        figure, rows, readout = (part.to_plotly_json() for part in drawn)
        assert list(readout["cells"]) == ["leaky", "lstm"]
        assert [row[:3] for row in rows["rows"] if row[0] == "leaky"][4:] == [
            ["leaky", "h", neuron] for neuron in range(1, 5)
        ]
        columns = [trace["name"] for trace in figure["data"] if trace.get("coloraxis")]
        assert columns[0] == "leaky" and "<b>leaky</b>" in written(figure)


def test_the_table_the_downloads_and_the_runs_page_name_it(view: RunView) -> None:
    assert 'leaky"' in written(summary_table(view))
    assert f"{view.run.id},leaky,0," in downloads.as_csv(view)
    assert set(json.loads(downloads.as_json(view))["cells"]) == set(BESIDE)
    assert "leaky, LSTM; 30 steps" in written(runs_page.layout())


def test_the_page_offers_it_and_explains_it(view: RunView) -> None:
    page = compare_page.layout(run=view.run.id)
    parts = {part.id: part for part in page._traverse() if isinstance(getattr(part, "id", None), str)}
    cells = parts[ids.field("cells")]
    assert [option["value"] for option in cells.options] == [*architectures(), *variants()]
    assert cells.value == list(BESIDE)
    assert Leaky.title in written(page) and docstrings.summary(Leaky) in written(page)


def test_its_card_has_its_equation_and_what_its_docstring_says_of_it() -> None:
    card = written(equations(["leaky"]))
    assert "h_t = a h_{t-1} + (1 - a) tanh(x_t W + h_{t-1} U + b)" in card
    assert Leaky.title in card
    assert docstrings.summary(Leaky) in card and docstrings.notes(Leaky) in card
    assert "leaky" in written(cell_chip("leaky"))


def test_a_run_of_a_cell_that_is_gone_again_is_still_shown(
    view: RunView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(CELLS, "leaky")
    networks.forget()
    page = written(compare_page.layout(run=view.run.id))
    assert "LSTM" in page and Leaky.title not in page
    assert "leaky" in written(runs_page.layout())
    *_, error = look("aX", "0", "1", "standard", view.run, 1)
    assert "unknown cell 'leaky'" in error
