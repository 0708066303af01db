"""Real browsers among the visitors: five pages in one Chromium, which one thread keeps busy in turns."""

import random
import time
from collections import defaultdict
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Page, sync_playwright

from benchmarks.changes import CONTROLS, PATIENCE, QUIET, WATCH, Control
from benchmarks.load.visitor import PAGES, THINK
from benchmarks.pages import DRAWN, SIZE
from benchmarks.site import launch
from dashboard import ids, urls

BROWSERS = 5
STAYS = 6  # deeds on a page before the other one is opened
COMPARE = [CONTROLS[name] for name in ("N", "seed", "recipe", "run", "names")]
READ = (ids.READ,)
EXPLORE = [
    Control(ids.UNIT, tuple("2468357"), READ, urls.EXPLORE),
    Control(ids.SYMBOL, tuple("hcgio"), READ, urls.EXPLORE),
]
DEEDS = {urls.COMPARE: COMPARE, urls.EXPLORE: EXPLORE}
FIGURE = {urls.COMPARE: ids.TRACES, urls.EXPLORE: ids.READ}
SETTLED = 3000  # ms in which a page's own scripts have asked for what they show first

# Follows a link of the page; ms until its figure is drawn.
FOLLOW = """([href, figure]) => new Promise((resolve) => {
  const begin = performance.now();
  document.querySelector(`a[href="${href}"]`).click();
  (function look() {
    const graph = document.getElementById(figure);
    const drawn = graph && graph.style.visibility !== 'hidden' && graph.querySelector('.main-svg');
    if (drawn) setTimeout(() => resolve(performance.now() - begin));
    else requestAnimationFrame(look);
  })();
})"""


def scout(url: str) -> dict[str, list[str]]:
    """For each page that is visited, what a real browser asks for there, beside Dash's messages."""
    found: dict[str, list[str]] = {}
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for path in PAGES:
            context = browser.new_context(viewport=SIZE)
            page = context.new_page()
            asked: list[tuple[str, str]] = []
            page.on("request", lambda each, asked=asked: asked.append((each.method, each.url)))
            page.goto(url + path)
            page.wait_for_timeout(SETTLED)
            context.close()
            paths = dict.fromkeys(address.removeprefix(url) for method, address in asked if method == "GET")
            own = (path, "/_dash-layout", "/_dash-dependencies")
            found[path] = [each for each in paths if each.startswith("/") and each not in own]
        browser.close()
    return found


@dataclass
class Tab:
    """One of the browsers: where it is, and when its visitor acts next."""

    page: Page
    random: random.Random
    due: float
    deeds: int = 0
    path: str = ""

    def wait(self) -> None:
        self.due = time.monotonic() + self.random.uniform(*THINK)


@dataclass
class Seen:
    """Milliseconds by kind of deed, from the time `full` on and before it, and what went wrong."""

    full: float
    ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    coming: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)


def visit(url: str, arrival: float, seconds: float, told: Connection) -> None:
    """Keep five browsers busy while the others come and for so many seconds more, and send what they saw."""
    seen = Seen(time.monotonic() + arrival)
    end = seen.full + seconds
    with sync_playwright() as playwright:
        browser = launch(playwright)
        tabs = [open_tab(browser, seed, seen) for seed in range(BROWSERS)]
        while (tab := min(tabs, key=lambda tab: tab.due)).due < end:
            time.sleep(max(0.0, tab.due - time.monotonic()))
            try:
                act(tab, url, seen)
            except Error as error:
                seen.failures.append(str(error)[:200])
            tab.wait()
        browser.close()
    told.send((dict(seen.ms), dict(seen.coming), seen.failures))


def open_tab(browser: Browser, seed: int, seen: Seen) -> Tab:
    """A browser with an empty cache, a cookie jar of its own, and a visitor who begins within ten seconds."""
    page = browser.new_context(viewport=SIZE).new_page()
    for script in (DRAWN, WATCH):
        page.add_init_script(script)
    page.on("pageerror", lambda error: seen.failures.append(str(error)[:200]))
    page.on(
        "response",
        lambda answer: answer.status >= 500 and seen.failures.append(f"{answer.status} {answer.url}"),
    )
    habits = random.Random(seed)
    return Tab(page, habits, time.monotonic() + habits.uniform(0, THINK[1]))


def act(tab: Tab, url: str, seen: Seen) -> None:
    """One deed, timed from the click to the figure that shows it."""
    page, tab.deeds = tab.page, tab.deeds + 1
    noted = seen.coming if time.monotonic() < seen.full else seen.ms
    if not tab.path:
        tab.path = urls.COMPARE
        page.goto(url + tab.path)
        noted["page, first visit"].append(page.evaluate("() => window.drawn"))
    elif tab.deeds % STAYS == 0:
        tab.path = next(path for path in DEEDS if path != tab.path)
        noted[f"page {tab.path}"].append(page.evaluate(FOLLOW, [tab.path, FIGURE[tab.path]]))
    else:
        control = tab.random.choice(DEEDS[tab.path])
        values = tab.random.sample(control.values, len(control.values))
        asked = [control.id, values, control.shows, QUIET, PATIENCE]
        ms, _, _ = page.evaluate("(asked) => window.timeChange(asked)", asked)
        noted[f"{urlsplit(tab.path).path} {control.id}"].append(ms)
