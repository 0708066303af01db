"""What the Compare page shows to whoever only looks, in a real browser against the real app."""

import re

import pytest
from playwright.sync_api import Page, expect

from models.cells import CELLS, architectures
from tests.comparing import open_page, traces_of


@pytest.fixture(scope="module")
def site(shared_site):
    return shared_site


@pytest.fixture
def page(tab: Page) -> Page:
    """The same page for all tests here."""
    return tab


def test_it_opens_on_a_finished_comparison_of_five_cells(page: Page, site) -> None:
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    open_page(page, site)
    for figure in ("loss-figure", "generalization-figure"):
        names = {trace["name"] for trace in traces_of(page, figure)}
        assert {"NN", "RNN", "LSTM", "GRU", "peephole"} <= names
    heatmaps = [trace for trace in traces_of(page, "traces-figure") if trace["type"] == "heatmap"]
    assert len(heatmaps) >= 5
    expect(page.locator("#generalization-figure-finding")).to_contain_text("counts to")
    expect(page.locator("#summary tbody").first.locator("tr")).to_have_count(5)
    expect(page.locator("#cursor-readout")).to_contain_text("reads")
    ours = (site.url, "data:", "blob:")
    assert [url for url in asked if not url.startswith(ours)] == []


def test_a_typed_string_is_read_by_every_cell(page: Page, site) -> None:
    open_page(page, site)
    page.fill("#trace-text", "aaaaXbbbb$")
    expect(page.locator("#cursor-readout")).to_contain_text("of 10")
    expect(page.locator("#trace-n")).to_have_value("")
    assert "text=aaaaXbbbb%24" in page.url
    page.fill("#trace-n", "7")
    page.locator("#trace-n").press("Enter")
    expect(page.locator("#trace-text")).to_have_value("aaaaaaaXbbbbbbb$")
    expect(page.locator("#cursor-readout")).to_contain_text("of 16")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("aaq", "no character 'q'; the alphabet is a X b $"), ("", "at least one character")],
)
def test_a_string_that_cannot_be_read_is_said_and_the_figure_stays(
    page: Page, site, text: str, sentence: str
) -> None:
    open_page(page, site)
    finding = page.locator("#traces-figure-finding").inner_text()
    page.fill("#trace-text", text)
    expect(page.locator("#trace-error")).to_contain_text(sentence)
    expect(page.locator("#traces-figure-finding")).to_have_text(finding)
    page.fill("#trace-text", "aXb")
    expect(page.locator("#trace-error")).to_be_empty()


def test_the_address_holds_the_whole_view(page: Page, site) -> None:
    open_page(page, site, "/?run=copying-plain&text=abcXabc$&seed=3&layer=2&names=article&t=5&steps=77")
    expect(page.locator("#run-picker")).to_have_value("copying-plain")
    expect(page.locator("#trace-text")).to_have_value("abcXabc$")
    expect(page.locator("#trace-seed")).to_have_value("3")
    expect(page.locator("#trace-layer")).to_have_value("2")
    expect(page.locator("#trace-names")).to_have_value("article")
    expect(page.locator("#config-steps")).to_have_value("77")
    expect(page.locator("#cursor-readout")).to_contain_text("step 5 of 8")
    page.select_option("#trace-seed", "4")
    expect(page).to_have_url(re.compile("seed=4"))
    page.reload()
    expect(page.locator("#trace-seed")).to_have_value("4")
    expect(page.locator("#trace-layer")).to_have_value("2")
    expect(page.locator("#config-steps")).to_have_value("77")


def test_another_run_is_another_place_and_back_returns(page: Page, site) -> None:
    open_page(page, site)
    page.select_option("#run-picker", "state_memory-plain")
    expect(page.locator("#generalization-figure-finding")).to_contain_text("remember")
    expect(page.locator("#config-task")).to_have_value("state_memory")
    expect(page.locator("#trace-text")).to_have_value(re.compile("^A"))
    expect(page).to_have_url(re.compile("run=state_memory-plain"))
    page.go_back()
    expect(page.locator("#run-picker")).to_have_value("counting-plain")
    expect(page.locator("#generalization-figure-finding")).to_contain_text("count")


def test_a_chosen_task_shows_the_run_that_ships_for_it(page: Page, site) -> None:
    open_page(page, site)
    page.select_option("#config-recipe", "sharpened")
    expect(page.locator("#run-picker")).to_have_value("counting-sharpened")
    expect(page.locator("#summary")).to_contain_text("20 of 20")
    page.select_option("#config-task", "selective_counting")
    expect(page.locator("#run-picker")).to_have_value("selective_counting-sharpened")
    expect(page.locator("#config-hidden")).to_have_value("20")


def test_an_open_list_stays_open_when_its_numbers_change(page: Page, site) -> None:
    open_page(page, site)
    page.locator(".every-seed summary").click()
    seeds = page.locator(".every-seed tbody tr").nth(2)
    before = seeds.inner_text()
    page.select_option("#run-picker", "counting-sharpened")
    expect(seeds).not_to_have_text(before)
    expect(seeds).to_be_visible()
    expect(seeds.locator("td")).to_have_count(20)
    expect(seeds.locator("img")).to_have_attribute("src", re.compile("^data:image"))


def test_a_link_to_a_run_that_is_gone_says_so(page: Page, site) -> None:
    open_page(page, site, "/?run=nothing-here")
    for _ in range(2):
        expect(page.locator("#missing-run")).to_contain_text("There is no run 'nothing-here' here")
        page.reload()
    expect(page.locator("#run-picker")).to_have_value("counting-plain")


@pytest.mark.parametrize(
    "address", ["/?seed=x&layer=99&t=-4&n=1e9&hidden=abc&cells=,,", "/?run=%00%ff&text=%3Cscript%3E"]
)
def test_a_damaged_address_still_shows_the_page(page: Page, site, address: str) -> None:
    page.goto(site.url + address)
    expect(page.locator("#loss-figure .js-plotly-plot")).to_be_visible()
    expect(page.locator("#status-badge")).to_have_text("done")


@pytest.mark.parametrize("address", ["/", "/runs"])
def test_a_phone_never_scrolls_sideways(browser, site, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(site.url + address)
    expect(page.locator("h1")).to_be_visible()
    page.wait_for_timeout(1500)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    context.close()


@pytest.mark.parametrize(("width", "rows"), [(390, 5), (1280, 2)])
def test_variants_stand_below_the_architectures_and_come_after_them_for_keys_and_ears(
    browser, site, width: int, rows: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(site.url)
    boxes = page.locator("#config-cells input")
    expect(boxes).to_have_count(len(CELLS))
    tops = boxes.evaluate_all("all => all.map(box => Math.round(box.getBoundingClientRect().top))")
    first, others = tops[: len(architectures())], tops[len(architectures()) :]
    assert tops == sorted(tops) and len(set(tops)) == rows
    assert min(others) - max(first) > 30  # there is a heading between them
    expect(boxes.first).to_be_visible()
    boxes.nth(len(first) - 1).focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("checkbox", name="NIG , a variant of the LSTM: no input gate")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#config-cells input[value=nig]")).to_be_checked()
    context.close()


def test_every_control_has_a_name_for_a_screen_reader(page: Page, site) -> None:
    open_page(page, site)
    nameless = page.evaluate(
        """() => [...document.querySelectorAll('main input, main select, main button')]
        .filter(e => e.type !== 'hidden' && e.offsetParent && !e.labels?.length && !e.ariaLabel
                     && !e.textContent.trim() && !e.getAttribute('aria-labelledby'))
        .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert nameless == []


def test_navigation_shows_only_pages_that_exist(page: Page, site) -> None:
    open_page(page, site)
    for link in page.locator("header nav a").all():
        assert page.request.get(site.url + link.get_attribute("href")).ok
    assert [link.inner_text() for link in page.locator("header nav a").all()] == [
        "Compare",
        "Lab",
        "Explore",
        "Text",
        "Story",
        "Runs",
    ]


def test_a_figure_that_gets_wider_is_drawn_once_and_still_follows_the_window(page: Page, site) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_page(page, site)
    page.wait_for_timeout(1000)  # the first drawing is over
    page.evaluate("""() => {
      const gd = document.querySelector('#traces-figure .js-plotly-plot');
      window.widths = [];
      gd.on('plotly_afterplot', () => widths.push(gd._fullLayout.width));
    }""")
    page.fill("#trace-n", "40")
    page.locator("#trace-n").press("Enter")
    expect(page.locator("#traces-figure-finding")).to_be_visible()
    page.wait_for_timeout(2000)
    widths = page.evaluate("widths")
    assert len(widths) == 1, widths
    page.set_viewport_size({"width": 1800, "height": 900})
    page.wait_for_timeout(2000)
    assert page.evaluate("widths").pop() > widths[0]


def test_a_length_that_cannot_be_shown_is_said(page: Page, site) -> None:
    open_page(page, site)
    page.fill("#trace-n", "500")
    page.locator("#trace-n").press("Enter")
    expect(page.locator("#trace-error")).to_have_text("N must be a whole number from 1 to 80.")


def test_help_opens_by_keyboard_tells_that_it_is_open_and_closes(page: Page, site) -> None:
    open_page(page, site)
    help_button = page.get_by_role("button", name="Help: Seeds")
    help_button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#config-seeds-help-text")).to_contain_text("other initial weights")
    expect(help_button).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(page.locator("#config-seeds-help-text")).to_have_count(0)
    expect(help_button).to_have_attribute("aria-expanded", "false")


def test_an_address_that_leads_nowhere_is_a_404_with_a_way_back(browser, site) -> None:
    context = browser.new_context()
    page = context.new_page()
    assert page.goto(site.url + "/nowhere").status == 404
    expect(page.locator("h1")).to_have_text("There is no such page")
    page.get_by_role("main").get_by_role("link", name="Compare").click()
    expect(page.locator("#status-badge")).to_have_text("done")
    context.close()
