"""One comparison: what it reports while it trains, and what it keeps when it is stopped."""

import json

import pytest

from models.compare import compare, replay, spread
from models.training.config import Config

CONFIG = Config(cells=("feedforward", "lstm"), seeds=2, steps=40, hidden=4, measure_up_to=30)


def test_reports_are_json_and_progress_only_grows() -> None:
    rows = []
    compare(CONFIG, rows.extend)
    json.dumps(rows, allow_nan=False)
    fractions = [row["fraction"] for row in rows if row["kind"] == "progress"]
    assert fractions == sorted(fractions) and fractions[-1] == 1
    for cell in CONFIG.cells:
        steps = [row["step"] for row in rows if row["kind"] == "loss" and row["cell"] == cell]
        assert steps == sorted(set(steps)) and steps[0] == 1 and steps[-1] == 40
        assert sum(row["kind"] == "result" and row["cell"] == cell for row in rows) == 1
        assert sum(row["kind"] == "length" and row["cell"] == cell for row in rows) >= 5


def test_cells_take_turns_so_that_all_curves_grow_together() -> None:
    rows = []
    compare(CONFIG, rows.extend)
    order = [row["cell"] for row in rows if row["kind"] == "loss"]
    assert order[:4] == ["feedforward", "lstm", "feedforward", "lstm"]


def test_a_finished_comparison_can_be_replayed() -> None:
    rows = []
    replayed = replay(compare(CONFIG, rows.extend))
    for kind in ("loss", "result"):
        for cell in CONFIG.cells:
            told, again = (
                [r for r in part if (r["kind"], r.get("cell")) == (kind, cell)] for part in (rows, replayed)
            )
            assert told == again and told


def test_a_stop_keeps_what_is_there() -> None:
    seen = []

    def should_stop() -> bool:
        return sum(row["kind"] == "progress" for row in seen) >= 10

    result = compare(CONFIG, seen.extend, should_stop)
    assert not result.finished
    for cell in result.cells.values():
        assert 0 < cell.history_step[-1] < 40 and len(cell.n_max) == 2
    assert not any(row.get("fraction") == 1 and row["phase"] == "training" for row in seen)


def test_a_stop_before_the_first_step_still_gives_a_result() -> None:
    result = compare(CONFIG, should_stop=lambda: True)
    assert not result.finished and result.cells["lstm"].history_loss == []


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        ([1.0, 2.0, 3.0, 4.0, 5.0], (2.0, 3.0, 4.0)),
        ([2.0], (2.0, 2.0, 2.0)),
        ([float("nan"), 1.0, 3.0, float("inf")], (1.5, 2.0, 2.5)),
        ([float("nan")], (None, None, None)),
    ],
)
def test_the_spread_is_over_the_seeds_that_are_finite(losses: list[float], expected: tuple) -> None:
    assert tuple(spread(losses)[key] for key in ("low", "median", "high")) == expected
