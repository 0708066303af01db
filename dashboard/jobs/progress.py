"""How far a run is, and how long it will take from here, in numbers and in words."""

import math
import time
from collections.abc import Callable

MEMORY_SECONDS = 10  # how far back the speed is averaged
EVIDENCE_SECONDS = 1  # before that, an estimate would be a guess
VERBS = {
    "compiling": "Compiling the training engine, once on this machine, half a minute",
    "reading": "Reading the text",
    "baselines": "Measuring what n-grams and compressors need",
    "training": "Training",
    "measuring": "Measuring",
}
BEFORE = ("compiling", "reading", "baselines")  # these tell nothing about how fast training will be


class TimeLeft:
    """Estimates the seconds left from the speed so far: the plain average first, the recent one later."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, start: float = 0.0, goal: float = 1.0
    ) -> None:
        """Begin now, with the fraction `start` done already: a run that is resumed was not so fast.

        The seconds are those until the fraction `goal`.
        """
        self._clock = clock
        self._begin = self._before = clock()
        self._fraction, self._goal = start, goal
        self._speed = 0.0

    def update(self, fraction: float) -> float | None:
        """Take note of the fraction done by now; return the seconds left, or None while that is unknown."""
        now = self._clock()
        elapsed, passed = now - self._begin, now - self._before
        if passed > 0:
            weight = max(passed / elapsed, 1 - math.exp(-passed / MEMORY_SECONDS))
            self._speed += weight * ((fraction - self._fraction) / passed - self._speed)
            self._before, self._fraction = now, fraction
        if elapsed < EVIDENCE_SECONDS or self._speed <= 0:
            return None
        return max(0.0, (self._goal - fraction) / self._speed)


def describe(row: dict, seconds_left: float | None) -> dict:
    """Turn a row of kind "progress" into what the store keeps and a page shows."""
    text = VERBS.get(row["phase"], row["phase"].capitalize())
    if row["phase"] == "training":
        text += f", step {row['step']} of {row['steps']}"
    if seconds_left is not None:
        text += f", {duration(seconds_left)} left"
        text += ", then it is measured" if row.get("until", 1) < 1 else ""
    known = {name: row[name] for name in ("fraction", "step", "steps", "phase")}
    return known | {"seconds_left": seconds_left, "text": text}


def duration(seconds: float) -> str:
    """Say a duration no more precisely than an estimate deserves: "9 s", "4 min", "2 h 10 min"."""
    if seconds < 10:
        return f"{max(1, round(seconds))} s"
    if seconds < 90:
        return f"{5 * round(seconds / 5)} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60 // 10 * 10} min"
