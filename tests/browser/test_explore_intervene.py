"""What the Intervene page promises: change one thing inside a network, and see what it writes then."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.explorer import drawn, open_page, picture, redrawn, type_number

FIGURE = "effect-figure"
DEMO = "run=counting-two_units&seed=0&vector=c&text=aaaaaX"
COUNTER = "add:c:2:3x@X"


@pytest.fixture
def site(shared_site):
    return shared_site


def written(page: Page, row: str) -> str:
    """What a row of the table says that the network wrote."""
    rows = page.locator("#outcome tbody tr")
    found = rows.filter(has=page.get_by_role("rowheader", name=row, exact=True))
    return found.locator("strong").inner_text()


def expect_written(page: Page, row: str, text: str) -> None:
    rows = page.locator("#outcome tbody tr")
    found = rows.filter(has=page.get_by_role("rowheader", name=row, exact=True))
    expect(found.locator("strong")).to_have_text(text)


def done(page: Page) -> list[str]:
    """The interventions on the page, in words."""
    return page.locator("#do-list li > span").all_inner_texts()


def expect_done(page: Page, *phrases: str) -> None:
    expect(page.locator("#do-list li > span")).to_have_text([re.compile(phrase) for phrase in phrases])


def in_address(page: Page) -> list[str]:
    """The interventions that the address holds."""
    lines = parse_qs(urlsplit(page.url).query).get("do", [""])[0]
    return lines.split(";") if lines else []


def do(page: Page, action: str, **form: str) -> None:
    """Fill in the form, with its controls by their last names, and press Do it."""
    page.select_option("#do-action", action)
    for name, value in form.items():
        control = page.locator(f"#do-{name}")
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    page.get_by_role("button", name="Do it", exact=True).click()


def test_it_opens_on_the_proof_that_3_more_in_the_counter_are_3_more_characters(tab: Page, site) -> None:
    open_page(tab, site, "/explore/intervene", FIGURE)
    before, after = written(tab, "before"), written(tab, "after")
    assert re.fullmatch(r"b+\$", before) and re.fullmatch(r"b+\$", after)
    assert after.count("b") == before.count("b") + 3 == 8
    expect(tab.locator("#subject-unit option:checked")).to_contain_text("counts a's")
    neuron = tab.locator("#subject-unit").input_value()
    expect_done(tab, f"add 3 of its own steps to the cell state of neuron {neuron} at X")
    expect(tab.locator(f"#{FIGURE}-finding")).to_contain_text("it writes 8 b's instead of 5")


def test_what_is_done_adds_up_in_its_order_and_is_taken_back(tab: Page, site) -> None:
    open_page(tab, site, f"/explore/intervene?{DEMO}", FIGURE)
    expect(tab.locator("#do-list")).to_contain_text("Nothing yet")
    do(tab, "add", value="2", steps="own", where="character", place="X")
    expect_done(tab, "add 2 of its own")
    expect_written(tab, "after", "bbbbbbb$")
    do(tab, "add", value="-1", steps="own", where="character", place="X")
    expect_done(tab, "add 2 of its own", "take 1 of its own")
    expect_written(tab, "after", "bbbbbb$")
    do(tab, "zero", target="all", where="step", place="1")
    expect_done(tab, "add 2 of its own", "take 1 of its own", "set .* of every neuron to 0 at step 1")
    expect(tab).to_have_url(re.compile("do=.*zero"))
    assert in_address(tab) == ["add:c:2:2x@X", "add:c:2:-1x@X", "zero:c:*@t1"]
    tab.get_by_role("button", name="Take back: take 1 of its own").click()
    expect_done(tab, "add 2 of its own", "set .* to 0 at step 1")
    tab.get_by_role("button", name="Undo", exact=True).click()
    expect_done(tab, "add 2 of its own")
    expect_written(tab, "after", "bbbbbbb$")
    tab.get_by_role("button", name="Clear", exact=True).click()
    expect(tab.locator("#do-list")).to_contain_text("Nothing yet")
    expect_written(tab, "after", "bbbbb$")
    expect(tab).not_to_have_url(re.compile("do="))


def test_a_reload_and_a_second_tab_show_the_same(tab: Page, site) -> None:
    open_page(tab, site, f"/explore/intervene?{DEMO}", FIGURE)
    with redrawn(tab, FIGURE):
        do(tab, "add", value="3", steps="own", where="character", place="X")
    expect_written(tab, "after", "bbbbbbbb$")
    do(tab, "edit", other="X", where="step", place="4")
    expect(tab.locator("#do-list li")).to_have_count(2)
    expect(tab).to_have_url(re.compile("do=.*edit"))
    expect(tab.locator(f"#{FIGURE}-finding")).to_contain_text("and read X at step 4")
    seen = done(tab), written(tab, "after"), tab.locator("#reach").inner_text()
    tab.reload()
    for page in (tab, tab.context.new_page()):
        page.goto(tab.url)
        drawn(page, FIGURE)
        expect(page.locator("#do-list li")).to_have_count(2)
        assert (done(page), written(page, "after"), page.locator("#reach").inner_text()) == seen


def test_the_slider_changes_the_last_value_and_the_writing_follows(tab: Page, site) -> None:
    open_page(tab, site, f"/explore/intervene?{DEMO}&do={COUNTER}", FIGURE)
    expect_written(tab, "after", "b" * 8 + "$")
    thumb = tab.locator("#do-slider [role=slider]")
    thumb.focus()
    for key, value in (("PageUp", 4), ("PageUp", 5), ("PageDown", 4)):
        with redrawn(tab, FIGURE):
            thumb.press(key)
        expect_written(tab, "after", "b" * (5 + value) + "$")
        expect_done(tab, f"add {value} of its own steps")
    expect(tab).to_have_url(re.compile(re.escape("do=add%3Ac%3A2%3A4x%40X")))


def test_a_swap_shows_the_other_string_too(tab: Page, site) -> None:
    open_page(tab, site, f"/explore/intervene?{DEMO}", FIGURE)
    do(tab, "swap", target="state", other="aaX", where="character", place="X")
    expect_written(tab, "after", "bb$")
    expect_written(tab, "the other string, before", "bb$")
    expect_written(tab, "the other string, after", "bbbbb$")
    expect_written(tab, "before", "bbbbb$")


def test_an_edit_changes_what_is_read(tab: Page, site) -> None:
    open_page(tab, site, f"/explore/intervene?{DEMO}", FIGURE)
    do(tab, "edit", other="X", where="step", place="4")
    expect(tab.locator("#outcome .read")).to_have_text(["aaaaaX", "aaaXaX"])
    expect_done(tab, "read X at step 4")


@pytest.mark.parametrize(
    ("action", "form"),
    [
        ("add", {"value": ""}),
        ("add", {"value": "3", "where": "character", "place": "q"}),
        ("clamp", {"value": "1", "where": "step", "place": "5-2"}),
        ("zero", {"where": "step", "place": ""}),
        ("swap", {"target": "state", "other": "aq", "where": "character", "place": "X"}),
        ("edit", {"other": "q", "where": "step", "place": "1"}),
        ("edit", {"other": "b", "where": "step", "place": "77"}),
        ("edit", {"other": "b", "where": "always"}),
    ],
)
def test_what_makes_no_sense_gets_one_sentence_and_changes_nothing(tab: Page, site, action, form) -> None:
    open_page(tab, site, f"/explore/intervene?{DEMO}&do={COUNTER}", FIGURE)
    before = done(tab), in_address(tab), picture(tab, FIGURE)
    do(tab, action, **form)
    expect(tab.locator("#do-error")).to_have_text(re.compile(r"^[A-Z'][^\n]{10,}\.$"))
    assert (done(tab), in_address(tab), picture(tab, FIGURE)) == before


def test_shut_forget_gates_cost_the_network_its_reach(tab: Page, site) -> None:
    open_page(tab, site, "/explore/intervene?run=counting-sharpened&vector=f", FIGURE)
    reach = tab.locator("#reach")
    expect(reach).to_contain_text("≥ 100 before, ≥ 100 after")
    do(tab, "clamp", target="all", value="0", where="always")
    expect_done(tab, "hold the forget gate of every neuron at 0")
    expect(reach).to_contain_text(re.compile(r"≥ 100 before, \d after"))


def test_what_is_done_stays_on_the_way_through_the_other_pages(tab: Page, site) -> None:
    open_page(tab, site, "/explore/intervene", FIGURE)
    phrases, after = done(tab), written(tab, "after")
    links = tab.get_by_role("navigation", name="Explorer")
    links.get_by_role("link", name="Read").click()
    expect(tab.locator("#subject-source")).to_have_value("counting-two_units")
    drawn(tab, "read-figure")
    with redrawn(tab, "read-figure"):
        tab.select_option("#subject-unit", "1")
    links.get_by_role("link", name="Intervene").click()
    drawn(tab, FIGURE)
    assert done(tab) == phrases
    expect_written(tab, "after", after)
    expect(tab.locator("#subject-unit")).to_have_value("1")


def test_another_text_is_read_with_what_is_done(tab: Page, site) -> None:
    open_page(tab, site, "/explore/intervene", FIGURE)
    tab.fill("#subject-text", "aaX")
    expect_written(tab, "before", "bb$")
    expect_written(tab, "after", "bbbbb$")
    type_number(tab, "subject-n", 9)
    expect_written(tab, "after", "b" * 12 + "$")


def test_the_form_shows_what_its_action_needs(tab: Page, site) -> None:
    open_page(tab, site, f"/explore/intervene?{DEMO}", FIGURE)
    needs = {
        "zero": {"value": False, "other": False, "place": True, "target": True},
        "swap": {"value": False, "other": True, "place": True, "target": True},
        "edit": {"value": False, "other": True, "place": True, "target": False},
        "clamp": {"value": True, "other": False, "place": True, "target": True},
    }
    for action, parts in needs.items():
        tab.select_option("#do-action", action)
        for part, visible in parts.items():
            expect(tab.locator(f"#do-{part}")).to_be_visible(visible=visible)
    tab.select_option("#do-where", "always")
    expect(tab.locator("#do-place")).to_be_hidden()
