"""A new version is deployed in the middle of trainings: the old server is told to leave, a new one comes."""

import signal

import pytest

from tests.faults.held import Held
from tests.faults.stage import LEAVE_SECONDS


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT], ids=["by the host", "by Ctrl-C"])
def test_trainings_write_down_where_they_are_and_go_on_in_the_new_server(stage, comparison, text, told):
    runs = Held(stage, comparison, text)
    stage.server.signal(told)
    stage.until(lambda: not stage.server.alive(), "all its processes have left", LEAVE_SECONDS)
    assert [stage.store.get(run_id).parts for run_id in runs.ids] == [(1, 0, 0)] * 2, "both wait"
    assert stage.store.checkpoint(runs.ids[1])
    stage.serve()
    runs.end_well()
    assert runs.begun_again() == {0}, "being asked to leave is no failure"
