"""What all pages of the explorer promise: they fit a phone, and keys and screen readers reach everything."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.explorer import SLOW, drawn, open_page

# Each page, with the figures that it opens with.
PAGES = {
    "/explore": ("read-figure",),
    "/explore/find": ("ranking-figure", "clusters-figure"),
    "/explore/why": ("saliency-figure", "saturation-figure", "distributions-figure", "probes-figure"),
    "/explore/intervene": ("effect-figure",),
    "/explore/files": (),
    "/explore/gallery": (),
}
NAMES = ("Read", "Find", "Ask why", "Intervene", "Files", "Gallery")


@pytest.fixture
def site(shared_site):
    return shared_site


def open_whole(page: Page, site, address: str) -> None:
    """Open a page and wait for all that it opens with."""
    open_page(page, site, address, *PAGES[address])
    expect(page.locator("h1")).to_be_visible(timeout=SLOW)
    if address.endswith("gallery"):
        expect(page.locator("article").last).to_be_visible(timeout=SLOW)


@pytest.mark.parametrize("address", PAGES)
def test_a_phone_never_scrolls_sideways_and_nothing_is_cut_off_or_overlaps(
    tab: Page, site, address: str
) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    open_whole(tab, site, address)
    assert tab.evaluate("document.documentElement.scrollWidth") == 390
    links = tab.get_by_role("navigation", name="Explorer").get_by_role("link").all()
    assert [link.inner_text() for link in links] == list(NAMES)
    for link in links:
        box = link.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390, link.inner_text()
    assert overlapping(tab) == []


def overlapping(page: Page) -> list[str]:
    """Pairs of controls that lie over each other."""
    return page.evaluate(
        """() => {
          const shown = [...document.querySelectorAll('main :is(input, select, textarea, button, a.btn)')]
            .filter((e) => e.offsetParent && e.type !== 'radio')
            .filter((e) => !e.closest('.js-plotly-plot, .dash-slider-container'))
            .map((e) => [e.id || e.textContent, e.getBoundingClientRect()]);
          return shown.flatMap(([one, a], k) => shown.slice(k + 1)
            .filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1
                               && a.top < b.bottom - 1 && b.top < a.bottom - 1)
            .map(([other]) => `${one} over ${other}`));
        }"""
    )


@pytest.mark.parametrize("address", PAGES)
def test_every_control_has_a_name_and_is_reached_by_tab(tab: Page, site, address: str) -> None:
    open_whole(tab, site, address)
    nameless = tab.evaluate(
        """() => [...document.querySelectorAll('main :is(input, select, textarea, button, a, [role=slider])')]
        .filter((e) => e.type !== 'hidden' && e.offsetParent && !e.closest('.modebar')
                       && !e.labels?.length && !e.ariaLabel && !e.textContent.trim()
                       && !e.getAttribute('aria-labelledby'))
        .map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert nameless == []
    wanted = tab.evaluate(
        """() => [...document.querySelectorAll('main :is(input, select, textarea, button, a, [tabindex])')]
        .filter((e) => e.offsetParent && !e.disabled && e.tabIndex >= 0 && e.type !== 'radio'
                       && !e.closest('.js-plotly-plot'))
        .map((e, k) => { e.dataset.stop = k; return k; })"""
    )
    tab.locator("body").press("Tab")
    tab.locator(".skip-link").focus()
    reached = set()
    for _ in range(len(wanted) + 30):
        tab.keyboard.press("Tab")
        reached.add(tab.evaluate("document.activeElement.dataset.stop ?? null"))
        if len(reached - {None}) == len(wanted):
            break
    missed = tab.evaluate(
        "stops => stops.map((k) => document.querySelector(`[data-stop='${k}']`).outerHTML.slice(0, 120))",
        [k for k in wanted if str(k) not in reached],
    )
    assert missed == []


def test_the_links_keep_what_is_looked_into_and_fetch_nothing_from_elsewhere(tab: Page, site) -> None:
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    open_page(tab, site, "/explore?run=state_memory-sharpened&cell=gru&seed=7&neuron=3", "read-figure")
    links = tab.get_by_role("navigation", name="Explorer")
    for name, address in zip(NAMES[1:5], list(PAGES)[1:5], strict=True):
        links.get_by_role("link", name=name, exact=True).click()
        expect(tab.locator("h1")).to_have_text(name)
        expect(tab).to_have_url(re.compile(rf"{address}\?"))
        for control, value in {
            "source": "state_memory-sharpened",
            "cell": "gru",
            "seed": "7",
            "unit": "3",
        }.items():
            expect(tab.locator(f"#subject-{control}")).to_have_value(value)
    expect(links.locator("a.active")).to_have_text("Files")
    tab.go_back()
    expect(tab.locator("h1")).to_have_text("Intervene")
    drawn(tab, "effect-figure")
    expect(tab.locator("#subject-unit")).to_have_value("3")
    assert asked and [url for url in asked if not url.startswith((site.url, "data:", "blob:"))] == []


DAMAGED = "run=nothing&cell=x&seed=-4&layer=99&vector=q&neuron=1e9&n=x&text=%00%ff<script>&t=-1&view=q&do=zz"


@pytest.mark.parametrize("address", PAGES)
def test_a_damaged_address_still_shows_the_page(tab: Page, site, address: str) -> None:
    tab.goto(f"{site.url}{address}?{DAMAGED}")
    for figure in PAGES[address]:
        drawn(tab, figure)
    expect(tab.locator("h1")).to_be_visible(timeout=SLOW)
