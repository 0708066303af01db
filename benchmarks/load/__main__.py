"""200 visitors for three minutes while two trainings run: `python -m benchmarks.load --json`.

The server is started as the Procfile says, with two web processes, two slots and a data folder of its own,
on the same machine as the visitors, so everything shares its cores. 200 sessions, each with its own cookies
and cache, speak to it as Dash does in a browser; the messages are made from what the server itself says of
its callbacks. Five more visitors are real Chromium pages, and two always have a training of half a minute
under way.

A visitor opens a page, and every 5 to 10 seconds changes a control, trains something small, or goes to
another page, now and then with a load; pages poll as they do. The mix is in `visitor.py` and in the output.

* interactions: everything that anybody did, sessions and browsers together;
* visitors: ms from a deed until all that it asked of the server is answered, by kind;
* browsers: ms from the click to the frame with the drawn figure;
* counted apart: deeds while the others still come, first visits, which have an empty cache, and polls, for
  which nobody waits.

The exit code is 1 where a bar is missed. It takes six minutes.
"""

import argparse
import json
import multiprocessing
import os
import sys
from contextlib import ExitStack
from typing import Any

from benchmarks.load import browsers, crowd
from benchmarks.load.report import all_of, bars, memory, spreads, table, training
from benchmarks.load.visitor import DEEDS, PAGES, THINK
from benchmarks.load.watch import Watch
from benchmarks.site import served

VISITORS = 200
SECONDS = 180.0
ARRIVAL = 60.0  # seconds within which they come
# As docs/deploy.md advises for a class.
SETTINGS = {"GATESCOPE_SLOTS": "2", "WEB_CONCURRENCY": "2", "GATESCOPE_NICE": "19"}
_context = multiprocessing.get_context("spawn")


def play(function: Any, *arguments: Any) -> tuple[multiprocessing.Process, Any]:
    """Start a function in a process of its own; it and where its answer will come."""
    answers, told = _context.Pipe(duplex=False)
    process = _context.Process(target=function, args=(*arguments, told))
    process.start()
    return process, answers


def measure(url: str, server: int, visitors: int, seconds: float, arrival: float) -> dict[str, Any]:
    """Let everybody visit."""
    load = round(os.getloadavg()[0], 2)
    say("looking what pages ask for")
    fetched = browsers.scout(url)
    say(f"{visitors} visitors come within {arrival:.0f} s and stay {seconds:.0f} s")
    people, met = play(crowd.visit, url, visitors, arrival, seconds, fetched)
    tabs, seen = play(browsers.visit, url, arrival, seconds)
    watch = Watch(server, {"visitors": people.pid, "browsers": tabs.pid})
    watch.start()
    drawn, drawn_coming, troubles = seen.recv()
    watch.stop()
    say("waiting until every training has ended")
    found = met.recv()
    for process in (people, tabs):
        process.join()
    first = {kind: drawn_coming.pop(kind) for kind in [crowd.FIRST] if kind in drawn_coming}
    found = {
        "cores": os.cpu_count(),
        "load_before": load,
        "mix": {
            "visitors": visitors,
            "browsers": browsers.BROWSERS,
            "seconds": seconds,
            "arrival_seconds": arrival,
            "think_seconds": THINK,
            "pages": PAGES,
            "deeds": {kind: weight for deeds in DEEDS.values() for kind, (weight, _) in deeds.items()},
        },
        "interactions": spreads({"sessions": all_of(found["ms"]), "browsers": all_of(drawn)}),
        "visitors": spreads(found["ms"]),
        "visitors_coming": spreads(found["coming"]),
        "first_visits": spreads(found["first"]),
        "browsers": spreads(drawn),
        "browsers_first": spreads(first),
        "browsers_coming": spreads(drawn_coming),
        "polls": spreads(found["polls"]),
        "statuses": found["statuses"],
        "failures": found["failures"] | {trouble: troubles.count(trouble) for trouble in troubles},
        "runs": found["runs"],
        "two_trainings": training(watch),
        "cores_used": watch.shares(),
        "memory": memory(watch),
    }
    return found | {"bars": bars(found)}


def say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def main() -> None:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--visitors", type=int, default=VISITORS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--arrival", type=float, default=ARRIVAL, help="seconds within which they come")
    parser.add_argument("--url", help="a server that runs already, instead of one of its own; needs --pid")
    parser.add_argument("--pid", type=int, help="gunicorn's main process of that server")
    parser.add_argument("--json", action="store_true", help="one object instead of tables")
    options = parser.parse_args()
    if bool(options.url) != bool(options.pid):
        parser.error("--url and --pid go together")
    with ExitStack() as stack:
        if options.url:
            url, pid = options.url, options.pid
        else:
            site = stack.enter_context(served(**SETTINGS))
            url, pid = site.url, site.pid
        found = measure(url, pid, options.visitors, options.seconds, options.arrival)
    found["settings"] = {} if options.url else SETTINGS
    print(json.dumps(found) if options.json else "\n".join(table(found)))
    if not all(bar["met"] for bar in found["bars"].values()):
        sys.exit(1)


if __name__ == "__main__":
    main()
