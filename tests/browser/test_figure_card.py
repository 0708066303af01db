"""Figure cards in a real browser, under the strict content policy: theme, downloads, table, time cursor."""

import csv

import pytest
from playwright.sync_api import expect

from dashboard.theme import DARK, DARK_SCALES, LIGHT
from tests.browser.waiting import expect_true


@pytest.fixture(scope="module")
def server(serve):
    return serve("tests.browser.figure_card_app:create_server()")


@pytest.fixture
def shown(tab, server):
    tab.goto(server.url)
    expect(tab.locator("#loss-figure-finding")).to_contain_text("LSTM has the lowest loss")
    expect(tab.locator("#traces-figure .shapelayer path")).to_have_count(2)
    return tab


def expect_paper(page, figure_id, template):
    """Wait until the figure has the template's background."""
    paper = template["layout"]["paper_bgcolor"]
    color = "rgb({}, {}, {})".format(*(int(paper[i : i + 2], 16) for i in (1, 3, 5)))
    expect(page.locator(f"#{figure_id} .main-svg").first).to_have_css("background-color", color)


def frame(page):
    """Where the two frames of the time cursor are, by step."""
    return page.evaluate(
        """() => {
          const gd = document.querySelector('#traces-figure .js-plotly-plot');
          return [...gd.querySelectorAll('.shapelayer path')].map((path, k) => {
            const axis = gd._fullLayout[k ? 'xaxis2' : 'xaxis'];
            const left = +path.getAttribute('d').match(/^M([^,]+)/)[1];
            return Math.round((axis.p2r(left - axis._offset) + 0.5) * 100) / 100;
          });
        }"""
    )


def test_the_theme_follows_the_system_and_is_remembered(browser, server):
    with browser.new_context(color_scheme="dark") as context:
        page = context.new_page()
        page.goto(server.url)
        expect(page.locator("#traces-figure .shapelayer path")).to_have_count(2)
        expect_paper(page, "loss-figure", DARK)
        switch = page.get_by_role("switch", name="Dark theme")
        expect(switch).to_have_attribute("aria-checked", "true")
        switch.press("Enter")
        expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
        expect_paper(page, "loss-figure", LIGHT)
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")


def test_dark_heatmaps_have_dark_scales(shown):
    shown.get_by_role("switch", name="Dark theme").click()
    expect_paper(shown, "traces-figure", DARK)
    scale = shown.evaluate(
        "document.querySelector('#traces-figure .js-plotly-plot').layout.coloraxis2.colorscale"
    )
    assert scale == DARK_SCALES["gate"]


def test_the_cards_are_the_paper_of_the_figures(shown):
    for theme, template in (("light", LIGHT), ("dark", DARK)):
        shown.evaluate(f"document.documentElement.dataset.bsTheme = '{theme}'")
        color = shown.evaluate("getComputedStyle(document.body).getPropertyValue('--gs-paper').trim()")
        assert color == template["layout"]["paper_bgcolor"]


@pytest.mark.parametrize(("name", "start"), [("png", b"\x89PNG"), ("svg", b"<svg")])
def test_figures_are_saved_light_and_with_their_finding(shown, name, start):
    shown.get_by_role("switch", name="Dark theme").click()
    expect_paper(shown, "loss-figure", DARK)
    with shown.expect_download() as download:
        shown.click(f"#loss-figure-{name}")
    assert download.value.suggested_filename == f"gatescope-loss-figure.{name}"
    content = download.value.path().read_bytes()
    assert content.startswith(start)
    if name == "svg":
        assert b"LSTM has the lowest loss" in content
        assert b"background: white" in content or b"rgb(255, 255, 255)" in content
        assert b"rgb(23, 27, 33)" not in content


def test_csv_has_every_number(shown):
    with shown.expect_download() as download:
        shown.click("#loss-figure-csv")
    with download.value.path().open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["cell", "step", "median loss", "lower quartile", "upper quartile"],
        ["lstm", "1", "1", "0.9", "1.1"],
        ["lstm", "2", "0.5", "0.4", "0.6"],
    ]


def test_the_table_opens_by_keyboard(shown):
    summary = shown.locator("#loss-figure-summary")
    expect(shown.locator("#loss-figure-table table")).to_have_count(0)
    summary.press("Enter")
    expect(shown.locator("#loss-figure-table tbody tr")).to_have_count(2)
    expect(shown.locator("#loss-figure-table thead")).to_contain_text("median loss")


def click_hidden(page, button, clicks):
    page.evaluate("([id, n_clicks]) => dash_clientside.set_props(id, { n_clicks })", [button, clicks])


def test_large_tables_open_at_once_and_follow_their_numbers(shown):
    click_hidden(shown, "many", 1)
    for figure_id in ("loss-figure", "traces-figure"):
        shown.locator(f"#{figure_id}-summary").press("Enter")
    first = shown.locator("#loss-figure-table tbody tr").first
    expect(first).to_have_text("feedforward0111")
    rows = shown.locator("#traces-figure-table tbody tr")
    expect(rows.first.locator("td").nth(3)).to_have_text("<b>")
    assert rows.count() > 100
    expect(shown.locator("#traces-figure-table p")).to_contain_text("more rows")
    cost = shown.evaluate(
        """() => {
          const details = document.querySelector('#traces-figure-table').closest('details');
          const start = performance.now();
          details.dispatchEvent(new Event('toggle'));
          details.getBoundingClientRect();
          return performance.now() - start;
        }"""
    )
    assert cost < 500, cost  # ms; 50 on a quiet machine
    click_hidden(shown, "many", 2)
    expect(first).to_have_text("feedforward0222")


def test_axes_fit_the_first_points_and_are_reset_to_them(shown):
    click_hidden(shown, "load", 1)
    expect(shown.locator("#loss-figure-finding")).to_have_text("No training step yet")
    ends = "document.querySelector('#loss-figure .js-plotly-plot')._fullLayout.yaxis.range[{}].toFixed(2)"
    expect_true(shown, f"{ends.format(0)} === '-2.00'")
    click_hidden(shown, "load", 2)
    expect(shown.locator("#loss-figure-finding")).to_contain_text("LSTM has")
    expect_true(shown, f"{ends.format(0)} === '-0.44'")
    shown.locator("#loss-figure").hover()
    shown.locator("#loss-figure").get_by_role("button", name="Reset axes").click()
    shown.wait_for_timeout(500)
    assert shown.evaluate(ends.format(0)) == "-0.44"


def test_arrow_keys_move_the_cursor_in_every_column(shown):
    assert frame(shown) == [3, 3]
    region = shown.get_by_role("region", name="Traces, scrolls sideways")
    region.press("ArrowRight")
    expect(shown.locator(".readout-step")).to_contain_text("step 4 of 5")
    assert frame(shown) == [4, 4]
    region.press("End")
    expect(shown.locator(".readout-step")).to_contain_text("step 5 of 5")
    expect(shown.locator(".readout-verdict.wrong")).to_have_text("✗ wrong")
    region.press("Home")
    expect(shown.locator(".readout-step")).to_contain_text("step 1 of 5")
    assert frame(shown) == [1, 1]


def test_the_cursor_follows_slider_and_mouse_and_survives_a_change_of_theme(shown):
    shown.locator("#time-slider [role=slider]").press("ArrowLeft")
    expect(shown.locator(".readout-step")).to_contain_text("step 2 of 5")
    heat = shown.locator("#traces-figure .xy .nsewdrag").first
    heat.hover(position={"x": heat.bounding_box()["width"] * 0.7, "y": 40})
    expect(shown.locator(".readout-step")).to_contain_text("step 4 of 5")
    assert frame(shown) == [4, 4]
    shown.get_by_role("switch", name="Dark theme").press("Enter")
    expect_paper(shown, "traces-figure", DARK)
    assert frame(shown) == [4, 4]


def test_without_traces_there_is_no_readout(shown):
    expect(shown.locator(".readout-step")).to_have_count(1)
    shown.evaluate("dash_clientside.set_props('traces-readout', { data: null })")
    expect(shown.locator("#cursor-readout")).to_be_empty()


def test_help_opens_by_keyboard(shown):
    shown.get_by_role("button", name="Help: Training loss").press("Enter")
    expect(shown.get_by_text("How to read it.")).to_be_visible()
    shown.get_by_role("button", name="Help", exact=True).press("Enter")
    expect(shown.get_by_role("dialog")).to_contain_text("forget gate")


def test_a_printed_page_is_light_and_as_wide_as_the_paper(shown):
    shown.get_by_role("switch", name="Dark theme").click()
    expect_paper(shown, "traces-figure", DARK)
    shown.emulate_media(media="print")
    shown.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect_paper(shown, "traces-figure", LIGHT)
    expect(shown.locator("html")).to_have_attribute("data-bs-theme", "light")
    expect(shown.locator(".time")).to_be_hidden()
    for figure_id in ("loss-figure", "traces-figure"):
        width = shown.locator(f"#{figure_id} .main-svg").first.bounding_box()["width"]
        assert width == pytest.approx(680, abs=2)
    shown.evaluate("dispatchEvent(new Event('afterprint'))")
    shown.emulate_media(media="screen")
    expect_paper(shown, "traces-figure", DARK)
    expect(shown.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_a_figure_is_named_by_its_finding_and_hidden_until_it_is_there(shown, server):
    expect(shown.get_by_role("figure", name="LSTM has the lowest loss")).to_be_visible()
    shown.route("**/_dash-update-component*", lambda route: None)  # never answered
    shown.reload()
    expect(shown.locator("#loss-figure")).to_have_css("visibility", "hidden")
    shown.unroute_all()


def test_a_figure_changes_its_layout_with_the_width_of_the_window(shown):
    top = "document.querySelector('#loss-figure .js-plotly-plot').layout.margin.t"
    wide = shown.evaluate(top)
    shown.set_viewport_size({"width": 390, "height": 844})
    expect_true(shown, f"{top} > {wide}")
    shown.set_viewport_size({"width": 1280, "height": 844})
    expect_true(shown, f"{top} === {wide}")


def test_a_phone_does_not_scroll_sideways(shown):
    shown.set_viewport_size({"width": 390, "height": 844})
    assert shown.evaluate("document.documentElement.scrollWidth") == 390
