"""What the Lab promises to whoever trains: a sweep is one job with one bar, which stops and goes on."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.explorer import drawn, open_page

FIGURE = "lab-figure"
SLOW = 180_000  # ms: how long a training of a few seconds may take on a busy machine


@pytest.fixture(scope="module")
def site(serve):
    return serve(GATESCOPE_SLOTS="1")


def train(page: Page) -> None:
    page.get_by_role("button", name="Train what is missing").click()
    expect(page.locator("#lab-job-card")).to_be_visible()


def expect_status(page: Page, *kinds: str) -> None:
    expect(page.locator("#lab-status-badge")).to_have_text(re.compile("|".join(kinds)), timeout=SLOW)


def test_a_sweep_is_asked_for_trained_and_drawn_under_one_bar(page: Page, site) -> None:
    open_page(page, site, "/lab?recipes=plain&cells=lstm", FIGURE)
    page.select_option("#lab-setting", "hidden")
    expect(page.locator("#lab-missing")).to_contain_text("Type 1 to 4 whole numbers for hidden units")
    page.fill("#lab-values", "2, 4")
    page.locator("#lab-values").press("Enter")
    expect(page.locator("#lab-missing")).to_contain_text("2 trainings are missing (plain)")
    train(page)
    expect(page.locator("#lab-job-card progress")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"setting=hidden&values=2%2C\+4&job=[\w-]+%3B[\w-]+"))
    expect(page.locator("#lab-status-text")).to_contain_text(re.compile(r"[01] of 2 trainings done"))
    page.reload()
    expect(page.locator("#lab-job-card progress")).to_have_count(1)
    expect_status(page, "done")
    expect(page.locator("#lab-status-text")).to_contain_text("100%, 2 of 2 trainings done")
    expect(page.locator("#lab-missing")).to_contain_text("Nothing is missing")
    expect(page.locator(f"#{FIGURE}-finding")).to_contain_text(
        re.compile(r"LSTM, plain gets farthest at hidden units = [24]")
    )
    expect(page.locator("#lab-summary")).to_contain_text("at hidden units = 2 to")
    expect(page.locator("#lab-measures .measures tbody tr")).to_have_count(2)
    # What nobody has measured before comes by itself.
    expect(page.locator("#lab-measures .interval")).to_have_count(2 * 7, timeout=SLOW)


def test_a_job_is_cancelled_as_one_and_goes_on_as_one(page: Page, site) -> None:
    open_page(page, site, "/lab?recipes=plain&cells=lstm&setting=hidden&values=100,101,102", FIGURE)
    train(page)
    expect(page.locator("#lab-missing")).to_have_text("What is missing is being trained.")
    expect(page.get_by_role("button", name="Train what is missing")).to_be_disabled()
    expect_status(page, "running")
    page.reload()
    drawn(page, FIGURE)
    page.locator("#lab-cancel").click()
    expect_status(page, "cancelled")
    expect(page.locator("#lab-cancel")).to_be_disabled()
    expect(page.locator("#lab-status-text")).to_contain_text("0 of 3 trainings done")
    expect(page.get_by_role("button", name="Train what is missing")).to_be_enabled()
    page.get_by_role("button", name="Resume").click()
    expect_status(page, "running", "queued")
    expect(page.get_by_role("button", name="Resume")).to_be_hidden()
    page.locator("#lab-cancel").click()
    expect_status(page, "cancelled")


def test_another_visitor_sees_neither_the_job_nor_its_results(browser, page: Page, site) -> None:
    open_page(page, site, "/lab?recipes=chrono&cells=feedforward", FIGURE)
    train(page)
    expect_status(page, "done")
    address = page.url
    expect(page.locator("#lab-results .summary").first.locator("tbody tr")).to_have_count(1)
    context = browser.new_context()
    other = context.new_page()
    other.goto(address)
    drawn(other, FIGURE)
    expect(other.locator("#lab-missing")).to_contain_text("1 training is missing")
    expect(other.locator("#lab-job-card")).to_be_hidden()
    context.close()
