"""Runs started from a real page, by a real server, in real processes; only the training is a fake."""

import os
import re
import signal
import stat
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dashboard.store.runs import RunStore

FAKES = Path(__file__).parent / "fakes"
SLOW = 120  # seconds that a server may take on a busy machine until its first job has begun: it imports torch


@pytest.fixture(scope="module")
def server(serve, browser):
    server = serve(
        "tests.browser.launcher_app:create_server()",
        path=[FAKES],
        GATESCOPE_SLOTS="2",
        GATESCOPE_LEASE_SECONDS="4",
        GATESCOPE_HEARTBEAT_SECONDS="0.3",
    )
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(server.url)
        start(page, 1)
        expect(line(page, 1, "done")).to_be_visible(timeout=1000 * SLOW)
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


def wait_for(condition, seconds=SLOW):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "this never came true"
        time.sleep(0.05)
    return found


def run_of(store, steps):
    return next(run for run in store.list() if run.config["steps"] == steps)


def losses(store, steps):
    rows = store.read_metrics(run_of(store, steps).id)[0]
    return [row["step"] for row in rows if row["kind"] == "loss"]


def surroundings_of(store, steps):
    rows = store.read_metrics(run_of(store, steps).id)[0]
    return next((row for row in rows if row["kind"] == "surroundings"), None)


def test_two_launches_from_one_page_both_finish_and_start_soon(server, store, page):
    page.goto(server.url)
    start(page, 31)
    start(page, 30)
    expect(line(page, 31, "done")).to_be_visible(timeout=1000 * SLOW)
    expect(line(page, 30, "done")).to_be_visible(timeout=1000 * SLOW)
    for steps in (31, 30):
        run = run_of(store, steps)
        assert surroundings_of(store, steps)["seconds"] < 1, "it had to import torch"
        assert store.artifact(run.id, "bundle") == str(steps).encode()
        assert losses(store, steps) == list(range(1, steps + 1))
        assert run.progress["fraction"] == 1


def test_a_job_has_nothing_of_the_web_server(server, store, page):
    page.goto(server.url)
    start(page, 5)
    surroundings = wait_for(lambda: surroundings_of(store, 5))
    assert surroundings["threads"] == ["MainThread", "pulse"]
    assert surroundings["tasks"] == 2
    assert surroundings["modules"] == ["torch"]
    assert surroundings["handlers"] == dict.fromkeys(("SIGTERM", "SIGINT"), "dashboard.jobs.leaving")
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


def test_another_process_goes_on_with_what_a_killed_one_had(server, store, page):
    page.goto(server.url)
    start(page, 60)
    killed = wait_for(lambda: surroundings_of(store, 60))["process"]
    os.kill(killed, signal.SIGKILL)
    assert run_of(store, 60).status == "running"
    expect(line(page, 60, "done")).to_be_visible(timeout=1000 * SLOW)
    assert surroundings_of(store, 60)["process"] != killed
    assert losses(store, 60) == list(range(1, 61)), "every row once"


def test_more_runs_than_slots_run_in_order(serve, page):
    server = serve("tests.browser.launcher_app:create_server()", path=[FAKES], GATESCOPE_SLOTS="1")
    page.goto(server.url)
    for steps in (11, 10, 9):
        start(page, steps)
    for steps in (11, 10, 9):
        expect(line(page, steps, "done")).to_be_visible(timeout=1000 * SLOW)
    with RunStore(f"sqlite:///{server.data_dir}/gatescope.sqlite") as store:
        third, second, first = store.list()
    assert [run.config["steps"] for run in (first, second, third)] == [11, 10, 9]
    assert first.finished_at <= second.started_at < second.finished_at <= third.started_at


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT], ids=["by a host", "by hand"])
def test_a_stopped_server_leaves_its_runs_to_the_next(serve, browser, end):
    server = serve("tests.browser.launcher_app:create_server()", path=[FAKES], GATESCOPE_SLOTS="1")
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(server.url)
        start(page, 50)
        start(page, 51)
        expect(line(page, 50, "running")).to_be_visible(timeout=1000 * SLOW)
    with RunStore(f"sqlite:///{server.data_dir}/gatescope.sqlite") as store:
        wait_for(store.beating)
        os.killpg(server.process.pid, end)
        server.process.wait(SLOW)
        wait_for(lambda: store.beating() == {})
        assert [run.status for run in store.list()] == ["queued", "running"]
        serve(
            *("tests.browser.launcher_app:create_server()", [FAKES]),
            GATESCOPE_SLOTS="1",
            DATA_DIR=str(server.data_dir),
        )
        wait_for(lambda: [run.status for run in store.list()] == ["done", "done"], SLOW)
        assert losses(store, 50) == list(range(1, 51)), "every row once"
