"""What the Read page promises: text coloured by any neuron, in a real browser against the real app."""

import csv
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from models import bundle
from models.analysis.trace import trace
from tests.browser.explorer import drawn, expect_picture, open_page, picture, redrawn, type_number

FIGURE = "read-figure"
RUN = "models/pretrained/counting-plain.safetensors"
STRING = "aaaaaXbbbbb$"


@pytest.fixture
def site(shared_site):
    return shared_site


def view(page: Page, name: str) -> None:
    page.get_by_role("group", name="What is shown").get_by_label(name).check()


def region(page: Page):
    return page.get_by_role("region", name="Text, coloured by a neuron, scrolls sideways")


def numbers(page: Page) -> list[list[str]]:
    """The rows of the figure's CSV."""
    with page.expect_download() as download:
        page.click(f"#{FIGURE}-csv")
    with download.value.path().open(newline="") as file:
        return list(csv.reader(file))


def held(symbol: str, unit: int, text: str, seed: int = 0) -> list[float]:
    """What a neuron of the shipped counting LSTM holds, without the app."""
    network = bundle.load_file(RUN).network("lstm").select(seed)
    return trace(network, "aXb$", text).layers[0][symbol][:, unit].tolist()


def test_it_opens_on_a_coloured_text_without_a_click(tab: Page, site) -> None:
    open_page(tab, site, "/explore", FIGURE)
    expect(tab.locator(f"#{FIGURE}-finding")).to_contain_text("counts a's")
    expect(tab.locator(f"#{FIGURE} .heatmaplayer image").first).to_be_visible()
    expect(tab.locator(f"#{FIGURE} .heatmap-label text").first).to_be_visible()
    expect(tab.locator(f"#{FIGURE} .colorbar").first).to_be_visible()
    expect(tab.locator("#cursor-readout")).to_contain_text("reads a")


def choose(control: str, value: str) -> Callable[[Page], None]:
    return lambda page: page.select_option(f"#subject-{control}", value)


# What the address holds then: where it began, and what is done there.
CHANGES = {
    "neuron=3": ("", choose("unit", "3")),
    "vector=f": ("", choose("symbol", "f")),
    "seed=5": ("", choose("seed", "5")),
    "cell=gru": ("", choose("cell", "gru")),
    "run=state_memory-plain": ("", choose("source", "state_memory-plain")),
    "layer=2": ("run=copying-plain&layer=1", choose("layer", "2")),
    "view=units": ("", lambda page: view(page, "Every neuron")),
    "view=cells": ("", lambda page: view(page, "Cells side by side")),
    "range=shared": ("view=units", lambda page: page.select_option("#read-range", "shared")),
    "text=aaXabb%24": ("view=text", lambda page: page.fill("#subject-text", "aaXabb$")),
    "n=7": ("view=text", lambda page: type_number(page, "subject-n", 7)),
}


@pytest.mark.parametrize("query", CHANGES)
def test_another_choice_is_drawn_and_the_address_holds_it(tab: Page, site, query: str) -> None:
    start, change = CHANGES[query]
    open_page(tab, site, f"/explore?{start}", FIGURE)
    with redrawn(tab, FIGURE):
        change(tab)
    expect(tab).to_have_url(re.compile(rf"[?&]{re.escape(query)}(&|$)"))
    finding, seen = tab.locator(f"#{FIGURE}-finding").inner_text(), picture(tab, FIGURE)
    tab.reload()
    expect_picture(tab, FIGURE, seen)
    expect(tab.locator(f"#{FIGURE}-finding")).to_have_text(finding)


def test_a_second_tab_at_the_same_address_shows_the_same(tab: Page, site) -> None:
    query = f"cell=peephole&seed=3&vector=o&neuron=2&text={STRING}&view=text&t=6"
    open_page(tab, site, f"/explore?{query}", FIGURE)
    with redrawn(tab, FIGURE):
        tab.select_option("#subject-unit", "4")
    expect(tab).to_have_url(re.compile("neuron=4"))
    second = tab.context.new_page()
    second.goto(tab.url)
    drawn(second, FIGURE)
    expect_picture(second, FIGURE, picture(tab, FIGURE))
    chosen = {"unit": "4", "cell": "peephole", "seed": "3", "symbol": "o", "text": STRING}
    for control, value in chosen.items():
        expect(second.locator(f"#subject-{control}")).to_have_value(value)
    expect(second.locator(".readout-step")).to_contain_text("step 6 of 12, reads X")


def test_where_there_is_no_room_for_letters_the_page_says_where_they_are(tab: Page, site) -> None:
    open_page(tab, site, "/explore?run=java&view=units", FIGURE)
    said = tab.locator("#read-note")
    expect(said).to_contain_text("choose “The text”")
    with redrawn(tab, FIGURE):
        view(tab, "The text")
    expect(said).to_be_empty()
    expect(tab.locator(f"#{FIGURE} .heatmap-label text").first).to_be_visible()
    with redrawn(tab, FIGURE):
        view(tab, "Every neuron")
    expect(said).not_to_be_empty()
    with redrawn(tab, FIGURE):
        tab.fill("#subject-text", "public class")
    expect(said).to_be_empty()
    expect(tab.locator(f"#{FIGURE} .heatmap-label text").first).to_be_visible()


def test_left_and_right_move_through_the_text(tab: Page, site) -> None:
    open_page(tab, site, f"/explore?text={STRING}&view=text&neuron=8&vector=c", FIGURE)
    values = held("c", 7, STRING)
    for key, step in (("ArrowRight", 2), ("ArrowRight", 3), ("ArrowLeft", 2), ("End", 12), ("Home", 1)):
        region(tab).press(key)
        expect(tab.locator(".readout-step")).to_contain_text(f"step {step} of 12, reads {STRING[step - 1]}")
        shown = tab.locator(".readout-held").inner_text()
        assert float(shown.rpartition("= ")[2]) == pytest.approx(values[step - 1], abs=1e-5)
    region(tab).press("ArrowRight")
    expect(tab).to_have_url(re.compile(r"[?&]t=2(&|$)"))


def test_up_and_down_move_through_the_neurons(tab: Page, site) -> None:
    open_page(tab, site, f"/explore?text={STRING}&view=text&neuron=8&vector=c", FIGURE)
    for key, neuron in (("ArrowDown", 9), ("ArrowDown", 10), ("ArrowDown", 10), ("ArrowUp", 9)):
        region(tab).press(key)
        expect(tab.locator("#subject-unit")).to_have_value(str(neuron))
        expect(tab.locator(f"#{FIGURE}-finding")).to_contain_text(f"Neuron {neuron}, its cell state")
        expect(tab.locator(".readout-held")).to_contain_text(f"c of neuron {neuron} ")
        expect(tab).to_have_url(re.compile(f"neuron={neuron}"))
    expect(region(tab)).to_be_focused()


def test_the_mouse_on_a_letter_gives_its_step(tab: Page, site) -> None:
    open_page(tab, site, f"/explore?text={STRING}&view=text", FIGURE)
    colours = tab.locator(f"#{FIGURE} .heatmaplayer image").first
    colours.scroll_into_view_if_needed()
    box = colours.bounding_box()
    tab.mouse.move(box["x"] + box["width"] * 5.5 / 12, box["y"] + box["height"] / 2)
    expect(tab.locator(".readout-step")).to_contain_text("step 6 of 12, reads X")


def test_n_writes_the_tasks_own_string_and_typing_empties_n(tab: Page, site) -> None:
    open_page(tab, site, "/explore?view=text", FIGURE)
    with redrawn(tab, FIGURE):
        type_number(tab, "subject-n", 5)
    expect(tab.locator("#subject-text")).to_have_value(STRING)
    expect(tab).to_have_url(re.compile(r"[?&]n=5(&|$)"))
    with redrawn(tab, FIGURE):
        tab.locator("#subject-text").press_sequentially("a")
    expect(tab.locator("#subject-n")).to_have_value("")
    expect(tab).to_have_url(re.compile(r"text="))
    assert "n=5" not in tab.url
    tab.reload()
    expect(tab.locator("#subject-text")).to_have_value(STRING + "a")
    expect(tab.locator("#subject-n")).to_have_value("")


def test_the_articles_names_replace_the_fields(tab: Page, site) -> None:
    open_page(tab, site, "/explore?view=vectors", FIGURE)
    expect(tab.locator(f"#{FIGURE}")).to_contain_text("forget gate")
    listed = tab.locator("#subject-symbol").inner_text()
    assert "forget gate" in listed
    asked = []
    tab.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    tab.select_option("#subject-names", "article")
    for part in (f"#{FIGURE}", "#subject-symbol"):
        expect(tab.locator(part)).to_contain_text("remember")
        expect(tab.locator(part)).not_to_contain_text("forget gate")
    expect(tab).to_have_url(re.compile("names=article"))
    assert len(asked) == 1  # the figure; the list is written in the browser
    tab.select_option("#subject-names", "standard")
    expect(tab.locator("#subject-symbol")).to_have_text(listed, use_inner_text=True)
    expect(tab.locator("#subject-symbol")).to_have_value("c")


@pytest.mark.parametrize("name", ["The text", "One neuron, every quantity"])
def test_letters_are_black_on_light_colours_in_the_dark_theme_too(tab: Page, site, name: str) -> None:
    open_page(tab, site, "/explore", FIGURE)
    tab.get_by_role("switch", name="Dark theme").click()
    with redrawn(tab, FIGURE):
        view(tab, name)
    letters = tab.locator(f"#{FIGURE} .heatmap-label text")
    expect(letters.first).to_have_css("fill", "rgb(0, 0, 0)")
    fills = letters.evaluate_all("all => [...new Set(all.map((e) => getComputedStyle(e).fill))]")
    assert fills == ["rgb(0, 0, 0)"]
    # Every colour that a cell can have is in a colour bar.
    colours = tab.locator(f"#{FIGURE} linearGradient stop").evaluate_all(
        "all => [...new Set(all.map((e) => getComputedStyle(e).stopColor))]"
    )
    assert len(colours) >= 5
    assert min(contrast_with_black(colour) for colour in colours) >= 4.5  # WCAG 2, AA


def contrast_with_black(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05) / 0.05


def test_the_csv_holds_the_letters_and_what_the_neuron_holds(tab: Page, site) -> None:
    open_page(tab, site, f"/explore?text={STRING}&view=text&vector=c&neuron=8", FIGURE)
    header, letters, values = numbers(tab)
    assert header[2:] == [str(step) for step in range(1, 13)]
    assert "".join(letters[2:]) == STRING
    assert [float(value) for value in values[2:]] == pytest.approx(held("c", 7, STRING), abs=1e-5)


def test_every_quantity_of_one_neuron_is_in_the_csv(tab: Page, site) -> None:
    open_page(tab, site, f"/explore?text={STRING}&view=vectors&vector=c&neuron=3&seed=2", FIGURE)
    rows = numbers(tab)[2:]
    assert [row[1] for row in rows] == list("hcifgo")
    for row in rows:
        wanted = held(row[1], 2, STRING, seed=2)
        assert [float(value) for value in row[2:]] == pytest.approx(wanted, abs=1e-5)


def test_the_drawing_holds_the_letters_as_text(tab: Page, site) -> None:
    open_page(tab, site, f"/explore?text={STRING}&view=text", FIGURE)
    with tab.expect_download() as download:
        tab.click(f"#{FIGURE}-svg")
    drawing = download.value.path().read_text()
    letters = re.findall(r"<(?:tspan|text)[^>]*>([^<])</", drawing)
    assert "".join(letters).count("a") == 5 and "".join(letters).count("b") == 5 and "X" in letters
    assert "<image" in drawing


def test_a_foreign_character_is_said_and_the_figure_stays(tab: Page, site) -> None:
    open_page(tab, site, f"/explore?text={STRING}&view=text", FIGURE)
    before = picture(tab, FIGURE)
    tab.fill("#subject-text", "aaq")
    expect(tab.locator("#read-error")).to_contain_text("no character 'q'; the alphabet is a X b $")
    assert tab.locator("#read-error").inner_text().count(".") <= 1
    assert picture(tab, FIGURE) == before
    with redrawn(tab, FIGURE):
        tab.fill("#subject-text", "aaX")
    expect(tab.locator("#read-error")).to_be_empty()
