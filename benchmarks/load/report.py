"""What is made of the measurements: by kind of deed, the bars, and lines to read."""

from collections.abc import Iterator
from typing import Any

from benchmarks.load.watch import Watch
from benchmarks.report import spread

BAR_MS = 500
GROWTH = 0.1  # of the server's memory, in the second half of the time
SEVERAL = 2  # trainings
GROUPS = ("interactions", "visitors", "browsers")
WHAT = (
    "interactions", "visitors", "visitors_coming", "first_visits", "browsers", "browsers_coming",
    "browsers_first", "polls",
)  # fmt: skip

Times = dict[str, list[float]]  # ms


def spreads(times: Times) -> dict[str, dict[str, float]]:
    """Median, 95th percentile and slowest of each kind, and of all `together`."""
    together = {"together": all_of(times)}
    return {
        name: spread(values) for name, values in (dict(sorted(times.items())) | together).items() if values
    }


def all_of(times: Times) -> list[float]:
    """The times of every kind."""
    return [ms for values in times.values() for ms in values]


def memory(watch: Watch) -> dict[str, float]:
    """MB of the web processes at the beginning, in the middle and at the end, and the most."""
    sizes = [sample.web for sample in watch.samples]
    named = {"begin": sizes[0], "middle": sizes[len(sizes) // 2], "end": sizes[-1], "most": max(sizes)}
    return {name: round(size) for name, size in named.items()}


def training(watch: Watch) -> float:
    """In which share of the time at least two processes trained."""
    return round(sum(sample.training >= SEVERAL for sample in watch.samples) / len(watch.samples), 2)


def bars(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What was promised, what was measured, and whether it was met."""
    size, runs = found["memory"], found["runs"]
    errors = sum(
        count for status, count in found["statuses"].items() if not status.startswith(("2", "3", "4"))
    )
    slow = {who: found[who].get("together", {}).get("p95") for who in GROUPS}
    bars = {
        f"{who}_p95_ms": {"bar": BAR_MS, "measured": ms, "met": ms is not None and ms < BAR_MS}
        for who, ms in slow.items()
    }
    grown = round(size["end"] / size["middle"] - 1, 3)
    unfinished = runs["accepted"] - runs["outcomes"].get("done", 0)
    trained = found["two_trainings"]
    return bars | {
        "errors": {
            "bar": 0,
            "measured": errors + len(found["failures"]),
            "met": not errors and not found["failures"],
        },
        "memory_growth": {"bar": GROWTH, "measured": grown, "met": grown < GROWTH},
        "runs_not_finished": {"bar": 0, "measured": unfinished, "met": not unfinished},
        "two_trainings": {"bar": 0.9, "measured": trained, "met": trained >= 0.9},
    }


def table(found: dict[str, Any]) -> Iterator[str]:
    """The same as lines to read."""
    mix = found["mix"]
    (low, high), arrival = mix["think_seconds"], mix["arrival_seconds"]
    yield f"{found['cores']} cores, load before {found['load_before']}"
    yield (
        f"{mix['visitors']} visitors and {mix['browsers']} browsers come within {arrival:.0f} s "
        f"and stay {mix['seconds']:.0f} s; a deed every {low:.0f} to {high:.0f} s"
    )
    for what in WHAT:
        yield f"\n{what + ', ms':34} {'median':>8} {'95 %':>8} {'slowest':>8} {'n':>6}"
        for kind, times in found[what].items():
            row = " ".join(f"{times[key]:8.0f}" for key in ("median", "p95", "slowest"))
            yield f"{kind:34} {row} {times['n']:6}"
    yield "\nanswers: " + ", ".join(
        f"{count} x {status}" for status, count in sorted(found["statuses"].items())
    )
    for what, count in found["failures"].items():
        yield f"failed: {count} x {what}"
    runs = found["runs"]
    ends = ", ".join(f"{count} {outcome}" for outcome, count in runs["outcomes"].items())
    yield f"trainings: {runs['accepted']} accepted ({ends}), {sum(runs['refused'].values())} refused"
    for why, count in runs["refused"].items():
        yield f"  refused {count} x: {why}"
    yield f"two at work {found['two_trainings']:.0%} of the time"
    yield "cores kept busy: " + ", ".join(
        f"{name} {share:.2f}" for name, share in found["cores_used"].items()
    )
    yield "MB of the server: " + ", ".join(f"{name} {size}" for name, size in found["memory"].items())
    yield ""
    for name, bar in found["bars"].items():
        yield f"{name:24} {bar['measured']} (bar {bar['bar']}): {'met' if bar['met'] else 'MISSED'}"
