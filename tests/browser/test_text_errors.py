"""What the Errors page promises: figures from numbers, with what they show said in words."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.explorer import drawn, open_page, redrawn
from tests.browser.text_read_app import LARGER
from tests.read_runs import RUN

FIGURES = ("errors-kinds-figure", "errors-windows-figure", "errors-ngrams-figure", "errors-pair-figure")


@pytest.fixture(scope="module")
def site(serve):
    return serve("tests.browser.text_read_app:create_server()")


def test_every_figure_is_drawn_and_says_what_it_shows(tab: Page, site) -> None:
    open_page(tab, site, f"/text/errors?run={RUN}", *FIGURES)
    expect(tab.locator("#errors-kinds-figure-finding")).to_contain_text(re.compile(r"errs least, at \d+% of"))
    expect(tab.locator("#errors-pair-figure-finding")).to_contain_text(
        re.compile(r"Of [\d,]+ errors of the LSTM")
    )
    expect(tab.locator("#errors-windows-figure .lines .js-line")).to_have_count(2)


def test_another_network_and_another_cell_are_in_the_address(tab: Page, site) -> None:
    open_page(tab, site, f"/text/errors?run={RUN}", *FIGURES)
    expect(tab.locator("#errors-other")).to_have_value(f"{LARGER}:lstm")  # the best of the others
    for other in (f"{RUN}:gru", f"{LARGER}:lstm"):
        with redrawn(tab, "errors-pair-figure"):
            tab.select_option("#errors-other", other)
    expect(tab.locator("#errors-pair-figure-finding")).to_contain_text("x 9 units removes")
    expect(tab).to_have_url(re.compile(f"other={LARGER}%3Alstm"))
    with redrawn(tab, "errors-ngrams-figure"):
        tab.select_option("#errors-cell", "gru")
    expect(tab).to_have_url(re.compile("cell=gru"))
    said = [tab.locator(f"#{figure}-finding").inner_text() for figure in FIGURES]
    tab.reload()
    for figure, text in zip(FIGURES, said, strict=True):
        drawn(tab, figure)
        expect(tab.locator(f"#{figure}-finding")).to_have_text(text)


def test_numbers_and_pictures_can_be_taken_away(tab: Page, site) -> None:
    open_page(tab, site, f"/text/errors?run={RUN}", *FIGURES)
    for figure in FIGURES:
        with tab.expect_download() as download:
            tab.click(f"#{figure}-csv")
        assert len(download.value.path().read_text().splitlines()) > 3


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_is_wider_than_the_page(tab: Page, site, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    open_page(tab, site, f"/text/errors?run={RUN}", *FIGURES)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
