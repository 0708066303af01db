"""What a page shows while things break, and that it goes on by itself when they are back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.faults.stage import SLOW, WHOLE, Stage

CALLBACKS = "**/_dash-update-component**"
FEW_CELLS = ("feedforward", "gru", "peephole")  # what a quick training leaves out
SILENT = "No answer from the server"


@pytest.fixture(scope="module")
def stage(tmp_path_factory, postgres_server):
    stage = Stage(tmp_path_factory.mktemp("stage"), GATESCOPE_SLOTS="1", DATABASE_URL=postgres_server.fresh())
    stage.serve(WHOLE)
    yield stage
    stage.close()


@pytest.fixture
def postgres(postgres_server):
    yield postgres_server
    if not postgres_server.answers():
        postgres_server.start()


@pytest.fixture
def page(browser, stage, postgres):
    """The Compare page; its console is full of what fails."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(stage.url)
    expect(page.locator("#loss-figure-finding")).not_to_be_empty()
    yield page
    context.close()
    stage.clear()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def buttons(page: Page) -> list[str]:
    """The names of those that can be pressed."""
    named = [
        (name, page.get_by_role("button", name=name, exact=True)) for name in ("Train", "Cancel", "Resume")
    ]
    return [name for name, button in named if button.is_visible() and button.is_enabled()]


def fill_in(page: Page, steps: int) -> None:
    for cell in FEW_CELLS:
        page.locator(f"#config-cells input[value={cell}]").uncheck()
    for name, value in {"seeds": 2, "hidden": 4, "steps": steps, "measure-up-to": 50}.items():
        page.locator(f"#config-{name}").evaluate(
            "field => field.closest('details')?.setAttribute('open', '')"
        )
        page.fill(f"#config-{name}", str(value))


def train(page: Page, stage: Stage, steps: int) -> str:
    """Train until it is held; return the run's id."""
    stage.want("hold")
    fill_in(page, steps)
    before = page.locator("#run-picker").input_value()
    press(page, "Train")
    expect(page.locator("#run-picker")).not_to_have_value(before)
    run_id = page.locator("#run-picker").input_value()
    stage.until(lambda: stage.is_held(run_id), "it trains")
    expect_status(page, "running")
    assert buttons(page) == ["Train", "Cancel"]
    return run_id


def expect_status(page: Page, status: str) -> None:
    expect(page.locator("#status-badge")).to_have_text(status, timeout=1000 * SLOW)


def expect_end(page: Page, stage: Stage) -> None:
    """Let the training go on; the page shows its end and no button is stuck."""
    stage.release()
    expect_status(page, "done")
    expect(page.locator("#status-text")).to_have_text(re.compile(r"Finished; trained for \d+ s in all\."))
    expect(page.locator("#connection")).to_be_empty()
    assert buttons(page) == ["Train"]


def test_a_poll_that_fails_is_asked_again_whatever_the_clock_says(page, stage):
    train(page, stage, 101)
    failed = []
    page.route(CALLBACKS, lambda route: (failed.append(1), route.abort()))
    expect(page.locator("#connection")).to_contain_text(SILENT)
    page.evaluate("() => { const now = Date.now; Date.now = () => now() - 5 * 3600 * 1000; }")
    page.unroute(CALLBACKS)
    expect(page.locator("#connection")).to_be_empty()
    assert failed
    expect_end(page, stage)


def test_a_page_outlives_the_web_server(page, stage):
    train(page, stage, 102)
    stage.server.kill_server()
    expect(page.locator("#connection")).to_contain_text(SILENT)
    stage.serve(WHOLE)
    expect(page.locator("#connection")).to_be_empty(timeout=1000 * SLOW)
    assert page.locator("#status-badge").inner_text() == "running" and buttons(page) == ["Train", "Cancel"]
    expect_end(page, stage)


def test_a_page_says_that_nothing_can_be_begun_while_the_database_is_away(page, stage, postgres):
    run_id = train(page, stage, 103)
    postgres.kill()
    expect(page.locator("#refused")).to_contain_text("The database does not answer")
    fill_in(page, 104)
    press(page, "Train")
    expect(page.locator("#form-error")).to_contain_text("nothing was begun")
    assert buttons(page) == ["Train", "Cancel"]
    postgres.start()
    expect(page.locator("#refused")).to_be_empty(timeout=1000 * SLOW)
    assert page.locator("#run-picker").input_value() == run_id
    press(page, "Train")
    expect(page.locator("#run-picker")).not_to_have_value(run_id)
    expect_status(page, "queued")
    expect_end(page, stage)


def test_a_run_whose_process_is_killed_goes_on_before_the_visitors_eyes(page, stage):
    run_id = train(page, stage, 105)
    stage.process_of(run_id).kill()
    stage.release()
    stage.until(lambda: stage.attempts(run_id) > 1, "it is given on")
    expect_end(page, stage)
