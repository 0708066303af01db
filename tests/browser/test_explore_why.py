"""What the Ask why page promises: another question is another answer, and every cell is compared."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.explorer import drawn, open_page, picture, redrawn, type_number

SALIENCY = "saliency-figure"
OVER_CELLS = ("saturation-figure", "distributions-figure", "probes-figure")
STRING = "aaaaaXbbbbb$"


@pytest.fixture
def site(shared_site):
    return shared_site


def finding(page: Page):
    return page.locator(f"#{SALIENCY}-finding")


def bars(page: Page) -> int:
    """How many characters have an influence in the figure."""
    return page.evaluate(
        "id => document.querySelector(`#${id} .js-plotly-plot`).data"
        ".filter((t) => t.type === 'bar').flatMap((t) => [...t.x]).length",
        SALIENCY,
    )


def test_another_step_asks_about_another_prediction(tab: Page, site) -> None:
    open_page(tab, site, f"/explore/why?text={STRING}", SALIENCY, *OVER_CELLS)
    expect(finding(tab)).to_contain_text("LSTM: $ after step 11 ")
    before = {figure: picture(tab, figure) for figure in OVER_CELLS}
    with redrawn(tab, SALIENCY):
        type_number(tab, "why-step", 8)
    expect(finding(tab)).to_contain_text("LSTM: b after step 8 ")
    expect(tab).to_have_url(re.compile("after=8"))
    assert {figure: picture(tab, figure) for figure in OVER_CELLS} == before
    tab.reload()
    expect(finding(tab)).to_contain_text("LSTM: b after step 8 ")


def test_any_character_can_be_asked_about(tab: Page, site) -> None:
    open_page(tab, site, f"/explore/why?text={STRING}", SALIENCY)
    with redrawn(tab, SALIENCY):
        tab.select_option("#why-character", "b")
    expect(finding(tab)).to_contain_text("LSTM: b after step 11 ")
    expect(tab).to_have_url(re.compile("character=b"))


def test_a_step_beyond_the_text_is_said(tab: Page, site) -> None:
    open_page(tab, site, f"/explore/why?text={STRING}", SALIENCY)
    type_number(tab, "why-step", 40)
    expect(tab.locator("#why-error")).to_have_text("Choose a step from 1 to 12, the length of the text.")
    type_number(tab, "why-step", 7)
    expect(tab.locator("#why-error")).to_be_empty()
    expect(finding(tab)).to_contain_text("after step 7 ")


def test_another_text_or_network_is_asked_about_a_step_that_it_has(tab: Page, site) -> None:
    open_page(tab, site, f"/explore/why?text={STRING}", SALIENCY)
    tab.fill("#subject-text", "aaXb")
    expect(finding(tab)).to_contain_text("after step 3 ")
    expect(tab.locator("#why-step")).to_have_value("3")
    expect(tab.locator("#why-error")).to_be_empty()
    tab.select_option("#subject-cell", "gru")
    expect(finding(tab)).to_contain_text("GRU: ")
    expect(tab.locator("#why-error")).to_be_empty()


def test_all_cells_of_the_run_stand_side_by_side_whichever_is_chosen(tab: Page, site) -> None:
    open_page(tab, site, "/explore/why", SALIENCY, *OVER_CELLS)
    for figure, cells in zip(OVER_CELLS, CELLS, strict=True):
        for cell in cells:
            expect(tab.locator(f"#{figure}")).to_contain_text(cell)
    before = {figure: picture(tab, figure) for figure in OVER_CELLS}
    with redrawn(tab, SALIENCY):
        tab.select_option("#subject-cell", "rnn")
    expect(finding(tab)).to_contain_text("RNN: ")
    assert {figure: picture(tab, figure) for figure in OVER_CELLS} == before
    tab.select_option("#subject-seed", "4")
    for figure in OVER_CELLS:
        drawn(tab, figure)


CELLS = (
    ("LSTM", "GRU", "peephole"),  # have gates
    ("NN", "RNN", "LSTM", "GRU", "peephole"),
    ("NN", "RNN", "LSTM", "GRU", "peephole"),
)


def test_another_seed_is_compared_anew(tab: Page, site) -> None:
    open_page(tab, site, "/explore/why", *OVER_CELLS)
    before = {figure: picture(tab, figure) for figure in OVER_CELLS}
    with redrawn(tab, OVER_CELLS[0]):
        tab.select_option("#subject-seed", "4")
    for figure in OVER_CELLS:
        assert picture(tab, figure) != before[figure]


def test_influence_lies_on_what_was_read_before_the_prediction(tab: Page, site) -> None:
    open_page(tab, site, f"/explore/why?text={STRING}&after=6", SALIENCY)
    assert bars(tab) == 6
