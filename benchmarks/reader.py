"""The reader of long texts in a real browser: `python -m benchmarks.reader --json`.

Opens 10,000 characters on the Read page of a running server, scrolls through all of them frame by frame, and
goes through neurons. Long tasks are those that the browser itself reports: 50 ms and more in which it cannot
answer the visitor. On a busy machine they tell of the others' work too; the processor time of the page's own
thread does not.
"""

import argparse
import json
import os
import shutil
import sys
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
READ = "() => /^[\\d,]+ characters$/.test(document.getElementById('reader-progress')?.textContent)"
NEURONS = 10

# Scrolls by 60 px in each frame to the end, and gives the times between frames and the long tasks, in ms.
SCROLL = """async () => {
  const view = document.getElementById('reader-view');
  const long = [];
  const observer = new PerformanceObserver((list) => long.push(...list.getEntries().map((e) => e.duration)));
  observer.observe({ type: 'longtask' });
  const frames = [];
  let before = await new Promise(requestAnimationFrame);
  view.scrollTop = 0;
  while (view.scrollTop + view.clientHeight < view.scrollHeight - 1) {
    view.scrollTop += 60;
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - before);
    before = now;
  }
  await new Promise((done) => setTimeout(done, 200));
  return { frames, long, lines: view.querySelectorAll('.reader-line').length };
}"""

# Chooses the next neuron; ms until the text has its colours.
NEXT_NEURON = """async () => {
  const { shown } = window.dash_clientside.gatescope.reader;
  const { question, held } = shown();
  const unit = Number(question.unit) % question.subject.hidden + 1;
  const begun = performance.now();
  window.dash_clientside.set_props('reader-unit', { value: unit });
  while (shown().held === held) await new Promise(requestAnimationFrame);
  return performance.now() - begun;
}"""


def measure(page: Page, address: str) -> dict[str, Any]:
    """Reading, scrolling and changing neurons, in ms."""
    page.goto(address)
    page.wait_for_function(READ, timeout=120_000)
    opened = page.evaluate("performance.now()")
    page.wait_for_timeout(500)
    browser = page.context.browser
    browser.start_tracing(page=page, categories=["toplevel", "devtools.timeline"])
    scrolled = page.evaluate(SCROLL)
    tasks = task_times(json.loads(browser.stop_tracing()))
    changes = [page.evaluate(NEXT_NEURON) for _ in range(NEURONS)]
    frames = sorted(scrolled["frames"])
    return {
        "characters": page.evaluate(
            "window.dash_clientside.gatescope.reader.shown().lines.characters().length"
        ),
        "lines": scrolled["lines"],
        "opened": round(opened),
        "frames": len(frames),
        "frame_median": round(median(frames), 1),
        "frame_99th": round(frames[int(0.99 * len(frames))], 1),
        "cpu_per_frame": round(sum(tasks) / len(frames), 1),
        "cpu_longest_task": round(max(tasks), 1),
        "long_tasks": len(scrolled["long"]),
        "longest_task": round(max(scrolled["long"], default=0.0)),
        "neuron_median": round(median(changes)),
        "neuron_slowest": round(max(changes)),
    }


def task_times(trace: dict[str, Any]) -> list[float]:
    """The processor time of each task of the page's own thread, in ms."""
    events = trace["traceEvents"]
    threads = {(e["pid"], e["tid"]): e["args"]["name"] for e in events if e.get("name") == "thread_name"}
    return [
        event.get("tdur", 0) / 1000
        for event in events
        if event.get("ph") == "X"
        and threads.get((event["pid"], event["tid"])) == "CrRendererMain"
        and event["name"] == "ThreadControllerImpl::RunTask"
    ]


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(
        description="Scrolling and changing neurons in a long text, in Chromium."
    )
    parser.add_argument("--url", default="http://127.0.0.1:8050/text/read", help="a Read page that is served")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        found = measure(browser.new_page(), given.url)
        browser.close()
    if given.json:
        json.dump(found, sys.stdout, indent=1)
        print()
    else:
        print("\n".join(f"{name.replace('_', ' '):16} {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
