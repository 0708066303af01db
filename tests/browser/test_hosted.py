"""The Procfile's processes behind a router, with a Redis and a Postgres, stopped in the middle of their work.

`make rehearse` does the same in a clean environment, longer, and on every page.
"""

from contextlib import ExitStack

import pytest

from dashboard.access import NOT_YOURS
from tests.browser.conftest import ROOT
from tools.rehearse import router
from tools.rehearse.host import Host
from tools.rehearse.visits import LONG, Visitor

TRAINING = {"steps": 20_000, "hidden": 20, "seeds": 4}  # some ten seconds


@pytest.fixture
def host(browser, tmp_path, monkeypatch):
    """All processes of the app at work, each with a disk of its own."""
    # A machine that tests is busier than one that serves; make rehearse holds answers to their time.
    monkeypatch.setattr(router, "BOOT", 240)
    monkeypatch.setattr(router, "LIMIT", 240)
    with ExitStack() as stack:
        host = Host(ROOT, tmp_path, {}, browser, stack)
        assert host.release.run(120) == 0, host.release.log.read_text()
        host.web.start()
        host.worker.start()
        yield host


def train_on(host: Host, visitor: Visitor, dyno: str) -> None:
    """Restart one of the processes; training goes on."""
    with visitor.during_a_restart():
        getattr(host, dyno).restart()
        visitor.wait_for_more()


def test_a_training_survives_both_restarts_and_is_nobody_elses(host: Host) -> None:
    visitor = host.visitor()
    run_id = visitor.train(**TRAINING)
    visitor.wait_for_more()
    other = host.visitor()
    assert not other.sees(run_id)
    assert other.tries_to_stop(run_id) == NOT_YOURS
    train_on(host, visitor, "worker")
    train_on(host, visitor, "web")
    visitor.wait_for("done", LONG)
    visitor.look(f"/?run={run_id}")
    assert visitor.status() == "done"
    assert visitor.troubles == other.troubles == []
    assert host.router.timeouts == []
    assert host.web.killed == host.worker.killed == 0
    assert host.web.lines_that_are_no_json() == []
