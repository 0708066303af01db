"""One comparison: what it reports while it trains, and what it keeps when it is stopped."""

import json
from dataclasses import replace

import pytest

from models.compare import compare, replay
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


def test_losses_are_told_seed_by_seed_to_six_digits() -> None:
    rows = []
    result = compare(replace(CONFIG, first_seed=7), rows.extend).cells["lstm"]
    told = [row for row in rows if row["kind"] == "loss" and row["cell"] == "lstm"]
    assert [row["step"] for row in told] == result.history_step
    for row, losses in zip(told, result.history_loss, strict=True):
        assert row["first_seed"] == 7 and row["losses"] == pytest.approx(losses, rel=5e-6)
        assert all(len(str(loss)) <= 11 for loss in row["losses"])
    assert {row["first_seed"] for row in rows if row["kind"] in ("length", "result")} == {7}


def test_a_seed_that_goes_astray_is_told_of_and_has_no_loss() -> None:
    rows = []
    config = replace(CONFIG, cells=("rnn",), activation="relu", learning_rate=1.0, clip=1e3, seeds=8)
    run = compare(replace(config, first_seed=4, steps=400, hidden=40, longest=20), rows.extend)
    stopped = {seed: at for seed, at in enumerate(run.cells["rnn"].stopped_at, 4) if at}
    assert stopped
    for told in (rows, replay(run)):
        assert {row["seed"]: row["step"] for row in told if row["kind"] == "stopped"} == stopped
        last = [row for row in told if row["kind"] == "loss"][-1]
        lost = {seed for seed, loss in enumerate(last["losses"], 4) if loss is None}
        assert lost and lost <= set(stopped)  # others stopped when only their gradient was not finite
