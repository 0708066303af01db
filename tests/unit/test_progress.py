import pytest

from dashboard.jobs import reporter
from dashboard.jobs.progress import TimeLeft, describe, duration
from dashboard.store.schema import Part

PART = Part("run", 0, "train", {}, "worker", 1)


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_steady_training_is_foreseen():
    clock = Clock()
    time_left = TimeLeft(clock)
    clock.now += 0.5
    assert time_left.update(0.05) is None
    for tenth in range(1, 10):
        clock.now = 100 + tenth
        assert time_left.update(tenth / 10) == pytest.approx(10 - tenth)
    clock.now += 1
    assert time_left.update(1.0) == 0


def test_a_change_of_speed_is_followed_but_not_at_once():
    clock = Clock()
    time_left = TimeLeft(clock)
    for second in range(1, 21):
        clock.now = 100 + second
        before = time_left.update(second / 100)
    assert before == pytest.approx(80)
    clock.now += 1
    first = time_left.update(0.205)
    assert before < first < 100
    for second in range(2, 61):
        clock.now = 120 + second
        last = time_left.update(0.2 + second / 200)
    assert last == pytest.approx(100, rel=0.05)


def test_nothing_is_claimed_while_nothing_moves():
    clock = Clock()
    time_left = TimeLeft(clock)
    clock.now += 5
    assert time_left.update(0.0) is None
    assert time_left.update(0.0) is None


def test_progress_is_put_into_words():
    row = {"kind": "progress", "fraction": 0.62, "step": 1240, "steps": 2000, "phase": "training"}
    assert describe(row, 9.2)["text"] == "Training, step 1240 of 2000, 9 s left"
    assert describe(row, None) == {
        "fraction": 0.62,
        "step": 1240,
        "steps": 2000,
        "phase": "training",
        "seconds_left": None,
        "text": "Training, step 1240 of 2000",
    }
    assert describe({**row, "phase": "measuring"}, 130)["text"] == "Measuring, 2 min left"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1 s"), (9.4, "9 s"), (9.9, "10 s"), (42, "40 s"), (89, "90 s"),
        (90, "2 min"), (600, "10 min"), (7990, "2 h 10 min"),
    ],
)  # fmt: skip
def test_durations_are_no_more_precise_than_estimates(seconds, words):
    assert duration(seconds) == words


def test_a_resumed_run_is_not_taken_for_a_fast_one():
    clock = Clock()
    time_left = TimeLeft(clock, start=0.5)
    clock.now += 0.5
    assert time_left.update(0.51) is None, "no evidence yet"
    clock.now += 1.5
    assert time_left.update(0.54) == pytest.approx(23)


class Told:
    """A run store that only remembers what progress it was told."""

    def append_metrics(self, part, rows):
        pass

    def set_progress(self, part, progress):
        self.progress = progress


def test_what_is_claimed_of_a_long_training_comes_true(monkeypatch):
    """Baselines, then steps whose speed halves midway: each claim is held against the time that it took."""
    clock, told = Clock(), Told()
    monkeypatch.setattr(reporter, "TimeLeft", lambda start, goal: TimeLeft(clock, start, goal))
    report = reporter.Reporter(told, PART).report
    monkeypatch.setattr(reporter, "FLUSH_SECONDS", 0)
    row = {"kind": "progress", "step": 0, "steps": 100, "fraction": 0.0}
    for _ in range(30):
        report([row | {"phase": "baselines"}])
        assert told.progress["seconds_left"] is None
        clock.now += 1
    claims = []
    for step in range(101):
        report([row | {"phase": "training", "step": step, "fraction": step / 100}])
        claims.append((clock.now, told.progress["seconds_left"]))
        clock.now += 0.5 if step < 50 else 1
    end = claims[-1][0]
    assert claims[0][1] is claims[1][1] is None, "nothing is claimed at once"
    for begun, claimed in claims[2:50]:
        assert claimed == pytest.approx((100 - (begun - 130) * 2) / 2, abs=0.01), "at the speed so far"
    for begun, claimed in claims[70:100]:
        assert claimed == pytest.approx(end - begun, rel=0.25, abs=1), "soon after the change of speed"
    report([row | {"phase": "measuring", "step": 100, "fraction": 1.0}])
    assert told.progress["seconds_left"] is None and told.progress["text"] == "Measuring"


def test_each_phase_has_a_pace_and_an_end_of_its_own(monkeypatch):
    """Training is .8 of the bar and takes 10 s, measuring the rest and 100 s: neither foretells the other."""
    clock, told = Clock(), Told()
    monkeypatch.setattr(reporter, "TimeLeft", lambda start, goal: TimeLeft(clock, start, goal))
    monkeypatch.setattr(reporter, "FLUSH_SECONDS", 0)
    report = reporter.Reporter(told, PART).report
    row = {"kind": "progress", "steps": 10}
    for step in range(11):
        report([row | {"phase": "training", "step": step, "fraction": 0.08 * step, "until": 0.8}])
        expected = None if step in (0, 10) else pytest.approx(10 - step)
        assert told.progress["seconds_left"] == expected
        clock.now += 1
    assert told.progress["text"] == "Training, step 10 of 10"
    for part in range(11):
        report([row | {"phase": "measuring", "step": 10, "fraction": 0.8 + 0.02 * part, "until": 1.0}])
        expected = None if part in (0, 10) else pytest.approx(10 * (10 - part))
        assert told.progress["seconds_left"] == expected
        clock.now += 10


def test_what_comes_after_training_is_said():
    row = {"fraction": 0.4, "step": 5, "steps": 10, "phase": "training", "until": 0.8}
    assert describe(row, 9)["text"] == "Training, step 5 of 10, 9 s left, then it is measured"
