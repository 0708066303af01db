"""Runs started from a real page, by a real server, in real processes; only the training is a fake."""

import os
import re
import signal
import stat
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dashboard.jobs.job import STOPPED
from dashboard.store.runs import RunStore

FAKES = Path(__file__).parent / "fakes"


@pytest.fixture(scope="module")
def server(serve, browser):
    server = serve(
        "tests.browser.launcher_app:create_server()",
        path=[FAKES],
        GATESCOPE_SLOTS="2",
        GATESCOPE_LEASE_SECONDS="4",
        GATESCOPE_HEARTBEAT_SECONDS="0.3",
    )
    # A server's first job waits until torch is imported, for which this short lease may not be enough.
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(server.url)
        start(page, 1)
        expect(line(page, 1, "(done|interrupted)")).to_be_visible(timeout=20_000)
    return server


@pytest.fixture
def store(server):
    with RunStore(f"sqlite:///{server.data_dir}/gatescope.sqlite") as store:
        yield store
        for run in store.list():
            store.request_cancel(run.id)
        wait_for(lambda: not any(run.is_live for run in store.list()))
        for run in store.list():
            store.delete(run.id)


def start(page, steps):
    page.fill("#steps", str(steps))
    page.keyboard.press("Tab")
    page.click("#start")
    expect(line(page, steps)).to_be_visible()


def line(page, steps, status=""):
    return page.locator("#runs span").filter(has_text=re.compile(rf"^{steps} steps: {status}"))


def wait_for(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "this never came true"
        time.sleep(0.05)
    return found


def run_of(store, steps):
    return next(run for run in store.list() if run.config["steps"] == steps)


def test_two_launches_from_one_page_both_finish_and_start_soon(server, store, page):
    page.goto(server.url)
    start(page, 31)
    start(page, 30)
    expect(line(page, 31, "done")).to_be_visible(timeout=10_000)
    expect(line(page, 30, "done")).to_be_visible(timeout=10_000)
    for steps in (31, 30):
        run = run_of(store, steps)
        assert run.started_at - run.created_at < 0.5
        assert store.artifact(run.id, "bundle") == str(steps).encode()
        losses = [row for row in store.read_metrics(run.id)[0] if row["kind"] == "loss"]
        assert [row["step"] for row in losses] == list(range(1, steps + 1))
        assert run.progress["fraction"] == 1


def test_a_job_has_nothing_of_the_web_server(server, store, page):
    page.goto(server.url)
    start(page, 5)
    rows = wait_for(lambda: store.read_metrics(run_of(store, 5).id)[0])
    surroundings = rows[0]
    assert surroundings["threads"] == ["MainThread", "pulse"]
    assert surroundings["tasks"] == 2
    assert surroundings["modules"] == ["torch"]
    assert surroundings["handlers"] == {"SIGINT": "<built-in function default_int_handler>"}
    assert not [name for name in surroundings["files"] if name.startswith("socket:")]
    assert stat.S_IMODE((server.data_dir / "jobs").stat().st_mode) == 0o700


def test_a_run_goes_on_when_its_tab_is_closed(server, store, browser):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(server.url)
        start(page, 25)
        expect(line(page, 25, "running")).to_be_visible()
    assert run_of(store, 25).is_live
    assert wait_for(lambda: run_of(store, 25).status == "done")


def test_a_cancelled_run_keeps_what_it_has(server, store, page):
    page.goto(server.url)
    start(page, 400)
    expect(line(page, 400, "running.*Training, step .* left")).to_be_visible()
    page.click("text=Cancel 400")
    expect(line(page, 400, "cancelled .* is kept")).to_be_visible()
    assert 1 <= int(store.artifact(run_of(store, 400).id, "bundle")) < 400


def test_a_killed_run_is_shown_as_interrupted_after_the_lease(server, store, page):
    page.goto(server.url)
    start(page, 401)
    expect(line(page, 401, "running")).to_be_visible()
    os.kill(int(run_of(store, 401).worker.rpartition(":")[2]), signal.SIGKILL)
    expect(line(page, 401, "interrupted .* without a word")).to_be_visible(timeout=8000)
    start(page, 4)
    expect(line(page, 4, "done")).to_be_visible()


def test_more_runs_than_slots_run_in_order(serve, page):
    server = serve("tests.browser.launcher_app:create_server()", path=[FAKES], GATESCOPE_SLOTS="1")
    page.goto(server.url)
    for steps in (11, 10, 9):
        start(page, steps)
    for steps in (11, 10, 9):
        expect(line(page, steps, "done")).to_be_visible(timeout=10_000)
    with RunStore(f"sqlite:///{server.data_dir}/gatescope.sqlite") as store:
        third, second, first = store.list()
    assert [run.config["steps"] for run in (first, second, third)] == [11, 10, 9]
    assert first.finished_at <= second.started_at < second.finished_at <= third.started_at


def test_a_stopped_server_leaves_word(serve, browser):
    server = serve("tests.browser.launcher_app:create_server()", path=[FAKES], GATESCOPE_SLOTS="1")
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(server.url)
        start(page, 400)
        start(page, 401)
        expect(line(page, 400, "running")).to_be_visible(timeout=15_000)
    with RunStore(f"sqlite:///{server.data_dir}/gatescope.sqlite") as store:
        wait_for(lambda: all(run.worker for run in store.list()))
        server.stop()
        wait_for(lambda: [run.status for run in store.list()] == ["interrupted"] * 2)
        assert [run.message for run in store.list()] == [STOPPED] * 2
