"""The reading figure in a real browser: its cursor, its keys, its numbers, and letters that stay readable."""

import csv
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from dashboard.theme import DARK, SCALES
from tests.browser.letters_app import BIG, TEXT, VALUES
from tests.browser.waiting import expect_true

GRAPH = "document.querySelector('#reading-figure .js-plotly-plot')"


@pytest.fixture(scope="module")
def server(serve):
    return serve("tests.browser.letters_app:create_server()")


@pytest.fixture
def shown(page, server):
    page.goto(server.url)
    expect(page.locator("#reading-figure-finding")).to_have_text("Unit 1")
    expect(page.locator("#reading-figure .shapelayer path")).to_have_count(2)
    expect(page.locator(".readout-step")).to_contain_text("step 5 of 14")
    return page


def show(page, view, title):
    page.evaluate("view => dash_clientside.set_props('view', { data: view })", view)
    expect(page.locator("#reading-figure-finding")).to_have_text(title)


def frames(page):
    """Where the two frames of the cursor are: centre column and row, in the units of the axes."""
    return page.evaluate(
        f"""() => {{
          const gd = {GRAPH}, {{ xaxis, yaxis }} = gd._fullLayout;
          return [...gd.querySelectorAll('.shapelayer path')].map((path) => {{
            const [, x0, y0, x1, y1] = path.getAttribute('d').match(/^M([^,]+),([^H]+)H([^V]+)V([^H]+)H/);
            const middle = (axis, a, b) => axis.p2r((+a + +b) / 2 - axis._offset);
            return [middle(xaxis, x0, x1), middle(yaxis, y0, y1)].map((v) => Math.round(v * 10) / 10);
          }});
        }}"""
    )


def numbers(page):
    with page.expect_download() as download:
        page.click("#reading-figure-csv")
    with download.value.path().open(newline="") as file:
        return list(csv.reader(file))


def hover(page, column, row):
    """Put the mouse on one cell."""
    x, y = page.evaluate(
        f"""([column, row]) => {{
          const gd = {GRAPH}, {{ xaxis, yaxis }} = gd._fullLayout, box = gd.getBoundingClientRect();
          return [box.left + xaxis._offset + xaxis.r2p(column), box.top + yaxis._offset + yaxis.r2p(row)];
        }}""",
        [column, row],
    )
    page.mouse.move(x, y)
    return x, y


def test_the_cursor_frames_one_letter_of_a_wrapped_text(shown):
    assert frames(shown) == [[2, 1]] * 2  # step 5 is the d of ab/cdefg
    region = shown.get_by_role("region", name="Reading, scrolls sideways")
    region.press("End")
    expect(shown.locator(".readout-step")).to_contain_text("step 14 of 14, reads k")
    assert frames(shown) == [[5, 2]] * 2
    region.press("Home")
    expect(shown.locator(".readout-step")).to_contain_text("step 1 of 14, reads a")
    assert frames(shown) == [[1, 0]] * 2


def test_the_mouse_on_a_letter_gives_its_step(shown):
    hover(shown, 3, 1)
    expect(shown.locator(".readout-step")).to_contain_text("step 6 of 14, reads e")
    assert frames(shown) == [[3, 1]] * 2
    expect(shown.locator("#reading-figure .hoverlayer")).to_contain_text("step 6: ")
    hover(shown, 2, 2)
    expect(shown.locator("#reading-figure .hoverlayer")).to_contain_text("step 11: ")
    expect(shown.locator(".readout-step")).to_contain_text("step 11 of 14, reads i")


def test_a_click_on_a_letter_gives_its_step(shown):
    x, y = hover(shown, 2, 2)
    expect(shown.locator("#reading-figure .hoverlayer")).to_contain_text("step 11: ")
    shown.get_by_role("region", name="Reading, scrolls sideways").press("Home")
    expect(shown.locator(".readout-step")).to_contain_text("step 1 of 14, reads a")
    shown.mouse.click(x, y)  # at rest: plotly looks where the mouse is at most every 50 ms, and clicks there
    expect(shown.locator(".readout-step")).to_contain_text("step 11 of 14, reads i")


def test_up_and_down_choose_the_neuron_and_stop_at_the_last(shown):
    region = shown.get_by_role("region", name="Reading, scrolls sideways")
    for key, unit in (("ArrowDown", 2), ("ArrowDown", 3), ("ArrowDown", 3), ("ArrowUp", 2)):
        region.press(key)
        expect(shown.locator("#reading-figure-finding")).to_have_text(f"Unit {unit}")
        expect(shown.locator("#unit")).to_have_value(str(unit - 1))
    expect(shown.locator(".readout-held")).to_have_text("h of neuron 2 = 0.25")
    expect(shown.locator(".readout-step")).to_contain_text("step 5 of 14")
    assert frames(shown) == [[2, 1]] * 2


def test_the_numbers_are_read_off_the_figure(shown):
    header, text, values = numbers(shown)
    assert header == ["row", "symbol", *map(str, range(1, 15))]
    assert text == ["", "character", *TEXT]
    assert values[:2] == ["", "h"]
    assert [float(v) for v in values[2:]] == pytest.approx(VALUES[:, 0], abs=1e-6)


@pytest.mark.parametrize("view", ["units", "each"])
def test_every_row_of_cells_is_a_row_of_the_table(shown, view):
    show(shown, view, "All units, 1")
    _, _, *rows = numbers(shown)
    assert [row[:2] for row in rows] == [[f"neuron {k}", "c"] for k in (1, 2, 3)]
    read = [[float(v) for v in row[2:]] for row in rows]
    assert np.array(read) == pytest.approx(10 * VALUES.T, abs=1e-4)
    shown.locator("#reading-figure-summary").press("Enter")
    expect(shown.locator("#reading-figure-table tbody tr")).to_have_count(4)


def test_a_row_by_its_own_maximum_still_tells_its_true_value(shown):
    show(shown, "each", "All units, 1")
    hover(shown, 2, 1)
    value = f"step 2: {10 * VALUES[1, 1]:.4f}"
    expect(shown.locator("#reading-figure .hoverlayer")).to_contain_text(value)


def test_letters_stand_on_light_colours_in_the_dark_theme_too(shown):
    shown.get_by_role("switch", name="Dark theme").click()
    paper = DARK["layout"]["paper_bgcolor"]
    color = "rgb({}, {}, {})".format(*(int(paper[i : i + 2], 16) for i in (1, 3, 5)))
    expect(shown.locator("#reading-figure .main-svg").first).to_have_css("background-color", color)
    assert shown.evaluate(f"{GRAPH}._fullData[0].colorscale") == SCALES["signed"]
    letters = shown.locator("#reading-figure .heatmap-label text").first
    expect(letters).to_have_css("fill", "rgb(0, 0, 0)")


def test_letters_are_text_in_the_drawing(shown):
    with shown.expect_download() as download:
        shown.click("#reading-figure-svg")
    drawing = download.value.path().read_text()
    letters = "".join(re.findall(r"<tspan[^>]*>([^<]{1,3})</tspan>", drawing))
    assert set("abcdefghijk") <= set(letters)
    assert "<image" in drawing and "hidden state" in drawing
    assert re.search('class="gtitle" x="16" y="14"', drawing)  # the finding is where it belongs


def test_many_units_are_drawn_at_once(shown):
    show(shown, "big", "Unit 1 of many")
    expect_true(shown, f"{GRAPH}._fullData[0].z.length === 256")
    cost = shown.evaluate(
        f"""async () => {{
          const gd = {GRAPH}, start = performance.now();
          await Plotly.react(gd, gd.data.map((trace) => ({{ ...trace }})), {{ ...gd.layout }});
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
          return performance.now() - start;
        }}"""
    )
    assert cost < 1500, cost  # ms; 150 on a quiet machine
    assert float(numbers(shown)[9][7]) == pytest.approx(BIG[5, 7], abs=1e-5)


def test_a_long_text_is_read_out_around_the_cursor(shown):
    show(shown, "big", "Unit 1 of many")
    expect(shown.locator(".readout-passage mark")).to_have_text("a")
    expect(shown.locator(".readout-passage")).to_contain_text("abababab")


def test_a_phone_shows_the_legend_and_follows_the_cursor(shown):
    shown.set_viewport_size({"width": 390, "height": 844})
    show(shown, "big", "Unit 1 of many")
    expect_true(shown, f"{GRAPH}._fullData[0].z.length === 256")
    assert shown.evaluate("document.documentElement.scrollWidth") == 390
    assert shown.locator("#reading-figure .infolayer .annotation").first.bounding_box()["x"] < 390
    region = shown.get_by_role("region", name="Reading, scrolls sideways")
    region.press("End")
    expect(shown.locator(".readout-step")).to_contain_text("step 1000")
    frame = shown.locator("#reading-figure .shapelayer path").last.bounding_box()
    assert 0 < frame["x"] < 390
