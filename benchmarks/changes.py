"""How long it takes from a change of a control on Compare to the figure that shows it.

The clock starts when the visitor's event reaches the control and stops after the frame with the last
drawing of any figure; whether that was the last is known after a quiet while without requests. Pauses that
the page makes on purpose while someone types are not part of it: the visitor presses Enter.
"""

import time
from dataclasses import dataclass

from playwright.sync_api import Page

QUIET = 250  # ms without drawing or request, from where a change counts as shown
PATIENCE = 15_000  # ms
TRACES = ("traces-figure",)
ALL = ("traces-figure", "loss-figure", "generalization-figure")


@dataclass(frozen=True)
class Control:
    """One control and what it is set to, in turns; what it holds already is passed over.

    Attributes:
        id: of the element that gets the visitor's event.
        values: what is chosen or typed; for a slider the key that is pressed, for a button "".
        shows: ids of what has to change on the page.
        path: the address on which it is measured.
    """

    id: str
    values: tuple[str, ...]
    shows: tuple[str, ...] = TRACES
    path: str = "/"


LENGTHS = (15, 7, 30, 11, 40, 5, 22, 9, 18, 13)
CONTROLS = {
    "string": Control("trace-text", tuple(f"{'a' * n}X{'b' * (n - 1)}" for n in LENGTHS)),
    "N": Control("trace-n", tuple(map(str, LENGTHS))),
    "seed": Control("trace-seed", tuple(map(str, (7, 3, 11, 19, 5, 0, 14, 9)))),
    "names": Control("trace-names", ("article", "standard")),
    "step": Control("time-slider", ("ArrowRight", "ArrowRight", "ArrowLeft"), ("cursor-readout",)),
    "theme": Control("theme-switch", ("",), ALL),
    "run": Control("run-picker", ("counting-sharpened", "counting-plain"), ALL),
    "recipe": Control("config-recipe", ("sharpened", "plain"), ALL),
    "layer": Control("trace-layer", ("2", "1"), path="/?run=copying-plain"),
}

# Resolves with [ms until shown, ms of it with a request under way, requests].
WATCH = """(() => {
  let pending = 0;
  let last = 0;
  const now = () => (last = performance.now());
  const ask = window.fetch;
  window.fetch = (...args) => { pending++; return ask(...args).finally(() => { pending--; now(); }); };

  function act(control, value) {
    const event = (type, Kind = Event, more = {}) =>
      control.dispatchEvent(new Kind(type, { bubbles: true, cancelable: true, ...more }));
    const put = (Kind) => Object.getOwnPropertyDescriptor(Kind.prototype, 'value').set.call(control, value);
    let begin = performance.now();
    if (control.tagName === 'SELECT') { put(HTMLSelectElement); event('change'); }
    else if (control.tagName === 'BUTTON') control.click();
    else if (control.tagName === 'INPUT') {
      control.focus();
      put(HTMLInputElement);
      event('input');
      begin = performance.now();
      for (const type of ['keydown', 'keypress', 'keyup']) event(type, KeyboardEvent, { key: 'Enter' });
    } else event('keydown', KeyboardEvent, { key: value });
    return begin;
  }

  window.timeChange = ([id, values, shows, quiet, patience]) => new Promise((resolve, reject) => {
    const found = document.getElementById(id);
    const control = found.querySelector('[role=slider]') ?? found;
    const value = values.find((one) => one !== control.value) ?? values[0];
    const waits = new Set(shows);
    const undo = [];
    let shown = 0;
    const see = (name) => requestAnimationFrame(() => setTimeout(() => {
      waits.delete(name);
      shown = now();
    }));
    for (const figure of document.querySelectorAll('.figure-graph')) {
      const graph = figure.querySelector('.js-plotly-plot');
      const listen = () => see(figure.id);
      graph.on('plotly_afterplot', listen);
      undo.push(() => graph.removeListener('plotly_afterplot', listen));
    }
    for (const name of shows.filter((name) => !document.querySelector(`#${name} .js-plotly-plot`))) {
      const observer = new MutationObserver(() => see(name));
      observer.observe(document.getElementById(name), { childList: true });
      undo.push(() => observer.disconnect());
    }
    performance.clearResourceTimings();
    const begin = act(control, value);
    now();
    const check = setInterval(() => {
      const late = performance.now() - begin > patience;
      if (!late && (waits.size || pending || performance.now() - last < quiet)) return;
      clearInterval(check);
      undo.forEach((each) => each());
      if (late) return reject(new Error(`${id} = ${value}: not shown: ${[...waits]}`));
      const asked = performance.getEntriesByType('resource').filter((e) => e.name.includes('/_dash-update'));
      let [waited, until] = [0, begin];
      for (const { startTime, responseEnd } of asked) {
        waited += Math.max(0, Math.min(responseEnd, shown) - Math.max(startTime, until));
        until = Math.max(until, responseEnd);
      }
      resolve([shown - begin, waited, asked.length]);
    }, 20);
  });
})()"""


@dataclass(frozen=True)
class Change:
    """ms from the event to the drawn figure, ms of it with a request under way, and how many requests."""

    ms: float
    waited: float
    requests: int


def measure(page: Page, url: str, repeats: int, seconds: float) -> dict[str, list[Change]]:
    """Set every control so many times, all of them in turns; once at least, even if the seconds are over.

    The page must have WATCH from its start.
    """
    end = time.monotonic() + seconds
    times: dict[str, list[Change]] = {name: [] for name in CONTROLS}
    for path in dict.fromkeys(control.path for control in CONTROLS.values()):
        page.goto(url + path)
        page.evaluate("() => window.drawn")
        page.wait_for_timeout(1000)
        here = {name: control for name, control in CONTROLS.items() if control.path == path}
        for repeat in range(repeats + 1):
            if repeat > 1 and time.monotonic() > end:
                break
            for name, control in here.items():
                turn = repeat % len(control.values)
                values = control.values[turn:] + control.values[:turn]
                asked = [control.id, values, control.shows, QUIET, PATIENCE]
                change = Change(*page.evaluate("(asked) => window.timeChange(asked)", asked))
                if repeat:  # the first round warms caches that a visitor's first look has warmed
                    times[name].append(change)
    return times
