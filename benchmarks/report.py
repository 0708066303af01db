"""What is made of the measurements of Compare: spreads, the bars that were promised, and a table."""

from collections.abc import Iterator
from math import ceil
from statistics import median
from typing import Any

from benchmarks.changes import Change

BAR_MS, BAR_BYTES = 200, 2.5e6
TRAININGS = 2


def spread(times: list[float]) -> dict[str, float]:
    """Median, 95th percentile (the smallest value that 95 % do not exceed) and the slowest; n of them."""
    ordered = sorted(times)
    values = {
        "median": median(ordered),
        "p95": ordered[ceil(0.95 * len(ordered)) - 1],
        "slowest": ordered[-1],
    }
    return {name: round(value, 1) for name, value in values.items()} | {"n": len(ordered)}


def by_control(found: dict[str, list[Change]]) -> dict[str, dict[str, float]]:
    """The spread of each control's changes, and of all `together`; what waited, and how often was asked."""
    groups = found | {"together": [change for changes in found.values() for change in changes]}
    return {
        name: spread([change.ms for change in changes])
        | {"waited": round(median(change.waited for change in changes), 1)}
        | {"requests": median(change.requests for change in changes)}
        for name, changes in groups.items()
    }


def bars(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What was promised, what was measured, and whether it was met; a bar without its load is not met."""
    sent, running = found["first_load"]["bytes"], found["training"]["trainings"]
    busy = running["begin"] == running["end"] == TRAININGS
    idle, training = (found[phase]["changes"]["together"]["p95"] for phase in ("idle", "training"))
    return {
        "change_idle_p95_ms": {"bar": BAR_MS, "measured": idle, "met": idle < BAR_MS},
        "change_training_p95_ms": {"bar": BAR_MS, "measured": training, "met": busy and training < BAR_MS},
        "first_load_bytes": {"bar": BAR_BYTES, "measured": sent, "met": sent < BAR_BYTES},
        "trainings_running": {"bar": TRAININGS, "measured": min(running.values()), "met": busy},
    }


def table(found: dict[str, Any]) -> Iterator[str]:
    """The same as lines to read."""
    load = found["first_load"]
    yield f"{found['cores']} cores, load before {found['load_before']}"
    sent, unpacked = load["bytes"] / 1e6, load["unpacked"] / 1e6
    yield f"first load: {sent:.2f} MB in {load['requests']} requests, {unpacked:.1f} MB unpacked"
    for name in ("idle", "training"):
        part = found[name]
        count = part.get("trainings", {"begin": 0, "end": 0})
        cores = " and ".join(f"{share:.0%}" for share in part["core_share"])
        got = f"; they got {cores} of a core" if cores else ""
        yield f"\n{name}: {count['begin']} trainings at the begin, {count['end']} at the end{got}"
        yield f"{'ms':12} {'median':>8} {'95 %':>8} {'slowest':>8} {'n':>4}"
        for what, times in {**part["loads"], **part["changes"]}.items():
            row = " ".join(f"{times[key]:8.0f}" for key in ("median", "p95", "slowest"))
            yield f"{what:12} {row} {times['n']:4}{asked(times)}"
        for what, processes in part["memory"].items():
            for size in processes:
                parts = f"{size['private']:.0f} private, {size['shared']:.0f} shared"
                yield f"{what:12} {size['rss']:8.0f} MB, {parts}"
    yield ""
    for name, bar in found["bars"].items():
        yield f"{'met   ' if bar['met'] else 'MISSED'} {name}: {bar['measured']:,g} (bar {bar['bar']:,g})"


def asked(times: dict[str, float]) -> str:
    """How long a change waited for the server, and how often it asked."""
    return f"  {times['waited']:.0f} ms in {times['requests']:g} requests" if "waited" in times else ""
