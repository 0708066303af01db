"""What the parts of a run have measured is shown as if the run had been trained as a whole."""

import json
import math
from dataclasses import asdict
from itertools import zip_longest
from statistics import median, quantiles
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.merging import Parts, loss_curve, quartiles
from dashboard.runview import RunView, read_view
from dashboard.textview import read_text_view, replay
from models.compare import compare, loss_row
from models.compare import replay as replay_comparison
from models.splitting import split
from models.training.config import Config
from tests.text_runs import tiny_run

CONFIG = Config(cells=("rnn", "lstm"), hidden=4, seeds=18, first_seed=5, steps=40, measure_up_to=60)
RESULT = {"kind": "result", "cell": "rnn"}


def view_of(config: dict, rows: list[dict]) -> RunView:
    """What a page shows of these rows."""
    run = SimpleNamespace(id="run", config=json.loads(json.dumps(config)))
    store = SimpleNamespace(
        get=lambda _: run, read_metrics=lambda _: (json.loads(json.dumps(rows)), len(rows))
    )
    return read_text_view(store, "run") if config["task"] == "text" else read_view(store, "run")


@pytest.fixture(scope="module")
def reported() -> tuple[list[dict], list[list[dict]]]:
    """The rows of a run as a whole, and those of each of its parts."""
    found = []
    for part in split(CONFIG):
        compare(part, (rows := []).extend)
        found.append(rows)
    whole = []
    compare(CONFIG, whole.extend)
    kept = [[row for row in rows if row["kind"] != "progress"] for rows in [whole, *found]]
    return kept[0], kept[1:]


def in_turns(parts: list[list[dict]]) -> list[dict]:
    return [row for rows in zip_longest(*parts) for row in rows if row is not None]


def without_seconds(view: RunView) -> dict:
    found = {name: value for name, value in vars(view).items() if name not in ("run", "cursor")}
    found["losses"] = {cell: asdict(curve) for cell, curve in view.losses.items()}
    found["shares"] = {cell: asdict(curve) for cell, curve in view.shares.items()}
    found["results"] = {
        cell: {k: v for k, v in result.items() if k != "seconds"} for cell, result in view.results.items()
    }
    return found


@pytest.mark.parametrize("order", ["parts in turns", "one part after the other", "the last part first"])
def test_parts_are_shown_like_the_whole(reported: tuple[list[dict], list[list[dict]]], order: str) -> None:
    whole, parts = reported
    assert len(parts) == 4
    rows = [row for part in (parts[::-1] if "last" in order else parts) for row in part]
    rows = in_turns(parts) if order == "parts in turns" else rows
    assert without_seconds(view_of(CONFIG.to_json(), rows)) == without_seconds(
        view_of(CONFIG.to_json(), whole)
    )


def test_a_run_that_is_joined_is_shown_by_its_own_rows(
    reported: tuple[list[dict], list[list[dict]]],
) -> None:
    run = compare(CONFIG)
    rows = in_turns(reported[1]) + replay_comparison(run)
    shown = view_of(CONFIG.to_json(), rows).results["lstm"]
    assert shown["n_max"] == run.cells["lstm"].n_max and shown["share"] == run.cells["lstm"].share
    assert shown["seconds"] == round(run.cells["lstm"].seconds, 2)


def test_a_part_on_its_way_is_shown_up_to_the_first_that_is_missing(
    reported: tuple[list[dict], list[list[dict]]],
) -> None:
    _, parts = reported
    lstm = [rows for rows in parts if rows[0]["cell"] == "lstm"]
    view = view_of(CONFIG.to_json(), lstm[1])
    assert view.n_max == {} and view.shares == {} and view.results == {}
    assert len(view.losses["lstm"].step) == 40 and view.losses["rnn"].step == []
    glance = next(row for row in lstm[1] if row["kind"] == "length")
    view = view_of(CONFIG.to_json(), [*lstm[0], glance])
    result = lstm[0][-1]
    assert view.n_max["lstm"] == result["n_max"] + glance["n_max"] and view.results == {}
    assert set(view.shares["lstm"].lengths) == set(result["lengths"]) & set(glance["lengths"])
    for n, share in zip(view.shares["lstm"].lengths, view.shares["lstm"].share, strict=True):
        of = [dict(zip(row["lengths"], row["share"], strict=True))[n] for row in (result, glance)]
        assert share == pytest.approx((9 * of[0] + 9 * of[1]) / 18)


def test_rows_of_earlier_versions_are_still_understood() -> None:
    rows = [
        {"kind": "loss", "cell": "rnn", "step": 1, "median": 2.0, "low": 1.0, "high": 3.0},
        {"kind": "loss", "cell": "rnn", "step": 2, "median": None, "low": None, "high": None},
        {
            "kind": "length",
            "cell": "rnn",
            "step": 1,
            "lengths": [1, 2],
            "share": [1.0, 0.5],
            "n_max": [1] * 18,
        },
        {**RESULT, "lengths": [1], "share": [1.0], "n_max": [2] * 18, "measured_up_to": 60},
    ]
    view = view_of(CONFIG.to_json(), rows)
    assert asdict(view.losses["rnn"]) == {"step": [1], "median": [2.0], "low": [1.0], "high": [3.0]}
    assert view.n_max == {"rnn": [2] * 18} and view.results == {"rnn": rows[-1]} and view.cap == 60
    assert view.shares["rnn"].share == [1.0]


numbers = st.one_of(st.floats(1e-3, 1e3), st.just(math.nan), st.just(math.inf))


@given(st.lists(st.lists(numbers, min_size=5, max_size=5), min_size=1, max_size=6), st.integers(1, 4))
def test_the_curve_is_of_the_finite_losses_of_all_seeds(table: list[list[float]], cut: int) -> None:
    rows = [
        row
        for step, losses in enumerate(table, 1)
        for row in (
            loss_row("rnn", 7 + cut, step, losses[cut:]),
            loss_row("rnn", 7, step, losses[:cut]),
        )
    ]
    curve = loss_curve(rows)
    finite = {step: [x for x in losses if math.isfinite(x)] for step, losses in enumerate(table, 1)}
    assert curve.step == [step for step, losses in finite.items() if losses]
    for place, step in enumerate(curve.step):
        losses = finite[step]
        expected = quantiles(losses, n=4, method="inclusive") if len(losses) > 1 else losses * 3
        shown = (curve.low[place], curve.median[place], curve.high[place])
        assert shown == pytest.approx(tuple(expected), rel=1e-5)


def test_no_loss_at_all_is_no_curve() -> None:
    assert loss_curve([]).step == loss_curve([loss_row("rnn", 0, 1, [math.nan] * 3)]).step == []


def test_quartiles_of_known_numbers() -> None:
    table = np.array(
        [[3.0, 1.0, 2.0, 5.0, 4.0], [math.nan, 1.0, 3.0, math.inf, math.nan], [7.0, *[math.nan] * 4]]
    )
    assert quartiles(table) == [[2.0, 1.5, 7.0], [3.0, 2.0, 7.0], [4.0, 2.5, 7.0]]


def test_what_is_told_twice_counts_once() -> None:
    """A part that another worker began anew tells some of its losses again."""
    rows = [loss_row("rnn", 0, step, [float(step)]) for step in (1, 2, 3, 1, 2)]
    assert asdict(loss_curve(rows)) == {name: [1.0, 2.0, 3.0] for name in ("median", "low", "high")} | {
        "step": [1, 2, 3]
    }


def test_the_latest_row_of_a_part_takes_the_place_of_all_that_it_covers() -> None:
    parts = Parts(range(4))
    parts.put({"first_seed": 2, "n_max": [3, 4], "kind": "length"}, "n_max")
    assert parts.known() == [] and parts.result() is None
    parts.put({"first_seed": 0, "n_max": [1, 2], "kind": "result"}, "n_max")
    assert [row["n_max"] for row in parts.known()] == [[1, 2], [3, 4]] and parts.result() is None
    parts.put({"first_seed": 2, "n_max": [5, 6], "kind": "result"}, "n_max")
    assert parts.result()["n_max"] == [1, 2, 5, 6]
    parts.put({"n_max": [7, 8, 9, 10], "kind": "result"}, "n_max")
    assert parts.result()["n_max"] == [7, 8, 9, 10] and len(parts.known()) == 1


def test_results_on_text_come_when_every_seed_is_measured() -> None:
    run = tiny_run(seeds=3)
    rows = replay(run)
    by_part = []
    for row in rows:
        if row["kind"] == "result":
            lists = ("bits_per_character", "stopped_at")
            by_part += [
                row | {name: row[name][:2] for name in lists},
                row | {name: row[name][2:] for name in lists} | {"first_seed": 5, "seconds": 0.25},
            ]
        else:
            by_part.append(row)
    whole, parts = (view_of(run.config.to_json(), told) for told in (rows, by_part))
    assert whole.final == parts.final and list(parts.results) == ["lstm", "gru"]
    assert parts.results["lstm"]["seconds"] == 1.75
    assert parts.results["gru"]["bits_per_character"] == run.cells["gru"].bits_per_character
    one_short = view_of(run.config.to_json(), by_part[:-1])
    assert list(one_short.results) == ["lstm"] and median(
        run.cells["lstm"].bits_per_character
    ) == pytest.approx(one_short.final["lstm"])
