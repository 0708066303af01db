"""The parts of `python -m benchmarks.pages` that measure nothing."""

import pytest

from benchmarks.changes import CONTROLS, Change
from benchmarks.report import bars, by_control, spread, table


def test_spread_of_known_times():
    assert spread([float(ms) for ms in range(1, 101)]) == {
        "median": 50.5,
        "p95": 95.0,
        "slowest": 100.0,
        "n": 100,
    }


@pytest.mark.parametrize("count, rank", [(1, 1), (3, 3), (20, 19), (21, 20)])
def test_the_95th_percentile_is_a_measured_value_that_at_most_5_percent_exceed(count, rank):
    times = [float(ms) for ms in range(count, 0, -1)]
    assert spread(times)["p95"] == rank
    assert sum(ms > rank for ms in times) <= 0.05 * count


def test_together_pools_the_changes_of_all_controls():
    found = by_control({"seed": [Change(10, 4, 1)] * 3, "run": [Change(90, 40, 4)]})
    assert found["seed"]["p95"] == 10 and found["seed"]["waited"] == 4 and found["seed"]["requests"] == 1
    assert found["together"]["n"] == 4 and found["together"]["slowest"] == 90
    assert found["together"]["median"] == 10


def measured(idle=120.0, training=180.0, sent=2_000_000, running=(2, 2)):
    """What `run` returns, as far as bars and table read it."""
    size = {"rss": 300.0, "private": 200.0, "shared": 100.0}

    def phase(ms, jobs):
        return {
            "loads": {"first_paint": spread([ms])},
            "changes": by_control({"seed": [Change(ms, 20, 1)]}),
            "memory": {"web": [size], "fork_server": [size], "jobs": [size] * jobs},
            "core_share": [0.5] * jobs,
        }

    return {
        "cores": 2,
        "load_before": 0.1,
        "first_load": {"requests": 50, "bytes": sent, "unpacked": 7_000_000},
        "idle": phase(idle, 0),
        "training": phase(training, 2) | {"trainings": dict(zip(("begin", "end"), running, strict=True))},
    }


def met(**changed):
    return {name for name, bar in bars(measured(**changed)).items() if bar["met"]}


def test_every_bar_can_be_met_and_missed():
    everything = met()
    assert everything == set(bars(measured()))
    assert everything - met(idle=200.0) == {"change_idle_p95_ms"}
    assert everything - met(training=200.0) == {"change_training_p95_ms"}
    assert everything - met(sent=2_500_000) == {"first_load_bytes"}


@pytest.mark.parametrize("running", [(1, 2), (2, 1), (0, 0)])
def test_a_time_under_less_than_the_promised_load_meets_no_bar(running):
    assert met() - met(running=running) == {"change_training_p95_ms", "trainings_running"}


def test_the_table_says_what_was_measured_and_what_was_missed():
    found = measured(training=350.0)
    text = "\n".join(table(found | {"bars": bars(found)}))
    assert "2 trainings at the begin, 2 at the end; they got 50% and 50% of a core" in text
    assert "2.00 MB in 50 requests" in text
    assert "MISSED change_training_p95_ms: 350 (bar 200)" in text
    assert "met    change_idle_p95_ms: 120 (bar 200)" in text


def test_every_control_has_a_value_that_it_does_not_hold_already():
    for name, control in CONTROLS.items():
        assert len(set(control.values)) > 1 or control.values == ("",), name
