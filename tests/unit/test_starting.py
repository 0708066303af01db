"""How many processes the keeper starts here: those before may still be on their way to the store."""

import pytest

from dashboard.jobs import background
from dashboard.jobs.background import RUN, STARTING_SECONDS, ProcessStarter, make_wake
from dashboard.jobs.waking import wake_for
from dashboard.settings import Settings


class Machine:
    """Processes that a test starts and ends, and a clock."""

    def __init__(self):
        self.started, self.over, self.now = [], set(), 1000.0

    def start(self, function, arguments, folder, key):
        assert (function, arguments, folder, key) == (RUN, '[""]', "the folder", "")
        self.started.append(f"job {len(self.started)}")
        return self.started[-1]

    def is_alive(self, job):
        return job in self.started and job not in self.over


@pytest.fixture
def machine(monkeypatch):
    machine = Machine()
    monkeypatch.setattr(background.processes, "start", machine.start)
    monkeypatch.setattr(background.processes, "is_alive", machine.is_alive)
    monkeypatch.setattr(background.time, "monotonic", lambda: machine.now)
    return machine


def test_each_part_gets_a_process_and_no_other_while_that_is_on_its_way(machine):
    starter = ProcessStarter("the folder")
    for ready in (2, 2, 1, 3):
        starter(ready)
    assert len(machine.started) == 3
    machine.now += STARTING_SECONDS
    starter(1)
    assert len(machine.started) == 4, "the others have taken their parts by now"


def test_one_that_is_over_already_is_followed_at_once(machine):
    starter = ProcessStarter("the folder")
    starter(2)
    machine.over.add("job 0")
    starter(2)
    assert machine.started == ["job 0", "job 1", "job 2"]


def test_who_is_woken_follows_from_the_settings(tmp_path):
    here = Settings.from_env({"DATA_DIR": str(tmp_path)})
    there = Settings.from_env({"DATA_DIR": str(tmp_path), "REDIS_URL": "redis://127.0.0.1:1/0"})
    assert isinstance(make_wake(here), ProcessStarter) and make_wake(there) is wake_for
