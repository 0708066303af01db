import pytest

from dashboard.progress import TimeLeft, describe, duration


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
