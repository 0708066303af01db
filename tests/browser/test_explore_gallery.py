"""What the Gallery promises: the article's figures 3 to 9, each opened where it can be questioned."""

import re

import pytest
from playwright.sync_api import Page, expect

from dashboard.exhibits import EXHIBITS
from models.cells import CELLS
from models.names import NAMES
from tests.browser.explorer import SLOW, drawn

NAMED = re.compile(r"(?:Layer (?P<layer>\d+), n|N)euron (?P<neuron>\d+), (?P<vector>[a-z ]+): ")


@pytest.fixture
def site(shared_site):
    return shared_site


def open_gallery(page: Page, site) -> None:
    page.goto(site.url + "/explore/gallery")
    expect(page.locator("article")).to_have_count(len(EXHIBITS), timeout=SLOW)


def test_the_figures_3_to_9_are_all_there(tab: Page, site) -> None:
    open_gallery(tab, site)
    chapters = tab.get_by_role("heading", level=2).all_inner_texts()
    assert [chapter.partition(":")[0] for chapter in chapters] == [f"Figure {k}" for k in range(3, 10)]
    for article in tab.locator("article").all():
        assert NAMED.search(article.inner_text()), "every card names the neuron that the ranking found"
        assert "by chance" in article.inner_text()
        assert article.get_by_role("img").locator("span").count() > 5


def test_letters_of_a_card_are_black_on_light_colours_in_the_dark_theme_too(tab: Page, site) -> None:
    open_gallery(tab, site)
    tab.get_by_role("switch", name="Dark theme").click()
    for strip in (tab.locator(".strip").first, tab.locator(".strip").last):
        expect(strip).to_have_css("color", "rgb(0, 0, 0)")
        colours = strip.locator("span").evaluate_all("all => all.map((e) => getComputedStyle(e).background)")
        assert all(max(map(int, re.findall(r"\d+", colour)[:3])) > 140 for colour in colours)


# One of each kind; that every card opens at its neuron is held without a browser.
KINDS = {
    (each.page, each.view, bool(each.symbol), bool(each.text), bool(each.n)): k
    for k, each in reversed(list(enumerate(EXHIBITS)))
}


@pytest.mark.parametrize("place", sorted(KINDS.values()), ids=lambda k: EXHIBITS[k].title)
def test_a_card_opens_its_figure_with_the_neuron_that_it_names(tab: Page, site, place: int) -> None:
    open_gallery(tab, site)
    article = tab.locator("article").nth(place)
    named = NAMED.search(article.inner_text())
    strip = article.get_by_role("img").locator("span").all_inner_texts()
    article.get_by_role("link").click()
    each = EXHIBITS[place]
    drawn(tab, "effect-figure" if each.page.endswith("intervene") else "read-figure")
    found = {name.standard: symbol for symbol, name in NAMES.items() if symbol in CELLS["lstm"].symbols}
    symbol = each.symbol or found[named["vector"]]
    chosen = {"source": each.source, "cell": each.cell, "symbol": symbol, "unit": named["neuron"]}
    for control, value in (chosen | ({"layer": named["layer"]} if named["layer"] else {})).items():
        expect(tab.locator(f"#subject-{control}")).to_have_value(value)
    text = tab.locator("#subject-text").input_value()
    assert len(text) >= len(strip) and text[0] in (strip[0], "\n")
    if each.text:
        assert text == each.text
    if each.n:
        expect(tab.locator("#subject-n")).to_have_value(str(each.n))
    if not each.page.endswith("intervene"):
        expect(tab.locator(f"input[value={each.view}]")).to_be_checked()
