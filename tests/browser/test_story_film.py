"""What the films promise: frames that are moved, repeated and removed, and beliefs that follow."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.explorer import SLOW, drawn

ADDRESS = "/story/film"
FIGURES = ("film-right-figure", "film-calibration-figure")
FRAMES = 12  # of the first film


@pytest.fixture(scope="module")
def site(shared_site):
    return shared_site


def open_film(page: Page, site, query: str = "") -> Locator:
    page.goto(site.url + ADDRESS + query)
    frames = page.locator(".film > li")
    expect(frames.first).to_be_visible(timeout=SLOW)
    return frames


def order(page: Page) -> list[str]:
    return page.locator(".film > li").evaluate_all("all => all.map(frame => frame.dataset.frame)")


def bars(frame: Locator) -> list[str]:
    """What is believed of a frame, one text for each network and the best answer."""
    return frame.locator(".film-bar").evaluate_all("all => all.map(bar => bar.ariaLabel)")


def press(page: Page, action: str, n: int) -> None:
    page.get_by_role("button", name=f"{action} frame {n}", exact=True).click()


def test_the_first_paint_has_pictures_bars_and_what_they_say(tab: Page, site) -> None:
    frames = open_film(tab, site)
    expect(frames).to_have_count(FRAMES)
    assert frames.first.locator("img").evaluate("image => image.naturalWidth") == 16
    expect(frames.last.locator(".film-beliefs > li")).to_have_count(6)
    expect(tab.locator("#film-said")).to_contain_text(re.compile(r"best \(1\.0\).* attacked"))
    for figure in FIGURES:
        drawn(tab, figure)


def test_without_the_foe_nobody_can_know_and_reset_brings_it_back(tab: Page, site) -> None:
    frames = open_film(tab, site)
    before = bars(frames.last)
    assert before[-1].endswith("attacked 1.0, idle .00")
    press(tab, "Remove", 1)
    expect(frames).to_have_count(FRAMES - 1)
    expect(tab.locator("#film-said")).not_to_contain_text("best (1.0)")
    after = bars(frames.last)
    assert after[0] == before[0], "a feedforward net does not know what was"
    assert all(one != other for one, other in zip(after[2:], before[2:], strict=True))
    expect(tab).to_have_url(re.compile(r"frames=1\.2\.3"))
    tab.click("#film-reset")
    expect(frames).to_have_count(FRAMES)
    expect(tab).not_to_have_url(re.compile("frames="))
    expect(tab.locator("#film-said")).to_contain_text("best (1.0)")
    assert bars(frames.last) == before


def test_frames_are_moved_and_repeated_by_keys_alone_and_the_focus_goes_along(tab: Page, site) -> None:
    open_film(tab, site)
    tab.get_by_role("button", name="Move frame 1 to the right", exact=True).focus()
    for _ in range(3):
        tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile(r"frames=1\.2\.3\.0\.4"))
    expect(tab.get_by_role("button", name="Move frame 4 to the right")).to_be_focused()
    # The foe comes later now: what was before it is no longer known to be an attack.
    expect(tab.locator(".film > li").first.locator(".film-back")).to_have_text("seen nowhere")
    tab.get_by_role("button", name="Repeat frame 4", exact=True).focus()
    tab.keyboard.press("Space")
    expect(tab).to_have_url(re.compile(r"frames=1\.2\.3\.0\.0\.4"))
    expect(tab.locator("#film-said")).to_contain_text(f"number {FRAMES + 1}")
    shown, said = order(tab), tab.locator("#film-said").inner_text()
    tab.reload()
    expect(tab.locator(".film > li")).to_have_count(FRAMES + 1, timeout=SLOW)
    assert order(tab) == shown
    expect(tab.locator("#film-said")).to_have_text(said)


def test_a_frame_is_dragged_to_another_place(tab: Page, site) -> None:
    frames = open_film(tab, site)
    frames.nth(0).locator("img").drag_to(frames.nth(2).locator("img"))
    expect(tab).to_have_url(re.compile(r"frames=1\.2\.0\.3"))
    frames.nth(3).locator("img").drag_to(frames.nth(0).locator("img"))
    expect(tab).to_have_url(re.compile(r"frames=3\.1\.2\.0\.4"))


def test_one_frame_always_stays(tab: Page, site) -> None:
    frames = open_film(tab, site, "?frames=0.1")
    press(tab, "Remove", 1)
    expect(frames).to_have_count(1)
    for name in ("Remove frame 1", "Move frame 1 to the left", "Move frame 1 to the right"):
        expect(tab.get_by_role("button", name=name)).to_be_disabled()


def test_another_film_begins_in_its_own_order_and_other_networks_watch(tab: Page, site) -> None:
    frames = open_film(tab, site, "?frames=3.2.1")
    expect(frames).to_have_count(3)
    tab.select_option("#film-choice", "night")
    expect(frames).to_have_count(12)
    expect(tab).to_have_url(re.compile(r"film=night$"))
    before = bars(frames.last)
    tab.select_option("#film-seed", "1")
    expect(tab).to_have_url(re.compile(r"film=night&seed=1"))
    lstm = tab.locator(".film > li:last-child .film-bar").nth(2)
    expect(lstm).not_to_have_attribute("aria-label", before[2])
    assert bars(frames.last)[-1] == before[-1], "what is best to believe does not depend on a seed"


def test_numbers_and_pictures_can_be_taken_away(tab: Page, site) -> None:
    open_film(tab, site)
    for figure in FIGURES:
        drawn(tab, figure)
        with tab.expect_download() as download:
            tab.click(f"#{figure}-csv")
        assert len(download.value.path().read_text().splitlines()) > 100


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_is_wider_than_the_page(tab: Page, site, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    open_film(tab, site)
    for figure in FIGURES:
        drawn(tab, figure)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    for part in tab.locator(".film-beliefs li").all()[:12]:
        assert part.evaluate("line => line.scrollWidth <= line.clientWidth")
