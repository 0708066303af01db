"""What the Compare page promises to whoever trains, in a real browser against the real app."""

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
from tests.comparing import open_page, traces_of

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
