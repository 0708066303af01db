"""How long the explorer takes from a change to the drawn figure: `python -m benchmarks.explorer --json`.

A real browser changes one control after the other, in turns, and waits until plotly has drawn; medians
and the slowest of all repeats are in milliseconds. `small` is the counting LSTM that ships, `large` an
LSTM of 256 units that reads 1,000 characters.
"""

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import torch
from playwright.sync_api import Page, sync_playwright
from safetensors.torch import save

ROOT = Path(__file__).parents[1]
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ALPHABET = "abcdefghijklmnopqrstuvwxyz .,\n(){}"
HIDDEN, LENGTH = 256, 1000

# Sets a control as a visitor does, and resolves with the milliseconds until the figure is drawn.
CHANGE = """([id, value, figure]) => new Promise((resolve) => {
  const control = document.getElementById(id);
  const graph = document.querySelector(`#${figure} .js-plotly-plot`);
  const begin = performance.now();
  graph.once ? graph.once('plotly_afterplot', done) : graph.on('plotly_afterplot', done);
  function done() { requestAnimationFrame(() => resolve(performance.now() - begin)); }
  const kind = control.tagName === 'SELECT' ? HTMLSelectElement : control.tagName === 'TEXTAREA'
    ? HTMLTextAreaElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(control, value);
  control.dispatchEvent(new Event(control.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true }));
})"""

HOLD = """([value, figure]) => new Promise((resolve) => {
  const graph = document.querySelector(`#${figure} .js-plotly-plot`);
  const begin = performance.now();
  graph.once('plotly_afterplot', () => requestAnimationFrame(() => resolve(performance.now() - begin)));
  window.dash_clientside.set_props('do-slider', { value });
})"""


@contextmanager
def served() -> Iterator[str]:
    """The address of a server of its own."""
    with socket.socket() as free, tempfile.TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "dashboard/gunicorn.conf.py")]
        process = subprocess.Popen(
            [*command, "dashboard.app:create_server()"],
            cwd=ROOT,
            env=os.environ | {"DATA_DIR": folder, "PORT": str(port)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        url = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{url}/healthz").close()
                break
            except OSError:
                time.sleep(0.1)
        try:
            yield url
        finally:
            process.terminate()
            process.wait()


def open_large(url: str) -> str:
    """Open a large network with random weights; its id."""
    torch.manual_seed(0)
    module = torch.nn.LSTM(len(ALPHABET), HIDDEN)
    readout = torch.nn.Linear(HIDDEN, len(ALPHABET))
    state = {f"rnn.{k}": v for k, v in module.state_dict().items()}
    state |= {f"readout.{k}": v for k, v in readout.state_dict().items()}
    query = urllib.parse.urlencode({"name": "large.safetensors", "alphabet": ALPHABET})
    request = urllib.request.Request(f"{url}/open?{query}", data=save(state), method="POST")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["run"]


def measure(
    page: Page, changes: dict[str, tuple[str, list[str]]], repeats: int
) -> dict[str, dict[str, float]]:
    """Milliseconds by change: all changes in turns, again and again."""
    times: dict[str, list[float]] = {name: [] for name in changes}
    for repeat in range(repeats + 1):
        for name, (control, values) in changes.items():
            value = values[repeat % len(values)]
            if control == "do-slider":
                took = page.evaluate(HOLD, [float(value), "effect-figure"])
            else:
                took = page.evaluate(CHANGE, [control, value, "read-figure"])
            page.wait_for_timeout(400)
            if repeat:  # the first round warms caches that a visitor's first look has warmed
                times[name].append(took)
    return {name: {"median": round(median(t), 1), "slowest": round(max(t), 1)} for name, t in times.items()}


def small(page: Page, url: str, repeats: int) -> dict[str, dict[str, float]]:
    """Unit, vector and string on the Read page, a held value on the Intervene page."""
    page.goto(f"{url}/explore?view=vectors")
    page.wait_for_selector("#read-figure .plotly .heatmaplayer")
    page.wait_for_timeout(1000)
    found = measure(
        page,
        {
            "unit": ("subject-unit", ["3", "5", "7", "9"]),
            "vector": ("subject-symbol", ["h", "c"]),
            "string": ("subject-text", [f"{'a' * n}X{'b' * n}$" for n in (5, 9, 14, 18)]),
        },
        repeats,
    )
    page.goto(f"{url}/explore/intervene")
    page.wait_for_selector("#effect-figure .plotly .heatmaplayer")
    page.wait_for_timeout(1000)
    return found | measure(page, {"clamp": ("do-slider", ["1", "2", "4", "5"])}, repeats)


def large(page: Page, url: str, repeats: int) -> dict[str, dict[str, float]]:
    """The same for 256 units and 1,000 characters, with every neuron in view."""
    texts = [
        "".join(ALPHABET[(k * k + k // (3 + m)) % len(ALPHABET)] for k in range(LENGTH)) for m in range(4)
    ]
    run = open_large(url)
    query = urllib.parse.urlencode({"run": run, "view": "units", "text": texts[0]})
    page.goto(f"{url}/explore?{query}")
    page.wait_for_selector("#read-figure .plotly .heatmaplayer")
    page.wait_for_timeout(3000)
    return measure(
        page,
        {
            "unit": ("subject-unit", ["30", "50", "70", "90"]),
            "vector": ("subject-symbol", ["h", "c", "i", "f"]),
            "string": ("subject-text", texts[1:] + texts[:1]),
        },
        repeats,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        found = {"small": small(page, url, options.repeats), "large": large(page, url, options.repeats)}
        browser.close()
    if options.json:
        print(json.dumps(found))
        return
    for size, changes in found.items():
        for name, took in changes.items():
            print(f"{size:6} {name:8} {took['median']:7.1f} ms, slowest {took['slowest']:7.1f}")


if __name__ == "__main__":
    main()
