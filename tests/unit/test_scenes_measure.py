"""What is measured on films, held to counting by hand."""

import numpy as np
import pytest

from models.scenes.config import SceneConfig
from models.scenes.measure import GROUPS, Watched, measure, rows
from models.scenes.story import beliefs, draw_films, lags
from models.scenes.viewer import empty_viewer


def test_the_calibration_error_is_the_mean_distance_of_confidence_and_share_right() -> None:
    # Of four frames at .8 three are right, of two at .6 none: (4 (.8 - .75) + 2 .6) / 6.
    believed = np.array([[[0.8, 0.2], [0.8, 0.2], [0.2, 0.8], [0.8, 0.2], [0.6, 0.4], [0.4, 0.6]]])
    watched = Watched(believed, np.array([0, 0, 1, 1, 1, 0]), np.zeros(6))
    assert watched.right().tolist() == [[True, True, True, False, False, False]]
    assert watched.calibration_error() == pytest.approx([(4 * 0.05 + 2 * 0.6) / 6])
    assert watched.surprise() == pytest.approx([-np.log([0.8, 0.8, 0.8, 0.2, 0.4, 0.4]).mean()])
    assert [row["frames"] for row in watched.curve(0)] == [2, 4]


def test_every_frame_is_in_one_group() -> None:
    found = lags(draw_films(300, 48, np.random.default_rng(0))[0])
    assert (sum((found >= group.low) & (found <= group.high) for group in GROUPS) == 1).all()


def test_bayes_answer_is_right_wherever_it_was_seen_and_calibrated_elsewhere() -> None:
    films, labels = draw_films(4000, 24, np.random.default_rng(2))
    watched = Watched(beliefs(films).reshape(1, -1, 4), labels.ravel(), lags(films).ravel())
    found = {row["lag"]: row for row in rows(watched)}
    for lag, row in found.items():
        if lag != "never":
            assert row["right"]["mean"] == 1 and row["nats"]["mean"] < 1e-9
    assert 0.55 < found["never"]["right"]["mean"] < 0.75 and found["never"]["calibration"]["mean"] < 0.03
    assert sum(row["frames"] for row in found.values()) == labels.size


def test_measures_have_a_row_for_each_lag_and_a_value_for_each_seed() -> None:

    viewer = empty_viewer(SceneConfig(seeds=3, hidden=2), "rnn")
    viewer.initialize(range(3), 1.0)
    found = measure({"rnn": viewer}, films=20, frames=30)
    assert [row["lag"] for row in found["cells"]["rnn"]] == [row["lag"] for row in found["best"]]
    for row in found["cells"]["rnn"]:
        for name in ("right", "nats", "calibration"):
            assert len(row[name]["seeds"]) == 3 and row[name]["low"] <= row[name]["mean"] <= row[name]["high"]
        assert all(
            low <= right <= high
            for right, (low, high) in zip(row["right"]["seeds"], row["intervals"], strict=True)
        )
