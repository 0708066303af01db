"""One visitor's browser without a screen: cookies, a cache, six connections, and Dash's own messages."""

import asyncio
import re
import time
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import orjson

from benchmarks.load.renderer import Callback as Listener
from benchmarks.load.renderer import Called, Place, Renderer

CONNECTIONS = 6  # to one server, as browsers have
PATIENCE = 60.0  # seconds for one answer
UPDATE = "/_dash-update-component"
LOCATION = "_pages_location"  # where Dash Pages keeps the address
CONFIG = re.compile(r'<script id="_dash-config" type="application/json">(.*?)</script>', re.DOTALL)
FILES = re.compile(r'<(?:script|link)[^>]*?(?:src|href)="(/[^"]*)"')


class Failed(Exception):  # noqa: N818 - it is the server's fault, not ours
    """A request was answered with an error, or not at all."""


class Session:
    """A visitor's browser. Every request's status is counted in `statuses`.

    Attributes:
        page: what is shown.
        path: where.
    """

    def __init__(self, url: str, encodings: str, statuses: dict[str, int]) -> None:
        self.url, self.statuses = url, statuses
        self.page: Renderer | None = None
        self.path = ""
        self._end = ""  # names this load of the page, and goes with each of its messages
        self._kept: dict[
            str, tuple[str | None, float]
        ] = {}  # what the cache holds: its tag, and until when it is good
        self._behind: set[asyncio.Task] = set()  # background callbacks that are not over
        self._polls: set[asyncio.Task] = set()  # what the page asks by itself
        self._http = aiohttp.ClientSession(
            url,
            connector=aiohttp.TCPConnector(limit_per_host=CONNECTIONS),
            cookie_jar=aiohttp.CookieJar(unsafe=True),  # or it would keep none of a machine without a name
            timeout=aiohttp.ClientTimeout(PATIENCE),
            json_serialize=lambda message: orjson.dumps(message).decode(),
            headers={"Accept-Encoding": encodings, "Accept-Language": "en", "User-Agent": "gatescope-load"},
        )

    async def close(self) -> None:
        """The browser is closed, whatever is under way."""
        stop(self._polls | self._behind)
        await self._http.close()

    async def open(self, address: str, files: Iterable[str] = ()) -> None:
        """Load a page from the address bar; `files` are asked for beside those that it names itself."""
        stop(self._polls | self._behind)
        html = (await self.request("GET", address)).decode()
        self._end = orjson.loads(CONFIG.search(html)[1])["end_id"]
        named = map(unescape, FILES.findall(html))
        await asyncio.gather(*map(self._file, dict.fromkeys([*named, *files])))
        layout, entries = await asyncio.gather(self._json("/_dash-layout"), self._json("/_dash-dependencies"))
        self.page, self.path = Renderer(layout, entries), ""
        await self.go(address)

    async def go(self, address: str) -> None:
        """Follow a link of the page itself."""
        stop(self._polls)
        parts = urlsplit(address)
        search = f"?{parts.query}" if parts.query else ""
        await self.change({(LOCATION, "pathname"): parts.path, (LOCATION, "search"): search})
        self.path = parts.path  # where that failed, what is on the page is still the page before

    async def change(self, values: dict[Place, Any]) -> None:
        """Set controls, and wait until every callback that this calls has been answered."""
        changed = [place for place, value in values.items() if self.page.get(*place) != value]
        for place in changed:
            self.page.put(*place, values[place])
        await self.settle(self.page.triggered(changed))

    async def settle(self, called: Called) -> None:
        """Call these callbacks and those that their answers call, in Dash's order."""
        page, waiting, under_way = self.page, dict(called), {}
        while waiting or under_way:
            for callback in page.ready(waiting, under_way.values()):
                task = asyncio.ensure_future(self.call(callback, waiting.pop(callback)))
                under_way[task] = callback
            done, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                answered, response = under_way.pop(task), task.result()
                if self.page is page:
                    for callback, places in page.apply(answered, response).items():
                        waiting[callback] = waiting.get(callback, []) + places

    def poll(self, told: Callable[[str, float], None]) -> None:
        """Let the page ask what it asks by itself, until it is left; each answer's seconds are told."""
        stop(self._polls)
        for name, place in self.page.polls().items():
            begin(self._polls, self._ask_again(name, place, told))

    async def _ask_again(self, name: str, place: Place, told: Callable[[str, float], None]) -> None:
        page, ticks = self.page, 0
        while name in page:
            await asyncio.sleep(page.get(name, "interval") / 1000)
            if name in page and not page.get(name, "disabled"):
                ticks, begun = ticks + 1, time.perf_counter()
                with suppress(Failed):  # it has been counted, and the page asks again
                    await self.change({place: ticks})
                told(name, time.perf_counter() - begun)

    async def call(self, callback: Listener, changed: list[Place]) -> dict[str, dict[str, Any]]:
        """What a callback answers; one that goes on in the background is followed there."""
        message = self.page.message(callback, changed)
        found = await self._post(message)
        if callback.interval and "cacheKey" in found:
            begin(self._behind, self._follow(message, found, callback.interval))
        return found.get("response", {})

    async def _follow(self, message: dict[str, Any], handles: dict[str, str], interval: float) -> None:
        """Ask whether a background callback is over, until it is."""
        asked = message | {
            part: [each | {"value": None} for each in message[part]]
            for part in ("inputs", "state")
            if part in message
        }
        found: dict[str, Any] = {}
        while "response" not in found:
            await asyncio.sleep(interval)
            found = await self._post(asked, cacheKey=handles["cacheKey"], job=handles["job"]) or {
                "response": {}
            }

    async def _post(self, message: dict[str, Any], **handles: str) -> dict[str, Any]:
        """Send a message; {} where nothing is to change."""
        query = {"endId": self._end} | handles
        body = await self.request("POST", UPDATE, params=query, json=message)
        return orjson.loads(body) if body else {}

    async def _json(self, path: str) -> Any:
        return orjson.loads(await self.request("GET", path))

    async def _file(self, path: str) -> None:
        """A file that may be kept, if the cache has none that is good."""
        tag, until = self._kept.get(path, (None, 0.0))
        if time.monotonic() >= until:
            await self.request("GET", path, headers={"If-None-Match": tag} if tag else {})

    async def request(self, method: str, path: str, **options: Any) -> bytes:
        """The body of an answer. Raises Failed where the server fails; what it refuses is an answer too."""
        try:
            # A browser tries again as well where the server was just closing the connection.
            for last in (False, True):
                try:
                    return await self._once(method, path, **options)
                except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
                    if last:
                        raise
        except (aiohttp.ClientError, TimeoutError) as error:
            self._count(type(error).__name__)
            raise Failed(f"{method} {path}: {error!r}") from error

    async def _once(
        self, method: str, path: str, headers: dict[str, str] | None = None, **options: Any
    ) -> bytes:
        ours = {
            "Referer": self.url + (self.path or "/"),
            "Sec-Fetch-Site": "same-origin",
            "Sec-Fetch-Mode": "cors",
        }
        ours |= {"Origin": self.url} if method == "POST" else {}
        async with self._http.request(method, path, headers=ours | (headers or {}), **options) as answer:
            body = await answer.read()
        self._count(str(answer.status))
        if answer.status >= 500:
            raise Failed(f"{method} {path} was answered with {answer.status}")
        if method == "GET" and (life := re.search(r"max-age=(\d+)", answer.headers.get("Cache-Control", ""))):
            self._kept[path] = (answer.headers.get("ETag"), time.monotonic() + float(life[1]))
        elif method == "GET" and "ETag" in answer.headers:
            self._kept[path] = (answer.headers["ETag"], 0.0)
        return body

    def _count(self, status: str) -> None:
        self.statuses[status] = self.statuses.get(status, 0) + 1


def begin(kept: set[asyncio.Task], work: Coroutine) -> None:
    """Let something go on beside what the visitor does."""
    task = asyncio.ensure_future(work)
    kept.add(task)
    task.add_done_callback(kept.discard)


def stop(tasks: Iterable[asyncio.Task]) -> None:
    """End what goes on."""
    for task in list(tasks):
        task.cancel()
