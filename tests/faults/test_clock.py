"""The clock jumps by hours: nothing is given up for it, and nobody is told a time that cannot be."""

import re
import time

import pytest

from dashboard.components.status import sentence
from dashboard.runview import read_view
from dashboard.textview import read_text_view
from tests.faults.held import Held, queue

HOURS = 5 * 3600


@pytest.mark.parametrize("jump", [HOURS, -HOURS], ids=["forwards", "backwards"])
def test_a_clock_that_jumps_ends_nothing_and_tells_no_nonsense(stage, comparison, text, jump, monkeypatch):
    runs = Held(stage, comparison, text)
    waits = queue(stage, comparison)
    true = time.time
    monkeypatch.setattr(time, "time", lambda: true() + jump)
    stage.want("clock", str(jump))
    stage.until_long_passed()
    assert runs.begun_again() == {0}
    assert 0 <= (stage.store.get(waits).wait or 0) < 3600
    runs.end_well()
    assert stage.until_over(waits) == "done"
    assert runs.begun_again() == {0}
    for view in (read_view(stage.store, runs.ids[0]), read_text_view(stage.store, runs.ids[1])):
        assert re.fullmatch(r"Finished; trained for \d+ s in all\.", sentence(view))
    asked = queue(stage, comparison)
    assert 0 <= (stage.store.get(asked).wait or 0) < 3600
    assert stage.until_over(asked) == "done"
