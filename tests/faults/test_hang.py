"""A training that hangs: nothing is heard of it, and it does not hear that it should stop."""

from dashboard.store.work import WENT_SILENT
from tests.faults.held import queue


def test_a_training_that_hangs_ends_itself_and_is_interrupted_when_it_hangs_each_time(
    stage, comparison, text
):
    stage.want("hang")
    runs = {queue(stage, expected): expected for expected in (comparison, text)}
    for run_id in runs:
        assert stage.until_over(run_id) == "interrupted"
        assert stage.store.get(run_id).message == WENT_SILENT
    assert stage.log.count("No news from the training") >= 6
    stage.release()
    for run_id, expected in runs.items():
        assert stage.store.resume(run_id, 100)
        stage.until_over(run_id)
        expected.check(stage.store, run_id)


def test_a_training_that_hangs_once_is_tried_again(stage, comparison):
    stage.want("hang")
    run_id = queue(stage, comparison)
    stage.until(lambda: stage.is_held(run_id), "it hangs")
    stage.release()
    stage.until_over(run_id)
    comparison.check(stage.store, run_id)
