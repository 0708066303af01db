"""What a visitor does: opens a page, looks, changes a control, goes to another page, trains now and then.

`PAGES` and `DEEDS` are the mix: how likely each page and, on it, each deed is.
"""

import asyncio
import itertools
import random
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from benchmarks.load.session import Failed, Session
from dashboard import ids, urls

THINK = (5.0, 10.0)  # seconds between two deeds, all equally likely
STAYS = 4  # deeds on a page on average, before another is opened
AFRESH = 0.1  # of the changes of page load it anew, as from a bookmark or in another tab
WATCHERS = 0.05  # of the visitors of Compare follow a link to somebody's training
ENCODINGS = ("gzip, deflate, br, zstd",) * 4 + ("gzip, deflate, br",)  # Chromium's and Firefox's; Safari's
SMALL = {"cells": ["lstm"], "hidden": 8, "layers": 1, "seeds": 4, "steps": 300, "measure_up_to": 200}

PAGES = {
    urls.COMPARE: 40,
    urls.EXPLORE: 20,
    urls.RUNS: 12,
    urls.TEXT_WRITE: 6,
    urls.TEXT_READ: 6,
    urls.TEXT_ERRORS: 4,
    urls.TEXT_TRAIN: 3,
    urls.FIND: 3,
    urls.WHY: 3,
    urls.GALLERY: 3,
}


@dataclass
class Noted:
    """What all visitors met.

    Attributes:
        full: the time of the clock at which everybody is there.
        seconds: by kind of deed, of each until everything was answered.
        coming: the same of deeds that were begun before that time.
        polls: the same for what pages ask by themselves.
        statuses: how often each HTTP status came.
        failures: what went wrong.
        runs: of accepted trainings, the run and the visitor who has it.
        refused: how often each reason was given.
    """

    full: float
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    coming: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    polls: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    runs: dict[str, "Visitor"] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)


class Visitor:
    """One visitor, with a browser of their own, and habits by a seed."""

    numbers = itertools.count(1000)  # first seeds, so that no two trainings are the same

    def __init__(
        self, url: str, seed: int, noted: Noted, fetched: dict[str, list[str]], links: list[str]
    ) -> None:
        """`fetched`: what each page's scripts ask for, by path; `links`: to trainings that others show."""
        self.random, self.noted, self.fetched, self.links = random.Random(seed), noted, fetched, links
        self.browser = Session(url, ENCODINGS[seed % len(ENCODINGS)], noted.statuses)

    async def stay(self, until: float) -> None:
        """Visit until that time of the clock."""
        await self.timed("page, first visit", self.load(self.choose(PAGES)))
        while time.perf_counter() < until:
            await asyncio.sleep(self.random.uniform(*THINK))
            if time.perf_counter() < until:
                await self.act()

    async def act(self) -> None:
        """One deed, or another page."""
        deeds = DEEDS.get(self.browser.path, {}) if self.browser.page else {}
        if deeds and self.random.random() > 1 / STAYS:
            kind = self.choose({deed: weight for deed, (weight, _) in deeds.items()})
            await self.timed(kind, deeds[kind][1](self))
            return
        address = self.choose(PAGES)
        if address == urls.COMPARE and self.links and self.random.random() < WATCHERS:
            address = self.random.choice(self.links)
        if self.browser.page is None or self.random.random() < AFRESH:
            await self.timed("page, loaded again", self.load(address))
        else:
            await self.timed(f"page {urlsplit(address).path}", self.go(address))

    async def timed(self, kind: str, deed: Awaitable[None]) -> None:
        """Do something and note how long it took, and what went wrong."""
        begun = time.perf_counter()
        try:
            await deed
        except Failed as error:
            self.noted.failures[f"{kind}: {error}"[:200]] += 1
        noted = self.noted.coming if begun < self.noted.full else self.noted.seconds
        noted[kind].append(time.perf_counter() - begun)

    async def load(self, address: str) -> None:
        """From the address bar."""
        path = urlsplit(address).path
        files = [each for each in self.fetched.get(path, []) if each.startswith("/_dash")]
        await self.browser.open(address, files)
        await self.look_on(path)

    async def go(self, address: str) -> None:
        """By a link of the page."""
        await self.browser.go(address)
        await self.look_on(urlsplit(address).path)

    async def look_on(self, path: str) -> None:
        """What the page's own scripts ask for, then its polls."""
        asked = [each for each in self.fetched.get(path, []) if not each.startswith(("/_dash", "/assets"))]
        await asyncio.gather(*(self.browser.request("GET", each) for each in asked))
        self.browser.poll(lambda name, seconds: self.noted.polls[name].append(seconds))

    async def set(self, component: str, value: Any, prop: str = "value") -> None:
        """Change one control."""
        if component not in self.browser.page:
            raise Failed(f"{component} is not on {self.browser.path}")
        await self.browser.change({(component, prop): value})

    async def choose_in(self, *components: str) -> None:
        """Another option of one of these lists."""
        component = self.random.choice(components)
        now = self.browser.page.get(component)
        others = [option["value"] for option in self.browser.page.get(component, "options") or ()]
        others = [value for value in others if value != now]
        if others:
            await self.set(component, self.random.choice(others))

    async def another_neuron(self) -> None:
        """On the Read page of texts, which asks for the values of a neuron at all characters."""
        for address in self.fetched[urls.TEXT_READ]:
            parts = urlsplit(address)
            if parts.path == urls.VALUES:
                query = dict(parse_qsl(parts.query)) | {urls.UNIT: str(self.random.randint(1, 100))}
                await self.browser.request("GET", f"{parts.path}?{urlencode(query)}")

    async def train_small(self) -> None:
        await self.train(SMALL)

    async def train(self, values: dict[str, Any]) -> str | None:
        """Fill in the form and press Train; the run, where it was accepted."""
        page = self.browser.page
        for name, value in (values | {"first_seed": next(self.numbers)}).items():
            page.put(ids.field(name), "value", value)
        before = page.get(ids.RUN_PICKER)
        await self.set(ids.TRAIN, (page.get(ids.TRAIN, "n_clicks") or 0) + 1, "n_clicks")
        run = page.get(ids.RUN_PICKER)
        if run == before:
            self.noted.refused[page.get(ids.FORM_ERROR, "children") or "without a word"] += 1
            return None
        self.noted.runs[run] = self
        return run

    async def keep_training(self, values: dict[str, Any], until: float) -> None:
        """A visitor who always has one training, and watches it."""
        while time.perf_counter() < until:
            try:
                await self.load(urls.COMPARE)
                run = await self.train(values)
            except Failed as error:
                self.noted.failures[f"long training: {error}"[:200]] += 1
                run = None
            if run is None:
                await asyncio.sleep(1)
                continue
            link = urls.compare(run)
            self.links.append(link)
            await self.until_over(run, until)
            self.links.remove(link)

    async def until_over(self, run: str, until: float) -> bool:
        """Watch a run to its end, which the page's own polls find out; False where that took too long."""
        while time.perf_counter() < until:
            if self.browser.page and (self.browser.page.get(ids.READY, "data") or [""])[0] == run:
                return True
            await asyncio.sleep(0.2)
        return False

    async def outcomes(self, until: float) -> list[str]:
        """How this visitor's trainings ended: one after the other, since a visitor has one page."""
        return [await self.outcome(run, until) for run, whose in self.noted.runs.items() if whose is self]

    async def outcome(self, run: str, until: float) -> str:
        """How a training of this visitor's ended."""
        try:
            await self.load(urls.compare(run))
        except Failed as error:
            return str(error)
        over = await self.until_over(run, until)
        return self.browser.page.get(ids.READY, "data")[1] if over else "not finished"

    def choose(self, weights: dict[str, float]) -> str:
        return self.random.choices(list(weights), list(weights.values()))[0]


def number(component: str, low: int, high: int) -> Callable[[Visitor], Awaitable[None]]:
    """Type a number into a field."""
    return lambda visitor: visitor.set(component, visitor.random.randint(low, high))


def option(*components: str) -> Callable[[Visitor], Awaitable[None]]:
    """Choose another option in one of these lists."""
    return lambda visitor: visitor.choose_in(*components)


DEEDS: dict[str, dict[str, tuple[float, Callable[[Visitor], Awaitable[None]]]]] = {
    urls.COMPARE: {
        "Compare: task or recipe": (28, option(ids.field("task"), ids.field("recipe"))),
        "Compare: N": (28, number(ids.TRACE_N, 1, 40)),
        "Compare: seed": (28, option(ids.TRACE_SEED)),
        "Compare: names": (7, option(ids.TRACE_NAMES)),
        "Compare: another run": (7, option(ids.RUN_PICKER)),
        "Compare: Train": (2, Visitor.train_small),
    },
    urls.EXPLORE: {
        "Explore: neuron": (60, option(ids.UNIT)),
        "Explore: quantity": (15, option(ids.SYMBOL)),
        "Explore: view": (15, option(ids.VIEW)),
        "Explore: cell": (10, option(ids.CELL)),
    },
    urls.FIND: {"Find: quantity": (1, option(ids.SYMBOL))},
    urls.WHY: {"Why: neuron": (1, option(ids.UNIT))},
    urls.TEXT_READ: {"Text: neuron": (1, Visitor.another_neuron)},
    urls.TEXT_ERRORS: {"Text: errors of another": (1, option(ids.ERRORS_RUN))},
}
