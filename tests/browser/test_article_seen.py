"""What the page of the claims promises: a table for eyes, keys and phones, and a way to each network."""

import csv
import re
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from dashboard import urls
from models.reproduce.claims import CLAIMS
from tests.browser.explorer import SLOW, drawn


@pytest.fixture(scope="module")
def site(shared_site):
    """A server that has measured the claims: seconds of work, which a busy machine stretches to a minute."""
    urllib.request.urlopen(shared_site.url + urls.CLAIMS, timeout=180).close()
    return shared_site


def open_claims(page: Page, site) -> None:
    page.goto(site.url + "/article")
    expect(page.get_by_role("row")).to_have_count(len(CLAIMS) + 1, timeout=SLOW)


def test_the_gallery_leads_there_and_every_row_has_a_verdict_and_numbers(tab: Page, site) -> None:
    tab.goto(site.url + "/explore/gallery")
    tab.get_by_role("link", name="which of the article’s claims hold").click(timeout=SLOW)
    expect(tab.get_by_role("row")).to_have_count(len(CLAIMS) + 1, timeout=SLOW)
    expect(tab).to_have_title("The article · Gatescope")
    heads = tab.get_by_role("columnheader").all_inner_texts()
    assert heads == ["claim", "the article", "here", "verdict", "see it"]
    for claim in CLAIMS.values():
        row = tab.locator(f"#claim-{claim.id}")
        assert row.get_by_role("rowheader").inner_text() == claim.text
        assert row.locator(".verdict").inner_text() in ("holds", "holds in part", "does not hold here")
        assert re.search(r"\d", row.get_by_role("cell").nth(1).inner_text())


def test_a_rule_is_read_and_a_network_reached_by_keys_alone(tab: Page, site) -> None:
    open_claims(tab, site)
    row = tab.locator("#claim-counter")
    rule = row.get_by_text("A seed bears it out where")
    expect(rule).to_be_hidden()
    row.locator("summary").focus()
    tab.keyboard.press("Enter")
    expect(rule).to_be_visible()
    tab.keyboard.press("Tab")
    link = row.get_by_role("link")
    expect(link).to_be_focused()
    seed, neuron = re.fullmatch(r"Explore seed (\d+), neuron (\d+)", link.inner_text()).groups()
    tab.keyboard.press("Enter")
    drawn(tab, "read-figure")
    chosen = {"source": "counting-plain", "cell": "lstm", "seed": seed, "symbol": "c", "unit": neuron}
    for control, value in chosen.items():
        expect(tab.locator(f"#subject-{control}")).to_have_value(value)


def test_the_table_is_taken_away_as_csv(tab: Page, site) -> None:
    open_claims(tab, site)
    with tab.expect_download() as download:
        tab.get_by_role("link", name="Download the table as CSV").click()
    assert download.value.suggested_filename == "gatescope-article.csv"
    with open(download.value.path(), newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["id"] for line in lines] == list(CLAIMS)
    verdicts = tab.locator(".verdict").all_inner_texts()
    assert [line["verdict"] for line in lines] == verdicts


@pytest.mark.parametrize("width", [390, 900, 1440])
def test_nothing_is_cut_off_at_any_width(tab: Page, site, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 844})
    open_claims(tab, site)
    tab.locator("#claim-gru summary").click()
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    for cell in tab.locator("#claim-gru > *").all():
        box = cell.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width
    # On a phone each cell says which column it is; beside each other the head does.
    label = tab.locator("#claim-gru td").first.evaluate("e => getComputedStyle(e, '::before').content")
    assert label == ('"the article"' if width == 390 else "none")
