"""What visitors do in a rehearsal, in Chromium."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect

from dashboard import ids, urls

PAGES = (
    *(path for _, path in urls.PAGES),
    *(path for _, path in urls.EXPLORER),
    *(path for _, path in urls.TEXT_PAGES),
)
LONG = 600_000  # ms
SOON = 240_000  # ms, on a busy machine
# What a browser says itself of a request that was cut when a server stopped.
OF_A_RESTART = re.compile(r"Failed to load resource|ERR_|Failed to fetch|NetworkError|Load failed")


class Visitor:
    """A browser with cookies of its own."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._context = browser.new_context(ignore_https_errors=True, base_url=url)
        self._context.set_default_timeout(SOON)
        self.page = self._context.new_page()
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", lambda said: said.type == "error" and self.troubles.append(said.text))

    def look(self, path: str) -> float:
        """Open a page; return the seconds until it is all there."""
        begun = time.monotonic()
        answer = self.page.goto(path)
        if answer.status != 200:
            raise RuntimeError(f"{path} answers {answer.status}")
        expect(self.page.locator("main h1").first).to_be_visible(timeout=SOON)
        self.page.wait_for_load_state("networkidle", timeout=SOON)
        return time.monotonic() - begun

    def train(self, steps: int, hidden: int, seeds: int) -> str:
        """Begin a comparison of an LSTM and an RNN; return its id."""
        page = self.page
        page.goto(urls.COMPARE)
        for cell in ("feedforward", "gru", "peephole"):
            page.locator(f"#config-cells input[value={cell}]").uncheck()
        for name, value in (("seeds", seeds), ("hidden", hidden), ("steps", steps)):
            page.fill(f"#config-{name}", str(value))
        before = page.locator("#run-picker").input_value()
        page.get_by_role("button", name="Train", exact=True).click()
        expect(page.locator("#run-picker")).not_to_have_value(before, timeout=SOON)
        self.wait_for("running")
        return page.locator("#run-picker").input_value()

    def status(self) -> str:
        """What the page says of the shown run."""
        return self.page.locator("#status-badge").inner_text()

    def wait_for(self, status: str, timeout: int = SOON) -> None:
        """Wait until the shown run has this status."""
        expect(self.page.locator("#status-badge")).to_have_text(status, timeout=timeout)

    def progress(self) -> float:
        """How far the shown run is, in percent."""
        return float(self.page.locator(f"#{ids.PROGRESS_BAR}").get_attribute("value"))

    def wait_for_more(self) -> None:
        """Wait until the shown run is farther than now."""
        before, until = self.progress(), time.monotonic() + SOON / 1000
        while self.progress() <= before:
            if time.monotonic() > until:
                raise RuntimeError(f"the run, {self.status()}, gets no farther than {before} percent")
            self.page.wait_for_timeout(200)

    @contextmanager
    def during_a_restart(self) -> Iterator[None]:
        """Requests that a restart cuts are no trouble."""
        before = list(self.troubles)
        yield
        new = self.troubles[len(before) :]
        self.troubles = before + [text for text in new if not OF_A_RESTART.search(text)]

    def sees(self, run_id: str) -> bool:
        """Whether a run of somebody else's is shown, listed or given away."""
        self.page.goto(urls.compare(run_id))
        shown = self.page.locator("#run-picker").input_value() == run_id
        self.page.goto(urls.RUNS)
        expect(self.page.locator(".runs tbody tr").first).to_be_visible(timeout=SOON)
        listed = self.page.locator(f"a[href*='run={run_id}']").count() > 0
        given = [
            kind
            for kind in urls.DOWNLOADS
            if self._context.request.get(f"/runs/{run_id}/{kind}").status != 404
        ]
        return shown or listed or bool(given)

    def tries_to_stop(self, run_id: str) -> str:
        """Press Cancel for somebody else's run, as somebody who knows Dash may; return what the page says."""
        page = self.page
        self.look(urls.COMPARE)
        page.evaluate(
            """([picker, button, run]) => {
                dash_clientside.set_props(picker, {options: [run], value: run});
                dash_clientside.set_props(button, {disabled: false, hidden: false});
            }""",
            [ids.RUN_PICKER, ids.CANCEL, run_id],
        )
        page.locator(f"#{ids.CANCEL}").click()
        expect(page.locator(f"#{ids.FORM_ERROR}")).not_to_be_empty(timeout=SOON)
        return page.locator(f"#{ids.FORM_ERROR}").inner_text()
