"""What the Read page of texts promises: a long text coloured by any neuron, in a real browser."""

import csv
import json
import re

import pytest
from playwright.sync_api import Page, expect

from dashboard import urls
from models.analysis.trace import trace
from tests.browser.waiting import expect_true
from tests.read_runs import LONG, RUN, analysed_run
from tests.text_runs import ALPHABET

VIEW = "#reader-view"
SHOWN = "window.dash_clientside.gatescope.reader.shown()"
LINE = 22  # px, as in assets/text-read.css


@pytest.fixture(scope="module")
def site(serve):
    return serve("tests.browser.text_read_app:create_server()")


@pytest.fixture(scope="module")
def own(site):
    """The name of a text of one's own, put there once."""
    return {}


def held(symbol: str, unit: int, layer: int = 1, cell: str = "lstm") -> list[float]:
    return trace(analysed_run().network(cell), ALPHABET, LONG).layers[layer][symbol][:, unit].tolist()


def open_own(page: Page, site, own: dict[str, str], **more: str) -> None:
    """Open the page on LONG, read to the end."""
    if not own:
        page.goto(f"{site.url}/text/read?run={RUN}")
        page.click("text=Read a text of your own")
        page.fill("#reader-own", LONG)
        page.get_by_role("button", name="Read it").click()
        expect(page).to_have_url(re.compile(r"text=text-\w+"))
        own["text"] = re.search(r"text=(text-\w+)", page.url)[1]
    query = "&".join(f"{name}={value}" for name, value in {"run": RUN, **own, **more}.items())
    page.goto(f"{site.url}/text/read?{query}")
    read_to_the_end(page)


def read_to_the_end(page: Page) -> None:
    expect(page.locator("#reader-progress")).to_have_text(re.compile(r"^[\d,]+ characters$"))


def readout(page: Page):
    return page.locator("#reader-readout")


def looks(page: Page) -> list[str]:
    """The class of the first spans."""
    return page.locator(f"{VIEW} .reader-line > span").evaluate_all(
        "all => all.slice(0, 50).map((e) => e.className)"
    )


def test_it_opens_on_a_coloured_text_without_a_click(tab: Page, site) -> None:
    tab.goto(f"{site.url}/text/read")
    read_to_the_end(tab)
    expect(tab.locator("#reader-finding")).to_contain_text(
        "Neuron 5 of layer 2, its cell state, follows “outer indentation”: R squared 0.91, by chance 0.10"
    )
    assert any(re.match(r"v\d+", look) for look in looks(tab))
    expect(readout(tab)).to_contain_text("character 1 of")
    expect(tab.locator("#reader-readout .readout-bar")).to_have_count(5)
    expect(tab.locator("#reader-key")).to_contain_text("cell state; the scale ends at its largest value")
    expect(tab).to_have_url(re.compile(f"run={RUN}.*layer=2&vector=c&neuron=5"))


def test_the_whole_text_is_in_the_page_and_what_is_in_view_has_colours(tab: Page, site, own) -> None:
    open_own(tab, site, own)
    assert tab.locator(f"{VIEW} .reader-line").evaluate_all(
        "all => all.map((e) => e.textContent).join('\\n')"
    ) == (LONG.rstrip("\n"))
    coloured = f"{VIEW} .reader-line:has(> span)"
    lines = tab.locator(f"{VIEW} .reader-line").count()
    assert 10 < tab.locator(coloured).count() < lines
    tab.locator(VIEW).evaluate("view => view.scrollTop = view.scrollHeight")
    expect(tab.locator(f"{VIEW} .reader-line").last.locator("span").first).to_be_visible()


def test_left_and_right_move_through_the_characters(tab: Page, site, own) -> None:
    open_own(tab, site, own, vector="c", layer="2", neuron="3")
    values = held("c", 2)
    for key, place in (
        ("ArrowRight", 2),
        ("ArrowRight", 3),
        ("ArrowLeft", 2),
        ("End", len(LONG)),
        ("Home", 1),
    ):
        tab.locator(VIEW).press(key)
        expect(readout(tab)).to_contain_text(f"character {place:,} of {len(LONG):,}")
        shown = re.search(r"c = (\S+)", readout(tab).inner_text())[1]
        assert float(shown) == pytest.approx(values[place - 1], rel=5e-3, abs=2e-3)
    tab.locator(VIEW).press("ArrowRight")
    expect(tab).to_have_url(re.compile(r"[?&]t=2(&|$)"))


def test_up_and_down_move_through_the_neurons(tab: Page, site, own) -> None:
    open_own(tab, site, own, vector="h", layer="1", neuron="2")
    before = looks(tab)
    for key, neuron in (("ArrowDown", 3), ("ArrowUp", 2), ("ArrowUp", 1), ("ArrowUp", 1)):
        tab.locator(VIEW).press(key)
        expect(tab.locator("#reader-unit")).to_have_value(str(neuron))
        expect(tab.locator("#reader-finding")).to_contain_text(
            f"Neuron {neuron} of layer 1, its hidden state"
        )
        expect(tab).to_have_url(re.compile(f"neuron={neuron}"))
    expect_true(tab, f"{SHOWN}.question.unit === 1")
    read_to_the_end(tab)
    assert looks(tab) != before
    expect(tab.locator(VIEW)).to_be_focused()


def test_a_neuron_that_was_left_before_its_values_came_is_not_shown(tab: Page, site, own) -> None:
    open_own(tab, site, own, vector="h", layer="1", neuron="2")
    before, late = looks(tab), []
    tab.route(lambda url: urls.VALUES in url and "neuron=3" in url, lambda route: late.append(route))
    tab.locator(VIEW).press("ArrowDown")
    expect(tab.locator("#reader-finding")).to_contain_text("Neuron 3")
    tab.locator(VIEW).press("ArrowUp")
    expect(tab.locator("#reader-finding")).to_contain_text("Neuron 2")
    late[0].abort()
    tab.unroute_all()
    read_to_the_end(tab)
    assert looks(tab) == before and tab.evaluate(f"{SHOWN}.question.unit") == 2


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_letters_are_clear_on_every_colour(tab: Page, site, own, theme: str) -> None:
    open_own(tab, site, own, vector="h", layer="1", neuron="2")
    if theme == "dark":
        tab.get_by_role("switch", name="Dark theme").click()
    pairs = tab.evaluate(
        "window.dash_clientside.gatescope.reader.shown().steps.map(({ back, ink }) => [back, ink])"
    )
    assert len(pairs) == 33
    assert min(contrast(back, ink) for back, ink in pairs) >= 4.5  # WCAG 2, AA


def contrast(back: list[int], ink: str) -> float:
    parts = [part / 255 for part in back]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return (light + 0.05) / 0.05 if ink == "#000" else 1.05 / (light + 0.05)


def test_a_row_of_the_ranking_colours_the_text_by_its_neuron(tab: Page, site, own) -> None:
    open_own(tab, site, own)
    tab.get_by_role("button", name="layer 1, neuron 2, i").click()
    expect(tab.locator("#reader-finding")).to_contain_text(
        "Neuron 2 of layer 1, its input gate, follows “inside quotes”"
    )
    expect(tab).to_have_url(re.compile("layer=1&vector=i&neuron=2"))
    read_to_the_end(tab)
    expect(tab.locator("#reader-key")).to_contain_text("underlined: inside quotes")
    expect(tab.locator("#reader-key")).to_contain_text("0.5")
    tab.select_option("#reader-detector", "outer_indentation")
    expect(tab.locator("#reader-ranking tbody tr")).to_have_count(2)
    expect(tab).to_have_url(re.compile("detector=outer_indentation"))
    expect(readout(tab)).to_contain_text("outer indentation: 0")


def test_an_unknown_character_is_named_and_can_be_left_out(tab: Page, site) -> None:
    tab.goto(f"{site.url}/text/read?run={RUN}")
    tab.click("text=Read a text of your own")
    drop = tab.get_by_role("button", name="Leave them out")
    expect(drop).to_be_hidden()
    tab.fill("#reader-own", "def aÖ(b)")
    tab.get_by_role("button", name="Read it").click()
    expect(tab.locator("#reader-own-error")).to_have_text(
        "The network has never seen “Ö”, character 6 of the text."
    )
    drop.click()
    expect(tab.locator(f"{VIEW} .reader-line").first).to_have_text("def a(b)")
    expect(drop).to_be_hidden()


def test_a_second_tab_at_the_same_address_shows_the_same(tab: Page, site, own) -> None:
    open_own(tab, site, own, cell="gru", seed="4", vector="z", layer="1", neuron="2", t="40")
    second = tab.context.new_page()
    second.goto(tab.url)
    read_to_the_end(second)
    assert looks(second) == looks(tab)
    expect(readout(second)).to_contain_text("character 40 of")
    chosen = {"cell": "gru", "seed": "4", "symbol": "z", "layer": "1", "unit": "2"}
    for control, value in chosen.items():
        expect(second.locator(f"#reader-{control}")).to_have_value(value)


def test_another_cell_offers_its_own_quantities(tab: Page, site, own) -> None:
    open_own(tab, site, own)
    tab.select_option("#reader-cell", "gru")
    expect(tab.locator("#reader-symbol")).to_have_text(re.compile("update gate"))
    expect(tab.locator("#reader-ranking")).to_contain_text("no ranking")
    expect(tab).to_have_url(re.compile("cell=gru"))


def test_the_overview_jumps(tab: Page, site, own) -> None:
    open_own(tab, site, own)
    canvas = tab.locator("#reader-map canvas")
    box = canvas.bounding_box()
    tab.mouse.click(box["x"] + 5, box["y"] + box["height"] * 0.9)
    assert tab.locator(VIEW).evaluate("view => view.scrollTop") > 5 * LINE


def test_the_mouse_gives_the_character_under_it(tab: Page, site, own) -> None:
    open_own(tab, site, own)
    box = tab.locator(f"{VIEW} .reader-line").nth(1).bounding_box()
    tab.mouse.move(box["x"] + 2, box["y"] + 8)
    place = LONG.index("\n") + 2
    expect(readout(tab)).to_contain_text(f"character {place} of")


def saved(page: Page, button: str) -> bytes:
    with page.expect_download() as download:
        page.click(f"#{button}")
    return download.value.path().read_bytes()


def test_the_values_can_be_taken_away(tab: Page, site, own) -> None:
    open_own(tab, site, own, vector="c", layer="2", neuron="3")
    header, *rows = csv.reader(saved(tab, "reader-csv").decode().splitlines(keepends=True))
    assert header[:3] == ["place", "character", "c"] and len(rows) == len(LONG)
    assert "".join(row[1] for row in rows) == LONG
    assert [float(row[2]) for row in rows] == pytest.approx(held("c", 2), rel=5e-3, abs=2e-3)
    whole = json.loads(saved(tab, "reader-json"))
    assert whole["text"] == LONG and len(whole["values"]) == len(LONG) and whole["neuron"] == 3
    assert saved(tab, "reader-png").startswith(b"\x89PNG")
    assert b"Outer indentation,2,5,c,0.91" in saved(tab, "reader-ranking-csv")


def test_a_claim_leads_to_its_neuron(tab: Page, site) -> None:
    tab.goto(f"{site.url}/text/read?run={RUN}&layer=1&vector=h&neuron=1")
    read_to_the_end(tab)
    claims = tab.get_by_role("region", name="Claims")
    expect(claims).to_contain_text("holds")
    claims.get_by_role("link", name="read by it").first.click()
    expect(tab.locator("#reader-finding")).to_contain_text("Neuron 5 of layer 2, its cell state")


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_is_wider_than_the_page(tab: Page, site, own, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    open_own(tab, site, own)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
