"""kill -9 of trainings and of the web server, and processes that stand still for a while."""

import signal
import time

from dashboard.store.work import ATTEMPTS, WENT_SILENT
from tests.faults.held import Held


def test_a_killed_training_is_given_on(stage, comparison, text):
    runs = Held(stage, comparison, text)
    runs.kill()
    runs.end_well()
    assert runs.begun_again() == {1}


def test_a_training_that_is_killed_each_time_is_interrupted_and_can_go_on(stage, comparison, text):
    runs = Held(stage, comparison, text)
    for attempt in range(1, ATTEMPTS + 1):
        runs.kill()
        if attempt < ATTEMPTS:
            runs.wait()
    for run_id in runs.ids:
        assert stage.until_over(run_id) == "interrupted"
        run = stage.store.get(run_id)
        assert run.message == WENT_SILENT and stage.store.can_resume(run)
    for run_id in runs.ids:
        assert stage.store.resume(run_id, 100)
    runs.end_well()


def test_a_killed_training_can_still_be_cancelled_or_paused(stage, comparison, text):
    runs = Held(stage, comparison, text)
    compared, learned = runs.ids
    runs.kill()
    assert stage.store.request_cancel(compared) and stage.store.request_pause(learned)
    assert [stage.until_over(run_id) for run_id in runs.ids] == ["cancelled", "paused"]
    for run_id in runs.ids:
        assert stage.store.can_resume(stage.store.get(run_id)) and stage.store.resume(run_id, 100)
    runs.end_well()


def test_a_training_that_stood_still_writes_nothing_when_others_have_gone_on_with_it(stage, comparison, text):
    runs = Held(stage, comparison, text)
    late = [stage.process_of(run_id) for run_id in runs.ids]
    for process in late:
        process.suspend()
    runs.end_well()
    for process in late:
        process.resume()
    stage.until(lambda: not any(process.is_running() for process in late), "the late ones have ended")
    runs.end_well()


def test_trainings_outlive_the_web_server(stage, comparison, text):
    runs = Held(stage, comparison, text)
    stage.server.kill_server()
    assert not stage.answers()
    stage.serve()
    runs.end_well()
    assert runs.begun_again() == {0}


def test_a_web_process_that_is_killed_comes_back_by_itself(stage, comparison, text):
    runs = Held(stage, comparison, text)
    for process in stage.server.children():
        process.kill()
    runs.kill()
    stage.until(stage.answers, "the web server answers")
    runs.end_well()


def test_a_machine_that_loses_power_goes_on_when_it_is_back(stage, comparison, text):
    runs = Held(stage, comparison, text)
    stage.server.kill()
    stage.serve()
    runs.end_well()
    assert runs.begun_again() == {1}


def test_a_machine_that_slept_goes_on_where_it_was(stage, comparison, text):
    runs = Held(stage, comparison, text)
    stage.server.signal(signal.SIGSTOP)
    time.sleep(stage.longer)
    stage.server.signal(signal.SIGCONT)
    runs.end_well()
    assert runs.begun_again() == {0}
