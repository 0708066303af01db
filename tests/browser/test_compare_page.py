"""What the Compare page promises, in a real browser against the real app."""

import os
import re
import signal
import time
from contextlib import suppress
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from dashboard.store.runs import RunStore
from models import bundle
from models.cells import CELLS, architectures

FEW_CELLS = ("feedforward", "gru", "peephole")  # what a quick training leaves out
numbers = count()
SLOW = 180_000  # ms: how long a training of a few seconds may take on a busy machine


@pytest.fixture(scope="module")
def site(serve):
    return serve(GATESCOPE_SLOTS="2", GATESCOPE_LEASE_SECONDS="4", GATESCOPE_HEARTBEAT_SECONDS="1")


@pytest.fixture
def store(site):
    with RunStore(f"sqlite:///{site.data_dir / 'gatescope.sqlite'}") as store:
        yield store


def traces_of(page: Page, figure: str) -> list[dict]:
    """The traces that plotly has drawn."""
    return page.evaluate(
        "id => { const gd = document.querySelector(`#${id} .js-plotly-plot`);"
        " return (gd?.data ?? []).map("
        "({name, type, mode, x}) => ({name, type, mode, points: x?.length ?? 0})); }",
        figure,
    )


def open_page(page: Page, site, address: str = "/") -> None:
    page.goto(site.url + address)
    expect(page.locator("#traces-figure .js-plotly-plot")).to_be_visible()
    expect(page.locator("#traces-figure-finding")).not_to_be_empty()
    expect(page.locator("#loss-figure-finding")).not_to_be_empty()


def points(page: Page) -> int:
    """How many points the median curves have together."""
    return sum(t["points"] for t in traces_of(page, "loss-figure") if "markers" in (t["mode"] or ""))


def train(page: Page, steps: int, seeds: int = 2, hidden: int = 10) -> str:
    """Fill in a small training, press Train, return the run's id."""
    for cell in FEW_CELLS:
        page.locator(f"#config-cells input[value={cell}]").uncheck()
    page.fill("#config-seeds", str(seeds))
    page.fill("#config-hidden", str(hidden))
    page.fill("#config-steps", str(steps))
    page.fill("#config-learning-rate", f"{0.01 + 1e-6 * next(numbers):.6f}")  # or it would be known already
    before = page.locator("#run-picker").input_value()
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.locator("#run-picker")).not_to_have_value(before)
    return page.locator("#run-picker").input_value()


def train_a_while(page: Page) -> str:
    """Train for about ten seconds: long enough to look on, short enough to wait for the end."""
    return train(page, steps=20_000, hidden=20)


def train_without_end(page: Page) -> str:
    """Train for minutes; the test ends it."""
    return train(page, steps=20_000, seeds=20, hidden=64)


def expect_status(page: Page, status: str) -> None:
    expect(page.locator("#status-badge")).to_have_text(status, timeout=SLOW)


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


def test_training_is_seen_live_and_stays_after_a_reload_and_in_a_second_tab(page: Page, site) -> None:
    open_page(page, site)
    run_id = train_a_while(page)
    expect_status(page, "running")
    page.wait_for_timeout(300)
    while not (early := points(page)) and page.locator("#status-badge").inner_text() == "running":
        page.wait_for_timeout(100)
    expect(page.locator("#status-text")).to_contain_text(
        re.compile(r"\d+%\. Training in 2 parts: \d done, \d at work")
    )
    page.reload()
    expect(page.locator("#run-picker")).to_have_value(run_id)
    second = page.context.new_page()
    second.goto(page.url)
    expect_status(second, "done")
    expect_status(page, "done")
    assert points(page) > early > 0
    expect(page.locator("#generalization-figure-finding")).to_contain_text("median of 2 seeds")
    expect(second.locator("#generalization-figure-finding")).to_have_text(
        page.locator("#generalization-figure-finding").inner_text()
    )
    expect(page.locator("#traces-figure-finding")).to_contain_text(re.compile("LSTM|RNN"))
    assert f"run={run_id}" in page.url


def test_cancel_keeps_what_there_is_and_train_can_be_pressed_again(page: Page, site, store) -> None:
    open_page(page, site)
    run_id = train_without_end(page)
    expect_status(page, "running")
    while not points(page):
        page.wait_for_timeout(100)
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect_status(page, "cancelled")
    expect(page.locator("#status-text")).to_contain_text("is kept")
    expect(page.locator("#summary tbody").first.locator("tr")).to_have_count(2)
    expect(page.locator("#traces-figure .js-plotly-plot .heatmaplayer").first).to_be_attached()
    kept = bundle.loads(store.artifact(run_id, "bundle"))
    assert not kept.finished and kept.cells["lstm"].history_step
    expect(page.get_by_role("button", name="Cancel", exact=True)).to_be_disabled()
    train(page, steps=3, seeds=1)
    expect_status(page, "done")


def test_a_run_goes_on_when_its_tab_is_closed(browser, site, store) -> None:
    context = browser.new_context()
    page = context.new_page()
    open_page(page, site)
    run_id = train_a_while(page)
    context.close()
    deadline = time.monotonic() + SLOW / 1000
    while store.get(run_id).is_live and time.monotonic() < deadline:
        time.sleep(0.2)
    assert store.get(run_id).status == "done"


def test_a_run_whose_processes_are_killed_is_interrupted_and_can_be_resumed(page: Page, site, store) -> None:
    open_page(page, site)
    run_id = train_without_end(page)
    deadline = time.monotonic() + SLOW / 1000
    while store.get(run_id).is_live and time.monotonic() < deadline:
        for _, _, worker in store.beating():
            with suppress(ProcessLookupError):
                os.kill(int(worker.split(":")[1]), signal.SIGKILL)
        time.sleep(0.2)
    expect_status(page, "interrupted")
    expect(page.locator("#status-text")).to_contain_text("ended without a word 3 times")
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_enabled()
    expect(page.get_by_role("button", name="Cancel", exact=True)).to_be_disabled()
    page.get_by_role("button", name="Resume", exact=True).click()
    expect_status(page, "running")
    expect(page.get_by_role("button", name="Resume", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect_status(page, "cancelled")


def test_two_clicks_start_one_run(page: Page, site, store) -> None:
    open_page(page, site)
    before, shown = len(store.list()), page.locator("#run-picker").input_value()
    for cell in FEW_CELLS:
        page.locator(f"#config-cells input[value={cell}]").uncheck()
    page.fill("#config-seeds", "1")
    page.fill("#config-steps", "300")
    page.get_by_role("button", name="Train", exact=True).dblclick()
    expect(page.locator("#run-picker")).not_to_have_value(shown)  # which is done from the start
    expect_status(page, "done")
    assert len(store.list()) == before + 1


def test_bad_numbers_get_one_sentence_and_start_nothing(page: Page, site, store) -> None:
    open_page(page, site)
    before, shown = len(store.list()), page.locator("#run-picker").input_value()
    for value in ("0", "5000", "", "2.5"):
        page.fill("#config-seeds", value)
        page.get_by_role("button", name="Train", exact=True).click()
        expect(page.locator("#form-error")).to_contain_text(re.compile(r"^Seeds .*from 1 to 100"))
    page.fill("#config-seeds", "20")
    for cell in ("feedforward", "rnn", "lstm", "gru", "peephole"):
        page.locator(f"#config-cells input[value={cell}]").uncheck()
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.locator("#form-error")).to_contain_text("Choose at least one cell")
    assert len(store.list()) == before and page.locator("#run-picker").input_value() == shown


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


def test_the_keyboard_alone_can_train(page: Page, site) -> None:
    open_page(page, site)
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    for cell in FEW_CELLS:
        page.locator(f"#config-cells input[value={cell}]").focus()
        page.keyboard.press("Space")
    for field, value in (("seeds", "1"), ("steps", "20")):
        page.locator(f"#config-{field}").focus()
        page.keyboard.press("Control+a")
        page.keyboard.type(value)
    reached = []
    for _ in range(20):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id"))
        if reached[-1] == "train":
            break
    assert reached[-1] == "train", reached
    page.keyboard.press("Enter")
    expect_status(page, "done")
    expect(page.locator("#announce")).to_have_text("Run done")
    assert page.locator("#announce").get_attribute("aria-live") == "polite"


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
        "Runs",
    ]


def test_a_slow_connection_only_makes_it_slow(browser, site, store) -> None:
    context = browser.new_context()
    page = context.new_page()
    open_page(page, site)
    slow = context.new_cdp_session(page)
    slow.send("Network.enable")
    slow.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 1500, "downloadThroughput": -1, "uploadThroughput": -1},
    )
    train_a_while(page)
    expect_status(page, "running")
    while not points(page):
        page.wait_for_timeout(100)
    expect_status(page, "done")
    context.close()


def test_a_silent_server_is_said_and_forgotten_when_it_answers_again(browser, site) -> None:
    context = browser.new_context()
    page = context.new_page()
    open_page(page, site)
    run_id = train_without_end(page)
    expect_status(page, "running")
    context.set_offline(True)
    expect(page.locator("#connection")).to_contain_text("No answer from the server", timeout=15_000)
    context.set_offline(False)
    expect(page.locator("#connection")).to_be_empty(timeout=30_000)
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect_status(page, "cancelled")
    assert page.locator("#run-picker").input_value() == run_id
    context.close()


def test_nothing_of_the_run_before_stays_on_the_page(page: Page, site) -> None:
    open_page(page, site)
    expect(page.locator("#equations article")).to_have_count(5)
    train_without_end(page)
    expect(page.locator("#equations article")).to_have_count(2)
    expect(page.locator("#cursor-readout")).to_be_empty()
    expect_status(page, "running")  # who cancels before that gets no networks
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect_status(page, "cancelled")
    expect(page.locator("#cursor-readout")).to_contain_text("LSTM")
    expect(page.locator("#cursor-readout")).not_to_contain_text("peephole")


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
