"""The story in a browser: figures as they come, predictions that stay here, a wall, a phone and paper."""

import json
import urllib.request

import pytest
from playwright.sync_api import Page, Request, expect

from dashboard import urls
from dashboard.pages.story.sections import SECTIONS, STEPS
from tests.browser.explorer import SLOW

FILM, CELLS = "what-is-going-on", "one-equation"  # what can be worked with in place
FIRST, ASKING, LAST = "next-character", "how-far", [*STEPS][-1]


@pytest.fixture(scope="module")
def site(shared_site):
    """A server that has measured the claims, which takes seconds."""
    urllib.request.urlopen(shared_site.url + urls.CLAIMS, timeout=180).close()
    return shared_site


def open_story(page: Page, site, end: str = "") -> None:
    page.goto(site.url + urls.STORY + end)
    expect(page.locator("#story-ready[data-ready=yes]")).to_be_attached(timeout=SLOW)


def figure(page: Page, step: str):
    return page.locator(f"#story-{step}-figure .main-svg").first


def slot(page: Page, step: str):
    return page.locator(f"#{step} .story-slot")


def test_figures_come_as_they_come_into_view_and_are_all_that_is_asked_for(tab: Page, site) -> None:
    open_story(tab, site)
    expect(slot(tab, FILM).locator(".film > li").first).to_be_visible(timeout=SLOW)
    expect(slot(tab, LAST)).to_be_empty()
    assert slot(tab, LAST).bounding_box()["height"] >= STEPS[LAST].height, "its room is kept"
    tab.locator(f"#{LAST}").scroll_into_view_if_needed()
    expect(figure(tab, LAST)).to_be_visible(timeout=SLOW)
    expect(tab.locator(f"#story-{LAST}-figure-finding")).not_to_be_empty()
    expect(slot(tab, "counter")).to_be_empty()
    with tab.expect_download() as download:
        tab.locator(f"#story-{LAST}-figure-csv").click()
    assert download.value.suggested_filename == f"gatescope-story-{LAST}-figure.csv"


def test_a_prediction_reveals_the_figure_is_kept_here_and_never_sent(tab: Page, site) -> None:
    sent: list[Request] = []
    open_story(tab, site, f"#{ASKING}")
    tab.on("request", lambda request: sent.append(request))
    expect(slot(tab, ASKING)).to_be_hidden()
    slider = tab.locator(f"#{ASKING}-guess")
    slider.fill("47")
    expect(tab.locator(f"#{ASKING} .story-number")).to_have_text("47")
    slider.press("ArrowRight")
    tab.keyboard.press("Tab")
    expect(tab.locator(f"#{ASKING}").get_by_role("button", name="Reveal")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(figure(tab, ASKING)).to_be_visible(timeout=SLOW)
    told = tab.locator(f"#{ASKING} .story-told")
    expect(told).to_contain_text("You said: 48. Measured: ")
    expect(tab.locator(f"#{ASKING}-guess")).to_be_hidden()
    expect(tab.locator("#story-progress")).to_contain_text("1 of")
    bodies = [request.post_data_json for request in sent if request.method == "POST"]
    assert bodies and all({one["property"] for one in body["inputs"]} == {"data"} for body in bodies)
    asked = [one["value"] for body in bodies for one in body["inputs"]]
    assert all(value.keys() == {"step", "names"} and value["step"] in STEPS for value in asked)
    assert not any("48" in json.dumps(body["inputs"]) for body in bodies)
    open_story(tab, site, f"#{ASKING}")
    tab.reload()
    expect(told).to_contain_text("You said: 48.", timeout=SLOW)
    tab.get_by_role("button", name="Forget my predictions").click()
    expect(tab.locator(f"#{ASKING}-guess")).to_be_visible()
    expect(told).to_be_empty()
    assert tab.evaluate("localStorage.getItem('gatescope-story')") == "{}"


def test_a_choice_is_named_and_nothing_chosen_reveals_nothing(tab: Page, site) -> None:
    open_story(tab, site, "#who-ignores")
    step = tab.locator("#who-ignores")
    step.get_by_role("button", name="Reveal").click()
    expect(slot(tab, "who-ignores")).to_be_hidden()
    step.get_by_label("shut: almost nothing gets through").check()
    step.get_by_role("button", name="Reveal").click()
    expect(step.locator(".story-told")).to_contain_text("You said: shut", timeout=SLOW)
    tab.locator("#no-input-gate").get_by_role("button", name="Show it without a guess").click()
    expect(tab.locator("#no-input-gate .story-told")).to_have_text("Measured: 12.5. ", timeout=SLOW)


def test_the_arrow_keys_present_one_step_after_the_other_and_escape_leaves(tab: Page, site) -> None:
    ids = [*STEPS]
    open_story(tab, site, f"?present={ids[2]}")
    expect(tab.locator(".story-step:visible")).to_have_count(1)
    expect(tab.locator(f"#{ids[2]}-title")).to_be_focused()
    expect(tab.locator(".site-header")).to_be_hidden()
    tab.keyboard.press("ArrowRight")
    expect(tab.locator(f"#{ids[3]}-title")).to_be_focused()
    expect(figure(tab, ids[3])).to_be_visible(timeout=SLOW)
    assert tab.url.endswith(f"?present={ids[3]}")
    for key in ("PageUp", "ArrowLeft", "ArrowLeft", "ArrowLeft"):
        tab.keyboard.press(key)
    expect(tab.locator("#story-place")).to_have_text(f"1 / {len(ids)}")
    tab.get_by_role("button", name="Next").click()
    tab.locator(f"#{ids[1]}-guess").press("ArrowRight")
    expect(tab.locator("#story-place")).to_have_text(f"2 / {len(ids)}")  # the key was the slider's
    tab.keyboard.press("Escape")
    expect(tab.locator(".site-header")).to_be_visible()
    assert tab.url.endswith(f"#{ids[1]}")
    expect(tab.locator(f"#{ids[1]}-title")).to_be_in_viewport()


def test_big_figures_still_say_what_is_under_the_pointer(tab: Page, site) -> None:
    open_story(tab, site, "?present=counter")
    cell = figure(tab, "counter")
    expect(cell).to_be_visible(timeout=SLOW)
    box = tab.locator("#story-counter-figure .nsewdrag").first.bounding_box()
    tab.mouse.move(box["x"] + 5, box["y"] + 5)
    tab.mouse.move(box["x"] + 8, box["y"] + 6)
    expect(tab.locator("#story-counter-figure .hoverlayer")).to_contain_text("step 1")


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_is_wider_than_the_screen(tab: Page, site, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 844})
    open_story(tab, site, f"#{LAST}")
    expect(figure(tab, LAST)).to_be_visible(timeout=SLOW)
    assert tab.evaluate("document.documentElement.scrollWidth") == width


def test_contents_and_headings_lead_through_all_of_it(tab: Page, site) -> None:
    open_story(tab, site)
    contents = tab.get_by_role("navigation", name="Contents")
    for section in SECTIONS:
        expect(contents.get_by_role("link", name=section.title, exact=True)).to_be_visible()
    assert tab.get_by_role("heading", level=3).count() == len(STEPS)
    contents.get_by_role("link", name="Copying", exact=True).click()
    expect(tab.locator("#copying-heading")).to_be_in_viewport()
    expect(contents.get_by_role("link", name="Copying", exact=True)).to_have_attribute(
        "aria-current", "location"
    )


def test_a_film_is_cut_in_the_story_and_its_address_stays(tab: Page, site) -> None:
    open_story(tab, site)
    frames = slot(tab, FILM).locator(".film > li")
    expect(frames).to_have_count(12, timeout=SLOW)
    said = slot(tab, FILM).get_by_role("status")
    expect(said).to_contain_text("best (1.0) say attacked")
    tab.get_by_role("button", name="Remove frame 1", exact=True).click()
    expect(frames).to_have_count(11)
    expect(said).not_to_contain_text("best (1.0)")
    assert tab.url == site.url + urls.STORY
    tab.get_by_role("link", name="Take away the one frame with the foe").click()
    expect(tab.locator("h1")).to_have_text("What is going on?")
    expect(tab.locator(".film > li")).to_have_count(11, timeout=SLOW)


def test_equations_have_the_arrow_keys_while_they_have_the_focus(tab: Page, site) -> None:
    open_story(tab, site, f"?present={CELLS}")
    where = slot(tab, CELLS).locator(".where")
    expect(where).to_contain_text("Step 1 of 8 reads a", timeout=SLOW)
    tab.get_by_role("slider", name="Step").press("ArrowRight")
    expect(where).to_contain_text("Step 2 of 8")
    tab.get_by_role("button", name="Next equation").click()
    expect(slot(tab, CELLS).locator('.equation.current[data-symbol="y"]')).to_be_visible()
    assert tab.url.endswith(f"?present={CELLS}")
    tab.locator(f"#{CELLS}-title").focus()
    tab.keyboard.press("ArrowRight")
    expect(tab.locator(f"#{CELLS}")).to_be_hidden()


def test_names_are_switched_in_words_figures_and_equations(tab: Page, site) -> None:
    open_story(tab, site, "#plus-one")
    drawing, step = tab.locator("#story-plus-one-figure"), tab.locator("#plus-one")
    expect(drawing).to_contain_text("input gate", timeout=SLOW)
    tab.get_by_label("Names", exact=True).first.select_option("article")
    expect(drawing).to_contain_text("save", timeout=SLOW)
    expect(drawing).not_to_contain_text("input gate")
    words = step.locator(".story-words")
    assert "save gate" in words.inner_text() and "input gate" not in words.inner_text()
    assert tab.url.endswith("?names=article#plus-one")
    open_story(tab, site, f"?present={CELLS}&names=article")
    expect(slot(tab, CELLS).locator(".story-cells")).to_have_attribute("data-names", "article", timeout=SLOW)
    tab.keyboard.press("ArrowRight")
    assert "names=article" in tab.url and f"present={CELLS}" not in tab.url


def test_paper_has_no_controls_and_says_which_figure_is_missing(tab: Page, site) -> None:
    open_story(tab, site, f"#{FIRST}")
    expect(figure(tab, FIRST)).to_be_visible(timeout=SLOW)
    tab.route("**/_dash-update-component", lambda route: None)  # paper is shorter: more comes into view
    tab.emulate_media(media="print")
    for control in (
        ".story-tools",
        ".story-contents",
        ".story-predict",
        ".story-tries",
        ".exports",
        ".site-header nav",
    ):
        expect(tab.locator(control).first).to_be_hidden()
    expect(figure(tab, FIRST)).to_be_visible()
    said = slot(tab, LAST).evaluate("e => getComputedStyle(e, '::before').content")
    assert "was not loaded" in said
    tab.emulate_media(media="screen")
    tab.unroute_all(behavior="ignoreErrors")


def test_printing_asks_for_every_figure_whether_or_not_it_was_predicted(tab: Page, site) -> None:
    open_story(tab, site)
    tab.get_by_role("button", name="Print with all figures").click()
    expect(tab.locator(".story-step[data-asked=yes]")).to_have_count(len(STEPS))
    expect(tab.locator("#story-progress")).to_contain_text(f"of {len(STEPS)}")
    expect(tab.locator(f"#{ASKING}[data-loaded=yes]")).to_be_attached(timeout=2 * SLOW)
    expect(slot(tab, ASKING)).to_be_hidden()
    tab.emulate_media(media="print")
    expect(slot(tab, FILM).locator(".film img").last).to_be_visible(timeout=SLOW)
    expect(figure(tab, ASKING)).to_be_visible(timeout=SLOW)
    tab.emulate_media(media="screen")
    assert tab.evaluate("localStorage.getItem('gatescope-story')") in (None, "{}")


def test_nothing_moves_for_those_who_want_no_motion(tab: Page, site) -> None:
    tab.emulate_media(reduced_motion="reduce")
    open_story(tab, site)
    moving = tab.evaluate(
        "[...document.querySelectorAll('.story *')].filter((e) => {"
        "const s = getComputedStyle(e);"
        "return parseFloat(s.transitionDuration) > 0.001 || parseFloat(s.animationDuration) > 0.001;"
        "}).length"
    )
    assert moving == 0
    tab.emulate_media(reduced_motion="no-preference")
