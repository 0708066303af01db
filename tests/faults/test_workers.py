"""Workers that are killed, lost with their machine, or told to leave because a new version comes."""

import os
import signal

import pytest

from tests.faults.held import Held
from tests.faults.stage import LEAVE_SECONDS


def test_a_killed_process_of_a_worker_is_replaced_and_its_training_given_on(farm, comparison, text):
    runs = Held(farm, comparison, text)
    runs.kill()
    runs.end_well()
    assert runs.begun_again() == {1} and not farm.worker.is_over


def test_trainings_go_on_elsewhere_when_a_machine_is_lost(farm, comparison, text):
    runs = Held(farm, comparison, text)
    farm.worker.kill()
    farm.employ()
    runs.end_well()
    assert runs.begun_again() == {1}


@pytest.mark.parametrize("everyone", [False, True], ids=["the worker is told", "all its processes are told"])
def test_trainings_go_on_elsewhere_when_a_worker_is_told_to_leave(farm, comparison, text, everyone):
    runs = Held(farm, comparison, text)
    before = farm.worker
    if everyone:
        before.signal(signal.SIGTERM)
    else:
        os.kill(before.pid, signal.SIGTERM)
    farm.until(lambda: not before.alive(), "all its processes have left", LEAVE_SECONDS)
    assert not farm.store.beating(), "it has given back everything"
    farm.employ()
    runs.end_well()
    assert runs.begun_again() == {0}, "being asked to leave is no failure"
