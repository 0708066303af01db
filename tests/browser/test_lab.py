"""What the Lab promises, in a real browser: it opens on what is known, its address holds what it shows."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.explorer import drawn, open_page, redrawn

FIGURE = "lab-figure"


def test_it_opens_on_twenty_seeds_of_five_cells_and_says_what_they_do(tab: Page, shared_site) -> None:
    open_page(tab, shared_site, "/lab", FIGURE)
    expect(tab.locator(f"#{FIGURE}-finding")).to_contain_text("count to 1,000 or more in 20 of 20 seeds")
    expect(tab.locator("#lab-summary li").first).to_have_text(
        "Asked for N = 1,000,000, all 20 LSTMs (sharpened) are exact; of 20 it is proved for every N up to "
        "16,777,216."
    )
    expect(tab.locator("#lab-goals tbody tr")).to_have_count(5)
    expect(tab.locator("#lab-goals")).to_contain_text("19 of 20")  # the GRU, said as it is
    expect(tab.locator("#lab-results .summary").first.locator("tbody tr")).to_have_count(10)
    expect(tab.locator("#lab-literature tbody tr")).to_have_count(7)
    expect(tab.locator("#lab-literature")).to_contain_text("* from memory of the paper")
    expect(tab.get_by_role("link", name="Lab", exact=True)).to_have_class(re.compile("active"))


def test_what_is_chosen_is_in_the_address_and_comes_back(tab: Page, shared_site) -> None:
    open_page(tab, shared_site, "/lab", FIGURE)
    with redrawn(tab, FIGURE):
        tab.select_option("#lab-view", "grid")
    with redrawn(tab, FIGURE):
        tab.select_option("#lab-show", "share")
    with redrawn(tab, FIGURE):
        tab.locator("#lab-cells input[value=rnn]").uncheck()
    tab.select_option("#lab-other", "peephole")
    expect(tab.locator("#lab-paired")).to_contain_text("peephole LSTM farther")
    expect(tab).to_have_url(re.compile("cells=feedforward%3Blstm%3Bgru%3Bpeephole&other=peephole$"))
    assert "?view=grid&show=share&" in tab.url
    finding = tab.locator(f"#{FIGURE}-finding").inner_text()
    tab.reload()
    drawn(tab, FIGURE)
    expect(tab.locator(f"#{FIGURE}-finding")).to_have_text(finding)
    expect(tab.locator("#lab-cells input[value=rnn]")).not_to_be_checked()
    expect(tab.locator("#lab-results .summary").first.locator("tbody tr")).to_have_count(8)


def test_the_measures_of_the_field_stand_there_with_intervals(tab: Page, shared_site) -> None:
    open_page(tab, shared_site, "/lab?cells=lstm;gru", FIGURE)
    expect(tab.locator("#lab-measures .measures tbody tr")).to_have_count(4)
    expect(tab.locator("#lab-measures .interval")).to_have_count(4 * 7)
    for measure in ("first failing n", "generalization set, average", "deterministic accuracy", "accepted",
                    "near-negatives rejected", "teacher-forced", "free-running"):  # fmt: skip
        expect(tab.locator("#lab-measures thead")).to_contain_text(measure)
    tab.get_by_text("What these are").click()
    expect(tab.get_by_text("length-generalization score")).to_be_visible()
    with redrawn(tab, FIGURE):
        tab.select_option("#lab-show", "characters")
    expect(tab.locator(f"#{FIGURE}-finding")).to_contain_text("free-running: ")
    expect(tab.locator("#lab-paired")).to_contain_text("p, signed ranks")


def test_variants_have_a_style_of_their_own_and_a_run_that_ships(tab: Page, shared_site) -> None:
    open_page(tab, shared_site, "/lab?task=selective_counting&recipes=plain&cells=lstm;nig", FIGURE)
    expect(tab.locator("#lab-results .summary").first.locator("tbody tr")).to_have_count(2)
    colors = tab.evaluate(
        f"""() => document.querySelector('#{FIGURE} .js-plotly-plot').data
        .filter(t => t.mode === 'markers' && t.marker.symbol !== 'line-ns').map(t => t.marker.color)"""
    )
    assert len(set(colors)) == len(colors) == 2


def test_a_task_of_which_nothing_ships_says_what_to_do_next(tab: Page, shared_site) -> None:
    open_page(tab, shared_site, "/lab?task=parity", FIGURE)
    expect(tab.locator(f"#{FIGURE}")).to_contain_text("train what is missing below")
    expect(tab.locator("#lab-missing")).to_contain_text("2 trainings are missing (plain, sharpened)")
    expect(tab.get_by_role("button", name="Train what is missing")).to_be_enabled()


def test_a_recipe_without_a_run_can_be_trained(tab: Page, shared_site) -> None:
    open_page(tab, shared_site, "/lab", FIGURE)
    expect(tab.get_by_role("button", name="Train what is missing")).to_be_disabled()
    tab.get_by_role("checkbox", name="Slope", exact=True).check()
    expect(tab.locator("#lab-missing")).to_contain_text("1 training is missing (slope)")
    expect(tab.get_by_role("button", name="Train what is missing")).to_be_enabled()


def test_numbers_and_pictures_can_be_taken_away(tab: Page, shared_site) -> None:
    open_page(tab, shared_site, "/lab", FIGURE)
    with tab.expect_download() as download:
        tab.click(f"#{FIGURE}-csv")
    lines = download.value.path().read_text().splitlines()
    assert len(lines) == 1 + 200 + 7
    with tab.expect_download() as download:
        tab.click(f"#{FIGURE}-svg")
    assert "<svg" in download.value.path().read_text()


def test_every_control_is_reached_by_keyboard_and_has_a_name(tab: Page, shared_site) -> None:
    open_page(tab, shared_site, "/lab?setting=hidden", FIGURE)
    tab.locator("#lab-task").focus()
    seen = set()
    for _ in range(60):
        tab.keyboard.press("Tab")
        seen.add(tab.evaluate("document.activeElement.closest('[id^=lab-]')?.id"))
    assert {"lab-show", "lab-view", "lab-setting", "lab-values", "lab-recipes", "lab-cells"} <= seen
    nameless = tab.evaluate(
        """() => [...document.querySelectorAll('main input, main select, main button')]
        .filter(e => e.type !== 'hidden' && e.offsetParent && !e.labels?.length && !e.ariaLabel
                     && !e.textContent.trim() && !e.getAttribute('aria-labelledby'))
        .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert nameless == []


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("address", ["/lab", "/lab?view=grid", "/lab?show=share&view=grid"])
def test_nothing_is_wider_than_the_page(tab: Page, shared_site, width: int, address: str) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    open_page(tab, shared_site, address, FIGURE)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_it_is_dark_where_the_page_is(tab: Page, shared_site) -> None:
    open_page(tab, shared_site, "/lab", FIGURE)
    tab.get_by_role("switch", name="Dark theme").click()
    expect(tab.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(tab.locator(f"#{FIGURE} .main-svg").first).to_have_css("background-color", "rgb(23, 27, 33)")
