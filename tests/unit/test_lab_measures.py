"""The field's measures on the Lab: of what ships from a file, of one's own runs read here, step by step."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from dash import no_update

from dashboard import measured
from dashboard.components.lab_measures import measures_table
from dashboard.figures import lab_measures
from dashboard.figures.lab_measures import measures_rows, measures_title
from dashboard.lab import MEASURES, answers, lab_runs, read_asked
from dashboard.measured import MOST, cell_of, characters, known, measure, measures, unmeasured
from dashboard.pages.lab.draw import cells
from dashboard.pages.lab.measuring import measure_on
from dashboard.store.runs import RunStore
from models import __version__, bundle
from models.analysis.metrics import shares
from models.analysis.statistics import average, mean_interval
from models.analysis.summaries import Reach
from models.compare import compare, replay
from models.training.config import Config
from tests.unit.checked import checked
from tests.website import as_sent, opened_site, texts_in

measures_figure = checked(lab_measures.measures_figure)
OWN = Config(cells=("lstm",), recipe="slope", hidden=10, seeds=2, steps=3, measure_up_to=20)
ASKED = ("counting", ["slope"], ["lstm"], "one", "characters", "lstm", "gru", "", "")
FORCED, FREE = "teacher_forced_characters", "length_generalization"
ROWS = [
    (Reach("lstm", "plain", (13, 34), 1000), {FORCED: average([0.98, 1.0]), FREE: average([0.5, 0.9])}),
    (Reach("gru", "plain", (9, 10), 1000), {FORCED: average([0.9, 0.9]), FREE: average([0.1, 0.1])}),
]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[RunStore]:
    measures.cache_clear()
    with opened_site(tmp_path) as store:
        yield store


def own(site: RunStore, **changed: Any) -> list:
    """A run of one's own that answers for the LSTM, sharpened by nothing but its slope."""
    done = compare(OWN, engine="autograd")
    config = replace(OWN, **{"steps": 2000, "measure_up_to": 1000, **changed})
    done = replace(done, config=config)
    site.install("own", config.to_json(), config.hash(), __version__, replay(done), bundle.dumps(done))
    runs = lab_runs()
    return answers(read_asked({"recipes": "slope", "cells": "lstm"}, runs), runs)


def test_the_file_holds_every_cell_that_ships_with_a_value_for_each_seed() -> None:
    paths = sorted(measured.FOLDER.glob("*.safetensors"))
    assert list(measured.shipped()) == [path.stem for path in paths]
    for path in paths:
        run = bundle.load_file(str(path))
        cells = measured.shipped()[path.stem]
        assert list(cells) == list(run.cells)
        for found in cells.values():
            assert {len(seeds) for seeds in found.values()} == {run.config.seeds}
            assert all(0 <= value <= 1 for seeds in found.values() for value in seeds)


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_the_file_says_what_the_networks_do(cell: str) -> None:
    run = bundle.load_file(str(measured.FOLDER / "counting-plain.safetensors"))
    found = shares(run.network(cell).select(range(3)), run.task)
    there = measured.shipped()["counting-plain"][cell]
    assert list(there) == list(found)
    for name, seeds in found.items():
        assert there[name][:3] == pytest.approx(seeds, abs=1e-5)


def test_what_ships_is_known_at_once_with_its_intervals(site: RunStore) -> None:
    found = known(cell_of(site.get("counting-plain"), "lstm"))
    one = found["deterministic_accuracy"]
    assert len(one.seeds) == 20 and (one.low, one.high) == mean_interval(one.seeds)
    assert min(one.seeds) <= one.low <= one.value <= one.high <= max(one.seeds)


def test_ones_own_run_is_measured_when_the_page_asks_for_it(site: RunStore) -> None:
    found = own(site)
    (cell,) = unmeasured(cells(found))
    assert known(cell) is None
    table, pending, figure, rows = measure_on(1, *ASKED)
    assert pending == 0 and "teacher-forced" in str(as_sent(table)) and known(cell)[FREE].seeds
    assert "free-running: LSTM, slope" in as_sent(figure)["layout"]["title"]["text"]
    assert len(as_sent(rows)["rows"]) == 4
    assert measure_on(2, *ASKED[:4], "reach", *ASKED[5:])[2:] == (no_update, no_update)
    assert unmeasured(cells(found)) == []


def test_only_one_visitor_is_measured_for_at_a_time(site: RunStore) -> None:
    mine = unmeasured(cells(own(site)))
    with measured.READING:
        measure(mine)
        assert known(mine[0]) is None
        assert measure_on(1, *ASKED)[1] == 1, "the page asks again"
    measure(mine)
    assert known(mine[0])


def test_an_answer_begins_with_no_other_cell_after_a_while(site: RunStore, monkeypatch) -> None:
    read = []
    monkeypatch.setattr(measured, "measures", read.append)
    monkeypatch.setattr(measured, "PATIENCE", 0)
    measure(["one", "two"])
    assert read == ["one"]


def test_networks_that_are_too_large_are_not_read_here(site: RunStore, monkeypatch) -> None:
    monkeypatch.setattr(measured, "MOST", 10)
    found = own(site)
    assert unmeasured(cells(found)) == []
    said = texts_in(measures_table([(found[0], None)], 0, ""))
    assert "python -m models measure RUN --metrics" in said and "Being measured" not in said


def test_the_usual_networks_are_small_enough() -> None:
    per_character = 4 * 10 * (10 + 4) + 4 * 11 + 6 * 40
    assert 20 * per_character * characters("counting") < MOST


def test_the_table_has_every_measure_of_the_field_with_its_interval(site: RunStore) -> None:
    runs = lab_runs()
    found = answers(read_asked({"cells": "lstm;gru"}, runs), runs)
    rows = [(one, known(cell_of(one.run, one.reach.cell))) for one in found]
    said = texts_in(measures_table(rows, 0, ""))
    for word in (
        "deterministic accuracy", "first failing n", "generalization set, average", "best", "accepted",
        "near-negatives rejected", "teacher-forced", "free-running", "length-generalization score",
    ):  # fmt: skip
        assert word in said
    assert "> 1,000" in said and re.search(r"\d\.\d%\d+\.\d to \d+\.\d%", said)


@pytest.mark.parametrize("grid", [False, True])
@pytest.mark.parametrize("quantity", MEASURES)
def test_a_figure_shows_every_seed_of_one_measure_or_of_two(grid: bool, quantity: str) -> None:
    rows = [(reach, {name: each[FREE] for name in MEASURES[quantity]}) for reach, each in ROWS]
    fig = measures_figure(rows, MEASURES[quantity], "share", grid)
    seeds = [trace for trace in fig.data if "seed 0" in (trace.text or [""])[0]]
    assert [len(trace.x) for trace in seeds] == [2] * 2 * len(MEASURES[quantity])
    assert fig.layout.showlegend == (len(MEASURES[quantity]) > 1)
    averages = [trace for trace in fig.data if trace.error_x.array]
    assert averages[0].x[0] + averages[0].error_x.array[0] == pytest.approx(ROWS[0][1][FREE].high)


def test_the_title_goes_from_the_least_to_the_most() -> None:
    assert measures_title(ROWS, MEASURES["characters"]) == (
        "Right characters, teacher-forced: GRU, plain 90.0% to LSTM, plain 99.0%; "
        "free-running: GRU, plain 10.0% to LSTM, plain 70.0%"
    )
    assert measures_title([], MEASURES["characters"]) == "Nothing is measured yet"
    table = measures_rows(ROWS, MEASURES["characters"])
    assert len(table["rows"]) == 8 and table["rows"][-1] == ["plain", "gru", "free-running", 1, 0.1]
