"""Networks write side by side while the page is looked at; each character shows what was expected there."""

import json
import re
from math import log2

import pytest
from playwright.sync_api import expect

from models.analysis.reread import reread
from models.analysis.sample import write
from tests.text_runs import ALPHABET, OWN_TEXT, SAMPLE, tiny_run

LSTM, GRU = (f".write-column:has(h2:text-is('{name}')) .write-text" for name in ("LSTM", "GRU"))
SEEN = {"\n": "↵", " ": "·"}


@pytest.fixture(scope="module")
def site(serve):
    return serve("tests.browser.text_write_app:create_server()")


@pytest.fixture
def noisy(browser):
    """A page that may meet errors."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def open_at(page, site, address="/text"):
    """The page with its stored samples read."""
    page.goto(site.url + address)
    expect(page.locator(".write-text").first).to_be_visible()
    expect(page.locator(".write-text .unread")).to_have_count(0)
    expect(page.locator("#write-look")).to_be_visible()


def press_write(page):
    page.get_by_role("button", name="Write", exact=True).click()


def expect_done(page, status="Done."):
    expect(page.locator("#write-status")).to_contain_text(status)
    expect(page.locator("#write")).to_be_enabled()
    expect(page.locator("#write-stop")).to_be_disabled()
    expect(page.locator("#write-columns")).to_have_attribute("aria-busy", "false")


def written(cell, length, temperature=0.8, seed=0, prompt="def ", place=0):
    network = tiny_run().network(cell, place)
    return list(write(network, ALPHABET, prompt, length, temperature, seed=seed))


def text_of(characters):
    return "".join(each.character for each in characters)


def bars(page):
    rows = page.locator("#write-look .readout-bar").all_inner_texts()
    return [tuple(row.split("\n")) for row in rows]


def test_the_samples_are_there_without_a_click_and_coloured_by_surprise(tab, site):
    open_at(tab, site)
    read = list(reread(tiny_run().network("gru"), ALPHABET, "def ", SAMPLE[4:]))
    assert tab.locator(GRU).text_content() == SAMPLE
    steps = [re.search(r"bits-(\d)", c.get_attribute("class"))[1] for c in tab.locator(f"{GRU} .c").all()]
    exact = [-log2(each.probability) for each in read]
    assert all(abs(int(step) - min(bits, 8)) <= 0.51 for step, bits in zip(steps, exact, strict=True))


def test_chosen_cells_write_side_by_side_what_their_networks_write(tab, site):
    open_at(tab, site, "/text?length=60&draw=5&seed=4")
    press_write(tab)
    expect_done(tab)
    for cell, box in (("lstm", LSTM), ("gru", GRU)):
        expected = written(cell, 60, seed=5, place=1)
        assert tab.locator(box).text_content() == "def " + text_of(expected)
    scores = tab.locator(".write-column").first.locator(".write-scores")
    expect(scores).to_contain_text("this text")
    expect(scores.locator("tbody tr")).to_have_count(6)


def test_the_arrow_keys_go_through_the_characters_and_the_bars_are_the_networks_own(tab, site):
    open_at(tab, site, "/text?length=80")
    press_write(tab)
    expect_done(tab)
    expected = written("gru", 80)
    tab.locator(GRU).focus()
    tab.keyboard.press("Home")
    for k in range(12):
        top = [(SEEN.get(c, c), p) for c, p in expected[k].top]
        if expected[k].character not in dict(expected[k].top):
            top.append((SEEN.get(expected[k].character, expected[k].character), expected[k].probability))
        shown = bars(tab)
        assert [c for c, _ in shown] == [c for c, _ in top]
        for (_, percent), (_, p) in zip(shown, top, strict=True):
            assert percent == "<0.1%" or abs(float(percent.strip("%")) - 100 * p) < 0.06
        marked = tab.locator("#write-look .readout-bar.written .readout-char").inner_text()
        assert marked == SEEN.get(expected[k].character, expected[k].character)
        expect(tab.locator("#write-place")).to_have_value(str(k + 1))
        tab.keyboard.press("ArrowRight")
    tab.keyboard.press("End")
    expect(tab.locator("#write-place")).to_have_value("80")
    expect(tab.locator(f"{GRU} .here")).to_have_attribute("data-k", "79")


def test_the_mouse_chooses_a_character_and_so_does_the_strip(tab, site):
    open_at(tab, site)
    tab.locator(f"{LSTM} [data-k='7']").hover()
    expect(tab.locator("#write-place")).to_have_value("8")
    tab.locator(".write-strip [data-k='3']").click()
    expect(tab.locator("#write-place")).to_have_value("4")
    expect(tab.locator(f"{LSTM} .here")).to_have_attribute("data-k", "3")


def test_stop_keeps_what_is_there_and_write_begins_anew(tab, site):
    open_at(tab, site, "/text?length=2000")
    press_write(tab)
    expect(tab.locator(f"{LSTM} [data-k='20']")).to_be_attached()
    tab.get_by_role("button", name="Stop").click()
    expect_done(tab, "Stopped.")
    count = tab.locator(f"{LSTM} .c").count()
    assert 20 < count < 2000
    assert tab.locator(LSTM).text_content() == "def " + text_of(written("lstm", count))
    expect(tab.locator(".write-column .write-scores").first).to_contain_text("this text")
    tab.get_by_label("Characters", exact=True).fill("30")
    press_write(tab)
    expect_done(tab)
    assert tab.locator(f"{LSTM} .c").count() == 30


def test_control_and_enter_write_what_has_just_been_typed(tab, site):
    open_at(tab, site, "/text?length=20")
    tab.get_by_label("Prompt", exact=True).fill("return ")
    tab.keyboard.press("Control+Enter")
    expect_done(tab)
    assert tab.locator(LSTM).text_content() == "return " + text_of(written("lstm", 20, prompt="return "))
    expect(tab.get_by_label("Prompt", exact=True)).to_be_focused()


def test_the_address_holds_everything(tab, site):
    open_at(tab, site)
    tab.get_by_label("Network", exact=True).select_option(OWN_TEXT)
    expect(tab.locator(".write-column")).to_have_count(3)
    tab.get_by_label("RNN", exact=True).uncheck()
    for label, value in {"Prompt": "def f(", "Temperature": "1.2", "Top k": "7", "Characters": "25"}.items():
        tab.get_by_label(label, exact=True).fill(value)
    tab.get_by_label("Draw", exact=True).fill("9")
    tab.get_by_label("Draw", exact=True).blur()
    expect(tab).to_have_url(re.compile("draw=9"))
    press_write(tab)
    expect_done(tab)
    first = [box.text_content() for box in tab.locator(".write-text").all()]
    tab.reload()
    expect(tab.locator(".write-column")).to_have_count(2)
    expect(tab.get_by_label("Prompt", exact=True)).to_have_value("def f(")
    expect(tab.get_by_label("RNN", exact=True)).not_to_be_checked()
    press_write(tab)
    expect_done(tab)
    assert [box.text_content() for box in tab.locator(".write-text").all()] == first
    assert first[0] != first[1]
    assert all(text.startswith("def f(") and len(text) == 31 for text in first)


def test_no_page_is_wider_than_a_phone(tab, site):
    tab.set_viewport_size({"width": 390, "height": 844})
    open_at(tab, site)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    lefts = [column.bounding_box()["x"] for column in tab.locator(".write-column").all()]
    assert len(set(lefts)) == 1


def test_what_was_written_can_be_taken_away(tab, site):
    open_at(tab, site, "/text?length=20")
    press_write(tab)
    expect_done(tab)
    files = {}
    for kind in ("TXT", "CSV", "JSON"):
        with tab.expect_download() as download:
            tab.locator(".write-column").first.get_by_role("button", name=f"Download as {kind}").click()
        assert download.value.suggested_filename == f"gatescope-stdlib-lstm.{kind.lower()}"
        files[kind] = download.value.path().read_text()
    expected = written("lstm", 20)
    assert files["TXT"] == "def " + text_of(expected)
    assert files["CSV"].startswith("place,character,probability,bits,likeliest 1,")
    taken = json.loads(files["JSON"])
    assert [each["c"] for each in taken["characters"]] == list(text_of(expected))
    assert taken["prompt"] == "def "
    assert taken["temperature"] == 0.8


def test_a_character_that_no_network_has_seen_is_told_and_write_is_ready_again(noisy, site):
    open_at(noisy, site)
    noisy.get_by_label("Prompt", exact=True).fill("def ß")
    press_write(noisy)
    expect(noisy.get_by_role("alert").filter(has_text="'ß'")).to_be_visible()
    expect(noisy.locator("#write")).to_be_enabled()
    noisy.get_by_label("Prompt", exact=True).fill("def ")
    press_write(noisy)
    expect_done(noisy)
    expect(noisy.get_by_role("alert").filter(has_text="'ß'")).to_have_count(0)


def test_a_lost_connection_ends_in_a_sentence(noisy, site):
    open_at(noisy, site)
    noisy.route("**/text/write?*", lambda route: route.abort())
    press_write(noisy)
    expect(noisy.locator("#write-error")).to_have_text("The connection broke off; press Write to try again.")
    expect(noisy.locator("#write")).to_be_enabled()
    expect(noisy.locator("#write-stop")).to_be_disabled()


def test_leaving_the_page_stops_the_writing_and_coming_back_shows_the_samples(tab, site):
    open_at(tab, site, "/text?length=2000")
    press_write(tab)
    expect(tab.locator(f"{LSTM} [data-k='5']")).to_be_attached()
    tab.get_by_role("link", name="Runs").click()
    expect(tab.get_by_role("heading", name="Runs", exact=True)).to_be_visible()
    tab.get_by_role("link", name="Text", exact=True).click()
    expect(tab.locator(LSTM)).to_have_text(re.compile("return b"))
    expect(tab.locator("#write")).to_be_enabled()
