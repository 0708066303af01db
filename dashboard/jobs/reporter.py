"""From what training reports to what the run store keeps."""

import time
from collections.abc import Callable

from dashboard.jobs.progress import BEFORE, TimeLeft, describe
from dashboard.store.database import patiently
from dashboard.store.schema import Part
from dashboard.store.work import Work

FLUSH_SECONDS = 0.5


class Reporter:
    """Takes what the training of a part reports to the store, in batches.

    `news` is called whenever something is reported.
    """

    def __init__(self, store: Work, part: Part, news: Callable[[], None] = lambda: None) -> None:
        self._store, self._part, self._news = store, part, news
        self._rows: list[dict] = []
        self._progress: dict | None = None
        self._time_left: TimeLeft | None = None
        self._goal = 1.0
        self._flushed_at = 0.0

    def report(self, rows: list[dict]) -> None:
        """Keep rows until a batch is due; those of kind "progress" replace one another."""
        self._news()
        for row in rows:
            if row["kind"] == "progress":
                self._progress = describe(row, self._seconds_left(row))
            else:
                self._rows.append(row)
        if time.monotonic() - self._flushed_at >= FLUSH_SECONDS:
            self.flush()

    def _seconds_left(self, row: dict) -> float | None:
        """What is left of training, or of all where measuring goes on at the same pace; None while unknown.

        A row says with "until" at which fraction its phase ends; each phase has a pace of its own.
        """
        if row["phase"] in BEFORE:
            return None
        goal = row.get("until", 1.0)
        if self._time_left is None or goal != self._goal:
            self._time_left, self._goal = TimeLeft(start=row["fraction"], goal=goal), goal
        left = self._time_left.update(row["fraction"])
        return left or None

    def flush(self) -> None:
        """Write down all that is kept."""
        rows, progress = self._rows, self._progress
        if rows:
            patiently(lambda: self._store.append_metrics(self._part, rows))
        self._rows = []
        if progress:
            patiently(lambda: self._store.set_progress(self._part, progress))
        self._progress = None
        self._flushed_at = time.monotonic()
