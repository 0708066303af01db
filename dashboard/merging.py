"""Puts together what the parts of a run have measured: each part has some of the seeds of a cell."""

from statistics import median

import numpy as np

from dashboard.figures import LossCurve

Row = dict


def loss_curve(rows: list[Row]) -> LossCurve:
    """Median and quartiles over the seeds of one cell, of its loss rows in the order in which they came.

    Rows of earlier versions hold these three themselves.
    """
    if rows and "losses" not in rows[0]:
        known = [row for row in rows if row["median"] is not None]
        return LossCurve(*([row[name] for row in known] for name in ("step", "median", "low", "high")))
    parts: dict[tuple[int, int], dict[int, list]] = {}
    for row in rows:
        part = parts.setdefault((row["first_seed"], len(row["losses"])), {})
        part[row["step"]] = row["losses"]
    steps = np.array(sorted(set().union(*parts.values())), int)
    table = np.full((len(steps), sum(seeds for _, seeds in parts)), np.nan)
    column = 0
    for (_, seeds), part in parts.items():
        at = np.searchsorted(steps, list(part))
        table[at, column : column + seeds] = np.array(list(part.values()), float)  # None becomes NaN
        column += seeds
    some = np.isfinite(table).any(1)
    low, middle, high = quartiles(table[some])
    return LossCurve(steps[some].tolist(), middle, low, high)


def quartiles(table: np.ndarray) -> list[list[float]]:
    """The three quartiles of each row's finite numbers, of which it has at least one."""
    finite = np.isfinite(table)
    last = finite.sum(1) - 1
    ordered = np.sort(np.where(finite, table, np.inf), axis=1)
    rows, found = np.arange(len(table)), []
    for share in (0.25, 0.5, 0.75):
        place = share * last
        below = place.astype(int)
        low, high = ordered[rows, below], ordered[rows, np.minimum(below + 1, last)]
        found.append((low + (place - below) * (high - low)).tolist())
    return found


class Parts:
    """The latest row of each part of a cell."""

    def __init__(self, seeds: range) -> None:
        """seeds: the numbers of all seeds that the cell has."""
        self.seeds, self.rows = seeds, {}

    def put(self, row: Row, known: str) -> None:
        """Take a row in place of all that was known of its seeds.

        Args:
            row: of some part.
            known: the column that has a value for each of its seeds.
        """
        first = row.get("first_seed", self.seeds.start)  # rows of earlier versions are of all seeds
        new = range(first, first + len(row[known]))
        self.rows = {
            old: its for old, its in self.rows.items() if old.stop <= new.start or old.start >= new.stop
        }
        self.rows[new] = row

    def known(self) -> list[Row]:
        """The rows from the first seed on, in the order of seeds, up to where one is missing."""
        found, expected = [], self.seeds.start
        for part in sorted(self.rows, key=lambda part: part.start):
            if part.start != expected:
                break
            found.append(self.rows[part])
            expected = part.stop
        return found

    def result(self) -> Row | None:
        """The result of the whole cell, once each of its seeds has one."""
        rows = self.known()
        whole = len(rows) == len(self.rows) and sum(map(len, self.rows)) == len(self.seeds)
        return one_row(rows) if whole and all(row["kind"] == "result" for row in rows) else None


def one_row(rows: list[Row]) -> Row:
    """What the results of a cell's parts say together: lists with a value for each seed become one list.

    Other numbers are those of the first part, but for the seconds, which add up, and how far was measured:
    as far as every part was.
    """
    whole = dict(rows[0])
    if len(rows) == 1:
        return whole
    for name in ("n_max", "loss", "stopped_at", "bits_per_character"):
        if name in whole:
            whole[name] = [value for row in rows for value in row[name]]
    for name, together in (("seconds", sum), ("measured_up_to", min)):
        if name in whole:
            whole[name] = together(row[name] for row in rows)
    if "median" in whole:
        whole["median"] = median(whole["n_max"])
    if "lengths" in whole:
        whole["lengths"], whole["share"] = shares(rows)
    return whole


def shares(rows: list[Row]) -> tuple[list[int], list[float]]:
    """The lengths at which every part was measured, and at each the share of seeds that are exact."""
    if len(rows) == 1:
        return rows[0]["lengths"], rows[0]["share"]
    lengths = sorted(set.intersection(*(set(row["lengths"]) for row in rows)))
    exact = [0.0] * len(lengths)
    for row in rows:
        known = dict(zip(row["lengths"], row["share"], strict=True))
        exact = [count + len(row["n_max"]) * known[n] for count, n in zip(exact, lengths, strict=True)]
    seeds = sum(len(row["n_max"]) for row in rows)
    return lengths, [round(count) / seeds for count in exact]
