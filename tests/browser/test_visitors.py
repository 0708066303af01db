"""What several visitors of one server can expect of each other, in real browsers against the real app."""

import re
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from dashboard.store.runs import RunStore
from tests.browser.visitors import owner_of

SLOW = 180_000  # ms: how long a training of a few seconds may take on a busy machine
numbers = count()


@pytest.fixture(scope="module")
def site(serve):
    return serve(GATESCOPE_SLOTS="1", GATESCOPE_PER_VISITOR="2", GATESCOPE_QUEUE="3")


@pytest.fixture(scope="module")
def store(site):
    with RunStore(f"sqlite:///{site.data_dir / 'gatescope.sqlite'}") as store:
        yield store


@pytest.fixture
def another(browser, site):
    """A page of another visitor."""
    with browser.new_context() as context:
        yield context.new_page()


@pytest.fixture(autouse=True)
def tidy(store):
    """No run of one test waits before those of the next."""
    yield
    for run in store.list():
        store.request_cancel(run.id)


def open_page(page: Page, site, address: str = "/") -> None:
    page.goto(site.url + address)
    expect(page.locator("#loss-figure-finding")).not_to_be_empty()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def fill_in(page: Page, steps: int, rate: float | None = None) -> None:
    for cell in ("feedforward", "gru", "peephole"):
        page.locator(f"#config-cells input[value={cell}]").uncheck()
    page.fill("#config-seeds", "2")
    page.fill("#config-steps", str(steps))
    page.fill("#config-learning-rate", f"{rate or 0.01 + 1e-6 * next(numbers):.6f}")


def train(page: Page, steps: int = 20_000, rate: float | None = None) -> str:
    fill_in(page, steps, rate)
    before = page.locator("#run-picker").input_value()
    press(page, "Train")
    expect(page.locator("#run-picker")).not_to_have_value(before)
    return page.locator("#run-picker").input_value()


def expect_status(page: Page, status: str) -> None:
    expect(page.locator("#status-badge")).to_have_text(status, timeout=SLOW)


def test_a_run_is_private_until_its_owner_makes_it_public(page: Page, another: Page, site) -> None:
    open_page(page, site)
    run_id = train(page, steps=30)
    expect(page.locator("#run-about")).to_contain_text("download", timeout=SLOW)
    another.goto(f"{site.url}/?run={run_id}")
    expect(another.locator("#missing-run")).to_contain_text("There is no run")
    assert another.request.get(f"{site.url}/runs/{run_id}/json").status == 404
    another.goto(f"{site.url}/runs")
    expect(another.locator(".runs tbody tr").first).to_be_visible()
    expect(another.locator(f".runs a[href*='{run_id}']")).to_have_count(0)
    page.get_by_role("checkbox", name="public", exact=True).check()
    expect(page.locator("#run-about")).to_contain_text("Everyone may see it now.")
    another.goto(f"{site.url}/?run={run_id}")
    expect(another.locator("#run-about")).to_contain_text("another visitor’s")
    expect_status(another, "done")
    expect(another.get_by_role("checkbox", name="public", exact=True)).to_have_count(0)
    another.goto(f"{site.url}/runs")
    expect(another.locator(f".runs a[href*='{run_id}']").first).to_be_visible()
    page.get_by_role("checkbox", name="public", exact=True).uncheck()
    expect(page.locator("#run-about")).to_contain_text("Only you can see it now.")
    another.goto(f"{site.url}/?run={run_id}")
    expect(another.locator("#missing-run")).to_contain_text("There is no run")


def test_nobody_else_can_stop_or_delete_a_public_run(page: Page, another: Page, site, store) -> None:
    open_page(page, site)
    run_id = train(page)
    expect_status(page, "running")
    store.publish(run_id, True)
    open_page(another, site, f"/?run={run_id}")
    expect_status(another, "running")
    expect(another.get_by_role("button", name="Cancel", exact=True)).to_be_disabled()
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect_status(page, "cancelled")
    expect(another.get_by_role("button", name="Resume", exact=True)).to_be_hidden()
    another.goto(f"{site.url}/runs")
    another.locator(f"tr:has(a[href*='run={run_id}']) input[type=checkbox]").first.check()
    press(another, "Delete")
    expect(another.locator("#runs-message")).to_contain_text("those of others")
    assert store.get(run_id)


def test_the_queue_tells_its_place_and_about_how_long_it_takes(page: Page, another: Page, site) -> None:
    open_page(page, site)
    train(page)
    expect_status(page, "running")
    open_page(another, site)
    train(another)
    expect_status(another, "queued")
    expect(another.locator("#status-text")).to_have_text(
        re.compile(r"^Waiting for a free slot, next in the queue(, about \d+ (s|min))?\.$")
    )
    press(page, "Cancel")
    expect_status(page, "cancelled")
    expect_status(another, "running")


def test_too_many_runs_are_refused_with_a_time_to_come_back(page: Page, site, store) -> None:
    open_page(page, site)
    train(page), train(page)
    before = len(store.list())
    fill_in(page, 20_000)
    press(page, "Train")
    expect(page.locator("#form-error")).to_have_text(
        re.compile(r"^You have 2 runs that wait or train, .* at once; come back in about \d+ (s|min)\.$")
    )
    assert len(store.list()) == before
    expect(page.get_by_role("button", name="Train", exact=True)).to_be_enabled()


def test_what_another_has_trained_is_there_at_once_and_can_be_trained_again(
    page: Page, another: Page, site, store
) -> None:
    open_page(page, site)
    first = train(page, steps=31, rate=0.02)
    expect(page.locator("#run-about")).to_contain_text(f"run {first}", timeout=SLOW)
    open_page(another, site)
    copied = train(another, steps=31, rate=0.02)
    expect_status(another, "done")
    expect(another.locator("#form-error")).to_contain_text("trained here before, to the same networks")
    assert copied != first and store.get(copied).owner == owner_of(another.context)
    expect(another.locator("#summary tbody").first.locator("tr")).to_have_count(2)
    press(another, "Train it again")
    expect(another.locator("#run-picker")).not_to_have_value(copied)
    again = another.locator("#run-picker").input_value()
    expect(another.locator("#run-about")).to_contain_text(f"run {again}", timeout=SLOW)
    assert store.artifact(again, "bundle") and store.get(again).message == ""
    expect(another.get_by_role("button", name="Train it again", exact=True)).to_be_hidden()
    press(page, "Train")
    expect(page.locator("#form-error")).to_have_text("You have trained exactly this already; here it is.")
    assert page.locator("#run-picker").input_value() == first
