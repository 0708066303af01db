"""How quick and how heavy Compare is, idle and while two trainings run: `python -m benchmarks.pages --json`.

Starts the web server as the Procfile does, on a data folder of its own, and looks at it with a real
Chromium on the same machine, so trainings, server and browser share its cores. Both phases report

* loads: ms until something is painted and until all figures are drawn, each time with an empty cache;
* changes: ms from a change of a control to the drawn figure (see `benchmarks.changes`), by control and
  together, with the share of it that a request was under way;
* memory: MB of the web process, of the server that jobs are forked from, and of each job; `shared` is what
  other processes may hold too;
* trainings: how many were running at the begin and at the end, and the share of a core that each got.

The first load's bytes are counted as they come over the line. The trainings are the parts of one run, which
is started through the page, is far longer than the measurement, and is cancelled at its end. It takes about
four minutes.
"""

import argparse
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.changes import WATCH, measure
from benchmarks.report import TRAININGS, bars, by_control, spread, table
from benchmarks.site import Site, launch, served
from dashboard.settings import Settings
from dashboard.store.runs import RunStore
from dashboard.store.schema import Run

# Far longer than the measurement, on any machine, and in more parts than are trained at once.
TRAINING = "hidden=64&seeds=20&steps=20000"
PATIENCE = 120  # seconds; a busy machine takes long to begin a training, and to end it
MOST_SECONDS = 70  # for the changes of one phase, after which fewer repeats have to do
SIZE = {"width": 1440, "height": 900}

# `drawn` becomes the ms until every figure of the page is drawn.
DRAWN = """window.drawn = new Promise((resolve) => {
  const isDrawn = (graph) => graph.style.visibility !== 'hidden' &&
    graph.querySelector('.heatmaplayer image, .scatterlayer .trace path');
  function look() {
    const graphs = [...document.querySelectorAll('.figure-graph')];
    if (graphs.length && graphs.every(isDrawn)) setTimeout(() => resolve(performance.now()));
    else requestAnimationFrame(look);
  }
  requestAnimationFrame(look);
})"""
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"


@contextmanager
def visit(browser: Browser, url: str) -> Iterator[Page]:
    """A page with an empty cache."""
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()
    for script in (DRAWN, WATCH):
        page.add_init_script(script)
    page.goto(url)
    yield page
    context.close()


def loads(browser: Browser, url: str, repeats: int) -> dict[str, dict[str, float]]:
    """First paint and all figures drawn, in ms from the beginning of the navigation."""
    painted, drawn = [], []
    for _ in range(repeats):
        with visit(browser, url) as page:
            drawn.append(page.evaluate("() => window.drawn"))
            painted.append(page.evaluate(PAINTED))
    return {"first_paint": spread(painted), "all_figures": spread(drawn)}


def first_load(browser: Browser, url: str) -> dict[str, int]:
    """Requests of a first load, their bytes as they come over the line, and unpacked."""
    sent, unpacked = {}, {}
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()
    page.add_init_script(DRAWN)
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.on("Network.loadingFinished", lambda e: sent.update({e["requestId"]: e["encodedDataLength"]}))
    line.on(
        "Network.dataReceived",
        lambda e: unpacked.update({e["requestId"]: unpacked.get(e["requestId"], 0) + e["dataLength"]}),
    )
    page.goto(url)
    page.evaluate("() => window.drawn")
    page.wait_for_load_state("networkidle")
    context.close()
    return {"requests": len(sent), "bytes": int(sum(sent.values())), "unpacked": sum(unpacked.values())}


def memory(site: Site, jobs: list[psutil.Process]) -> dict[str, Any]:
    """MB of every process of the server."""
    ours = {job.pid for job in jobs}
    children = psutil.Process(site.pid).children(recursive=True)
    forked = [p for p in children if "multiprocessing.forkserver" in " ".join(p.cmdline())]
    web = [p for p in children if p.ppid() == site.pid]
    return {
        "web": [megabytes(process) for process in web],
        "fork_server": [megabytes(process) for process in forked if process.pid not in ours],
        "jobs": [megabytes(process) for process in jobs],
    }


def megabytes(process: psutil.Process) -> dict[str, float]:
    """The resident size of a process: what it alone holds, and what others may hold too."""
    full = process.memory_full_info()
    parts = {"rss": full.rss, "private": full.uss, "shared": full.rss - full.uss}
    return {name: round(size / 1e6, 1) for name, size in parts.items()}


@contextmanager
def trainings(browser: Browser, site: Site) -> Iterator[RunStore]:
    """The run store while the trainings run; started through the page, which is closed then."""
    url = Settings.from_env({"DATA_DIR": str(site.data_dir)}).database_url
    with RunStore(url) as store:
        try:
            with visit(browser, f"{site.url}/?{TRAINING}") as page:
                page.evaluate("() => window.drawn")
                page.click("#train")
                until(lambda: len(training(store)) == TRAININGS, "the trainings to begin")
            yield store
        finally:
            for run in running(store):
                store.request_cancel(run.id)
            until(lambda: not running(store), "the trainings to end")


def running(store: RunStore) -> list[Run]:
    """The runs that train now."""
    return [run for run in store.list() if run.status == "running"]


def training(store: RunStore) -> list[psutil.Process]:
    """The processes that train, once they are at their first steps. Raises RuntimeError where one failed."""
    if failed := next((run for run in store.list() if run.status == "failed"), None):
        raise RuntimeError(failed.message)
    if not any(run.progress.get("step") for run in running(store)):
        return []
    return [psutil.Process(int(worker.split(":")[1])) for _, _, worker in store.beating()]


def until(is_so: Any, what: str) -> None:
    """Wait for something. Raises RuntimeError where it does not come."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            raise RuntimeError(f"waited {PATIENCE} seconds for {what}")
        time.sleep(0.1)


def phase(browser: Browser, site: Site, repeats: int, jobs: list[psutil.Process]) -> dict[str, Any]:
    """Loads, changes and memory, and the share of a core that each job got meanwhile."""
    before, begin = [seconds(job) for job in jobs], time.monotonic()
    with visit(browser, "about:blank") as page:
        found = {
            "loads": loads(browser, site.url, max(repeats // 2, 3)),
            "changes": by_control(measure(page, site.url, repeats, MOST_SECONDS)),
            "memory": memory(site, jobs),
        }
    took = time.monotonic() - begin
    shares = [round((seconds(job) - was) / took, 2) for job, was in zip(jobs, before, strict=True)]
    return found | {"core_share": shares}


def seconds(process: psutil.Process) -> float:
    """What a process has used of the processor."""
    times = process.cpu_times()
    return times.user + times.system


def run(repeats: int) -> dict[str, Any]:
    """Both phases, one after the other, on one server."""
    found: dict[str, Any] = {"cores": os.cpu_count(), "load_before": round(os.getloadavg()[0], 2)}
    with served(GATESCOPE_SLOTS=str(TRAININGS)) as site, sync_playwright() as playwright:
        browser = launch(playwright)
        found["first_load"] = first_load(browser, site.url)
        found["idle"] = phase(browser, site, repeats, [])
        with trainings(browser, site) as store:
            jobs = training(store)
            found["training"] = phase(browser, site, repeats, jobs)
            found["training"]["trainings"] = {"begin": len(jobs), "end": len(training(store))}
        browser.close()
    return found | {"bars": bars(found)}


def main() -> None:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--repeats", type=int, default=10, help="changes of each control (10)")
    parser.add_argument("--json", action="store_true", help="one object instead of a table")
    options = parser.parse_args()
    found = run(options.repeats)
    print(json.dumps(found) if options.json else "\n".join(table(found)))


if __name__ == "__main__":
    main()
