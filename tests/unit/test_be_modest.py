"""Trainings stand back: a process of its own says how far."""

import os
import subprocess
import sys

import pytest

ASK = "import os; from dashboard.jobs.job import be_modest; be_modest({}); print(os.getpriority(0, 0), os.{})"


@pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="only Linux has this policy")
@pytest.mark.parametrize(("nice", "policy"), [(0, "OTHER"), (7, "OTHER"), (19, "IDLE")])
def test_a_training_is_as_modest_as_it_is_told(nice, policy):
    code = ASK.format(nice, "sched_getscheduler(0)")
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.split() == [str(max(nice, os.getpriority(0, 0))), str(getattr(os, f"SCHED_{policy}"))]
