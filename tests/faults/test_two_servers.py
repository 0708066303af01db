"""Two web servers, and all that they start, on one database: nothing is trained twice."""

from tests.faults.held import Held, queue
from tests.servers import free_port

MANY = 8


def test_two_servers_never_begin_the_same_run(stage, comparison, text):
    second = stage.web(port=free_port())
    runs = Held(stage, comparison, text)
    more = [queue(stage, comparison) for _ in range(MANY)]
    assert len(stage.store.beating()) == stage.settings.slots
    runs.end_well()
    for run_id in more:
        stage.until_over(run_id)
        comparison.check(stage.store, run_id)
    for run_id in (*runs.ids, *more):
        begun, given_up = (stage.log.count(f"{what} run_id={run_id} ") for what in ("started", "given up"))
        assert begun == given_up + 1, "nobody begins what another is at work on"
    second.kill()
