"""What the Train page of texts promises, in a real browser against the real app."""

import os
import re
import signal
import time

import pytest
from playwright.sync_api import Page, expect

from dashboard.store.runs import RunStore
from models.text import bundle

WORDS = "the rain in Spain stays mainly in the plain, and the planes stay in the rain. " * 60
SLOW = 180_000  # ms: how long a training may take on a busy machine, with what is measured after it


@pytest.fixture(scope="module")
def site(serve):
    return serve(GATESCOPE_SLOTS="2", GATESCOPE_LEASE_SECONDS="15", GATESCOPE_HEARTBEAT_SECONDS="0.2")


@pytest.fixture(scope="module")
def store(site):
    with RunStore(f"sqlite:///{site.data_dir / 'gatescope.sqlite'}") as store:
        yield store


def open_page(page: Page, site, address: str = "") -> None:
    page.goto(f"{site.url}/text/train{address}")
    expect(page.locator("#bits-figure-finding")).not_to_be_empty()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def paste(page: Page, text: str) -> None:
    page.get_by_text("Bring a text of your own").click()
    page.fill("#bring-text", text)
    press(page, "Use this text")


def train(page: Page, steps: int, cells=("lstm",), hidden: int = 8, seeds: int = 1) -> str:
    """Paste a text, fill in a small training, press Train, return the run's id."""
    paste(page, WORDS)
    expect(page.locator("#learn-corpus")).to_have_value(re.compile("^text-"))
    expect(page.locator("#learn-preview")).to_contain_text(f"{len(WORDS):,} characters")
    for cell in ("feedforward", "rnn", "lstm", "gru", "peephole"):
        page.locator(f"#learn-cells input[value={cell}]").set_checked(cell in cells)
    values = {"hidden": hidden, "layers": 1, "seeds": seeds, "steps": steps, "batch": 8, "window": 20}
    for name, value in values.items():
        page.fill(f"#learn-{name}", str(value))
    before = page.locator("#learn-run").input_value()
    press(page, "Train")
    expect(page.locator("#learn-run")).not_to_have_value(re.compile(f"^({re.escape(before)})?$"))
    run_id = page.locator("#learn-run").input_value()
    # Until then the page shows how the run before got on, which may be done.
    about = page.locator("#learn-about")
    own = about.filter(has=page.locator(f"a[href$='run={run_id}']"))
    expect(own.or_(about.filter(has_text="when the run has ended"))).to_be_visible(timeout=SLOW)
    return run_id


def expect_status(page: Page, status: str) -> None:
    expect(page.locator("#learn-status-badge")).to_have_text(status, timeout=SLOW)


def expect_enabled(page: Page, *names: str) -> None:
    """Of the buttons just these can be pressed."""
    for name in ("Train", "Pause", "Resume", "Cancel", "Set"):
        button = page.get_by_role("button", name=name, exact=True)
        expect(button).to_be_enabled(enabled=name in names)


def steps_of(store: RunStore, run_id: str, kind: str = "loss") -> list[tuple]:
    rows = store.read_metrics(run_id)[0]
    return [(row["cell"], row["seed"], row["step"]) for row in rows if row["kind"] == kind]


def wait_for(condition) -> None:
    deadline = time.monotonic() + SLOW / 1000
    while not condition():
        assert time.monotonic() < deadline, "this never came true"
        time.sleep(0.05)


def test_a_pasted_text_is_counted_learned_and_written(page: Page, site, store) -> None:
    open_page(page, site)
    run_id = train(page, steps=60, cells=("rnn", "lstm"))
    expect(page.locator("#learn-corpus-about")).to_contain_text("stays on this server")
    expect_status(page, "done")
    expect_enabled(page, "Train")
    expect(page.locator("#bits-figure-finding")).to_have_text(
        re.compile(
            r"^After 60 steps the (LSTM|RNN) needs \d\.\d\d bits per character, the fewest of 2 cells, "
        )
    )
    expect(page.locator("#learn-writes pre")).to_have_count(2)
    rows = page.locator("#learn-results tbody tr")
    expect(rows).to_have_count(7)
    expect(rows.last).to_contain_text("xz")
    expect(page.locator("#learn-results")).to_contain_text("were held out to measure on")
    kept = bundle.loads(store.artifact(run_id, "bundle"))
    assert kept.finished and set(kept.cells) == {"rnn", "lstm"}
    for link in ("Write with it", "Read it", "Errors", "Explore its neurons"):
        href = page.locator("#learn-about").get_by_role("link", name=link).get_attribute("href")
        assert href.endswith(f"run={run_id}")
    page.reload()
    expect(page.locator("#learn-run")).to_have_value(run_id)
    expect(page.locator("#learn-results tbody tr")).to_have_count(7)


def test_a_training_is_steered_paused_killed_and_resumed_to_its_end(page: Page, site, store) -> None:
    open_page(page, site)
    run_id = train(page, steps=4000, hidden=32)
    expect_status(page, "running")
    expect(page.locator("#learn-status-text")).to_contain_text(
        re.compile(r"\d+%.*step \d+ of 4000.* left"), timeout=SLOW
    )
    expect_enabled(page, "Train", "Pause", "Cancel", "Set")
    page.fill("#learn-rate", "0.0005")
    press(page, "Set")
    expect(page.locator("#bits-figure")).to_contain_text("learning rate 0.0005", timeout=SLOW)
    press(page, "Pause")
    expect_status(page, "paused")
    expect_enabled(page, "Train", "Resume")
    before = steps_of(store, run_id)
    assert before and store.checkpoint(run_id)
    page.reload()
    expect_status(page, "paused")
    press(page, "Resume")
    expect_status(page, "running")
    wait_for(lambda: len(steps_of(store, run_id)) > len(before))
    (_, _, worker), *_ = store.beating()
    os.kill(int(worker.split(":")[1]), signal.SIGKILL)
    expect_status(page, "done")  # another process goes on from the checkpoint, by itself
    after = steps_of(store, run_id)
    assert after[: len(before)] == before and len(after) == len(set(after)), "no step is measured twice"
    assert store.checkpoint(run_id) is None


def test_a_cancelled_training_keeps_its_networks(page: Page, site, store) -> None:
    open_page(page, site)
    run_id = train(page, steps=50_000)
    expect_status(page, "running")
    wait_for(lambda: steps_of(store, run_id))
    press(page, "Cancel")
    expect_status(page, "cancelled")
    expect(page.locator("#learn-status-text")).to_contain_text("is kept")
    expect_enabled(page, "Train")
    assert not bundle.loads(store.artifact(run_id, "bundle")).finished


def test_a_file_is_chosen_and_counted(page: Page, site) -> None:
    open_page(page, site)
    page.get_by_text("Bring a text of your own").click()
    code = "def double(x):\n    return 2 * x\n\n\n" * 90
    with page.expect_file_chooser() as chooser:
        page.locator("#bring-choose").click()
    chooser.value.set_files({"name": "double.py", "mimeType": "text/x-python", "buffer": code.encode()})
    expect(page.locator("#bring-message")).to_have_text("double.py is chosen above.")
    expect(page.locator("#learn-corpus option:checked")).to_have_text("double.py (your own)")
    expect(page.locator("#learn-preview")).to_contain_text(f"{len(code):,} characters")
    expect(page).to_have_url(re.compile("corpus=text-"))
    page.reload()
    expect(page.locator("#learn-corpus option:checked")).to_have_text("double.py (your own)")


def test_bad_input_gets_one_sentence_and_starts_nothing(page: Page, site, store) -> None:
    open_page(page, site)
    before = len(store.list())
    said = page.locator("#bring-message")
    paste(page, "   ")
    expect(said).to_have_text("Paste a text first.")
    page.evaluate("document.getElementById('bring-zone').dataset.most = 100000")
    page.fill("#bring-text", WORDS * 30)
    press(page, "Use this text")
    expect(said).to_have_text("The pasted text has 0.1 MB; at most 0.1 MB are read.")
    page.fill("#bring-text", WORDS)
    press(page, "Use this text")
    expect(said).to_contain_text("is chosen above")
    for name, value, sentence in (
        ("hidden", "0", "Hidden needs a number from 1 to 512"),
        ("steps", "", "Steps needs a number from 1 to 100000"),
        ("window", "500", "choose a batch of at most"),
    ):
        usual = page.locator(f"#learn-{name}").input_value()
        page.fill(f"#learn-{name}", value)
        press(page, "Train")
        expect(page.locator("#learn-error")).to_contain_text(sentence)
        page.fill(f"#learn-{name}", usual)
    assert len(store.list()) == before


def test_a_text_that_is_refused_leaves_the_chosen_one(page: Page, site) -> None:
    open_page(page, site)
    chosen = page.locator("#learn-corpus").input_value()
    page.route("**/text/bring**", lambda route: route.fulfill(json={"error": "The file is empty."}))
    paste(page, "short")
    expect(page.locator("#bring-message")).to_have_text("The file is empty.")
    page.unroute("**/text/bring**")
    page.route("**/text/bring**", lambda route: route.fulfill(body="<html>"))
    press(page, "Use this text")
    expect(page.locator("#bring-message")).to_have_text(re.compile("^The server did not answer"))
    expect(page.locator("#learn-corpus")).to_have_value(chosen)


def test_a_link_to_a_run_that_is_gone_says_so(page: Page, site) -> None:
    open_page(page, site, "?run=nothing-here")
    expect(page.locator("#learn-missing-run")).to_contain_text(
        "There is no training on text 'nothing-here' here"
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_never_scrolls_sideways(browser, site, theme: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, color_scheme=theme)
    page = context.new_page()
    open_page(page, site)
    expect(page.locator("#learn-preview")).to_contain_text("characters")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    context.close()
